// reelqueue demo: the whole system on its defaults, for one film.
import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { type Client, createClient, ReelqueueError } from '@reelqueue/client';
import { findModel, type ModelSpec, type Payload } from '@reelqueue/models';
import type { Command } from 'commander';
import { VERSION } from '../version.ts';
import { interruption } from './command-error.ts';
import { save } from './download.ts';
import { follow, outcomeOf } from './outcome.ts';
import { printTable } from './output.ts';
import { addParameterFlags, checkFiles, isAddress, payloadOf, uploadFiles } from './parameter-flags.ts';
import { SAMPLE_PHOTO } from './sample.ts';
import { loadSystem, settingsOf, shortPath } from './system.ts';

/** Below the working directory: films here, the system in its `data`. */
const FOLDER = 'demo';
/** Seconds that an interrupted demo gives its request to be cancelled. */
const CANCEL_LIMIT = 5;

export function addDemo(program: Command): void {
  const model = findModel('wan2.6-i2v') as ModelSpec;
  const command = program.command('demo').description('make a film with a system of its own, then stop it');
  addParameterFlags(command, model);
  command
    .addHelpText(
      'after',
      `
Starts Reelqueue on a free port with its data in ${FOLDER}/data, asks it for a film over HTTP, and puts the film into ${FOLDER}.
It uses a sample photo, and 720P so that it is quick, unless told otherwise.

Examples:
  npm run demo
  npm run demo -- --image my.jpg --prompt "slow push in, wind in the grass" --duration 10`,
    )
    .action(() => demo(model, payloadOf(command, model)));
}

async function demo(model: ModelSpec, asked: Payload): Promise<void> {
  const signal = interruption();
  const prompt = asked.img_url === undefined ? 'slow push in, steam rises from the cup' : 'slow push in';
  const payload: Payload = { img_url: shortPath(SAMPLE_PHOTO), prompt, resolution: '720P', ...asked };
  await checkFiles(model, payload);
  await mkdir(FOLDER, { recursive: true });
  // Nothing of the user's own system is used but how much it logs.
  const config = settingsOf(
    { port: '0', dataDir: join(FOLDER, 'data') },
    { REELQUEUE_LOG: process.env.REELQUEUE_LOG ?? 'warn' },
  );
  const system = await (await loadSystem(config)).start({ api: true });
  try {
    process.stdout.write(`Reelqueue ${VERSION} runs at ${system.url}\n`);
    const client = createClient({ url: system.url as string, key: system.key as string });
    await cancelLeftovers(client, signal);
    await film(client, model, payload, signal);
  } finally {
    await system.stop();
  }
}

/** What a killed demo left unfinished would be rendered first. */
async function cancelLeftovers(client: Client, signal: AbortSignal): Promise<void> {
  for (const status of ['queued', 'processing'] as const) {
    const { requests } = await client.list({ status, signal });
    for (const { request_id } of requests) await cancelUnlessEnded(client, request_id, signal);
  }
}

async function cancelUnlessEnded(client: Client, request_id: string, signal: AbortSignal): Promise<void> {
  await client.cancel(request_id, { signal }).catch((error) => {
    if (!(error instanceof ReelqueueError && error.code === 'already_finished')) throw error;
  });
}

async function film(client: Client, model: ModelSpec, payload: Payload, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  const photo = String(payload.img_url);
  const uploaded = await uploadFiles(client, model, payload, signal);
  const { request_id } = await client.submit({ model: model.id, payload: uploaded }, { signal });
  printTable([
    ['request', request_id],
    ['photo', isAddress(photo) ? photo.slice(0, 100) : photo],
    ['prompt', String(payload.prompt)],
  ]);
  const request = await follow(client, request_id, signal).catch(async (error: unknown) => {
    if (signal.aborted) {
      await cancelUnlessEnded(client, request_id, AbortSignal.timeout(CANCEL_LIMIT * 1000));
      process.stderr.write('Cancelled; nothing is left running.\n');
    }
    throw error;
  });
  const outcome = outcomeOf(request);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const name = join(FOLDER, isAddress(photo) ? 'film' : parse(photo).name);
  await save(client, outcome.video_url, `${name}.mp4`, signal);
  await save(client, outcome.thumbnail_image_url, `${name}-thumbnail.jpg`, signal);
  const { width, height, fps, duration, seed, actual_prompt } = outcome;
  printTable([
    ...(actual_prompt === undefined ? [] : [['extended', actual_prompt]]),
    ['made', `${width} × ${height}, ${fps} fps, ${duration} s, seed ${seed}, in ${seconds} s`],
    ['film', `${name}.mp4`],
    ['thumbnail', `${name}-thumbnail.jpg`],
  ]);
}

// What every engine keeps, whoever renders: one suite, run for each of them on a whole system.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspectFilm } from '@reelqueue/animatic';
import { createClient, type VideoRequest } from '@reelqueue/client';
import { MODELS } from '@reelqueue/models';
import { pino } from 'pino';
import sharp from 'sharp';
import { readConfig } from '../../src/config.ts';
import { type System, serve } from '../../src/serve.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migratedDatabase } from '../postgres.ts';
import { QUEUE, settingsFor, testFolder } from '../system.ts';

/** An engine as the suite is given it. */
export type UnderTest = {
  /** The settings of a system whose only engine it is; those of its database and folder are the suite's. */
  environment: Record<string, string>;
  /** What it renders, the quicker the better, and the film that must come of it. */
  model: string;
  payload: Record<string, unknown>;
  film: { width: number; height: number; fps: number; duration: number };
  /** From now on what it renders stands still in the midst of it (true), or goes on (false). */
  hold(held: boolean): void;
  /** Asks for a longer film, where nothing can be held; else null. */
  longer: Record<string, unknown> | null;
  /** A submission that it can not honour; null where it honours every model and whatever they allow. */
  refused: { model: string; payload: Record<string, unknown> } | null;
  /** How many films whoever renders was asked for, since ever; null where nobody else renders. */
  asked: (() => number) | null;
  /** From now on what it delivers is no film (true), or is one (false); null where nothing is delivered. */
  spoil: ((spoilt: boolean) => void) | null;
  /** What must stand in no log, no record and no error. */
  secrets: string[];
  [Symbol.asyncDispose](): Promise<void>;
};

/** A system that can be stopped and started again, and what it has logged. */
async function house({ environment }: UnderTest) {
  const [folder, database] = await Promise.all([testFolder(), migratedDatabase()]);
  const config = readConfig(await settingsFor(folder.path, database.url, environment));
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  let system: System = await serve(config, log, { api: true });
  const client = () => createClient({ url: system.url as string, key: system.key as string });
  return {
    config,
    lines,
    client,
    databaseUrl: database.url,
    async restart() {
      await system.stop();
      system = await serve(config, log, { api: true });
    },
    raw: (method: string, path: string, body?: unknown) =>
      fetch(`${system.url}${QUEUE}${path}`, {
        method,
        headers: { authorization: `Bearer ${system.key}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async [Symbol.asyncDispose]() {
      await system.stop();
      await database[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Runs the suite. `make` is called once, and its engine is let go at the end. */
export function engineContract(name: string, make: () => Promise<UnderTest>): void {
  let one: UnderTest;
  let at: Awaited<ReturnType<typeof house>>;
  before(async () => {
    one = await make();
    at = await house(one);
  });
  after(async () => {
    await at[Symbol.asyncDispose]();
    await one[Symbol.asyncDispose]();
  });

  const submit = (payload = one.payload): Promise<{ request_id: string }> =>
    at.client().submit({ model: one.model, payload });
  const ends = (request_id: string): Promise<VideoRequest> => at.client().wait(request_id, { timeout: 120 });
  /** A request that is being rendered, and stands still. */
  async function midway(): Promise<string> {
    one.hold(true);
    const { request_id } = await submit(one.longer ?? one.payload);
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
      const { status, phase } = await at.client().get(request_id);
      assert.match(status, /^(queued|processing)$/);
      if (phase === 'planning' || phase === 'rendering') return request_id;
    }
    return assert.fail('it has not begun');
  }

  test(`${name}: the film comes back, plays, and is what the model says that it is; progress rises`, async () => {
    const { request_id } = await submit();
    const seen: number[] = [];
    const record = await at.client().wait(request_id, {
      onUpdate: ({ progress, status }) => {
        if (status === 'processing') seen.push(progress ?? 0);
      },
    });
    assert.equal(record.status, 'success', JSON.stringify(record.outcome));
    const outcome = record.outcome as Extract<VideoRequest, { status: 'success' }>['outcome'];
    await using folder = await testFolder();
    const path = join(folder.path, 'film.mp4');
    await writeFile(path, await bytesOf(outcome.video_url));
    const { width, height, fps, frames, video_codec, audio_codec } = await inspectFilm(path);
    assert.deepEqual({ width, height, fps, duration: frames / fps }, one.film);
    assert.deepEqual([video_codec, audio_codec], ['h264', 'aac']);
    assert.equal((await readFile(path)).toString('latin1', 4, 8), 'ftyp');
    assert.equal((await sharp(await bytesOf(outcome.thumbnail_image_url)).metadata()).width, 640);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
      'progress never falls',
    );
  });

  test(`${name}: a cancel is quick, and says truly whether the compute has stopped`, async () => {
    const request_id = await midway();
    const started = performance.now();
    const cancelled = await at.client().cancel(request_id);
    assert.ok(performance.now() - started < 3_000, 'it answers within three seconds');
    assert.equal(cancelled.status, 'cancelled');
    assert.match(String(cancelled.compute), /^(stopped|still_running)$/);
    const asked = one.asked?.() ?? 0;
    for (let looks = 0; (await at.client().get(request_id)).compute === 'still_running'; looks++) {
      assert.ok(looks < 600, 'in the end it stops');
      await sleep(100);
    }
    assert.equal(one.asked?.() ?? 0, asked);
    one.hold(false);
  });

  test(`${name}: a restart in the midst of it loses nothing, and nobody is asked twice`, async () => {
    const asked = one.asked?.() ?? 0;
    const request_id = await midway();
    await at.restart();
    one.hold(false);
    assert.equal((await ends(request_id)).status, 'success');
    if (one.asked !== null) assert.equal(one.asked(), asked + 1);
  });

  test(`${name}: what it can not honour is refused at submit, with the reason; else it honours every model`, async () => {
    if (one.refused === null) {
      for (const { id } of MODELS)
        assert.equal((await at.client().model(id)).engines?.length, 1, `${id} is not honoured`);
      return;
    }
    const answer = await at.raw('POST', '/requests', one.refused);
    const { error, code } = (await answer.json()) as { error: string; code: string };
    assert.deepEqual([answer.status, code], [400, 'invalid_payload']);
    assert.ok(error.length > 20, error);
  });

  test(`${name}: what is no film is an error and no result`, async (t) => {
    if (one.spoil === null) return t.skip('nothing is delivered to it');
    one.spoil(true);
    const { request_id } = await submit();
    const record = await ends(request_id);
    one.spoil(false);
    assert.equal(record.status, 'failed');
    assert.ok(!('video_url' in (record.outcome ?? {})));
    assert.ok(String((record.outcome as { error?: string }).error).length > 20);
  });

  test(`${name}: its secrets stand in no log, no record and no row`, async () => {
    const database = openDatabase(at.databaseUrl);
    const rows = await database.query('', 'select * from requests', []);
    const engines = await database.query('', 'select * from engines', []);
    await database.close();
    const listed = await (await at.raw('GET', '/requests')).text();
    for (const secret of one.secrets) {
      for (const text of [at.lines.join(''), JSON.stringify(rows), JSON.stringify(engines), listed]) {
        assert.ok(!text.includes(secret));
      }
    }
  });
}

const bytesOf = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());

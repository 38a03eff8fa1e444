// One small real request to an engine, past queue and database: what reelqueue engines test does.
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findModel,
  inDollars,
  MODELS,
  type ModelSpec,
  mediaRuleOf,
  type Payload,
  parametersOf,
} from '@reelqueue/models';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import { type ClaimedRequest, type Engine, Stop } from '../engines/engine.ts';
import type { Routes } from '../engines/routing.ts';
import { CommandError } from './command-error.ts';
import { printJson } from './output.ts';

/** The models whose smallest film is small, the cheapest first, and what makes it small. */
const SMALL = ['pixverse-v5.6-i2v', 'wan2.7-i2v', 'wan2.6-i2v', 'wan2.6-t2v'];
const SMALLEST = { duration: 5, quality: '360p', resolution: '720P', size: '1280*720', seed: 1 };
const PROMPT = 'the camera moves slowly to the right';

const PICTURE = { width: 640, height: 480 };

type Options = { json?: boolean; model?: string; output?: string };
type Asked = Pick<ClaimedRequest, 'model' | 'payload' | 'media'>;

/** Has the engine of that name make a film, and says what came back. Throws CommandError when nothing did. */
export async function makeSmallFilm(
  routes: Routes,
  name: string,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const { json, output } = options;
  const engine = routes.engines.find((one) => one.name === name);
  const names = routes.engines.map((one) => one.name).join(', ');
  if (engine === undefined) throw new CommandError(2, `there is no engine ${JSON.stringify(name)}; there are ${names}`);
  const workdir = await mkdtemp(join(tmpdir(), 'reelqueue-engine-'));
  try {
    const asked = await smallest(engine, options.model, workdir);
    const { model, payload } = asked;
    const micro_usd = routes.legOf(model.id, engine).bills(model, payload);
    if (!json) process.stderr.write(`${name} makes a film of ${model.id}, for ${inDollars(micro_usd)}.\n`);
    const started = performance.now();
    const { video, width, height, fps, duration, warnings } = await render(engine, asked, workdir, signal);
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    if (output !== undefined) await copyFile(video, output);
    if (json) {
      return printJson({ engine: name, model: model.id, width, height, fps, duration, seconds, micro_usd, warnings });
    }
    process.stdout.write(`${width} × ${height}, ${fps} fps, ${duration} s long, made in ${seconds} s.\n`);
    for (const warning of warnings) process.stdout.write(`Warning: ${warning}\n`);
  } finally {
    await rm(workdir, { recursive: true, force: true });
  }
}

/** The smallest request that the engine takes. Throws CommandError when it takes none. */
async function smallest(engine: Engine, id: string | undefined, workdir: string): Promise<Asked> {
  const reasons: string[] = [];
  for (const one of id === undefined ? SMALL : [id]) {
    const model = findModel(one);
    if (model === null) {
      const known = MODELS.map((each) => each.id).join(', ');
      throw new CommandError(2, `--model: there is no ${JSON.stringify(one)}; there are ${known}`);
    }
    const asked = await smallestOf(model, workdir);
    const refusal = engine.refuses(model, asked.payload);
    if (refusal === null) return asked;
    reasons.push(refusal);
  }
  throw new CommandError(1, `${engine.name} takes no small film: ${reasons.join('; ')}`);
}

/** A picture is all that it is given of media. */
async function smallestOf(model: ModelSpec, workdir: string): Promise<Asked> {
  const schemas = new Map(parametersOf(model));
  const payload: Payload = { prompt: PROMPT };
  for (const [name, { default: initial }] of schemas) if (initial !== undefined) payload[name] ??= initial;
  for (const [name, value] of Object.entries(SMALLEST)) if (schemas.has(name)) payload[name] = value;
  const [picture] = [...schemas].find(([, schema]) => mediaRuleOf(schema)?.kind === 'image') ?? [];
  if (picture === undefined) return { model, payload, media: {} };
  const path = join(workdir, 'picture.png');
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  await sharp({ create: { ...PICTURE, channels: 3, background: '#3a6ea5', noise } }).toFile(path);
  return { model, payload: { ...payload, [picture]: 'picture.png' }, media: { [picture]: [path] } };
}

async function render(engine: Engine, asked: Asked, workdir: string, told: AbortSignal) {
  const stopping = new AbortController();
  told.addEventListener('abort', () => stopping.abort(new Stop('cancelled')));
  let saved: unknown = null;
  const checkpoint = {
    load: async () => saved,
    save: async (state: unknown) => {
      saved = state;
    },
  };
  const frame = asked.model.frame(asked.payload, PICTURE);
  const request = { request_id: uuidv7(), attempt: 1, ...asked, frame };
  const context = { signal: stopping.signal, workdir, checkpoint, onProgress: () => {} };
  return engine.render(request, context).catch((error: Error) => {
    told.throwIfAborted();
    throw new CommandError(1, `${engine.name}: ${error.message}`);
  });
}

// What a render costs: beside x264 alone on the very same frames, beside others that make the same move, and beside itself.
// npm run bench [-- --quick]. A render is the engine's own process, from its start to its end: picture, sound, particles,
// watermark, thumbnail and the look at the finished file are all in it. About five minutes on two idle cores.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { FilmRequest } from '../packages/animatic/src/index.ts';
import { DEFAULTS } from '../packages/animatic/src/request.ts';
import { FLAGS, runChild } from '../packages/server/src/engines/child.ts';
import { type Cost, costOf } from '../packages/server/test/cost.ts';
import type { EncodeOrder } from './encode-only.ts';
import { lumaOf } from './luma.ts';
import { findPeers } from './peers.ts';

const SIZES = [
  [1920, 1080],
  [1280, 720],
] as const;
const PRESETS = ['fast', 'veryfast'] as const;
const FPS = 30;
const SECONDS = 5;
const GOALS = { fast: 1.18, veryfast: 1.4, looks: 0.3, fifteen: 12, memory: 400, together: 1.1, luma: 45 };

const CHILD = new URL('../packages/server/src/engines/render-child.ts', import.meta.url);
const photo = (name: string) => fileURLToPath(new URL(`../examples/photos/${name}`, import.meta.url));

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 3;
const folder = await mkdtemp(join(tmpdir(), 'bench-'));

type Row = { what: string; measured: string; goal: string };
const rows: Row[] = [];

function note(what: string, measured: string, goal = ''): void {
  rows.push({ what, measured, goal });
  console.error(`${what}: ${measured}`);
}

const request = (width: number, height: number, changes: Partial<FilmRequest> = {}): FilmRequest => ({
  ...DEFAULTS,
  picture: photo('coffee.png'),
  prompt: 'slow push in on the cup, handheld, snow falls',
  width,
  height,
  fps: FPS,
  duration: SECONDS,
  watermark: true,
  ...changes,
});

let made = 0;

/** One film by the engine's own process; gives the path of the MP4. */
async function film(asked: FilmRequest, preset: string): Promise<string> {
  const path = join(folder, `${made++}`);
  const [video, thumbnail, plan] = [`${path}.mp4`, `${path}.jpg`, `${path}.json`];
  const order = { film: asked, video, thumbnail, plan, media: {}, preset, threads: 1 };
  const signal = new AbortController().signal;
  await runChild(CHILD, order, { signal, cache: join(folder, 'cache'), onProgress: () => {} });
  return video;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

type Costs = { rendered: Cost[]; encoded: Cost[] };

/** Each preset's renders and encodes by turns, in the one size. */
async function besideEncoding(width: number, height: number): Promise<Map<string, Costs>> {
  const asked = request(width, height);
  const encoder = fork(new URL('./encode-only.ts', import.meta.url));
  const ended = once(encoder, 'exit').then(([code, by]) => {
    throw new Error(`the encoding process ended with ${by ?? code}`);
  });
  ended.catch(() => {}); // in the end it is meant to
  const tell = async (order: EncodeOrder) => {
    encoder.send(order);
    return (await Promise.race([once(encoder, 'message'), ended]))[0] as Cost;
  };
  const all = new Map<string, Costs>();
  try {
    await tell({ request: asked as FilmRequest & { picture: string } });
    for (const preset of PRESETS) {
      const rendered: Cost[] = [];
      const encoded: Cost[] = [];
      for (let round = 0; round < rounds; round++) {
        encoded.push(await tell({ preset }));
        rendered.push(await costOf(() => film(asked, preset), encoder.pid));
        if (round + 1 === rounds) encoded.push(await tell({ preset }));
      }
      all.set(preset, { rendered, encoded });
      noteRatio(`${width}×${height} ${preset}`, preset, rendered, encoded);
    }
  } finally {
    encoder.kill();
    await ended.catch(() => {});
  }
  return all;
}

function noteRatio(what: string, preset: (typeof PRESETS)[number], rendered: Cost[], encoded: Cost[]): void {
  // Each render beside the encodes right before and after it.
  const ratio = (kind: 'cpu' | 'wall') =>
    median(rendered.map((cost, i) => (2 * cost[kind]) / (encoded[i]![kind] + encoded[i + 1]![kind]))).toFixed(2);
  const frames = FPS * SECONDS;
  const perFrame = (costs: Cost[]) => ((1e3 * median(costs.map(({ cpu }) => cpu))) / frames).toFixed(1);
  const fps = (frames / median(rendered.map(({ wall }) => wall))).toFixed(0);
  note(
    `${what}: CPU, render ÷ encode only`,
    `× ${ratio('cpu')} (${perFrame(rendered)} ÷ ${perFrame(encoded)} ms a frame; wall × ${ratio('wall')}, ${fps} fps)`,
    `≤ ${GOALS[preset]}`,
  );
  const memory = Math.max(...rendered.map((cost) => cost.memory)).toFixed(0);
  note(`${what}: peak memory`, `${memory} MB`, width1080(what) ? `≤ ${GOALS.memory} MB` : '');
}

const width1080 = (what: string) => what.startsWith('1920');

/** Five, ten and fifteen seconds of 1080p: whether they cost in proportion, and how long the longest takes. */
async function linear({ rendered, encoded }: Costs): Promise<void> {
  const five = rendered.toSorted((a, b) => a.cpu - b.cpu)[rounds >> 1]!;
  const costs = [five];
  for (const duration of [10, 15]) costs.push(await costOf(() => film(request(1920, 1080, { duration }), 'fast')));
  const each = costs.map(({ cpu }, i) => `${(cpu / (5 * (i + 1))).toFixed(2)}`).join(', ');
  note('1920×1080 fast, 5, 10, 15 s: CPU seconds for each of them', each, 'equal or falling');
  const alone = (3 * median(encoded.map(({ wall }) => wall))).toFixed(1);
  note('1920×1080 fast, 15 s', `${costs[2]!.wall.toFixed(1)} s (x264 alone ${alone} s)`, `≤ ${GOALS.fifteen} s`);
  note('1920×1080 fast, 15 s: peak memory', `${costs[2]!.memory.toFixed(0)} MB`, `≤ ${GOALS.memory} MB`);
}

/** Two renders at a time against the same one after the other. */
async function together(): Promise<void> {
  const one = () => film(request(1280, 720), 'fast');
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = (await costOf(one)).cpu + (await costOf(one)).cpu;
    ratios.push((await costOf(() => Promise.all([one(), one()]))).cpu / alone);
  }
  note('two renders of 1280×720 side by side: CPU ÷ one after the other', median(ratios).toFixed(2), '≤ 1.10');
}

/** The look at a picture in a process that has just started; reading the file is told apart. */
async function looks(what: string, pictures: string[]): Promise<void> {
  const script = `
    const { readPicture } = await import(${JSON.stringify(source('input/picture.ts'))});
    const { lookAt } = await import(${JSON.stringify(source('look/look.ts'))});
    const times = async (what) => {
      const start = { cpu: process.cpuUsage(), wall: performance.now() };
      const result = await what();
      const { user, system } = process.cpuUsage(start.cpu);
      return { result, cpu: (user + system) / 1e6, wall: (performance.now() - start.wall) / 1e3 };
    };
    const { result: picture, ...read } = await times(() => readPicture(process.argv[1]));
    const { cpu, wall } = await times(() => lookAt(picture, { width: 1920, height: 1080 }));
    process.stdout.write(JSON.stringify({ cpu, wall, read: read.wall }));`;
  const seen: { cpu: number; wall: number; read: number }[] = [];
  for (const picture of pictures) {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') };
    const node = [...process.execArgv, ...FLAGS, '--input-type=module', '-e', script, picture];
    const child = spawn(process.execPath, node, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    await once(child, 'close');
    seen.push(JSON.parse(said));
  }
  const [cpu, wall, read] = (['cpu', 'wall', 'read'] as const).map((kind) =>
    median(seen.map((times) => times[kind])).toFixed(2),
  );
  note(what, `${wall} s (CPU ${cpu} s; reading the file ${read} s more)`, `≤ ${GOALS.looks} s`);
}

/** A photo of twelve megapixels, as cameras make them. */
async function largePhoto(): Promise<string> {
  const path = join(folder, 'large.jpg');
  await sharp(photo('rocket.jpg'))
    .resize(4000, 3000, { fit: 'cover', kernel: 'cubic' })
    .jpeg({ quality: 92 })
    .toFile(path);
  return path;
}

const source = (file: string) => new URL(`../packages/animatic/src/${file}`, import.meta.url).href;

/** Memory for the other kinds of film: clips hold decoders, two pictures and layers more plates, shots plates of their own. */
async function otherKinds(large: string): Promise<void> {
  const clip = (name: string, changes: Partial<FilmRequest>) =>
    film(request(1920, 1080, { picture: photo(name), prompt: 'pan right', duration: 3, ...changes }), 'veryfast');
  const references = [
    await clip('coffee.png', {}),
    await clip('rocket.jpg', {}),
    await clip('coffee.png', { seed: 2 }),
  ];
  const meeting = { picture: null, references, prompt: 'character1, character2 and character3 meet' };
  const kinds: [string, Partial<FilmRequest>][] = [
    ['of three reference clips of 1920×1080', meeting],
    ['of three reference clips in shots', { ...meeting, shot_type: 'multi' }],
    ['after a first clip', { picture: null, first_clip: references[0]!, prompt: 'the camera goes on' }],
    ['that becomes a last picture', { last_picture: photo('coffee.png'), picture: photo('cat.jpg') }],
    ['in layers', { picture: photo('rocket.jpg'), prompt: 'crane up past the rocket, clouds drift' }],
    ['in shots', { shot_type: 'multi', prompt: 'the cup, then its steam; golden light' }],
    ['of twelve megapixels', { picture: large, prompt: 'slow orbit, rain' }],
    ['of words alone', { picture: null, prompt: 'a lake before mountains at dawn, mist' }],
  ];
  for (const [what, changes] of kinds) {
    // Memory is at its peak when the encoder looks furthest ahead, which is soon.
    const { memory, cpu } = await costOf(() => film(request(1920, 1080, { duration: 3, ...changes }), 'fast'));
    const name = `1920×1080 fast, 3 s ${what}: peak memory`;
    note(name, `${memory.toFixed(0)} MB (CPU ${cpu.toFixed(1)} s)`, `≤ ${GOALS.memory} MB`);
  }
}

/** The drawing itself, held against a slow and exact one. */
async function luma(): Promise<void> {
  const decibels = await lumaOf({ ...request(1280, 720), picture: photo('coffee.png'), prompt: 'zoom in, handheld' });
  note('luma beside bicubic in double precision, worst frame', `${decibels.toFixed(1)} dB`, `≥ ${GOALS.luma} dB`);
}

/** Others on the same move and nothing else, before and after ours: a zoom in on the same photo, encoded alike. */
async function peers(): Promise<void> {
  const alone = { prompt: 'zoom in', prompt_extend: false, watermark: false, sound: 'silent' } as const;
  for (const peer of await findPeers()) {
    if (peer.missing) {
      note(peer.name, peer.missing);
      continue;
    }
    for (const preset of PRESETS) {
      const out = join(folder, `${made++}.mp4`);
      const move = { picture: photo('coffee.png'), width: 1920, height: 1080, fps: FPS, seconds: SECONDS, preset, out };
      const ours = () => costOf(() => film(request(1920, 1080, alone), preset));
      const before = await ours();
      const theirs = await costOf(() => peer.make(move));
      const after = await ours();
      const own = (before.wall + after.wall) / 2;
      note(
        `${peer.name}, 1920×1080 ${preset}`,
        `${((FPS * SECONDS) / theirs.wall).toFixed(1)} fps, ${((1e3 * theirs.cpu) / (FPS * SECONDS)).toFixed(1)} ms CPU a frame; ` +
          `ours × ${(theirs.wall / own).toFixed(2)} its frames a second`,
        peer.goals[preset],
      );
    }
  }
}

try {
  await film(request(320, 180, { duration: 1 }), 'ultrafast'); // the engine's cache of compiled code fills with the first film
  const photos = ['coffee.png', 'rocket.jpg', 'cat.jpg', 'coffee.png', 'rocket.jpg'].slice(0, quick ? 2 : 5);
  const largest = await largePhoto();
  await looks('look at a picture, cold', photos.map(photo));
  await looks('look at a picture of 12 megapixels, cold', quick ? [largest] : [largest, largest, largest]);
  await luma();
  const large = await besideEncoding(...SIZES[0]);
  await besideEncoding(...SIZES[1]);
  await together();
  await linear(large.get('fast')!);
  await otherKinds(largest);
  await peers();
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(
    `\n${SECONDS} s at ${FPS} fps unless another length is said; ${rounds === 1 ? 'one round' : `median of ${rounds}`}\n`,
  );
  for (const { what, measured, goal } of rows) console.log(`${what.padEnd(width)}  ${goal.padEnd(16)}  ${measured}`);
} finally {
  await rm(folder, { recursive: true });
}

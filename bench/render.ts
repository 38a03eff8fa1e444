// What a render costs beside x264 alone: the whole of `render` against encoding the very same frames, in turns, in one run.
// npm run bench [-- preset rounds]. CPU time is each process's own, from its start to its end, all threads.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Painter } from '../packages/animatic/src/draw/painter.ts';
import { buildStage } from '../packages/animatic/src/draw/stage.ts';
import { Film } from '../packages/animatic/src/film/film.ts';
import { type FilmRequest, render } from '../packages/animatic/src/index.ts';
import { readPicture } from '../packages/animatic/src/input/picture.ts';
import { lookAt } from '../packages/animatic/src/look/look.ts';
import { makePlan } from '../packages/animatic/src/plan/director.ts';

/** Seconds: CPU and wall clock of the measured part; `memory` the process's peak resident set in MB. */
type Cost = { cpu: number; wall: number; memory: number };

const SIZES = [
  [1920, 1080],
  [1280, 720],
] as const;
const FPS = 30;
const SECONDS = 5;

type PhotoRequest = FilmRequest & { picture: string };

const [part, folder, width, height, preset] = process.argv.slice(2);
if (part === 'render' || part === 'encode') {
  const request: PhotoRequest = {
    picture: fileURLToPath(new URL('../examples/photos/coffee.png', import.meta.url)),
    prompt: 'slow push in on the cup, handheld',
    last_picture: null,
    first_clip: null,
    references: [],
    drive: null,
    negative_prompt: '',
    prompt_extend: true,
    shot_type: 'single',
    width: Number(width),
    height: Number(height),
    fps: FPS,
    duration: SECONDS,
    sound: 'generated',
    watermark: true,
    seed: 1,
  };
  const cost = await (part === 'render' ? renderAll : encodeOnly)(request, join(folder!, part), preset!);
  process.send!(cost, () => process.exit(0));
} else {
  await compare(part ?? 'fast', Number(folder ?? 3));
}

async function renderAll(request: FilmRequest, path: string, preset: string): Promise<Cost> {
  await render(request, { video: `${path}.mp4`, thumbnail: `${path}.jpg`, preset });
  const { user, system } = process.cpuUsage();
  const memory = process.resourceUsage().maxRSS / 1024;
  return { cpu: (user + system) / 1e6, wall: performance.now() / 1e3, memory };
}

/** Draws all frames first, then measures nothing but their way through x264 into a file without sound. */
async function encodeOnly(request: PhotoRequest, path: string, preset: string): Promise<Cost> {
  const picture = await readPicture(request.picture);
  const look = lookAt(picture, request);
  const plan = makePlan(request, look);
  const stage = await buildStage(plan, look, picture, 1, new AbortController().signal);
  const slot = stage.slots[0]!;
  const end = slot.v + (slot.chromaStride * plan.height) / 2;
  const painter = new Painter(stage, 0);
  const shared = new Uint8Array(stage.memory.buffer);
  const frames = Array.from({ length: plan.frames }, (_, frame) => {
    painter.paint(frame, slot);
    return shared.slice(slot.y, end);
  });
  const planes = { ...slot, y: 0, u: slot.u - slot.y, v: slot.v - slot.y };
  const silence = { left: new Float32Array(0), right: new Float32Array(0) };
  const start = { cpu: process.cpuUsage(), wall: performance.now() };
  {
    await using film = await Film.create(`${path}.mp4`, { ...plan, preset }, silence);
    for (const frame of frames) await film.add(planes, frame);
    await film.finish(() => {});
  }
  const { user, system } = process.cpuUsage(start.cpu);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - start.wall) / 1e3, memory: 0 };
}

async function compare(preset: string, rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const frames = FPS * SECONDS;
  console.log(`render against encode only, preset ${preset}, ${SECONDS} s at ${FPS} fps, median of ${rounds}`);
  try {
    for (const [width, height] of SIZES) {
      const rendered: Cost[] = [];
      const encoded: Cost[] = [];
      for (let round = 0; round < rounds; round++) {
        rendered.push(await measure('render', folder, width, height, preset));
        encoded.push(await measure('encode', folder, width, height, preset));
      }
      const ratio = (kind: 'cpu' | 'wall') =>
        median(rendered.map((cost, i) => cost[kind] / encoded[i]![kind])).toFixed(2);
      const perFrame = (costs: Cost[]) => ((1e3 * median(costs.map(({ cpu }) => cpu))) / frames).toFixed(1);
      console.log(
        `${width}×${height}: CPU × ${ratio('cpu')} (${perFrame(rendered)} against ${perFrame(encoded)} ms a frame), ` +
          `wall × ${ratio('wall')}, ${(frames / median(rendered.map(({ wall }) => wall))).toFixed(0)} fps, ` +
          `peak ${Math.max(...rendered.map(({ memory }) => memory)).toFixed(0)} MB`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(part: string, folder: string, ...more: (number | string)[]): Promise<Cost> {
  const child = fork(import.meta.filename, [part, folder, ...more.map(String)]);
  const [cost] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${part} ended with ${code}`);
    }),
  ]);
  await once(child, 'exit');
  return cost as Cost;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

// A process that draws a film's frames once and then encodes them, and nothing else, as often as it is told to.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Painter } from '../packages/animatic/src/draw/painter.ts';
import { buildStage } from '../packages/animatic/src/draw/stage.ts';
import { Film } from '../packages/animatic/src/film/film.ts';
import type { FilmRequest } from '../packages/animatic/src/index.ts';
import { readPicture } from '../packages/animatic/src/input/picture.ts';
import { lookAt } from '../packages/animatic/src/look/look.ts';
import { makePlan } from '../packages/animatic/src/plan/director.ts';
import type { Cost } from '../packages/server/test/cost.ts';

export type EncodeOrder = { request: FilmRequest & { picture: string } } | { preset: string };

/** Frames in memory, as they are drawn for that request. */
let film: Awaited<ReturnType<typeof drawn>>;

process.on('message', async (order: EncodeOrder) => {
  if ('request' in order) {
    film = await drawn(order.request);
    process.send!(null);
  } else process.send!(await encoded(order.preset));
});

async function drawn(request: FilmRequest & { picture: string }) {
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
  return { plan, frames, planes: { ...slot, y: 0, u: slot.u - slot.y, v: slot.v - slot.y } };
}

/** Their way through x264, with the renderer's settings, into a file without sound. */
async function encoded(preset: string): Promise<Cost> {
  const { plan, frames, planes } = film;
  const folder = mkdtempSync(join(tmpdir(), 'encode-'));
  const silence = { left: new Float32Array(0), right: new Float32Array(0) };
  const start = { cpu: process.cpuUsage(), wall: performance.now() };
  {
    await using out = await Film.create(join(folder, 'film.mp4'), { ...plan, preset }, async () => silence);
    for (const frame of frames) await out.add(planes, frame);
    await out.finish(() => {});
  }
  const { user, system } = process.cpuUsage(start.cpu);
  rmSync(folder, { recursive: true });
  return { cpu: (user + system) / 1e6, wall: (performance.now() - start.wall) / 1e3, memory: 0 };
}

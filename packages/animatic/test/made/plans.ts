// Plans made by hand, and films shot from them, for tests that must know every key.
import { join } from 'node:path';
import { Painter } from '../../src/draw/painter.ts';
import { buildStage } from '../../src/draw/stage.ts';
import { shoot } from '../../src/film/shooting.ts';
import type { Look } from '../../src/look/look.ts';
import { type Camera, REST } from '../../src/plan/camera.ts';
import type { Location } from '../../src/plan/location.ts';
import type { Plan, Shot } from '../../src/plan/plan.ts';
import { decodePictures, type Picture } from '../decoding.ts';

/** A plan of 30 frames a second without grade, watermark or sound, changed as given. */
export function planOf(
  width: number,
  height: number,
  shots: Shot[],
  {
    air = null,
    surf = null,
    falling = null,
    grade = null,
    focus = null,
    daylight = null,
    ...changes
  }: Partial<Plan & Location> = {},
): Plan {
  const frames = shots.reduce((sum, shot) => sum + shot.frames, 0);
  const rest = {
    fps: 30,
    seed: 5,
    blows: -1 as const,
    locations: [{ name: null, air, surf, falling, grade, focus, daylight, becomes: null }],
    grain: 0,
    joints: null,
    fade_in: null,
    fade_out: null,
    staging: null,
    watermark: false,
    sound: null,
    speech: [],
    plugins: [],
    actual_prompt: null,
    warnings: [],
  };
  return { width, height, frames, shots, ...rest, ...changes };
}

/** A shot from one camera to another at even speed, changed as given. */
export function shotOf(frames: number, from: Partial<Camera>, to: Partial<Camera>, changes: Partial<Shot> = {}): Shot {
  return {
    frames,
    location: 0,
    camera: [
      { at: 0, ...REST, ...from },
      { at: 1, ...REST, ...to },
    ],
    ease: 'linear',
    handheld: 0,
    life: { wind: 0, water: 0, clouds: 0 },
    dissolve: 0,
    way: 'dissolve',
    name: 'made by hand',
    ...changes,
  };
}

/** A look at nothing in particular: all at one depth, nothing that may move; changed as given. */
export function lookOf(changes: Partial<Look> = {}): Look {
  const [width, height] = [64, 36];
  const nothing = new Float32Array(width * height);
  return {
    depth: { width, height, near: new Float32Array(width * height).fill(0.5) },
    masks: { sky: nothing, water: nothing, foliage: nothing },
    cut: null,
    firm: null,
    subject_cut: false,
    trust: 1,
    horizon: null,
    sky: 0,
    water: 0,
    foliage: 0,
    fire: null,
    regions: [{ x: 0.3, y: 0.3, width: 0.4, height: 0.4, weight: 1 }],
    faces: [],
    face: null,
    brightness: 0.5,
    footing: 0.5,
    colourfulness: 0.3,
    warmth: 0,
    light: { cb: 0, cr: 0 },
    detail: 1,
    ...changes,
  };
}

/** A picture whose pixels a function of column and row gives, as R, G, B. */
export function pictureOf(width: number, height: number, colour: (x: number, y: number) => number[]) {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgb.set(colour(x, y), (y * width + x) * 3);
  return { width, height, rgb };
}

/** A plan's frames as they are drawn, before the encoder. */
export async function drawings(plan: Plan, look: Look, picture: ReturnType<typeof pictureOf>): Promise<Picture[]> {
  const stage = await buildStage(plan, look, picture, 1, new AbortController().signal);
  const painter = new Painter(stage, 0);
  const slot = stage.slots[0]!;
  const bytes = new Uint8Array(stage.memory.buffer);
  const plane = (at: number, stride: number, width: number, height: number) =>
    Uint8Array.from({ length: width * height }, (_, i) => bytes[at + Math.floor(i / width) * stride + (i % width)]!);
  return Array.from({ length: plan.frames }, (_, frame) => {
    painter.paint(frame, slot);
    const { width, height, fps } = plan;
    return {
      time: frame / fps,
      width,
      height,
      y: plane(slot.y, slot.lumaStride, width, height),
      u: plane(slot.u, slot.chromaStride, width / 2, height / 2),
      v: plane(slot.v, slot.chromaStride, width / 2, height / 2),
    };
  });
}

/** Shoots a plan into a folder and decodes what came out. */
export async function shot(
  folder: string,
  plan: Plan,
  look: Look,
  picture: ReturnType<typeof pictureOf>,
): Promise<Picture[]> {
  const { signal } = new AbortController();
  const stage = await buildStage(plan, look, picture, 1, signal);
  const samples = Math.round((plan.frames / plan.fps) * 48_000);
  const sound = async () => ({ left: new Float32Array(samples), right: new Float32Array(samples) });
  const video = join(folder, 'shot.mp4');
  await shoot(stage, null, [], sound, null, {
    video,
    thumbnail: join(folder, 'shot.jpg'),
    preset: 'fast',
    signal,
    onProgress: () => {},
  });
  return decodePictures(video);
}

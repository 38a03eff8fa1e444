// Two layers: what is cut out of the picture, and what is behind it, filled in where it was hidden. Each moves by a depth of
// its own that runs on beyond its edge, so that nothing is stretched where the two part.

import type { Look } from '../look/look.ts';
import { boxed, filledIn, planeOf } from '../look/raster.ts';
import type { Located } from '../plan/location.ts';
import { BORDER, layPlate, type Pixels, type Plate, type Press, printMask, printPlate } from './plate.ts';
import { makeRelief } from './relief.ts';
import type { Easel } from './screens.ts';
import { uncovered } from './uncovered.ts';

/**
 * A print's second layer: the plate of what is behind, and byte offsets of two planes laid out as its luma, 0 to 255: how much
 * is seen of what is cut out, and of what is behind it.
 */
export type Backing = { plate: Plate; cover: number; keep: number };

/** What one thread needs: byte offsets of the grids of what is behind, and planes of a row of cells. */
type LayerDesk = { luma: number; chroma: number; easel: Easel };

export type Layers = {
  /** Byte offsets of the reliefs of what is cut out and of what is behind, as large as the stage's own. */
  front: number;
  back: number;
  /** One for each print. */
  backings: Backing[];
  desks: LayerDesk[];
  /** By sample of the relief, whether all that a cell around it may show is cut out, and whether any of it is: 0 or 1. */
  least: Float32Array;
  most: Float32Array;
};

/** How much of their own depth a subject keeps, which is rigid, and what is behind it: a line in there must stay straight. */
const RELIEF = { front: 0.12, back: 0.35 };

/** Whether a film is drawn in layers: where a cut is trusted and something parts, drifts or goes out of focus. */
export function isLayered(look: Look, plan: Located): boolean {
  if (look.cut === null || plan.staging !== null || plan.joints?.way === 'morph') return false;
  if (plan.focus !== null) return true;
  return plan.shots.some(
    ({ camera, life }) =>
      life.clouds > 0 || camera.some(({ truck, pedestal, dolly }) => truck !== 0 || pedestal !== 0 || dolly !== 0),
  );
}

/** Whether what is cut out is all that stands before the sky. */
const isBeforeSky = ({ horizon, subject_cut }: Look): boolean => horizon !== null && !subject_cut;

/** What is cut out of a film’s picture. */
const cutFor = ({ cut, firm }: Look, { focus }: Located): Float32Array => (focus === null ? cut! : firm!);

/** The reliefs of a layered film: of what is cut out, and of what is behind. */
export function reliefsOf(look: Look, plan: Located): { front: Float32Array; back: Float32Array } {
  const { width, height, near } = look.depth;
  const cut = cutFor(look, plan);
  const outdoors = isBeforeSky(look);
  const front = eroded(cut, width, height, 2);
  const rest = cut.map((one) => 1 - one);
  // The look's depth rises towards what is near before its edge: what is behind is as far as it is away from there.
  const away = eroded(rest, width, height, Math.round(width / 16));
  const back = away.some((one) => one === 1) ? away : eroded(rest, width, height, 2);
  const depth = planeOf(width, height, near.slice());
  const own = (known: Float32Array) => ({ width, height, near: soft(filledIn(depth, known), width, height) });
  const farthest = { width, height, near: new Float32Array(near.length) };
  const standing = outdoors ? own(front) : { width, height, near: flat(own(front).near, cut, RELIEF.front) };
  const beyond = outdoors ? farthest : { width, height, near: flat(own(back).near, rest, RELIEF.back) };
  const { sky, water, foliage } = look.masks;
  const held = (mask: Float32Array, by: Float32Array) => mask.map((value, i) => value * by[i]!);
  const none = new Float32Array(sky.length);
  // Behind what is cut out before it the sky goes on, and so do its clouds.
  const clouds = outdoors ? sky.map((value, i) => Math.max(value, cut[i]!)) : none;
  return {
    front: makeRelief(
      { ...look, depth: standing, masks: { sky: none, water: held(water, cut), foliage: held(foliage, cut) } },
      plan,
    ),
    back: makeRelief(
      {
        ...look,
        depth: beyond,
        masks: { sky: clouds, water: outdoors ? none : water, foliage: outdoors ? none : held(foliage, rest) },
      },
      plan,
    ),
  };
}

/** The depth of what a mask holds, most of it as near as its middle; the same beside it. */
function flat(near: Float32Array, mask: Float32Array, relief: number): Float32Array {
  const size = mask.reduce((sum, one) => sum + one, 1e-6);
  const middle = near.reduce((sum, value, i) => sum + value * mask[i]!, 0) / size;
  return near.map((value) => middle + relief * (value - middle));
}

/** Samples next to a cut's edge show something of both sides. */
function eroded(mask: Float32Array, width: number, height: number, radius: number): Float32Array {
  return boxed(planeOf(width, height, mask.slice()), radius).values.map((value) => (value > 0.999 ? 1 : 0));
}

function soft(values: Float32Array, width: number, height: number): Float32Array {
  return boxed(boxed(planeOf(width, height, values.slice()), 3), 3).values;
}

/** Lays out what the layers need; `take` hands out byte ranges. */
export function layLayers(
  look: Look,
  plates: Plate[],
  { width }: { width: number },
  { cell, nodes, floats, threads }: { cell: number; nodes: number; floats: number; threads: number },
  take: (bytes: number) => number,
): Layers {
  const stride = Math.ceil(width / 64) * 64;
  const backings = plates.map((plate) => layBacking(plate, take));
  const desks = Array.from({ length: threads }, () => ({
    luma: take(8 * nodes),
    chroma: take(8 * nodes),
    easel: {
      y: take(stride * cell),
      u: take(stride * cell),
      v: take(stride * cell),
      cover: take(stride * cell),
      keep: take(stride * cell),
    },
  }));
  const samples = () => new Float32Array(new SharedArrayBuffer(4 * look.depth.near.length));
  return {
    front: take(4 * floats),
    back: take(4 * floats),
    backings,
    desks,
    least: samples(),
    most: samples(),
  };
}

/** Room for what is behind a plate. */
export function layBacking({ width, height, margin, lumaStride }: Plate, take: (bytes: number) => number): Backing {
  const size = lumaStride * (height + 2 * margin);
  return { plate: layPlate(width, height, margin - BORDER, take), cover: take(size), keep: take(size) };
}

/** Every so many pixels are looked at, each way. */
const STEP = 2;

/** Samples of the relief beyond a cell that its pixels may be read from. */
const BEYOND = 2;

/** Notes what is seen around each sample of the relief, in any of the backings; `cell` is in pixels of the frame. */
export function noteSeen(
  { memory }: Press,
  { backings, least, most }: Layers,
  { depth }: Look,
  cell: number,
  frame: { width: number },
): void {
  const bytes = new Uint8Array(memory.buffer);
  const { width, height } = depth;
  const [front, back] = [planeOf(width, height), planeOf(width, height)];
  for (const { plate, cover } of backings) {
    const first = cover + plate.margin * (plate.lumaStride + 1);
    for (let y = 0; y < plate.height; y += STEP) {
      const row = Math.floor((y * height) / plate.height) * width;
      for (let x = 0; x < plate.width; x += STEP) {
        const covered = bytes[first + y * plate.lumaStride + x]!;
        const i = row + Math.floor((x * width) / plate.width);
        if (covered < 255) back.values[i] = 1;
        if (covered > 0) front.values[i] = 1;
      }
    }
  }
  const reach = Math.ceil(((cell / 2) * width) / frame.width) + BEYOND;
  least.set(boxed(back, reach).values.map((share) => (share > 0 ? 0 : 1)));
  most.set(boxed(front, reach).values.map((share) => (share > 0 ? 1 : 0)));
}

/** Fills a plate with what is cut out of a picture, its backing with what is behind that. */
export function printLayers(
  press: Press,
  front: Plate,
  backing: Backing,
  picture: Pixels,
  { look, plan }: { look: Look; plan: Located },
): void {
  const { plate, cover, keep } = backing;
  const { width, height } = look.depth;
  const made = uncovered(picture, { width, height, values: cutFor(look, plan) }, isBeforeSky(look));
  printMask(press.memory, plate, cover, made.cover);
  printMask(press.memory, plate, keep, made.keep);
  printPlate(press, plate, made.behind);
  printPlate(press, front, made.front);
}

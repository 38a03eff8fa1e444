// The stage: one block of memory shared by all drawing threads, and where everything lies in it. It can be posted to a
// thread as it stands.
import type { Look } from '../look/look.ts';
import { type Located, located } from '../plan/location.ts';
import type { Plan } from '../plan/plan.ts';
import { roomForAir } from './air/kernel.ts';
import { fillWeather, layWeather, type Weather } from './air/weather.ts';
import { TABLE_BYTES } from './grade.ts';
import { GRAIN_BYTES, writeGrain } from './grain.ts';
import { compileKernel, kernelMemory, linkKernel, WEIGHT_BYTES, WORD_BYTES } from './kernel.ts';
import { isLayered, type Layers, layLayers, noteSeen, reliefsOf } from './layers.ts';
import { makeMark } from './mark.ts';
import { mixes } from './mixing.ts';
import type { Part } from './morph.ts';
import type { Pixels } from './plate.ts';
import { layPrints, makePrints, type Print, scaleOfShots } from './prints.ts';
import { layMixers, type Mixer } from './pulling.ts';
import { CHANNELS, makeRelief } from './relief.ts';
import { layScreens, maskWindows, type Screens } from './screens.ts';
import type { Mark } from './watermark.ts';

/** One frame being passed on: byte offsets of its Y, U and V planes, strides in bytes; yuv420p, limited range. */
export type Slot = { y: number; u: number; v: number; lumaStride: number; chromaStride: number };

/**
 * What one thread needs to itself: byte offsets of a luma and a chroma grid (two f32 a node), of grade tables, of the
 * kernel's words and of room for the air. `spare`: a frame of its own, where two pictures are mixed into one; null where none ever are.
 */
type Desk = { luma: number; chroma: number; tables: number; words: number; air: number; spare: Slot | null };

export type Stage = {
  plan: Located;
  /** The look's. */
  horizon: number | null;
  /** Byte offset of tables of a grade for whoever dresses it, which may be while others draw. */
  tables: number;
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  weights: { luma: number; chroma: number };
  /** Output pixels between two grid nodes, and nodes across and down. */
  cell: number;
  columns: number;
  rows: number;
  /** Byte offset of the relief's floats, and its size in samples. */
  relief: { at: number; width: number; height: number };
  desks: Desk[];
  slots: Slot[];
  /** Byte offset of the ring's counters, i32: the next frame to draw, frames taken, then per slot the frame in it plus 1. */
  ring: number;
  prints: Print[];
  scales: number[];
  /** One a thread; null where the focus stays the picture's. */
  mixers: Mixer[] | null;
  /** null for a film that is drawn in one layer. */
  layers: Layers | null;
  /** null for a film without references. */
  screens: Screens | null;
  /** Snow and rain; null where there is neither. */
  weather: Weather | null;
  /** Byte offset of the film's grain; null when it has none. */
  grain: number | null;
  mark: Mark | null;
  /** What it has to do with the picture that it becomes, or comes from; null when they are not related. */
  part: Part | null;
  /** The last picture's stage, with as many desks; null when the film ends where it is. */
  ending: Stage | null;
  /** Those of the plan's other locations, in their order, in the same memory, with the same desks and slots. */
  elsewhere: Stage[];
};

/** Slots: for one thread, which draws where it is called, just one; else beyond one a thread one that is being encoded and one that waits. */
const slotsFor = (threads: number) => (threads === 1 ? 1 : threads + 2);

/** Hands out byte ranges of a memory, one after the other. */
type Take = (bytes: number) => number;

/** Builds the stage for that many threads, and dresses it. Throws the signal's reason when it aborts. */
export async function buildStage(
  plan: Plan,
  look: Look,
  picture: Pixels,
  threads: number,
  signal: AbortSignal,
): Promise<Stage> {
  const stage = await layStage(plan, [look], picture, threads);
  await dress(stage, look, picture, signal);
  return stage;
}

/**
 * Lays out the stage of a plan for that many threads, by a look at each of its locations, of which the sizes count. They are
 * all to be dressed before they are drawn. `size`: their pictures'.
 */
export async function layStage(
  plan: Plan,
  looks: Look[],
  size: { width: number; height: number },
  threads: number,
): Promise<Stage> {
  const { width, height } = plan;
  let end = 0;
  const take: Take = (bytes) => {
    const start = end;
    // A cache line apart, with room for what the kernel writes past a row's end.
    end = (start + bytes + 16 + 63) & ~63;
    return start;
  };
  const cell = cellOf(plan);
  const columns = Math.ceil(width / cell) + 1;
  const rows = Math.ceil(height / cell) + 1;
  const ring = take(4 * (2 + slotsFor(threads)));
  const weights = { luma: take(WEIGHT_BYTES.luma), chroma: take(WEIGHT_BYTES.chroma) };
  const nodes = columns * rows * 8;
  const breathes = plan.locations.some(({ air }) => air !== null);
  const desks = Array.from({ length: threads }, () => ({
    luma: take(nodes),
    chroma: take(nodes),
    tables: take(TABLE_BYTES),
    words: take(WORD_BYTES),
    air: take(breathes ? roomForAir(width, height) : 0),
    spare: mixes(plan) ? laySlot(width, height, take) : null,
  }));
  const grain = plan.grain > 0 ? take(GRAIN_BYTES) : null;
  const slots = Array.from({ length: slotsFor(threads) }, () => laySlot(width, height, take));
  const screens = plan.staging && layScreens(plan, slots.length, threads, take);
  const scales = scaleOfShots(plan, size);
  const sets = looks.map((look, i) => laySet(located(plan, i), look, { cell, columns, rows, scales, threads }, take));
  const tables = take(TABLE_BYTES);
  const mark = plan.watermark ? await makeMark(width, height) : null;
  const memory = kernelMemory(end);
  const module = compileKernel();
  const kernel = linkKernel(module, memory);
  kernel.write_weights(weights.luma, weights.chroma, desks[0]!.words);
  if (grain !== null) writeGrain(kernel, memory, plan, grain);
  if (screens) maskWindows(new Uint8Array(memory.buffer), plan, screens);
  const shared = {
    module,
    memory,
    weights,
    cell,
    columns,
    rows,
    desks,
    slots,
    ring,
    scales,
    tables,
    screens,
    grain,
    mark,
  };
  const [first, ...others] = sets.map((set): Stage => {
    if (set.weather) fillWeather(memory, plan, set.weather);
    return { ...shared, ...set, part: null, ending: null, elsewhere: [] };
  });
  return { ...first!, elsewhere: others };
}

/** Waves are as long as the frame is high; in a small one sixteen pixels would be too coarse for them. */
function cellOf({ height, joints, locations, shots }: Plan): number {
  const burning = locations.some(({ air }) => air !== null && air.fire !== null && air.firelight > 0);
  const rippling = burning || shots.some(({ life }) => life.wind > 0 || life.water > 0);
  // What goes another way than what is beside it parts from it between two nodes.
  return joints?.way === 'morph' || (rippling && height < 800) ? 8 : 16;
}

/** Lays out what is one location's own. */
function laySet(
  plan: Located,
  look: Look,
  { cell, columns, rows, scales, threads }: Pick<Stage, 'cell' | 'columns' | 'rows' | 'scales'> & { threads: number },
  take: Take,
) {
  const { width, height } = look.depth;
  const floats = width * height * CHANNELS;
  const relief = { at: take(4 * floats), width, height };
  const weather = layWeather(plan, take);
  const prints = layPrints(plan, scales, take);
  const plates = prints.map(({ plate }) => plate);
  const layered = isLayered(look, plan);
  const layers = layered ? layLayers(look, plates, plan, { cell, nodes: columns * rows, floats, threads }, take) : null;
  const mixers = layMixers(plan, scales, layered, threads, take);
  return { plan, horizon: look.horizon, relief, weather, prints, layers, mixers };
}

/** Makes a location's picture into the plates that it is drawn from, and its depth into relief. Throws the signal's reason when it aborts. */
export async function dress(stage: Stage, look: Look, picture: Pixels, signal: AbortSignal): Promise<void> {
  const { plan, memory, relief, layers, prints, tables } = stage;
  const write = (at: number, floats: Float32Array) => new Float32Array(memory.buffer, at, floats.length).set(floats);
  write(relief.at, makeRelief(look, plan));
  if (layers) {
    const { front, back } = reliefsOf(look, plan);
    write(layers.front, front);
    write(layers.back, back);
  }
  const press = { kernel: linkKernel(stage.module, memory), memory, tables };
  await makePrints(press, prints, picture, plan, look, layers, signal);
  if (layers) noteSeen(press, layers, look, stage.cell, plan);
}

function laySlot(width: number, height: number, take: Take): Slot {
  // Strides as libav lays its own frames out, so that a plane is one copy.
  const lumaStride = Math.ceil(width / 64) * 64;
  const chromaStride = lumaStride / 2;
  return {
    y: take(lumaStride * height),
    u: take((chromaStride * height) / 2),
    v: take((chromaStride * height) / 2),
    lumaStride,
    chromaStride,
  };
}

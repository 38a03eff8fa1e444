// The stage: one block of memory shared by all drawing threads, and where everything lies in it. It can be posted to a
// thread as it stands.
import type { Look } from '../look/look.ts';
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
import { makeRelief } from './relief.ts';
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
  plan: Plan;
  /** The look's. */
  horizon: number | null;
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
};

/** Slots: for one thread, which draws where it is called, just one; else beyond one a thread one that is being encoded and one that waits. */
const slotsFor = (threads: number) => (threads === 1 ? 1 : threads + 2);

/** Builds the stage for that many threads. Throws the signal's reason when it aborts. */
export async function buildStage(
  plan: Plan,
  look: Look,
  picture: Pixels,
  threads: number,
  signal: AbortSignal,
): Promise<Stage> {
  const { width, height } = plan;
  let end = 0;
  const take = (bytes: number) => {
    const start = end;
    // A cache line apart, with room for what the kernel writes past a row's end.
    end = (start + bytes + 16 + 63) & ~63;
    return start;
  };
  // Waves are as long as the frame is high; in a small one sixteen pixels would be too coarse for them.
  const burning = plan.air !== null && plan.air.fire !== null && plan.air.firelight > 0;
  const rippling = burning || plan.shots.some(({ life }) => life.wind > 0 || life.water > 0);
  // What goes another way than what is beside it parts from it between two nodes.
  const morphing = plan.joints?.way === 'morph';
  const cell = morphing || (rippling && height < 800) ? 8 : 16;
  const columns = Math.ceil(width / cell) + 1;
  const rows = Math.ceil(height / cell) + 1;
  const ring = take(4 * (2 + slotsFor(threads)));
  const weights = { luma: take(WEIGHT_BYTES.luma), chroma: take(WEIGHT_BYTES.chroma) };
  const heights = makeRelief(look, plan);
  const relief = { at: take(heights.byteLength), width: look.depth.width, height: look.depth.height };
  const nodes = columns * rows * 8;
  const desks = Array.from({ length: threads }, () => ({
    luma: take(nodes),
    chroma: take(nodes),
    tables: take(TABLE_BYTES),
    words: take(WORD_BYTES),
    air: take(plan.air === null ? 0 : roomForAir(width, height)),
    spare: mixes(plan) ? laySlot(width, height, take) : null,
  }));
  const weather = layWeather(plan, take);
  const grain = plan.grain > 0 ? take(GRAIN_BYTES) : null;
  const slots = Array.from({ length: slotsFor(threads) }, () => laySlot(width, height, take));
  const screens = plan.staging && layScreens(plan, slots.length, threads, take);
  const scales = scaleOfShots(plan, picture);
  const prints = layPrints(plan, scales, take);
  const layered = isLayered(look, plan);
  const layers = layered
    ? layLayers(
        look,
        prints.map(({ plate }) => plate),
        plan,
        { cell, nodes: columns * rows, floats: heights.length, threads },
        take,
      )
    : null;
  const mixers = layMixers(plan, scales, layered, threads, take);
  const memory = kernelMemory(end);
  const module = compileKernel();
  const kernel = linkKernel(module, memory);
  const { tables, words } = desks[0]!;
  kernel.write_weights(weights.luma, weights.chroma, words);
  new Float32Array(memory.buffer, relief.at, heights.length).set(heights);
  if (weather) fillWeather(memory, plan, weather);
  if (grain !== null) writeGrain(kernel, memory, plan, grain);
  if (screens) maskWindows(new Uint8Array(memory.buffer), plan, screens);
  if (layers) {
    const { front, back } = reliefsOf(look, plan);
    new Float32Array(memory.buffer, layers.front, front.length).set(front);
    new Float32Array(memory.buffer, layers.back, back.length).set(back);
  }
  const press = { kernel, memory, tables };
  await makePrints(press, prints, picture, plan, look, layers, signal);
  if (layers) noteSeen(press, layers, look, cell, plan);
  const mark = plan.watermark ? await makeMark(width, height) : null;
  const { horizon } = look;
  return {
    plan,
    horizon,
    module,
    memory,
    weights,
    cell,
    columns,
    rows,
    relief,
    desks,
    slots,
    ring,
    prints,
    scales,
    mixers,
    layers,
    screens,
    weather,
    grain,
    mark,
    part: null,
    ending: null,
  };
}

function laySlot(width: number, height: number, take: (bytes: number) => number): Slot {
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

// Parting what stands in a picture from what is behind it; src/look/parting.ts says how. Planes are of f32 samples.
import { exp } from './exponential';
import { box } from './means';

/** Colours that are told apart: steps of lightness and of the two others; places: cells across and down. */
const LIGHT = 10;
const CHROMA = 12;
const ACROSS = 6;
const DOWN = 4;
const COLOURS = LIGHT * CHROMA * CHROMA;
const CELLS = ACROSS * DOWN;
const CELL_BYTES: usize = CELLS << 2;

/** How much colours of the whole picture count beside those of the place, and the share that any colour has anyway. */
const ELSEWHERE: f64 = 0.15;
const UNSEEN: f64 = 2e-6;

/** How much a sample's own colour counts against its neighbours at most, and how much those pull that differ most. */
const OWN: f64 = 0.06;
const PULL: f64 = 0.004;

/** Times at most that each sample of the band is drawn to its neighbours, each time beyond the mark, which gets there sooner. */
const SWEEPS = 40;
const BEYOND: f64 = 1.85;

/** Change of a sample from one sweep to the next below which it is at rest. */
const REST: f64 = 0.001;

/** Sweeps that are under way at once. */
const CHAINS = 4;

/** The picture that is worked at, and where its planes lie; `rowed`: bytes of a row. */
let count: i32 = 0;
let across: i32 = 0;
let rowed: usize = 0;
let light: usize = 0;
let green: usize = 0;
let blue: usize = 0;
let share: usize = 0;
let colour: usize = 0;
let band: usize = 0;
let places: usize = 0;
let right: usize = 0;
let below: usize = 0;
let open: usize = 0;
let pulls: usize = 0;
let before: usize = 0;

/** Room for planes, of samples of that number, that `part` needs behind the six that it is given. */
const ROOM = 10;

/**
 * Parts a picture: `planes` begins with its L, a and b, a rough mask (0 or 1) that becomes the share, then the share by colour and
 * the band (1 where the outline is looked for), then room for ten planes and three tables of 34,560 floats. `core` and `near`:
 * radius of the means that make the band. Says whether anything of the mask is sure on both sides.
 */
export function part(planes: usize, width: i32, height: i32, core: i32, near: i32, rounds: i32): i32 {
  lay(planes, width, height);
  bandAround(core, near, height);
  if (!isSure(1) || !isSure(0)) return 0;
  for (let y = 0; y < height; y++) placeRow(y, width, height);
  pullsBetween(width, height);
  const opened = openUp();
  const tables = planes + <usize>(6 + ROOM) * (<usize>count << 2);
  for (let round = 0; round < rounds; round++) {
    byColour(tables);
    settle(opened);
  }
  return 1;
}

function lay(planes: usize, width: i32, height: i32): void {
  count = width * height;
  across = width;
  rowed = <usize>width << 2;
  const bytes = <usize>count << 2;
  light = planes;
  green = planes + bytes;
  blue = planes + 2 * bytes;
  share = planes + 3 * bytes;
  colour = planes + 4 * bytes;
  band = planes + 5 * bytes;
  places = planes + 6 * bytes;
  right = planes + 7 * bytes;
  below = planes + 8 * bytes;
  open = planes + 9 * bytes;
  before = planes + 10 * bytes;
  // Five floats a sample.
  pulls = planes + 11 * bytes;
}

function bandAround(core: i32, near: i32, height: i32): void {
  box(share, pulls, right, across, height, core);
  box(share, pulls, below, across, height, near);
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const within = <f64>load<f32>(right + i) < 0.9999 && <f64>load<f32>(below + i) > 0.0001;
    store<f32>(band + i, within ? 1 : 0);
  }
}

/** Whether a sample outside the band has that share. */
function isSure(one: f32): bool {
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    if (load<f32>(share + i) == one && load<f32>(band + i) == 0) return true;
  }
  return false;
}

@inline
function step(value: f64, steps: i32): i32 {
  return min(steps - 1, max(0, <i32>Math.floor(value * <f64>steps)));
}

/** The bin of a sample's colour; `at`: its byte offset in the planes. */
@inline
function binOf(l: usize, a: usize, b: usize, at: usize): i32 {
  const lightness = step(<f64>load<f32>(l + at) / 100, LIGHT);
  const greenness = step(<f64>load<f32>(a + at) / 110 + 0.5, CHROMA);
  return (lightness * CHROMA + greenness) * CHROMA + step(<f64>load<f32>(b + at) / 110 + 0.5, CHROMA);
}

/** Notes the bin that each sample of a row falls into: of its colour, and of its place within that. */
function placeRow(y: i32, width: i32, height: i32): void {
  const row = <i32>((<f64>y / <f64>height) * DOWN);
  let at = <usize>y * rowed;
  for (let x = 0; x < width; x++, at += 4) {
    const cell = <i32>((<f64>x / <f64>width) * ACROSS) * DOWN + row;
    store<i32>(places + at, binOf(light, green, blue, at) * CELLS + cell);
  }
}

/** How much each sample pulls at the one to its right and at the one below: little across an edge, 0 beyond the picture. */
function pullsBetween(width: i32, height: i32): void {
  let sum: f64 = 1e-6;
  let pairs: f64 = 1;
  for (let y = 0; y < height; y++) {
    let at = <usize>y * rowed;
    for (let x = 0; x < width; x++, at += 4) {
      const e: f32 = x + 1 < width ? <f32>squareOf(at, at + 4) : -1;
      const s: f32 = y + 1 < height ? <f32>squareOf(at, at + rowed) : -1;
      store<f32>(right + at, e);
      store<f32>(below + at, s);
      if (load<f32>(band + at) == 0 || e < 0 || s < 0) continue;
      sum += <f64>e + <f64>s;
      pairs += 2;
    }
  }
  const sharp = pairs / (2 * sum);
  for (let y = 0; y < height; y++) {
    let at = <usize>y * rowed;
    for (let x = 0; x < width; x++, at += 4) {
      // Only pulls at samples of the band are ever asked for.
      const own = load<f32>(band + at) == 1;
      if (own || x + 1 == width || load<f32>(band + at + 4) == 1) pullAt(right + at, sharp);
      if (own || y + 1 == height || load<f32>(band + at + rowed) == 1) pullAt(below + at, sharp);
    }
  }
}

/** The Lab distance of two samples, squared. */
@inline
function squareOf(i: usize, j: usize): f64 {
  const l = <f64>load<f32>(light + i) - <f64>load<f32>(light + j);
  const a = <f64>load<f32>(green + i) - <f64>load<f32>(green + j);
  const b = <f64>load<f32>(blue + i) - <f64>load<f32>(blue + j);
  return l * l + a * a + b * b;
}

@inline
function pullAt(at: usize, sharp: f64): void {
  const square = load<f32>(at);
  store<f32>(at, square < 0 ? 0 : <f32>(PULL + exp(-sharp * <f64>square)));
}

/** Lists the samples of the band; says how many they are. */
function openUp(): i32 {
  let opened = 0;
  for (let i = 0; i < count; i++) {
    if (load<f32>(band + (<usize>i << 2)) == 0) continue;
    store<i32>(open + (<usize>opened << 2), i);
    opened++;
  }
  return opened;
}

/** How likely each sample of the band stands before the rest, by where its colour is found around there; the others as they are. */
function byColour(tables: usize): void {
  const size = <usize>(COLOURS * CELLS) << 2;
  const front = tables;
  const back = tables + size;
  memory.fill(front, 0, 2 * size);
  let inside: f64 = 1e-9;
  let outside: f64 = 1e-9;
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const held = load<f32>(share + i);
    const place = <usize>load<i32>(places + i) << 2;
    store<f32>(front + place, load<f32>(front + place) + held);
    store<f32>(back + place, load<f32>(back + place) + (1 - held));
    inside += <f64>held;
    outside += <f64>(<f32>1 - held);
  }
  spread(front, tables + 2 * size, inside);
  spread(back, tables + 2 * size, outside);
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    if (load<f32>(band + i) == 0) {
      store<f32>(colour + i, load<f32>(share + i));
      continue;
    }
    const place = <usize>load<i32>(places + i) << 2;
    const one = <f64>load<f32>(front + place) + UNSEEN;
    store<f32>(colour + i, <f32>(one / (one + <f64>load<f32>(back + place) + UNSEEN)));
  }
}

/** A table of colours and places spread to the next ones on each of its sides, all in all 1; then a little to all places. */
function spread(table: usize, spare: usize, sum: f64): void {
  blur(table, spare, CHROMA * CHROMA * CELLS, LIGHT, LIGHT);
  blur(spare, table, CHROMA * CELLS, CHROMA, LIGHT * CHROMA);
  blur(table, spare, CELLS, CHROMA, COLOURS);
  blur(spare, table, DOWN, ACROSS, COLOURS * ACROSS);
  blur(table, spare, 1, DOWN, COLOURS * CELLS);
  for (let bin = 0; bin < COLOURS; bin++) {
    const from = spare + (<usize>(bin * CELLS) << 2);
    const to = table + (<usize>(bin * CELLS) << 2);
    let whole: f64 = 0;
    for (let cell: usize = 0; cell < CELL_BYTES; cell += 4) {
      const part = <f32>(<f64>load<f32>(from + cell) / sum);
      store<f32>(to + cell, part);
      whole += <f64>part;
    }
    const little = (ELSEWHERE * whole) / CELLS;
    for (let cell: usize = 0; cell < CELL_BYTES; cell += 4) {
      store<f32>(to + cell, <f32>(<f64>load<f32>(to + cell) + little));
    }
  }
}

/** A table blurred by a step along the side of so many steps, `stride` floats apart; `lines`: steps of all lines together. */
function blur(from: usize, to: usize, stride: i32, steps: i32, lines: i32): void {
  const far = <usize>stride << 2;
  for (let line = 0; line < lines; line++) {
    const place = line % steps;
    const at = <usize>line * far;
    const back: usize = place == 0 ? 0 : far;
    const on: usize = place == steps - 1 ? 0 : far;
    for (let i = at; i < at + far; i += 4) {
      const sum = <f64>load<f32>(from + i - back) + 2 * <f64>load<f32>(from + i) + <f64>load<f32>(from + i + on);
      store<f32>(to + i, <f32>(sum / 4));
    }
  }
}

/**
 * Draws the band's samples to their neighbours, one after the other, until all are at rest: each goes beyond where its neighbours'
 * pulls and its own (towards its colour) are even.
 */
function settle(opened: i32): void {
  weigh(opened);
  // A sweep may follow another as soon as that is more than a row ahead: several at once keep the processor busy.
  const lag = lagOf(opened);
  for (let sweep = 0; sweep < SWEEPS; sweep += CHAINS) {
    for (let k = 0; k < opened; k++) store<f32>(before + (<usize>k << 2), load<f32>(valueAt(k)));
    const needed = sweepTogether(opened, lag);
    if (needed == CHAINS) continue;
    // It was at rest earlier.
    for (let k = 0; k < opened; k++) store<f32>(valueAt(k), load<f32>(before + (<usize>k << 2)));
    for (let one = 0; one < needed; one++) sweepAlone(opened);
    return;
  }
}

@inline
function valueAt(k: i32): usize {
  return share + (<usize>load<i32>(open + (<usize>k << 2)) << 2);
}

/** Notes the share of each neighbour, and what a sample has of itself, one after the other as they are needed. */
function weigh(opened: i32): void {
  for (let k = 0; k < opened; k++) {
    const i = <usize>load<i32>(open + (<usize>k << 2)) << 2;
    const likely = <f64>load<f32>(colour + i);
    const self = <f64><f32>(OWN * (2 * likely - 1) * (2 * likely - 1));
    const e = <f64>load<f32>(right + i);
    const s = <f64>load<f32>(below + i);
    const w: f64 = i > 0 ? <f64>load<f32>(right + i - 4) : 0;
    const n: f64 = i >= rowed ? <f64>load<f32>(below + i - rowed) : 0;
    const part = 1 / (w + n + e + s + self + 1e-9);
    const to = pulls + <usize>(20 * k);
    store<f32>(to, <f32>(w * part));
    store<f32>(to, <f32>(n * part), 4);
    store<f32>(to, <f32>(e * part), 8);
    store<f32>(to, <f32>(s * part), 12);
    store<f32>(to, <f32>(self * likely * part), 16);
  }
}

/** Places of the list between two samples of which neither is beside or below what the other is drawn by, at least. */
function lagOf(opened: i32): i32 {
  let most = 0;
  for (let k = 0, first = 0; k < opened; k++) {
    const reach = load<i32>(open + (<usize>k << 2)) - across - 1;
    while (load<i32>(open + (<usize>first << 2)) < reach) first++;
    most = max(most, k - first);
  }
  return most + 1;
}

/** Draws the sample at a place of the list once; gives how far it went. */
@inline
function draw(k: i32): f64 {
  const i = <usize>load<i32>(open + (<usize>k << 2)) << 2;
  const from = pulls + <usize>(20 * k);
  const at = share + i;
  // Beyond the picture, where other planes lie, nothing pulls.
  let rest = <f64>load<f32>(from, 16) + <f64>load<f32>(from, 8) * <f64>load<f32>(at + 4);
  rest += <f64>load<f32>(from, 12) * <f64>load<f32>(at + rowed);
  rest += <f64>load<f32>(from, 4) * <f64>load<f32>(at - rowed);
  rest += <f64>load<f32>(from) * <f64>load<f32>(at - 4);
  const was = <f64>load<f32>(at);
  let after = was + BEYOND * (rest - was);
  after = after < 0 ? 0 : after > 1 ? 1 : after;
  store<f32>(at, <f32>after);
  return Math.abs(after - was);
}

function sweepAlone(opened: i32): void {
  for (let k = 0; k < opened; k++) draw(k);
}

/** Four sweeps, each `lag` behind the one before: as if one after the other. Says after how many of them all was at rest. */
function sweepTogether(opened: i32, lag: i32): i32 {
  let first: f64 = 0;
  let second: f64 = 0;
  let third: f64 = 0;
  const end = opened + (CHAINS - 1) * lag;
  for (let k = 0; k < end; k++) {
    if (k < opened) first = max(first, draw(k));
    if (k >= lag && k - lag < opened) second = max(second, draw(k - lag));
    if (k >= 2 * lag && k - 2 * lag < opened) third = max(third, draw(k - 2 * lag));
    if (k >= 3 * lag) draw(k - 3 * lag);
  }
  return first <= REST ? 1 : second <= REST ? 2 : third <= REST ? 3 : CHAINS;
}

/**
 * How often the colour of each sample, with its next ones, is found where the weights (the fourth plane) are, all in all 1: into the
 * fifth. Behind it room for a plane and two tables of 1,440 floats.
 */
export function familiar(planes: usize, size: i32): void {
  const bytes = <usize>size << 2;
  const weights = planes + 3 * bytes;
  const to = planes + 4 * bytes;
  const bins = planes + 5 * bytes;
  const table = planes + 6 * bytes;
  const spare = table + (COLOURS << 2);
  memory.fill(table, 0, COLOURS << 2);
  let sum: f64 = 1e-9;
  for (let i: usize = 0; i < bytes; i += 4) {
    const bin = <usize>binOf(planes, planes + bytes, planes + 2 * bytes, i) << 2;
    const weight = load<f32>(weights + i);
    store<i32>(bins + i, <i32>bin);
    store<f32>(table + bin, load<f32>(table + bin) + weight);
    sum += <f64>weight;
  }
  blur(table, spare, CHROMA * CHROMA, LIGHT, LIGHT);
  blur(spare, table, CHROMA, CHROMA, LIGHT * CHROMA);
  blur(table, spare, 1, CHROMA, COLOURS);
  for (let i: usize = 0; i < bytes; i += 4) {
    store<f32>(to + i, <f32>(<f64>load<f32>(spare + <usize>load<i32>(bins + i)) / sum));
  }
}

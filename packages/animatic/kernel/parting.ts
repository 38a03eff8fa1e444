// Parting what stands in a picture from what is behind it; src/look/parting.ts says how. Planes are of f32 samples.
import { byColour, place } from './colours';
import { exp } from './exponential';
import { box } from './means';

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
  place(planes, places, width, height);
  pullsBetween(width, height);
  const opened = openUp();
  const tables = planes + <usize>(6 + ROOM) * (<usize>count << 2);
  for (let round = 0; round < rounds; round++) {
    byColour(share, colour, band, places, count, tables);
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

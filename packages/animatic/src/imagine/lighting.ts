// The light in a room: what its windows and its lamp give to every place, with soft shadows, and shafts of sun in its air.
import type { Rgb } from './canvas.ts';
import { enters, type Hit, nearest } from './inside.ts';
import type { Light } from './light.ts';
import { smooth } from './noise.ts';
import { type Box, DEEP, EYE, HALF, HIGH, type Room, type Window } from './room.ts';

/** The picture's size and how it looks into the room: see interior.ts. */
export type View = { width: number; height: number; scale: number; level: number; hand: number; from: number };

export type Lighting = {
  toSun: Rgb;
  /** Light that falls on a place but for the sun's own, R G B; by what is known of the picture around, or (column −1) roughly. The same array each time. */
  at(hit: Hit, column: number, row: number, x: number, y: number, z: number): Float64Array;
  /** Adds the sun's light in the air before a pixel. */
  shaft(column: number, row: number, out: Float64Array): void;
};

/** Soft light is worked out at so many rows of the frame: at every fifth pixel of 1080p. */
const ROWS = 216;
const SAMPLES = 6;
/** Where in a window its light is taken from: columns, and shares of its height. */
const PANES = Array.from({ length: SAMPLES }, (_, nth) => [0.28, 0.74].map((v) => [nth, v] as const)).flat();

export function createLighting(view: View, room: Room, light: Light, toSun: Rgb, dark: number): Lighting {
  const { width, height, scale, level, hand, from } = view;
  const step = Math.max(2, Math.round(height / ROWS));
  const wide = Math.ceil(width / step) + 2;
  const high = Math.ceil(height / step) + 2;
  const raw = new Float32Array(wide * high * 3);
  const air = new Float32Array(wide * high);
  // What each sample lies on, so that light does not leak from one thing to the next.
  const faces = new Int16Array(wide * high);
  const lamps: Lamps = { room, emitters: emittersOf(room, light, dark), bounce: bounceOf(light, dark) };
  const soft = new Float64Array(3);
  for (let j = 0, i = 0; j < high; j++) {
    const dy = (level - j * step) / scale;
    for (let k = 0; k < wide; k++, i++) {
      const dx = (hand * (k * step - width / 2)) / scale;
      const hit = nearest(room, from, EYE, 0, dx, dy, 1);
      const [x, y, z] = [from + dx * hit.t, EYE + dy * hit.t, hit.t];
      faces[i] = faceOf(room, hit);
      gather(lamps, hit, x, y, z, true, soft);
      raw.set(soft, 3 * i);
      air[i] = dark > 0.6 ? 0 : shaftOf(room.side, from, dx, dy, hit.t, toSun);
    }
  }
  const map = softened(raw, faces, wide);
  const out = new Float64Array(3);
  const at: Lighting['at'] = (hit, column, row, x, y, z) => {
    if (column < 0) {
      gather(lamps, hit, x, y, z, false, out);
      return out;
    }
    const face = faceOf(room, hit);
    const [u, v] = [column / step, row / step];
    const first = Math.floor(v) * wide + Math.floor(u);
    const [a, b] = [u - Math.floor(u), v - Math.floor(v)];
    let whole = 0;
    out.fill(0);
    for (const [next, share] of [
      [first, (1 - a) * (1 - b)],
      [first + 1, a * (1 - b)],
      [first + wide, (1 - a) * b],
      [first + wide + 1, a * b],
    ] as const) {
      const weight = faces[next] === face ? share + 1e-3 : 1e-6 * (share + 1e-3);
      whole += weight;
      for (let c = 0; c < 3; c++) out[c]! += map[3 * next + c]! * weight;
    }
    for (let c = 0; c < 3; c++) out[c]! /= whole;
    return out;
  };
  const shaft: Lighting['shaft'] = (column, row, out) => {
    const [u, v] = [column / step, row / step];
    const first = Math.floor(v) * wide + Math.floor(u);
    const [a, b] = [u - Math.floor(u), v - Math.floor(v)];
    const upper = air[first]! + (air[first + 1]! - air[first]!) * a;
    const lower = air[first + wide]! + (air[first + wide + 1]! - air[first + wide]!) * a;
    const much = 0.034 * (upper + (lower - upper) * b);
    for (let c = 0; c < 3; c++) out[c]! += light.sun[c]! * much;
  };
  return { toSun, at, shaft };
}

/** Each sample mixed with those about it on the same face: a lamp of two points would throw shadows with stairs along them. */
function softened(map: Float32Array, faces: Int16Array, wide: number): Float32Array {
  const soft = new Float32Array(map.length);
  for (let i = 0; i < faces.length; i++) {
    let whole = 0;
    for (const [step, weight] of [
      [0, 4],
      [-1, 2],
      [1, 2],
      [-wide, 2],
      [wide, 2],
      [-wide - 1, 1],
      [-wide + 1, 1],
      [wide - 1, 1],
      [wide + 1, 1],
    ] as const) {
      if (faces[i + step] !== faces[i]) continue;
      whole += weight;
      for (let c = 0; c < 3; c++) soft[3 * i + c]! += weight * map[3 * (i + step) + c]!;
    }
    for (let c = 0; c < 3; c++) soft[3 * i + c]! /= whole;
  }
  return soft;
}

/** A number for a thing and the way its face looks. */
function faceOf(room: Room, { box, face, nx, ny, nz }: Hit): number {
  const way = Math.abs(nx) > 0.7 ? 1 : Math.abs(ny) > 0.7 ? 2 : Math.abs(nz) > 0.7 ? 3 : 4;
  if (box === null) return 10 * face.length + way;
  return 100 + 8 * room.boxes.indexOf(box) + way;
}

/** Places that light comes from: where, which way they look (null: every way), R G B. */
type Emitter = { x: number; y: number; z: number; nx: number; nz: number; every: boolean; tone: Rgb };

function emittersOf(room: Room, { ambient, horizon, zenith, sun }: Light, dark: number): Emitter[] {
  const emitters: Emitter[] = [];
  const sky = (c: number) => 0.75 * ambient[c]! + 0.42 * horizon[c]! + 0.2 * zenith[c]! + 0.05 * sun[c]!;
  const tone = (area: number) => [0, 1, 2].map((c) => sky(c) * area * 1.5) as unknown as Rgb;
  const { side, ahead } = room;
  const areaOf = ({ from, to, foot, top }: Window) => (to - from) * (top - foot);
  for (const [nth, v] of PANES) {
    const z = side.from + ((side.to - side.from) * (nth + 0.5)) / SAMPLES;
    const y = side.foot + (side.top - side.foot) * v;
    emitters.push({ x: HALF - 0.02, y, z, nx: -1, nz: 0, every: false, tone: tone(areaOf(side) / (SAMPLES * 2)) });
    if (ahead === null || nth >= SAMPLES / 2) continue;
    const x = ahead.from + ((ahead.to - ahead.from) * (nth + 0.5) * 2) / SAMPLES;
    const level = ahead.foot + (ahead.top - ahead.foot) * v;
    const own = tone(areaOf(ahead) / SAMPLES);
    emitters.push({ x, y: level, z: DEEP - 0.02, nx: 0, nz: -1, every: false, tone: own });
  }
  if (dark === 0) return emitters;
  for (const [x, y, z] of room.lamps) {
    const warm: Rgb = [2.5 * dark, 1.5 * dark, 0.68 * dark];
    // Above and under its shade, which would hide it from everything.
    for (const up of [0.26, -0.24]) emitters.push({ x, y: y + up, z: z - 0.05, nx: 0, nz: 0, every: true, tone: warm });
  }
  return emitters;
}

/** What comes from everywhere, after many reflections. */
function bounceOf({ ambient, horizon, sun }: Light, dark: number): Rgb {
  return [0, 1, 2].map(
    (c) =>
      0.2 * ambient[c]! +
      0.07 * horizon[c]! +
      (1 - dark) * sun[c]! * [0.062, 0.05, 0.038][c]! +
      dark * [0.075, 0.045, 0.022][c]!,
  ) as unknown as Rgb;
}

/** What lights a room, apart from the sun itself. */
type Lamps = { room: Room; emitters: Emitter[]; bounce: Rgb };

/** Sets `out` to the light at a place; `shaded`: with shadows, which what is only seen in a mirror can do without. */
function gather(
  { room, emitters, bounce }: Lamps,
  { nx, ny, nz, box }: Hit,
  x: number,
  y: number,
  z: number,
  shaded: boolean,
  out: Float64Array,
): void {
  const open = openness(x, y, z);
  for (let c = 0; c < 3; c++) out[c] = bounce[c]! * open;
  const [px, py, pz] = [x + nx * 0.012, y + ny * 0.012, z + nz * 0.012];
  for (const from of emitters) {
    const much = falls(from, nx, ny, nz, x, y, z) * (shaded ? 1 : 0.8);
    if (much < 8e-4) continue;
    if (shaded && isHidden(room.boxes, box, px, py, pz, from.x - px, from.y - py, from.z - pz)) continue;
    for (let c = 0; c < 3; c++) out[c]! += from.tone[c]! * much;
  }
}

/** The share of an emitter's light that reaches a place which looks that way. */
function falls(from: Emitter, nx: number, ny: number, nz: number, x: number, y: number, z: number): number {
  const [lx, ly, lz] = [from.x - x, from.y - y, from.z - z];
  const far = lx * lx + ly * ly + lz * lz;
  const length = Math.sqrt(far);
  const facing = (nx * lx + ny * ly + nz * lz) / length;
  if (facing <= 0) return 0;
  const leaving = from.every ? 0.35 : Math.max(0, -(from.nx * lx + from.nz * lz) / length);
  return (facing * leaving) / (far + 0.12) / 1.3;
}

function isHidden(
  boxes: Box[],
  own: Box | null,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  for (const box of boxes) {
    if (box === own || box.stuff === 'shade' || box.stuff === 'rug') continue;
    const t = enters(box, x, y, z, dx, dy, dz);
    if (t > 0 && t < 0.98) return true;
  }
  return false;
}

/** Corners get less of what comes from everywhere. */
function openness(x: number, y: number, z: number): number {
  const corner = (away: number) => 1 - 0.45 * Math.exp(-Math.max(0, away) * 3);
  const all = corner(HALF - Math.abs(x)) * corner(DEEP - z) * corner(y) * corner(HIGH - y);
  return Math.min(1, all / 0.55);
}

/** Whether the sun comes to a place through the side window, 0 to 1, times how it faces it. */
export function sunAt(room: Room, { nx, ny, nz, box }: Hit, x: number, y: number, z: number, sun: Rgb): number {
  const facing = nx * sun[0] + ny * sun[1] + nz * sun[2];
  if (facing <= 0) return 0;
  const pane = throughSide(room.side, x, y, z, sun);
  if (pane === 0) return 0;
  const t = (HALF - x) / sun[0];
  const [px, py, pz] = [x + nx * 0.012, y + ny * 0.012, z + nz * 0.012];
  return isHidden(room.boxes, box, px, py, pz, sun[0] * t, sun[1] * t, sun[2] * t) ? 0 : facing * pane;
}

function throughSide(side: Window, x: number, y: number, z: number, sun: Rgb): number {
  const t = (HALF - x) / sun[0];
  if (t < 0.01) return 0;
  const u = (z + sun[2] * t - side.from) / (side.to - side.from);
  const v = (y + sun[1] * t - side.foot) / (side.top - side.foot);
  return panes(u, v, side.across, side.down);
}

/** 1 behind glass, 0 behind bars and walls; `u`, `v`: 0 to 1 over the window. */
export function panes(u: number, v: number, across: number, down: number): number {
  if (u < 0 || u > 1 || v < 0 || v > 1) return 0;
  const bar = Math.min(
    Math.abs(((u * across + 0.5) % 1) - 0.5) / across,
    Math.abs(((v * down + 0.5) % 1) - 0.5) / down,
  );
  return smooth(0.008, 0.014, bar);
}

/** How much lit air there is on the way to what is seen, in metres. */
function shaftOf(side: Window, from: number, dx: number, dy: number, far: number, sun: Rgb): number {
  const steps = 14;
  let lit = 0;
  for (let step = 0; step < steps; step++) {
    const t = (far * (step + 0.5)) / steps;
    lit += throughSide(side, from + dx * t, EYE + dy * t, t, sun);
  }
  return (lit * far) / steps;
}

// The light in a room: what its windows and its lamp give to every place, with soft shadows, and shafts of sun in its air.
import { type Rgb, type Sheet, spareOf } from './canvas.ts';
import { enters, type Hit, nearest } from './inside.ts';
import type { Light } from './light.ts';
import { smooth } from './noise.ts';
import type { Box, Room, Window } from './rooms/room.ts';

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
/** So many places light is taken from in all of a room's windows, about, in rows at these shares of their height. */
const SAMPLES = 18;
const LEVELS = [0.28, 0.74];
/** Of rows of windows each has one. */
const MANY = 6;

/** `dark`: how much of the day's light is missing, 0 to 1; `lit`: how much the lamps count. */
export function createLighting(
  sheet: Sheet,
  view: View,
  room: Room,
  light: Light,
  toSun: Rgb,
  dark: number,
  lit: number,
): Lighting {
  const { width, height, scale, level, hand, from } = view;
  const step = Math.max(2, Math.round(height / ROWS));
  const wide = Math.ceil(width / step) + 2;
  const high = Math.ceil(height / step) + 2;
  const { floats, words } = spareOf(sheet);
  const raw = floats(wide * high * 3);
  const map = floats(wide * high * 3);
  const air = floats(wide * high);
  // What each sample lies on, so that light does not leak from one thing to the next.
  const faces = words(wide * high);
  const lamps: Lamps = { room, emitters: emittersOf(room, light, lit), bounce: bounceOf(room, light, dark, lit) };
  const soft = new Float64Array(3);
  sheet.hands.each(0, high, (j) => {
    const dy = (level - j * step) / scale;
    for (let k = 0, i = j * wide; k < wide; k++, i++) {
      const dx = (hand * (k * step - width / 2)) / scale;
      const hit = nearest(room, from, room.eye, 0, dx, dy, 1);
      const [x, y, z] = [from + dx * hit.t, room.eye + dy * hit.t, hit.t];
      faces[i] = faceOf(room, hit);
      gather(lamps, hit, x, y, z, true, soft);
      for (let c = 0; c < 3; c++) raw[3 * i + c] = soft[c]!;
      air[i] = dark > 0.6 ? 0 : shaftOf(room, from, dx, dy, hit.t, toSun);
    }
  });
  sheet.hands.each(0, high, (line) => softenLine(raw, faces, wide, line, map));
  // In a deep room there is more air to look through, and it is to be no thicker.
  const haze = 0.034 * (5.6 / Math.max(5.6, room.deep)) ** 0.8;
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
    const own = (next: number, share: number) => (share + 1e-3) * (faces[next] === face ? 1 : 1e-6);
    const [p, q] = [own(first, (1 - a) * (1 - b)), own(first + 1, a * (1 - b))];
    const [r, s] = [own(first + wide, (1 - a) * b), own(first + wide + 1, a * b)];
    const whole = 1 / (p + q + r + s);
    for (let c = 0, i = 3 * first; c < 3; c++, i++)
      out[c] = (map[i]! * p + map[i + 3]! * q + map[i + 3 * wide]! * r + map[i + 3 * wide + 3]! * s) * whole;
    return out;
  };
  const shaft: Lighting['shaft'] = (column, row, out) => {
    const [u, v] = [column / step, row / step];
    const first = Math.floor(v) * wide + Math.floor(u);
    const [a, b] = [u - Math.floor(u), v - Math.floor(v)];
    const upper = air[first]! + (air[first + 1]! - air[first]!) * a;
    const lower = air[first + wide]! + (air[first + wide + 1]! - air[first + wide]!) * a;
    const much = haze * (upper + (lower - upper) * b);
    for (let c = 0; c < 3; c++) out[c]! += light.sun[c]! * much;
  };
  return { toSun, at, shaft };
}

/** Sets a line of `soft` to each sample mixed with those about it on the same face: a lamp of two points would throw shadows with stairs along them. */
function softenLine(map: Float32Array, faces: Uint16Array, wide: number, line: number, soft: Float32Array): void {
  for (let i = line * wide; i < (line + 1) * wide; i++) {
    let whole = 0;
    for (let c = 0; c < 3; c++) soft[3 * i + c] = 0;
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
}

/** A number for a thing and the way its face looks. */
function faceOf(room: Room, { box, face, nx, ny, nz }: Hit): number {
  if (box === null && room.cove !== null && face !== 'left' && face !== 'right') return 1;
  if (box === null && room.vault !== null && face === 'ceiling') return 2;
  const way = Math.abs(nx) > 0.7 ? 1 : Math.abs(ny) > 0.7 ? 2 : Math.abs(nz) > 0.7 ? 3 : 4;
  return box === null ? 10 * face.length + way : 100 + 8 * box.id + way;
}

/** Places that light comes from: where, which way they look (null: every way), R G B. */
type Emitter = { x: number; y: number; z: number; nx: number; nz: number; every: boolean; tone: Rgb };

/** Which way the light of a wall's windows goes. */
const INWARD = { right: [-1, 0], left: [1, 0], far: [0, -1] } as const;

function emittersOf(room: Room, light: Light, lit: number): Emitter[] {
  const emitters = room.windows.flatMap((window) => emittersIn(room, window, light));
  if (lit === 0) return emitters;
  for (const { at, tone, shaded } of room.lamps) {
    const own: Rgb = [tone[0] * lit, tone[1] * lit, tone[2] * lit];
    const [x, y, z] = at;
    // Above and under its shade, which would hide it from everything.
    for (const up of shaded ? [0.26, -0.24] : [0])
      emitters.push({ x, y: y + up, z: z - 0.05, nx: 0, nz: 0, every: true, tone: own });
  }
  return emitters;
}

function emittersIn({ half, deep, windows }: Room, window: Window, light: Light): Emitter[] {
  const { ambient, horizon, zenith, sun } = light;
  const { wall, from, to, foot, top } = window;
  const columns = Math.max(1, Math.round(SAMPLES / 2 / windows.length));
  const levels = windows.length > MANY ? [0.5] : LEVELS;
  const area = ((to - from) * (top - foot)) / (columns * levels.length);
  const tone = [0, 1, 2].map(
    (c) => (0.75 * ambient[c]! + 0.42 * horizon[c]! + 0.2 * zenith[c]! + 0.05 * sun[c]!) * area * 1.5,
  ) as unknown as Rgb;
  const [nx, nz] = INWARD[wall];
  return Array.from({ length: columns }, (_, nth) => {
    const along = from + ((to - from) * (nth + 0.5)) / columns;
    const [x, z] = wall === 'far' ? [along, deep - 0.02] : [nx * (0.02 - half), along];
    return levels.map((v) => ({ x, y: foot + (top - foot) * v, z, nx, nz, every: false, tone }));
  }).flat();
}

/** What comes from everywhere, after many reflections. */
function bounceOf({ windows }: Room, { ambient, horizon, sun }: Light, dark: number, lit: number): Rgb {
  const day = windows.length === 0 ? 0 : 1;
  return [0, 1, 2].map(
    (c) =>
      day * (0.2 * ambient[c]! + 0.07 * horizon[c]! + (1 - dark) * sun[c]! * [0.062, 0.05, 0.038][c]!) +
      lit * [0.075, 0.045, 0.022][c]!,
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
  const open = openness(room, x, y, z);
  for (let c = 0; c < 3; c++) out[c] = bounce[c]! * open;
  const [px, py, pz] = [x + nx * 0.012, y + ny * 0.012, z + nz * 0.012];
  for (const from of emitters) {
    const much = falls(from, nx, ny, nz, x, y, z) * (shaded ? 1 : 0.8);
    if (much < 8e-4) continue;
    if (shaded && isHidden(room, box, px, py, pz, from.x - px, from.y - py, from.z - pz)) continue;
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
  { pieces }: Room,
  own: Box | null,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  for (const piece of pieces) {
    if (!piece.throws) continue;
    const from = enters(piece, x, y, z, dx, dy, dz, true);
    if (from < 0 || from > 0.98) continue;
    for (const box of piece.boxes) {
      if (box === own || box.stuff === 'shade' || box.stuff === 'glow') continue;
      const t = enters(box, x, y, z, dx, dy, dz);
      if (t > 0 && t < 0.98) return true;
    }
  }
  return false;
}

/** Corners get less of what comes from everywhere. */
function openness({ half, deep, high, cove, vault }: Room, x: number, y: number, z: number): number {
  // A cove is there to have no corner.
  if (cove !== null) return 1;
  const corner = (away: number) => 1 - 0.45 * Math.exp(-Math.max(0, away) * 3);
  const side = vault === null || y < vault ? corner(half - Math.abs(x)) : 0.75;
  const all = side * corner(deep - z) * corner(y) * corner(high - y);
  return Math.min(1, all / 0.55);
}

/** Whether the sun comes to a place through the side window, 0 to 1, times how it faces it. */
export function sunAt(room: Room, { nx, ny, nz, box }: Hit, x: number, y: number, z: number, sun: Rgb): number {
  const facing = nx * sun[0] + ny * sun[1] + nz * sun[2];
  if (facing <= 0) return 0;
  const pane = throughSide(room, x, y, z, sun);
  if (pane === 0) return 0;
  const t = (room.half - x) / sun[0];
  const [px, py, pz] = [x + nx * 0.012, y + ny * 0.012, z + nz * 0.012];
  return isHidden(room, box, px, py, pz, sun[0] * t, sun[1] * t, sun[2] * t) ? 0 : facing * pane;
}

/** Whether a place sees the sun through a window on the right, 0 to 1. */
function throughSide({ half, windows }: Room, x: number, y: number, z: number, sun: Rgb): number {
  const t = (half - x) / sun[0];
  if (t < 0.01) return 0;
  const [along, up] = [z + sun[2] * t, y + sun[1] * t];
  for (const window of windows) {
    const glass = window.wall === 'right' ? glassAt(window, along, up) : -1;
    if (glass >= 0) return glass;
  }
  return 0;
}

/** How much of a place in a wall is a window's glass, 0 to 1; less than 0: it is not within the window. */
export function glassAt({ from, to, foot, top, across, down, arched }: Window, along: number, y: number): number {
  if (along <= from || along >= to || y <= foot || y >= top) return -1;
  const [u, v] = [(along - from) / (to - from), (y - foot) / (top - foot)];
  if (arched) {
    const bend = (to - from) / 2 / (top - foot);
    const over = Math.max(0, v - 1 + bend) / bend;
    if ((2 * u - 1) ** 2 + over * over > 1) return -1;
  }
  return panes(u, v, across, down);
}

/** 1 behind glass, 0 behind bars and walls; `u`, `v`: 0 to 1 over the window. */
function panes(u: number, v: number, across: number, down: number): number {
  const bar = Math.min(
    Math.abs(((u * across + 0.5) % 1) - 0.5) / across,
    Math.abs(((v * down + 0.5) % 1) - 0.5) / down,
  );
  return smooth(0.008, 0.014, bar);
}

/** How much lit air there is on the way to what is seen, in metres. */
function shaftOf(room: Room, from: number, dx: number, dy: number, far: number, sun: Rgb): number {
  const steps = 14;
  let lit = 0;
  for (let step = 0; step < steps; step++) {
    const t = (far * (step + 0.5)) / steps;
    lit += throughSide(room, from + dx * t, room.eye + dy * t, t, sun);
  }
  return (lit * far) / steps;
}

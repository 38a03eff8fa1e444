// A quiet room: the light of an hour through its windows, and of its lamp when that is not enough.
import { between, chance } from '../plan/chance.ts';
import { Chance } from '../sound/chance.ts';
import { stroke, toneAt, tonesOf } from './brush.ts';
import { type Canvas, LAND, newCanvas, type Rgb, type Sheet } from './canvas.ts';
import { type Hit, nearest, overview, surface } from './inside.ts';
import type { Light } from './light.ts';
import { createLighting, glassAt, type Lighting, sunAt, type View } from './lighting.ts';
import { createNoise, type Noise, smooth } from './noise.ts';
import { behind, type Far, farOf } from './outside.ts';
import { furnished } from './rooms/furnished.ts';
import type { Room } from './rooms/room.ts';
import type { Scene } from './scene.ts';

type Studio = {
  room: Room;
  light: Light;
  noise: Noise;
  lighting: Lighting;
  dark: number;
  lit: number;
  far: Far;
};

/** How much of its light the room has from its lamp. */
const DARKNESS: Record<Scene['hour'], number> = {
  dawn: 0.5,
  sunrise: 0.1,
  morning: 0,
  day: 0,
  golden: 0,
  sunset: 0.25,
  dusk: 0.85,
  night: 1,
};

/** For so many pixels of a row what they may see is looked up together. */
const STRETCH = 48;

export function paintInterior(scene: Scene, light: Light, sheet: Sheet): Canvas {
  const canvas = newCanvas(sheet, 1.35);
  const { width, height, scale, colour, distance, kind, hands } = canvas;
  const room = furnished(scene);
  const { eye } = room;
  const level = room.level * height;
  const hand = chance(scene.seed, 'window hand') < 0.5 ? -1 : 1;
  const dark = Math.max(DARKNESS[scene.hour], scene.weather === 'storm' ? 0.5 : 0);
  const lit = Math.max(dark, room.burning);
  const toSun = sunThrough(scene);
  const from = between(scene.seed, 'standpoint', ...room.stand);
  const view = { width, height, scale, level, hand, from };
  const noise = createNoise(scene.seed, 'room');
  const lighting = createLighting(canvas, view, room, light, toSun, dark, lit);
  const far = farOf(scene, scene.townward && room.view === 'garden' ? 'town' : room.view, light, noise, dark);
  const studio: Studio = { room, light, noise, lighting, dark, lit, far };
  const out = new Float64Array(3);
  const seen = overview(room, from);
  const slope = (column: number) => (hand * (column + 0.5 - width / 2)) / scale;
  hands.each(0, height, (row) => {
    const dy = (level - row - 0.5) / scale;
    const across = seen(dy);
    let pieces = room.pieces;
    for (let column = 0, at = row * width; column < width; column++, at++) {
      const dx = slope(column);
      if (column % STRETCH === 0) {
        const end = slope(column + STRETCH);
        pieces = across(Math.min(dx, end), Math.max(dx, end));
      }
      const hit = nearest(room, from, eye, 0, dx, dy, 1, pieces);
      distance[at] = hit.t;
      see(studio, hit, from, eye, 0, dx, dy, 1, column, row, out);
      lighting.shaft(column, row, out);
      for (let c = 0; c < 3; c++) colour[3 * at + c] = out[c]!;
      kind[at] = LAND;
    }
  });
  const { pot } = room;
  if (pot !== null) hands.alone(() => plant(canvas, scene, light, lit, view, room, pot));
  return canvas;
}

function sunThrough({ seed, hour }: Scene): Rgb {
  const up = hour === 'day' ? between(seed, 'sun up', 0.7, 0.95) : between(seed, 'sun up', 0.3, 0.42);
  const sun: Rgb = [0.8, up, between(seed, 'sun ahead', -0.05, 0.25)];
  const long = Math.hypot(...sun);
  return [sun[0] / long, sun[1] / long, sun[2] / long];
}

/** The colour of what a ray meets; the floor and polished wood mirror the room once. */
function see(
  studio: Studio,
  hit: Hit,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  column: number,
  row: number,
  out: Float64Array,
): void {
  const { room, light, noise, lighting, dark, lit } = studio;
  const [x, y, z] = [ox + dx * hit.t, oy + dy * hit.t, oz + dz * hit.t];
  const pane = paneAt(room, hit, x, y, z);
  if (pane >= 0) {
    outside(studio, pane, x, y, z, dx, dy, dz, out);
    return;
  }
  const own = OWN;
  const gloss = surface(room, hit, noise, x, y, z, own);
  const irradiance = lighting.at(hit, column, row, x, y, z);
  const sunny = dark > 0.6 ? 0 : sunAt(room, hit, x, y, z, lighting.toSun);
  const glow = glowOf(hit, y, lit);
  for (let c = 0; c < 3; c++) {
    const lamp = hit.box?.stuff === 'shade' ? [1, 0.66, 0.32][c]! : own[c]!;
    out[c] = own[c]! * (irradiance[c]! + light.sun[c]! * sunny * 2.2) + glow * lamp;
  }
  // What is seen in a mirror mirrors nothing.
  if (gloss === 0 || column < 0) return;
  const [nx, ny, nz] = [hit.nx, hit.ny, hit.nz];
  const along = dx * nx + dy * ny + dz * nz;
  const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
  const fresnel = gloss * (0.06 + 0.94 * (1 - Math.min(1, -along / length)) ** 4);
  if (fresnel < 0.02) return;
  const before = [out[0]!, out[1]!, out[2]!] as const;
  const [rx, ry, rz] = [dx - 2 * along * nx, dy - 2 * along * ny, dz - 2 * along * nz];
  const [px, py, pz] = [x + nx * 0.004, y + ny * 0.004, z + nz * 0.004];
  const seen = { ...nearest(room, px, py, pz, rx, ry, rz) };
  see(studio, seen, px, py, pz, rx, ry, rz, -1, -1, out);
  for (let c = 0; c < 3; c++) out[c] = before[c]! + (Math.min(1.6, out[c]!) - before[c]!) * fresnel;
}

const OWN = new Float64Array(3);

/** How much light comes out of what is met: of a shade most at its foot. */
function glowOf({ box }: Hit, y: number, lit: number): number {
  if (box === null) return 0;
  if (box.stuff === 'glow') return 0.25 + 2.2 * lit;
  if (box.stuff === 'screen') return 1.1;
  const high = (y - box.low[1]) / (box.high[1] - box.low[1]);
  return box.stuff === 'shade' ? lit * 1.7 * (0.6 + 0.4 * smooth(-0.18, 0.6, high)) : 0;
}

/** How much of a place in a wall is glass, 0 to 1; less than 0: it is no window. */
function paneAt({ windows }: Room, { box, face }: Hit, x: number, y: number, z: number): number {
  if (box !== null || face === 'floor' || face === 'ceiling') return -1;
  for (const window of windows) {
    if (face !== (window.wall === 'far' ? 'ahead' : window.wall)) continue;
    const glass = glassAt(window, window.wall === 'far' ? x : z, y);
    if (glass >= 0) return glass;
  }
  return -1;
}

/** Through a window: what is far away, and the window's own bars. */
function outside(
  { room, light, noise, dark, far }: Studio,
  pane: number,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  out: Float64Array,
): void {
  const aside = Math.max(0.2, Math.abs(dx));
  const [across, up] = z > room.deep - 0.01 ? [dx / dz, dy / dz] : [Math.sign(dx) * (1.4 + dz / aside), dy / aside];
  behind(far, across, up, out);
  if (room.stained) stain(noise, x + z, y, out);
  const frame = (0.5 + 0.3 * noise(x * 9 + z * 7, y * 3)) * 0.6;
  for (let c = 0; c < 3; c++) {
    const bars = frame * (0.8 * light.ambient[c]! + 0.05 * light.sun[c]! + dark * [0.1, 0.06, 0.03][c]!);
    out[c] = out[c]! * pane + bars * (1 - pane);
  }
}

const STAINS: readonly Rgb[] = [
  [1.1, 0.1, 0.08],
  [0.1, 0.25, 1.2],
  [1.2, 0.8, 0.15],
  [0.12, 0.75, 0.3],
  [0.55, 0.15, 0.9],
  [0.95, 0.95, 1],
];

/** Panes of coloured glass in lead. */
function stain(noise: Noise, along: number, y: number, out: Float64Array): void {
  const [u, v] = [along * 5.2 + 0.5 * noise(along * 3, y * 3), y * 4.2 + 0.6 * noise(along * 4 + 9, y * 2)];
  const [nth, course] = [Math.floor(u + 0.5 * (Math.floor(v) % 2)), Math.floor(v)];
  const [a, b] = [u + 0.5 * (course % 2) - nth, v - course];
  const lead = smooth(0, 0.06, Math.min(a, 1 - a)) * smooth(0, 0.05, Math.min(b, 1 - b));
  const hue = STAINS[Math.floor(noise(nth * 3.3 + 0.5, course * 7.1 + 0.4) * 2.99 * STAINS.length) % STAINS.length]!;
  const bright = 0.35 + 0.65 * (0.3 * out[0]! + 0.6 * out[1]! + 0.1 * out[2]!);
  for (let c = 0; c < 3; c++) out[c] = hue[c]! * bright * lead;
}

/** Leaves that arch out of the pot, lit by the window behind them. */
function plant(
  canvas: Canvas,
  { seed, season }: Scene,
  light: Light,
  lit: number,
  { hand, level, from }: View,
  { half, eye }: Room,
  pot: Rgb,
): void {
  const chance = new Chance(seed, 'plant');
  const { width, scale } = canvas;
  const at = (x: number, y: number, z: number) => ({
    x: width / 2 + (hand * scale * (x - from)) / z,
    y: level - (scale * (y - eye)) / z,
  });
  const own: Rgb = season === 'autumn' ? [0.12, 0.15, 0.04] : [0.06, 0.13, 0.045];
  const shine = (much: number): Rgb =>
    [0, 1, 2].map(
      (c) =>
        own[c]! *
        much *
        (light.ambient[c]! * 1.2 + 0.5 * light.horizon[c]! + 0.4 * light.sun[c]! + lit * [0.25, 0.16, 0.08][c]!),
    ) as unknown as Rgb;
  const tones = tonesOf(shine(0.35), shine(1.7));
  for (let leaf = 0; leaf < 34; leaf++) {
    const angle = chance.between(0, 2 * Math.PI);
    const long = chance.between(0.5, 1.15);
    const rise = chance.between(0.75, 1.15);
    const z = pot[2] + 0.12 * Math.sin(angle) - 0.1;
    const tone = chance.between(0, 1);
    const wide = chance.between(0.03, 0.06);
    let before = at(pot[0], pot[1], z);
    for (let step = 1; step <= 14; step++) {
      const share = step / 14;
      const x = Math.min(half - 0.1, pot[0] + Math.cos(angle) * long * 0.62 * share ** 1.4);
      const y = pot[1] + rise * long * share - 0.62 * long * share ** 2.6;
      const next = at(x, y, z);
      const breadth = ((scale * wide) / z) * Math.sin(Math.PI * Math.min(1, 0.12 + 0.88 * share)) + 0.6;
      stroke(
        canvas,
        { z: z - 0.2, kind: null },
        before.x,
        before.y,
        next.x,
        next.y,
        breadth,
        breadth,
        toneAt(tones, tone * 0.8 + 0.2 * share),
      );
      before = next;
    }
  }
}

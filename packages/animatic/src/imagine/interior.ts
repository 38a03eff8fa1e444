// A quiet room: the light of an hour through its windows, and of its lamp when that is not enough.
import { between, chance } from '../plan/chance.ts';
import { Chance } from '../sound/chance.ts';
import { stroke, toneAt, tonesOf } from './brush.ts';
import { type Canvas, LAND, newCanvas, type Rgb } from './canvas.ts';
import { type Hit, nearest, surface } from './inside.ts';
import type { Light } from './light.ts';
import { createLighting, type Lighting, panes, sunAt, type View } from './lighting.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import { DEEP, EYE, furnished, HALF, type Room, type Window } from './room.ts';
import type { Scene } from './scene.ts';
import { clearSky } from './sky.ts';

type Studio = {
  room: Room;
  light: Light;
  noise: Noise;
  lighting: Lighting;
  dark: number;
  bokeh: { x: number; y: number; size: number; tone: Rgb }[];
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

export function paintInterior(scene: Scene, light: Light, width: number, height: number): Canvas {
  const canvas = newCanvas(width, height, 1.35);
  const { scale, colour, distance, kind } = canvas;
  const level = 0.45 * height;
  const hand = chance(scene.seed, 'window hand') < 0.5 ? -1 : 1;
  const dark = Math.max(DARKNESS[scene.hour], scene.weather === 'storm' ? 0.5 : 0);
  const room = furnished(scene);
  const toSun = sunThrough(scene);
  const from = between(scene.seed, 'standpoint', -0.7, 0.55);
  const view = { width, height, scale, level, hand, from };
  const noise = createNoise(scene.seed, 'room');
  const lighting = createLighting(view, room, light, toSun, dark);
  const studio: Studio = { room, light, noise, lighting, dark, bokeh: bokehOf(scene, dark) };
  const out = new Float64Array(3);
  for (let row = 0, at = 0; row < height; row++) {
    const dy = (level - row - 0.5) / scale;
    for (let column = 0; column < width; column++, at++) {
      const dx = (hand * (column + 0.5 - width / 2)) / scale;
      const hit = nearest(room, from, EYE, 0, dx, dy, 1);
      distance[at] = hit.t;
      see(studio, hit, from, EYE, 0, dx, dy, 1, column, row, out);
      lighting.shaft(column, row, out);
      for (let c = 0; c < 3; c++) colour[3 * at + c] = out[c]!;
      kind[at] = LAND;
    }
  }
  plant(canvas, scene, light, dark, view, room.pot);
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
  const { room, light, noise, lighting, dark } = studio;
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
  const glow = hit.box?.stuff === 'shade' ? dark * 1.7 * (0.6 + 0.4 * smooth(1.4, 1.66, y)) : 0;
  for (let c = 0; c < 3; c++) {
    const lamp = glow * [1, 0.66, 0.32][c]!;
    out[c] = own[c]! * (irradiance[c]! + light.sun[c]! * sunny * 2.2) + lamp;
  }
  if (gloss === 0 || oy !== EYE) return;
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

/** How much of a place in a wall is glass, 0 to 1; less than 0: it is no window. */
function paneAt({ side, ahead }: Room, { box, face }: Hit, x: number, y: number, z: number): number {
  if (box !== null) return -1;
  if (face === 'ahead' && ahead !== null) return glassAt(ahead, x, y);
  return face === 'right' ? glassAt(side, z, y) : -1;
}

function glassAt({ from, to, foot, top, across, down }: Window, along: number, y: number): number {
  if (along <= from || along >= to || y <= foot || y >= top) return -1;
  return panes((along - from) / (to - from), (y - foot) / (top - foot), across, down);
}

/** Through a window: sky, hills and trees out of focus, at night far lights; and the window's own bars. */
function outside(
  { light, noise, dark, bokeh }: Studio,
  pane: number,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  out: Float64Array,
): void {
  const [across, up] = z > DEEP - 0.01 ? [dx / dz, dy / dz] : [1.4 + dz / Math.max(0.2, dx), dy / Math.max(0.2, dx)];
  clearSky(light, across, Math.max(0.02, up + 0.1), 1, out);
  const hill = smooth(0.012, -0.012, up - 0.06 * (layered(noise, across * 5 + 5, 2, 3) - 0.25));
  const wood = smooth(0.02, -0.02, up + 0.09 - 0.16 * layered(noise, across * 9 + 70, 9, 4));
  const leaves = 0.45 + 0.8 * layered(noise, across * 22, up * 26, 3);
  for (let c = 0; c < 3; c++) {
    const far = light.fog[c]! * 0.6;
    const near = [0.07, 0.11, 0.04][c]! * (light.ambient[c]! * 1.6 + light.sun[c]! * 0.5) * leaves;
    out[c]! += (far - out[c]!) * hill;
    out[c]! += (near - out[c]!) * wood;
    out[c]! *= 1.55;
  }
  for (const { x: bx, y: by, size, tone } of bokeh) {
    const off = Math.hypot(across - bx, up - by);
    if (off < size) for (let c = 0; c < 3; c++) out[c]! += 0.5 * tone[c]! * dark * smooth(size, size * 0.85, off);
  }
  const frame = (0.5 + 0.3 * noise(x * 9 + z * 7, y * 3)) * 0.6;
  for (let c = 0; c < 3; c++) {
    const bars = frame * (0.8 * light.ambient[c]! + 0.05 * light.sun[c]! + dark * [0.1, 0.06, 0.03][c]!);
    out[c] = out[c]! * pane + bars * (1 - pane);
  }
}

function bokehOf({ seed }: Scene, dark: number): Studio['bokeh'] {
  const far = new Chance(seed, 'bokeh');
  const tones: readonly Rgb[] = [
    [0.5, 0.3, 0.12],
    [0.5, 0.42, 0.3],
    [0.2, 0.3, 0.42],
    [0.45, 0.1, 0.06],
  ];
  const count = dark > 0.4 ? 30 : 0;
  return Array.from({ length: count }, () => {
    const x = far.between(-1.2, 2.6);
    return { x, y: far.between(-0.2, 0.03), size: far.between(0.006, 0.02), tone: far.pick(tones) };
  });
}

/** Leaves that arch out of the pot, lit by the window behind them. */
function plant(
  canvas: Canvas,
  { seed, season }: Scene,
  light: Light,
  dark: number,
  { hand, level, from }: View,
  pot: Rgb,
): void {
  const chance = new Chance(seed, 'plant');
  const { width, scale } = canvas;
  const at = (x: number, y: number, z: number) => ({
    x: width / 2 + (hand * scale * (x - from)) / z,
    y: level - (scale * (y - EYE)) / z,
  });
  const own: Rgb = season === 'autumn' ? [0.12, 0.15, 0.04] : [0.06, 0.13, 0.045];
  const shine = (much: number): Rgb =>
    [0, 1, 2].map(
      (c) =>
        own[c]! *
        much *
        (light.ambient[c]! * 1.2 + 0.5 * light.horizon[c]! + 0.4 * light.sun[c]! + dark * [0.25, 0.16, 0.08][c]!),
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
      const x = Math.min(HALF - 0.1, pot[0] + Math.cos(angle) * long * 0.62 * share ** 1.4);
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

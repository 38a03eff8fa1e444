// A skyline over water: towers in rows, from far to near, with their windows.
import { boxed, planeOf } from '../look/raster.ts';
import { between } from '../plan/chance.ts';
import { Chance } from '../sound/chance.ts';
import { paintBridge } from './bridge.ts';
import { type Canvas, LAND, newCanvas, type Rgb, type Sheet, SKY, WATER } from './canvas.ts';
import { dyed } from './colours.ts';
import { paintBirds, placeThings } from './details.ts';
import type { Light } from './light.ts';
import { createNoise, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { clearSky, paintSky } from './sky.ts';
import { airOf } from './terrain.ts';
import { paintWater } from './water.ts';

/** One box of a building, in the world's unit; a tower is a stack of them. */
type Block = { x: number; z: number; wide: number; foot: number; top: number; wall: Rgb; glass: number; id: number };

const EYE = 0.3;
/** Where the water ends, and the row of towers behind all others. */
const BANK = 3.4;
const BACK = 15;
/** How far away the sky is for a camera that moves, where nothing stands before it; and how far aside it comes from there to a tower's, of a width. */
const BEHIND = 20;
const ASIDE = 0.012;
/** A storey and the width of a window's bay. */
const STOREY = 0.023;
const BAY = 0.019;
/** Share of windows with light in them. */
const LIT: Record<Scene['hour'], number> = {
  dawn: 0.3,
  sunrise: 0.2,
  morning: 0.08,
  day: 0,
  golden: 0.1,
  sunset: 0.26,
  dusk: 0.45,
  night: 0.5,
};
const WALLS: readonly Rgb[] = [
  [0.3, 0.28, 0.26],
  [0.22, 0.23, 0.26],
  [0.36, 0.29, 0.23],
  [0.16, 0.19, 0.24],
  [0.42, 0.41, 0.39],
];

export function paintCity(scene: Scene, light: Light, sheet: Sheet): Canvas {
  const canvas = newCanvas(sheet, between(scene.seed, 'horizon', 0.6, 0.74));
  paintSky(canvas, light, scene);
  if (scene.hour === 'night' || scene.hour === 'sunset') paintGlow(canvas, scene.hour === 'night' ? 0.16 : 0.05);
  const noise = createNoise(scene.seed, 'windows');
  const { width, scale, hands } = canvas;
  const blocks = blocksOf(scene, width / scale);
  hands.each(
    0,
    Math.ceil(width / STRIPE),
    (stripe) => {
      const left = stripe * STRIPE;
      const paint = builder({ ...canvas, left, right: Math.min(width, left + STRIPE) }, light, scene, noise);
      for (const block of blocks) paint(block);
    },
    1,
  );
  paintBank(canvas, light, scene, noise);
  hands.alone(() => {
    if (scene.things.has('bridge')) paintBridge(canvas, light, scene, EYE);
    placeThings({ canvas, light, scene, terrain: null, taken: [] });
  });
  paintWater(canvas, light, scene, { eye: EYE, rough: 0.3, deep: [0.02, 0.06, 0.08], floor: null });
  if (scene.things.has('birds')) hands.alone(() => paintBirds(canvas, light, scene));
  hands.alone(() => bringSky(canvas));
  return canvas;
}

/** Has the sky go along with the towers under it: were it left behind, their tops would lean back with it and their masts bend. */
function bringSky({ width, height, horizon, distance }: Canvas): void {
  // By the reciprocal, as things move.
  const nearness = Float32Array.from({ length: width }, (_, column) => {
    let [row, z] = [Math.max(0, Math.floor(horizon) - 1), BEHIND];
    for (; row >= 0 && Number.isFinite(distance[row * width + column]!); row--) z = distance[row * width + column]!;
    return 1 / z;
  });
  const eased = boxed(planeOf(width, 1, nearness), Math.round(ASIDE * width)).values;
  for (let row = 0; row < height; row++)
    for (let column = 0, at = row * width; column < width; column++, at++)
      if (distance[at] === Number.POSITIVE_INFINITY) distance[at] = 1 / eased[column]!;
}

/** What a city's lamps throw on the sky above it. */
function paintGlow({ width, height, horizon, scale, colour, hands }: Canvas, much: number): void {
  hands.each(0, Math.min(height, horizon + 1), (row) => {
    const shine = much * Math.exp((row - horizon) / (0.14 * scale));
    for (let i = 3 * row * width, end = i + 3 * width; i < end; i += 3) {
      colour[i] += shine;
      colour[i + 1] += shine * 0.62;
      colour[i + 2] += shine * 0.45;
    }
  });
}

function blocksOf(scene: Scene, span: number): Block[] {
  const chance = new Chance(scene.seed, 'city');
  // One town is a single cluster of towers, another a ridge of them, a third has a lesser cluster beside the first.
  const centre = chance.between(-0.3, 0.3);
  const [breadth, tallest] = [chance.between(0.16, 0.46), chance.between(1.7, 3.1)];
  const aside = { at: centre - Math.sign(centre) * chance.between(0.45, 0.7), high: chance.next() < 0.5 ? 0.75 : 0 };
  const bell = (x: number, at: number, wide: number) => Math.exp(-(((x - at) / wide) ** 2));
  const blocks: Block[] = [];
  const walls = WALLS.map((wall) => dyed(wall, scene.tints.wall?.[0]));
  let id = 0;
  for (let z = BACK; z > BANK + 0.2; z *= 0.86) {
    const half = (span / 2) * z * 1.1;
    for (let x = -half; x < half; ) {
      const wide = chance.between(0.26, 0.56);
      // Tall in the middle of the town, low towards its ends and at the water.
      const middle = Math.max(bell(x / z, centre, breadth), aside.high * bell(x / z, aside.at, 0.14));
      const front = smooth(BANK - 1, BANK + 3.5, z);
      const grown = (0.3 + tallest * middle * chance.next() ** 1.5 + 0.5 * chance.next()) * (0.3 + 0.7 * front);
      const high = grown * (chance.next() < 0.06 * middle ? 1.5 : 1);
      const wall = chance.pick(walls);
      const glass = chance.next();
      const steps = high > 1 ? 1 + Math.floor(chance.next() * 3) : 1;
      for (let step = 0; step < steps; step++) {
        const foot = step === 0 ? 0 : high * (0.55 + 0.45 * (step / steps));
        const top = step === steps - 1 ? high : high * (0.55 + 0.45 * ((step + 1) / steps));
        blocks.push({ x: x + wide / 2, z, wide: wide * 0.8 ** step, foot, top, wall, glass, id });
      }
      if (high > 1.1 && chance.next() < 0.5) {
        const top = high * chance.between(1.08, 1.22);
        blocks.push({ x: x + wide / 2, z, wide: 0.012, foot: high, top, wall: [0.2, 0.2, 0.22], glass: -1, id });
      }
      id++;
      x += wide * chance.between(1.02, 1.5);
    }
  }
  return blocks;
}

/** Columns whose houses are painted one after the other. */
const STRIPE = 64;

/** Paints what a canvas shows of a block: its front, and the flank that is turned to the middle of the view. */
function builder(canvas: Canvas, light: Light, scene: Scene, noise: Noise): (block: Block) => void {
  const { width, height, scale, horizon, distance, kind, colour, left: from, right: to } = canvas;
  const { sun, ambient, toSun } = light;
  const air = airOf(light);
  const sky = new Float64Array(3);
  const lamps = LIT[scene.hour];
  const bright = scene.hour === 'night' ? 0.95 : 0.7;
  return ({ x, z, wide, foot, top, wall, glass, id }) => {
    const left = width / 2 + (scale * (x - wide / 2)) / z;
    const right = width / 2 + (scale * (x + wide / 2)) / z;
    const roof = horizon + (scale * (EYE - top)) / z;
    const base = horizon + (scale * (EYE - foot)) / z;
    const inward = x < 0 ? 1 : -1;
    const edge = inward > 0 ? right - (right - left) * 0.28 : left + (right - left) * 0.28;
    const storey = (scale * STOREY) / z;
    const style = styleOf(glass);
    for (let column = Math.max(from, Math.floor(left)); column < Math.min(to, right); column++) {
      const side = Math.min(1, column + 1 - left, right - column);
      const flank = inward > 0 ? column > edge : column < edge;
      const facing = flank ? inward * toSun[0] * 0.9 : -toSun[2] * 0.8 + 0.1;
      const shone = Math.max(0, facing);
      const across = (column - width / 2) / scale;
      const bay = (column - left) / ((scale * BAY) / z);
      // Air and what glass mirrors change little from storey to storey.
      clearSky(light, across * 1.4 + (flank ? inward : 0), 0.34, flank ? 0.3 : -1, sky);
      for (let row = Math.max(0, Math.floor(roof)); row < Math.min(height, base); row++) {
        const at = row * width + column;
        const cover = side * Math.min(1, row + 1 - roof);
        const up = (base - row) / storey;
        const below = (row - roof) / storey;
        const high = (base - row) / Math.max(1, base - roof);
        const cell = noise(Math.floor(bay) * 7.31 + id * 3.7 + (flank ? 90 : 0), Math.floor(up) * 5.17 + id);
        const pane = glass < 0 || below < 0.9 ? 0 : paneAt(style, bay, up, storey);
        const own = style.tone * (0.9 + 0.2 * noise(Math.floor(bay / 4) * 3.1 + id, Math.floor(up / 9) * 2.3));
        const shiny = pane * style.shine * (0.55 + 0.9 * cell);
        const lamp = lamps === 0 || pane < 0.1 ? 0 : pane * bright * lampAt(style, noise, lamps, id, bay, up);
        for (let c = 0; c < 3; c++) {
          const face = wall[c] * own * (sun[c] * shone + ambient[c] * (0.35 + 0.55 * high)) * (1 - 0.75 * pane);
          const mirrored = sky[c] * (0.7 + 0.3 * high) * shiny;
          PIXEL[c] = face + mirrored + lamp * (style.cool ? COOL : WARM)[c]!;
        }
        if (glass < 0 && scene.hour === 'night' && row < roof + 2) PIXEL[0] += 2;
        air(PIXEL, 0, z * 1.1, across, (horizon - row) / scale + 0.05);
        const i = 3 * at;
        for (let c = 0; c < 3; c++) colour[i + c] += (PIXEL[c] - colour[i + c]) * cover;
        if (cover < 0.5) continue;
        distance[at] = z;
        kind[at] = LAND;
      }
    }
  };
}

const PIXEL = new Float32Array(3);
const WARM: Rgb = [1, 0.66, 0.3];
const COOL: Rgb = [0.7, 0.8, 0.9];

/** How a facade is made: bands of glass, a grid of windows or ribs from foot to roof, and how much it mirrors. */
type Style = { kind: 'bands' | 'grid' | 'ribs'; tone: number; shine: number; cool: boolean };

function styleOf(glass: number): Style {
  const kind = glass > 0.66 ? 'bands' : glass > 0.33 ? 'grid' : 'ribs';
  return { kind, tone: kind === 'bands' ? 0.32 : 0.6, shine: 0.3 + 0.5 * Math.max(0, glass), cool: glass > 0.7 };
}

/** How much of a place is glass, by its bay and storey; from afar the mean. Every eleventh storey holds machines. */
function paneAt({ kind }: Style, bay: number, up: number, storey: number): number {
  if (Math.floor(up) % 11 === 10) return 0.08;
  if (storey < 2.2) return 0.5;
  const floor = smooth(0.16, 0.3, up % 1) * smooth(1.02, 0.9, up % 1);
  const window = smooth(0.1, 0.22, bay % 1) * smooth(0.94, 0.82, bay % 1);
  const pillar = bay % 5 < 0.55 ? 0.15 : 1;
  if (kind === 'bands') return floor * (0.75 + 0.25 * window);
  return kind === 'grid' ? floor * window * pillar : window * (0.55 + 0.45 * floor);
}

/** Windows of a flat, and storeys of one firm. */
const FLAT = 3;
const FIRM = 4;

/**
 * How bright a window is, 0: dark; `share` of all are lit. Offices burn by floors and parts of floors, firm by firm; homes here and
 * there, two or three windows of a flat alike.
 */
function lampAt({ kind }: Style, noise: Noise, share: number, id: number, bay: number, up: number): number {
  const [storey, window] = [Math.floor(up), Math.floor(bay)];
  // One house is awake, the next asleep.
  const awake = share * (0.25 + 1.5 * drawn(noise, id, 1));
  if (kind === 'grid') {
    const flat = drawn(noise, Math.floor((window + 2 * storey) / FLAT) * 3 + id, storey + 7);
    const dim = drawn(noise, window + id, storey + 3);
    return flat < 0.55 * awake && dim < 0.75 ? 0.25 + 0.75 * drawn(noise, flat * 997, id) : 0;
  }
  const floor = drawn(noise, storey + 17 * id, 9);
  if (floor >= 1.2 * awake) return 0;
  const firm = drawn(noise, Math.floor(storey / FIRM) + 31 * id, 5);
  const whole = floor < 0.36 * awake * (firm < 0.4 ? 1.7 : 0.4);
  // Of a floor that is not all lit, one stretch is.
  const [from, wide] = [40 * drawn(noise, storey + id, 13), 4 + 14 * drawn(noise, storey + id, 15)];
  if (!whole && (window + from) % 40 >= wide) return 0;
  return (0.35 + 0.45 * drawn(noise, storey + id, 21)) * (0.75 + 0.5 * drawn(noise, window, storey + id));
}

/** A number of 0 to 1, evenly drawn, for two whole numbers. */
function drawn(noise: Noise, a: number, b: number): number {
  return (noise(Math.round(a) * 7, Math.round(b) * 5) * 61) % 1;
}

/** The embankment with its lamps, and everything below it water. */
function paintBank(canvas: Canvas, light: Light, scene: Scene, noise: Noise): void {
  const { width, height, scale, horizon, distance, kind, colour, hands } = canvas;
  const quay = horizon + (scale * EYE) / BANK;
  const rim = quay - (scale * 0.05) / BANK;
  const trees = (column: number) => (scale * 0.07 * Math.max(0, noise(column / (scale * 0.012), 4) - 0.3)) / BANK;
  const pitch = (scale * 0.16) / BANK;
  hands.each(0, width, (column) => {
    const top = Math.floor(rim - trees(column));
    const lamp = Math.abs((column % pitch) - pitch / 2) < Math.max(0.6, scale * 0.0014);
    for (let row = Math.max(0, Math.floor(top)); row < height; row++) {
      const at = row * width + column;
      if (row >= quay) {
        kind[at] = WATER;
        distance[at] = (scale * EYE) / (row + 0.5 - horizon);
        continue;
      }
      const green = row < rim;
      const grain = 0.6 + 0.8 * noise(column * 0.35, row * 0.5);
      for (let c = 0; c < 3; c++) {
        const own = green ? [0.045, 0.07, 0.03][c] : 0.16;
        colour[3 * at + c] = own * grain * (light.ambient[c] * 1.1 + light.sun[c] * 0.25);
      }
      kind[at] = LAND;
      distance[at] = BANK;
    }
    if (!lamp || LIT[scene.hour] < 0.2) return;
    for (let row = Math.max(0, Math.floor(rim - scale * 0.004)); row <= rim && row < height; row++) {
      for (let c = 0; c < 3; c++) colour[3 * (row * width + column) + c] = [2.6, 1.7, 0.8][c];
    }
  });
  // Between the towers' feet the ground goes on, not the sky.
  const air = airOf(light);
  hands.each(Math.floor(horizon), Math.min(height, rim), (row) => {
    for (let at = row * width; at < (row + 1) * width; at++)
      if (kind[at] === SKY) {
        kind[at] = LAND;
        distance[at] = Math.min(BACK, (scale * EYE) / Math.max(0.5, row + 0.5 - horizon));
        for (let c = 0; c < 3; c++) colour[3 * at + c] = 0.12 * (light.ambient[c] + 0.25 * light.sun[c]);
        air(colour, 3 * at, 1.1 * distance[at], ((at % width) - width / 2) / scale, 0.05);
      }
  });
}

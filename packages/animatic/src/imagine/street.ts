// A street between two rows of houses, seen along its middle; by night its lamps and signs, in rain their mirror images.
import { between } from '../plan/chance.ts';
import { Chance } from '../sound/chance.ts';
import { type Canvas, LAND, newCanvas, type Rgb, scaled } from './canvas.ts';
import { dyed } from './colours.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { clearSky, paintSky } from './sky.ts';
import { planterOf } from './trees.ts';

/** Metres: half the street's width, half the road's, the eye's height, how far the houses go. */
const HALF = 8;
const ROAD = 4.6;
const EYE = 1.7;
const END = 190;
const STOREY = 3.5;

type House = {
  from: number;
  to: number;
  high: number;
  wall: Rgb;
  bay: number;
  lit: number;
  warm: boolean;
  set: number;
};
type Sign = { z: number; x: number; wide: number; low: number; high: number; glow: Rgb; bars: number };
type Street = {
  /** Left and right row. */
  rows: readonly [House[], House[]];
  signs: Sign[];
  noise: Noise;
  light: Light;
  /** 0 by day to 1 at night: how much the lamps count; how wet the road is. */
  dark: number;
  wet: number;
  snow: boolean;
  haze: Rgb;
};

const WALLS: readonly Rgb[] = [
  [0.32, 0.13, 0.085],
  [0.5, 0.4, 0.27],
  [0.3, 0.31, 0.33],
  [0.56, 0.5, 0.42],
  [0.13, 0.14, 0.16],
  [0.42, 0.24, 0.14],
  [0.24, 0.28, 0.27],
];
const NEONS: readonly Rgb[] = [
  [2.2, 0.16, 0.7],
  [0.12, 1.5, 1.9],
  [2.2, 0.75, 0.12],
  [0.35, 0.35, 2.3],
  [1.9, 0.12, 0.1],
  [0.2, 1.7, 0.7],
];
const DARKNESS: Record<Scene['hour'], number> = {
  dawn: 0.4,
  morning: 0.04,
  day: 0,
  golden: 0.08,
  sunset: 0.3,
  dusk: 0.8,
  night: 1,
};

export function paintStreet(scene: Scene, light: Light, width: number, height: number): Canvas {
  const canvas = newCanvas(width, height, between(scene.seed, 'horizon', 0.46, 0.6));
  const { scale, horizon, colour, distance, kind } = canvas;
  paintSky(canvas, light, scene);
  const street = streetOf(scene, light);
  const out = new Float64Array(3);
  const mirror = new Float64Array(3);
  // From the middle of the road or from a pavement; the street's end off the middle of the frame.
  const from = between(scene.seed, 'standpoint', -5, 5);
  const middle = width * (0.5 + between(scene.seed, 'vanishing', -0.15, 0.15));
  for (let row = 0, at = 0; row < height; row++) {
    const dy = (horizon - row - 0.5) / scale;
    for (let column = 0; column < width; column++, at++) {
      const dx = (column + 0.5 - middle) / scale;
      const ground = dy < 0 ? EYE / -dy : Number.POSITIVE_INFINITY;
      let far = facade(street, from, 0, EYE, dx, dy, out);
      if (ground < far) {
        far = Math.min(END, ground);
        paving(street, from + dx * far, far, dx, dy, out, mirror);
      }
      if (far === Number.POSITIVE_INFINITY) continue;
      colour.set(out, 3 * at);
      distance[at] = far;
      kind[at] = LAND;
    }
  }
  plantRow(canvas, street, scene, { from, middle });
  // A street has walls for a horizon: nothing in it drifts as clouds or water do.
  return { ...canvas, horizon: 1.5 * height };
}

function streetOf(scene: Scene, light: Light): Street {
  const chance = new Chance(scene.seed, 'street');
  const walls = WALLS.map((wall) => dyed(wall, scene.tints.wall?.[0]));
  // Neon tubes of the named colours, each as bright as the others.
  const neons = scene.tints.neon?.map((hue) => scaled(hue, 2.1 / Math.max(...hue))) ?? NEONS;
  // Low houses of an old town, or walls of storeys.
  const storeys = chance.between(2.5, 9);
  const row = (): House[] => {
    const houses: House[] = [];
    for (let z = -30; z < END; ) {
      const wide = chance.between(9, 19);
      const tower = chance.next() < 0.14 ? chance.between(1.6, 2.6) : 1;
      houses.push({
        from: z,
        to: z + wide,
        high: STOREY * (Math.round(storeys * chance.between(0.7, 1.45)) * tower) + chance.between(0.6, 1.4),
        wall: chance.pick(walls),
        bay: chance.between(2.1, 3.2),
        lit: chance.between(0.2, 0.62),
        warm: chance.next() < 0.75,
        set: chance.between(0.18, 0.4),
      });
      z += wide;
    }
    return houses;
  };
  const rows = [row(), row()] as const;
  const signs: Sign[] = [];
  for (
    let z = scene.hour === 'day' || scene.hour === 'morning' || scene.hour === 'golden' ? 200 : 7;
    z < 110;
    z += chance.between(2.5, 7)
  ) {
    const side = chance.pick([-1, 1]);
    const wide = chance.between(0.5, 1.5);
    const low = chance.between(3.2, 7.5);
    const tall = chance.between(0.8, 4);
    const glow = chance.pick(neons);
    signs.push({
      z,
      x: side * (HALF - wide / 2 - 0.1),
      wide,
      low,
      high: low + tall,
      glow,
      bars: Math.round(tall / chance.between(0.4, 0.9)),
    });
  }
  const dark = Math.max(DARKNESS[scene.hour], scene.weather === 'storm' ? 0.55 : 0);
  const snow = scene.season === 'winter' || scene.weather === 'snow';
  const glow = [0.16, 0.1, 0.13];
  const haze = [0, 1, 2].map(
    (c) => 0.6 * light.fog[c]! + 0.4 * light.horizon[c]! + dark * 0.45 * glow[c]!,
  ) as unknown as Rgb;
  const noise = createNoise(scene.seed, 'walls');
  return { rows, signs, noise, light, dark, wet: scene.weather === 'storm' ? 1 : dark > 0.6 ? 0.55 : 0, snow, haze };
}

/** What stands that way, seen from a place: sets its colour and gives how far ahead it is; Infinity is sky. */
function facade(street: Street, x: number, z: number, y: number, dx: number, dy: number, out: Float64Array): number {
  const side = dx < 0 ? -1 : 1;
  const reach = (side * HALF - x) / (dx === 0 ? 1e-9 : dx);
  const sign = signAt(street, x, z, y, dx, dy, reach, out);
  if (sign > 0) return sign;
  const far = z + reach;
  if (far < END && reach > 0) {
    const house = houseAt(street.rows[side < 0 ? 0 : 1], far);
    const up = y + dy * reach;
    if (up >= 0 && up < house.high) {
      wall(street, house, side, far, up, dx, out);
      soften(street, reach, out);
      return reach;
    }
  }
  return Number.POSITIVE_INFINITY;
}

function houseAt(row: House[], z: number): House {
  let [low, high] = [0, row.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (row[middle]!.from <= z) low = middle;
    else high = middle - 1;
  }
  return row[low]!;
}

/** The front of a house: windows in their frames, shops at its foot, a cornice. */
function wall(street: Street, house: House, side: number, z: number, y: number, dx: number, out: Float64Array): void {
  const { light, noise, dark } = street;
  const { sun, ambient, toSun } = light;
  const along = z - house.from;
  const bays = Math.max(2, Math.round((house.to - house.from) / house.bay));
  const bay = (along / (house.to - house.from)) * bays;
  const shop = y < 4.2;
  const floor = shop ? 0 : 1 + Math.floor((y - 4.2) / STOREY);
  const u = bay - Math.floor(bay);
  const v = shop ? y / 4.2 : (y - 4.2) / STOREY - (floor - 1);
  const margin = shop ? 0.07 : house.set;
  const cross = shop
    ? smooth(0.012, 0.02, Math.abs(((u * 3 + 0.5) % 1) - 0.5) / 3) * smooth(0.01, 0.016, Math.abs(v - 0.6))
    : smooth(0.012, 0.03, Math.abs(u - 0.5)) * smooth(0.01, 0.02, Math.abs(v - 0.62));
  const pane =
    cross *
    smooth(margin - 0.02, margin + 0.01, Math.min(u, 1 - u)) *
    (shop ? smooth(0.1, 0.14, v) * smooth(0.8, 0.76, v) : smooth(0.16, 0.19, v) * smooth(0.84, 0.81, v)) *
    (y > house.high - 1.1 ? 0 : 1);
  const grain = 0.8 + 0.4 * layered(noise, z * 2.3 + 7 * side, y * 2.3, 4);
  const ledge = !shop && v < 0.06 ? 1.25 : y > house.high - 0.5 ? 1.3 : v < 0.09 ? 0.7 : 1;
  const lit = Math.max(0, -side * toSun[0]) * sunlit(street, side, z, y);
  const open = 0.4 + 0.6 * Math.min(1, y / 16);
  const lamps = dark * (0.5 * Math.exp(-y / 4.5) + 0.03);
  const cell = noise(Math.floor(bay) * 5.31 + house.from * 3.7 + side * 40, floor * 7.17 + 3);
  const shine = shop ? cell > 0.34 : cell > 0.5 + 0.42 * (0.5 - house.lit);
  const warm = house.warm || shop;
  const tone = 0.35 + 1.1 * ((cell * 53) % 1);
  // A shop's goods darken its panes from below; a room is lightest under its lamp.
  const goods = shop ? smooth(0.12, 0.5, v - 0.3 * noise(z * 5.5, floor + side * 9)) : 0.55 + 0.45 * v;
  const inside = (shop ? 0.75 : 0.7) * (0.25 + 0.75 * goods) * (0.7 + 0.6 * noise(z * 1.7, y * 2.1 + 30));
  // Glass shows the sky over the row opposite, and what burns behind it.
  const sky = 0.16 + 0.5 * smooth(6, 26, y) * Math.min(1, Math.abs(dx) * 3);
  for (let c = 0; c < 3; c++) {
    const own = house.wall[c]! * grain * ledge;
    const front = own * (sun[c]! * lit * 1.1 + ambient[c]! * open * 1.25 + lamps * [1, 0.66, 0.4][c]!);
    const glass = 0.01 + (0.3 + 0.5 * cell) * sky * (0.5 * light.horizon[c]! + 0.25 * ambient[c]!) * (1 - 0.75 * dark);
    const burning = shine ? dark * tone * inside * (warm ? [1, 0.62, 0.28] : [0.62, 0.8, 0.95])[c]! : 0;
    out[c] = front + (glass + burning - front) * pane;
  }
}

/** Whether the sun comes over the row opposite, 0 to 1. */
function sunlit({ rows, light }: Street, side: number, z: number, y: number): number {
  const [sx, sy, sz] = light.toSun;
  if (-side * sx <= 0.01) return 0;
  const t = (2 * HALF) / Math.abs(sx);
  const other = houseAt(rows[side < 0 ? 1 : 0], Math.max(-29, Math.min(END, z + sz * t)));
  return smooth(-0.6, 0.6, y + sy * t - other.high);
}

/** Signs that hang into the street: frames of light without a letter. */
function signAt(
  { signs, dark }: Street,
  x: number,
  z: number,
  y: number,
  dx: number,
  dy: number,
  reach: number,
  out: Float64Array,
): number {
  for (const sign of signs) {
    const t = sign.z - z;
    if (t <= 0.5 || t > reach + 1.6) continue;
    const across = x + dx * t - sign.x;
    const up = y + dy * t;
    if (Math.abs(across) > sign.wide / 2 || up < sign.low || up > sign.high) continue;
    const rim = Math.min(sign.wide / 2 - Math.abs(across), up - sign.low, sign.high - up);
    const bar = ((up - sign.low) / (sign.high - sign.low)) * sign.bars;
    const stripe = smooth(0.2, 0.3, Math.abs((bar % 1) - 0.5)) * smooth(0.12, 0.16, rim);
    const shine = (rim < 0.07 ? 1 : 0.1 + 0.75 * stripe) * (0.1 + 0.9 * dark) * Math.exp(-t / 90);
    for (let c = 0; c < 3; c++) out[c] = 0.03 + sign.glow[c]! * shine;
    return t;
  }
  return 0;
}

/** Road, gutter and pavement; wet, they mirror what stands over them. */
function paving(
  street: Street,
  x: number,
  z: number,
  dx: number,
  dy: number,
  out: Float64Array,
  mirror: Float64Array,
): void {
  const { light, noise, dark, wet, snow } = street;
  const { sun, ambient, toSun } = light;
  const grain = layered(noise, x * 7, z * 7, 4) * 0.5 + 0.5 * noise(x * 31, z * 31);
  const road = smooth(ROAD + 0.06, ROAD - 0.06, Math.abs(x));
  const slab = Math.abs(x) > ROAD + 0.2 && (Math.abs(x * 0.9) % 1 < 0.04 || Math.abs(z * 0.9) % 1 < 0.04) ? 0.6 : 1;
  const kerb = smooth(0.12, 0.05, Math.abs(Math.abs(x) - ROAD - 0.08));
  const line = smooth(0.1, 0.06, Math.abs(x)) * (z % 6 < 2.6 ? 0.75 : 0) * (snow ? 0 : 1);
  const white = snow ? smooth(0.25, 0.6, grain) * (1 - 0.7 * road) + 0.3 * road * smooth(0.35, 0.6, grain) : 0;
  const shade = x * Math.sign(toSun[0] || 1);
  const height = toSun[1] / Math.max(0.05, Math.abs(toSun[0]));
  const over = houseAt(
    street.rows[toSun[0] < 0 ? 0 : 1],
    Math.min(END, z + (toSun[2] / Math.max(0.1, Math.abs(toSun[0]))) * (HALF - shade)),
  );
  const lit = toSun[1] * smooth(-0.4, 0.4, (HALF - shade) * height - over.high);
  const lamps = dark * 0.26 * (0.7 + 0.3 * Math.sin(z * 0.42) ** 2);
  const own =
    (0.055 * road + 0.17 * (1 - road)) * (0.6 + 0.8 * grain) * slab * (1 - 0.35 * wet) + 0.08 * kerb + 0.4 * line;
  for (let c = 0; c < 3; c++) {
    const albedo = own + (0.8 - own) * white;
    out[c] = albedo * (sun[c]! * lit + ambient[c]! * 0.85 + lamps * [1, 0.66, 0.4][c]!);
  }
  if (wet > 0 && white < 0.5) {
    const puddle = smooth(0.42, 0.62, layered(noise, x * 0.5 + 9, z * 0.3, 3));
    const rough = 0.03 + 0.09 * (1 - puddle);
    const tilt = (layered(noise, x * 9 + 3, z * 5, 3) - 0.5) * rough;
    const far = facade(street, x, z, 0, dx + tilt * 0.4, -dy + tilt + rough * 0.2, mirror);
    if (far === Number.POSITIVE_INFINITY) clearSky(light, dx, -dy, 1, mirror);
    const grazing = Math.exp(dy * 4.5);
    const much = wet * (0.1 + 0.62 * grazing) * (0.4 + 0.6 * puddle) * (1 - 0.5 * (1 - road));
    for (let c = 0; c < 3; c++) out[c]! += (mirror[c]! * 0.9 - out[c]! * 0.5) * much;
  }
  soften(street, z, out);
}

/** Air along the street. */
function soften({ haze, light }: Street, z: number, out: Float64Array): void {
  const share = 1 - Math.exp(-Math.max(0, z - 4) * (0.0055 + 0.12 * Math.max(0, light.haze - 0.011)));
  for (let c = 0; c < 3; c++) out[c]! += (haze[c]! - out[c]!) * share;
}

/** Trees along both pavements, from far to near. */
function plantRow(
  canvas: Canvas,
  { light }: Street,
  scene: Scene,
  { from, middle }: { from: number; middle: number },
): void {
  const chance = new Chance(scene.seed, 'row');
  if (chance.next() < 0.35 || scene.bare) return;
  const planter = planterOf(canvas, { ...light, haze: 0.0085, sun: light.sun, deep: 900 }, scene);
  for (let z = 96; z > 9; z -= chance.between(8, 12)) {
    for (const side of [-1, 1]) {
      if (chance.next() < 0.25) continue;
      const x = middle + (canvas.scale * (side * (ROAD + 1.3) - from)) / z;
      const tall = (canvas.scale * chance.between(5.5, 7.5)) / z;
      planter.crown({ x, base: canvas.horizon + (canvas.scale * EYE) / z, tall, z, tint: chance.between(0.7, 1) });
    }
  }
}

// What stands along a street: fronts of houses with their windows, signs before them, and the air between.
import type { Rgb } from './canvas.ts';
import type { Light } from './light.ts';
import { layered, type Noise, smooth } from './noise.ts';

/** Metres: the eye's height, how far the houses go. */
export const EYE = 1.7;
export const END = 190;
export const STOREY = 3.5;

/** Share of the sun's light that comes from walls and pavements. */
export const BOUNCE = 0.24;

export type House = {
  from: number;
  to: number;
  high: number;
  wall: Rgb;
  bay: number;
  lit: number;
  warm: boolean;
  set: number;
  /** Of shutters beside its windows; null: it has none. */
  shutters: Rgb | null;
};
export type Sign = { z: number; x: number; wide: number; low: number; high: number; glow: Rgb; bars: number };
export type Street = {
  /** Half its width and half its road's; without a road all of it is paved with cobbles. */
  half: number;
  road: number;
  cobbled: boolean;
  /** What closes it at its end: how far away that is, and where its tower stands; null: it goes on. */
  closed: { z: number; tower: number; high: number; wall: Rgb } | null;
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

/** What stands that way, seen from a place: sets its colour and gives how far ahead it is; Infinity is sky. */
export function facade(
  street: Street,
  x: number,
  z: number,
  y: number,
  dx: number,
  dy: number,
  out: Float64Array,
): number {
  const side = dx < 0 ? -1 : 1;
  const reach = (side * street.half - x) / (dx === 0 ? 1e-9 : dx);
  const { closed } = street;
  const sign = signAt(street, x, z, y, dx, dy, reach, out);
  if (sign > 0) return sign;
  const far = z + reach;
  if (closed !== null && far > closed.z) {
    const t = closed.z - z;
    if (t > 0 && end(street, closed, x + dx * t, y + dy * t, out)) {
      soften(street, t, out);
      return t;
    }
    return Number.POSITIVE_INFINITY;
  }
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

export function houseAt(row: House[], z: number): House {
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
  const { light, noise, dark, cobbled } = street;
  const { sun, ambient, toSun } = light;
  const along = z - house.from;
  const bays = Math.max(2, Math.round((house.to - house.from) / house.bay));
  const bay = (along / (house.to - house.from)) * bays;
  const low = cobbled ? 3.3 : 4.2;
  const floor = y < low ? 0 : 1 + Math.floor((y - low) / STOREY);
  const cell = noise(Math.floor(bay) * 5.31 + house.from * 3.7 + side * 40, floor * 7.17 + 3);
  // Along a road there are shops; between old walls a door, a window or a blank wall.
  const lot = floor > 0 || !cobbled ? 1 : (cell * 29) % 1;
  const shop = floor === 0 && !cobbled;
  const door = floor === 0 && cobbled && lot < 0.4;
  const blank = floor === 0 && cobbled && lot > 0.82;
  const u = bay - Math.floor(bay);
  const v = floor === 0 ? y / low : (y - low) / STOREY - (floor - 1);
  const margin = shop ? 0.07 : house.set;
  const cross = shop
    ? smooth(0.012, 0.02, Math.abs(((u * 3 + 0.5) % 1) - 0.5) / 3) * smooth(0.01, 0.016, Math.abs(v - 0.6))
    : smooth(0.012, 0.03, Math.abs(u - 0.5)) * smooth(0.01, 0.02, Math.abs(v - 0.62));
  const pane =
    cross *
    smooth(margin - 0.02, margin + 0.01, Math.min(u, 1 - u)) *
    (shop ? smooth(0.1, 0.14, v) * smooth(0.8, 0.76, v) : smooth(0.16, 0.19, v) * smooth(0.84, 0.81, v)) *
    (y > house.high - 1.1 || door || blank ? 0 : 1);
  const grain = 0.8 + 0.4 * layered(noise, z * 2.3 + 7 * side, y * 2.3, 4);
  const ledge = !shop && v < 0.06 ? 1.25 : y > house.high - 0.5 ? 1.3 : v < 0.09 ? 0.7 : 1;
  // Shutters stand open on both sides of a window.
  const beside = Math.min(u, 1 - u);
  const arch = Math.abs(u - 0.5) / 0.22;
  const leaf =
    door && arch < 1 && v < 0.62 + 0.12 * Math.sqrt(1 - arch * arch) ? 0.7 + 0.3 * smooth(0, 0.08, Math.abs(arch)) : 0;
  const shut =
    house.shutters !== null &&
    !door &&
    !blank &&
    !shop &&
    y < house.high - 1.1 &&
    v > 0.17 &&
    v < 0.83 &&
    beside < margin &&
    beside > margin - 0.17
      ? 1
      : 0;
  const slats = 0.8 + 0.2 * Math.cos(y * 90);
  const lit = Math.max(0, -side * toSun[0]) * sunlit(street, side, z, y);
  const open = 0.4 + 0.6 * Math.min(1, y / 16);
  const lamps = dark * (0.5 * Math.exp(-y / 4.5) + 0.03);
  // What the sun lights across the street lights this side.
  const bounce = BOUNCE * Math.max(0, toSun[1]) * (1 - 0.5 * lit);
  const shine = shop ? cell > 0.34 : cell > 0.5 + 0.42 * (0.5 - house.lit);
  const warm = house.warm || shop;
  const tone = 0.35 + 1.1 * ((cell * 53) % 1);
  // A shop's goods darken its panes from below; a room is lightest under its lamp.
  const goods = shop ? smooth(0.12, 0.5, v - 0.3 * noise(z * 5.5, floor + side * 9)) : 0.55 + 0.45 * v;
  const inside = (shop ? 0.75 : 0.7) * (0.25 + 0.75 * goods) * (0.7 + 0.6 * noise(z * 1.7, y * 2.1 + 30));
  // Glass shows the sky over the row opposite, and what burns behind it.
  const mirrored = 0.16 + 0.5 * smooth(6, 26, y) * Math.min(1, Math.abs(dx) * 3);
  for (let c = 0; c < 3; c++) {
    const face = shut > 0 ? house.shutters![c]! * slats : leaf > 0 ? [0.13, 0.075, 0.04][c]! * leaf : house.wall[c]!;
    const own = face * grain * ledge;
    const sky = ambient[c]! * open * 1.25 + bounce * sun[c]!;
    const front = own * (sun[c]! * lit * 1.1 + sky + lamps * [1, 0.66, 0.4][c]!);
    const glass =
      0.01 + (0.3 + 0.5 * cell) * mirrored * (0.5 * light.horizon[c]! + 0.25 * ambient[c]!) * (1 - 0.75 * dark);
    const burning = shine ? dark * tone * inside * (warm ? [1, 0.62, 0.28] : [0.62, 0.8, 0.95])[c]! : 0;
    out[c] = front + (glass + burning - front) * pane;
  }
}

/** Whether the sun comes over the row opposite, 0 to 1. */
function sunlit({ rows, light, half }: Street, side: number, z: number, y: number): number {
  const [sx, sy, sz] = light.toSun;
  if (-side * sx <= 0.01) return 0;
  const t = (2 * half) / Math.abs(sx);
  const other = houseAt(rows[side < 0 ? 1 : 0], Math.max(-29, Math.min(END, z + sz * t)));
  return smooth(-0.6, 0.6, y + sy * t - other.high);
}

/** The front that closes a street: a gable and a tower with its spire; false beside and above it. */
function end(
  street: Street,
  { tower, high, wall }: NonNullable<Street['closed']>,
  x: number,
  y: number,
  out: Float64Array,
): boolean {
  const { light, dark, noise } = street;
  const inTower = Math.abs(x - tower) < 2.6;
  const roof = high * 0.62 + 5.5 - Math.abs(x) * 1.1;
  const spire = high * 1.25 - Math.abs(x - tower) * 3.4;
  const tiled = inTower ? y > high && y < spire : y > high * 0.62 - Math.abs(x) * 0.1 && y < roof;
  const walled = y >= 0 && (inTower ? y <= high : y < high * 0.62 - Math.abs(x) * 0.1);
  if (!tiled && !walled) return false;
  const [u, v] = inTower ? [(x - tower) / 2.6, (y % 7) / 7] : [((x + 40) % 4) / 2 - 1, (y % 6) / 6];
  const pane = walled && Math.abs(u) < 0.2 && v > 0.3 && v < 0.75 - u * u * 2 ? 1 : 0;
  const grain = 0.85 + 0.3 * layered(noise, x * 1.1, y * 1.1, 3);
  const facing = Math.max(0, -light.toSun[2]) * 0.9;
  for (let c = 0; c < 3; c++) {
    const own = (tiled ? [0.24, 0.12, 0.08][c]! : wall[c]!) * grain;
    const front = own * (light.sun[c]! * facing + 1.1 * light.ambient[c]! + dark * 0.06 * [1, 0.66, 0.4][c]!);
    const glass = 0.03 + 0.1 * light.horizon[c]! * (1 - dark) + dark * 0.5 * [1, 0.62, 0.28][c]!;
    out[c] = front + (glass - front) * pane;
  }
  return true;
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
    const stripe = sign.bars === 0 ? 1 : smooth(0.2, 0.3, Math.abs((bar % 1) - 0.5)) * smooth(0.12, 0.16, rim);
    const shine = (rim < 0.07 ? 1 : 0.1 + 0.75 * stripe) * (0.1 + 0.9 * dark) * Math.exp(-t / 90);
    for (let c = 0; c < 3; c++) out[c] = 0.03 + sign.glow[c]! * shine;
    return t;
  }
  return 0;
}

/** Air along the street. */
export function soften({ haze, light, dark }: Street, z: number, out: Float64Array): void {
  const share = 1 - Math.exp(-Math.max(0, z - 4) * (0.0026 + 0.003 * dark + 0.12 * Math.max(0, light.haze - 0.011)));
  for (let c = 0; c < 3; c++) out[c]! += (haze[c]! - out[c]!) * share;
}

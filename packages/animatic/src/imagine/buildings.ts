// Buildings that stand alone: a lighthouse on the height, a house on the shore.
import { chance } from '../plan/chance.ts';
import { dab, type Load, stroke } from './brush.ts';
import { type Canvas, LAND, type Rgb, SKY, scaled } from './canvas.ts';
import { dyed } from './colours.ts';
import { type Easel, facing, type Spot, spot, toneOf } from './easel.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';
import { airOf } from './terrain.ts';

/** A lighthouse's height in pixels that far away, and how broad its foot is against that. */
const tallAt = ({ height, scale }: Canvas, z: number) => Math.max(0.11 * height, (scale * 0.42) / z);
const BREADTH = 0.17;

/** A banded tower where the land is highest; its lamp throws a beam when it is dark. */
export function lighthouse(easel: Easel, nth: number): void {
  const { canvas, light, scene } = easel;
  const place =
    (nth === 0 ? highest(easel) : null) ??
    spot(easel, 'lighthouse', nth, { kind: LAND, from: 1.5, to: 20, room: 0.012 });
  if (place === null) return;
  const { column, row, z } = place;
  const tall = tallAt(canvas, z);
  const wide = tall * BREADTH;
  const load: Load = { z: z * 0.99, kind: LAND };
  const top = row - tall;
  const bands = 24;
  for (let slice = 0; slice < bands; slice++) {
    const share = (slice + 0.5) / bands;
    const x = column + (share - 0.5) * wide;
    const lit = facing(easel, 2 * share - 1);
    for (let band = 0; band < 5; band++) {
      const own: Rgb = band % 2 === 0 ? [0.8, 0.78, 0.74] : (scene.tints.lighthouse?.[0] ?? [0.55, 0.07, 0.05]);
      const [from, to] = [row - (tall * band) / 5, row - (tall * (band + 1)) / 5];
      const narrow = (y: number) => column + (x - column) * (1 - (0.35 * (row - y)) / tall);
      stroke(
        canvas,
        load,
        narrow(from),
        from,
        narrow(to),
        to,
        wide / bands + 0.7,
        wide / bands + 0.6,
        toneOf(easel, own, lit, column, row, z),
      );
    }
  }
  const dark = toneOf(easel, [0.05, 0.05, 0.06], 0.4, column, row, z);
  stroke(canvas, load, column - 0.48 * wide, top, column + 0.48 * wide, top, 0.05 * tall, 0.05 * tall, dark);
  stroke(canvas, load, column, top, column, top - 0.12 * tall, 0.34 * wide, 0.34 * wide, dark);
  stroke(canvas, load, column, top - 0.1 * tall, column, top - 0.2 * tall, 0.5 * wide, 0.04 * wide, dark);
  const dim = scene.hour === 'day' || scene.hour === 'morning' ? 0.5 : 5;
  dab(canvas, load, column, top - 0.055 * tall, 0.2 * wide, 0.055 * tall, [dim, 0.85 * dim, 0.55 * dim]);
  if (dim > 1) beam(canvas, column, top - 0.055 * tall, chance(scene.seed, 'beam') < 0.5 ? -1 : 1, light);
}

/** The lamp's light in the night's air: one beam to either side, fading with its length. */
function beam(
  { width, height, scale, colour, kind }: Canvas,
  x: number,
  y: number,
  way: number,
  { zenith }: Light,
): void {
  const strength = Math.max(0, 0.5 - 1.6 * zenith[2]);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const along = (column - x) * way;
      if (kind[at] !== SKY || along === 0) continue;
      const off = (row - y + 0.06 * along) / (0.004 * scale + 0.045 * Math.abs(along));
      const shine =
        strength * Math.exp(-off * off) * Math.exp(-Math.abs(along) / (0.5 * scale)) * (along > 0 ? 1 : 0.35);
      if (shine < 0.002) continue;
      for (let c = 0; c < 3; c++) colour[3 * at + c]! += shine * [1, 0.86, 0.6][c]!;
    }
  }
}

/** Where the land rises highest against the sky under the whole breadth of a lighthouse, off the middle of the frame. */
function highest({ canvas }: Easel): Spot | null {
  const { width, height, kind, distance } = canvas;
  const rims = Array.from({ length: width }, (_, column) => {
    let row = 0;
    while (row < height && distance[row * width + column] === Number.POSITIVE_INFINITY) row++;
    return row;
  });
  let best: Spot | null = null;
  const rise = ({ row, column }: Spot) => row + 0.25 * height * Math.abs(Math.abs(column / width - 0.5) - 0.2);
  for (let column = Math.floor(0.16 * width); column < 0.84 * width; column += 2) {
    const at = rims[column]! * width + column;
    const z = distance[at]!;
    if (rims[column]! >= height || kind[at] !== LAND || z > 14) continue;
    const half = Math.ceil((BREADTH / 2) * tallAt(canvas, z));
    const row = Math.min(height, Math.max(...rims.slice(column - half, column + half + 1)) + 2);
    if (best === null || rise({ column, row, z }) < rise(best)) best = { column, row, z };
  }
  return best;
}

/** A house in pixels: the foot of the corner that is turned to the viewer, its sides, and where the sun stands (1: right). */
type Built = {
  x: number;
  foot: number;
  long: number;
  deep: number;
  high: number;
  pitch: number;
  hand: 1 | -1;
  load: Load;
};

/** Where the landscape has left room for a house. */
function siteOf({ canvas, terrain, site }: Easel): Spot | null {
  if (!site || terrain === null) return null;
  const { width, scale, horizon } = canvas;
  const row = horizon + (scale * (terrain.eye - terrain.heightAt(site.x, site.z, 7))) / site.z;
  return { column: width / 2 + (scale * site.x) / site.z, row, z: site.z };
}

function houseGround(family: Scene['family'], nth: number) {
  return { kind: LAND, from: 1.7, to: family === 'lake' ? 9 + 3 * nth : 3.2 + nth };
}

/** As low as the ground is under all of a house that stands on a ridge there. */
function grounded({ canvas }: Easel, place: Spot | null): Spot | null {
  if (place === null) return null;
  const { width, height, kind } = canvas;
  const half = Math.round(0.034 * width);
  let { row } = place;
  for (let column = Math.max(0, place.column - half); column < Math.min(width, place.column + half); column++) {
    let top = place.row;
    while (top < height - 1 && kind[top * width + column] !== LAND) top++;
    row = Math.max(row, top);
  }
  return { ...place, row: Math.min(row, place.row + Math.round(0.02 * height)) };
}

/** A wooden house with a pitched roof; its windows are lit when it is dark. */
export function house(easel: Easel, nth: number): void {
  const { canvas, scene } = easel;
  // By the sea it stands on the height, where no surf reaches it.
  const cliff = scene.family === 'sea' && !scene.things.has('lighthouse') ? grounded(easel, highest(easel)) : null;
  const ground = houseGround(scene.family, nth);
  const place =
    (nth === 0 ? (siteOf(easel) ?? cliff) : null) ??
    spot(easel, 'house', nth, ground) ??
    // Where no bank is near, on the far one.
    spot(easel, 'house', nth, { ...ground, to: 26, high: 0.4 });
  if (place === null) return;
  const { column, row, z } = place;
  const size = Math.max(0.045 * canvas.width, Math.min(0.1 * canvas.width, (canvas.scale * 0.22) / z));
  const hand = easel.light.toSun[0] > 0 ? 1 : -1;
  const [long, deep, high, pitch] = [0.62 * size, 0.38 * size, 0.36 * size, 0.3 * size];
  const x = column - hand * (0.5 * deep - 0.5 * long);
  const built: Built = { x, foot: row, long, deep, high, pitch, hand, load: { z: z * 0.985, kind: LAND } };
  const tone = (own: Rgb, light: number) => toneOf(easel, own, light, column, row, z);
  const wood = dyed([0.24, 0.13, 0.075], scene.tints.house?.[0]);
  const gable = tone(scaled(wood, 0.85), facing(easel, -hand));
  const tiles: Rgb = scene.season === 'winter' ? [0.8, 0.83, 0.88] : [0.1, 0.085, 0.085];
  raiseWalls(canvas, built, tone(wood, facing(easel, hand)), gable);
  coverRoof(canvas, built, tone(tiles, 0.5 + 0.4 * facing(easel, hand)), gable);
  const dark = !['day', 'morning', 'golden'].includes(scene.hour) || scene.weather === 'storm';
  const pane = Float32Array.from(dark ? [1.9, 1.15, 0.42] : [0.05, 0.06, 0.07]);
  airOf(easel.light)(pane, 0, z, (column - canvas.width / 2) / canvas.scale, 0.01);
  cutWindows(canvas, built, pane);
}

function raiseWalls(canvas: Canvas, built: Built, wall: Float32Array, gable: Float32Array): void {
  const { x, foot, long, deep, high, pitch, hand, load } = built;
  const upright = (at: number, low: number, top: number, tone: Float32Array) =>
    stroke(canvas, load, at, low, at, top, 1.5, 1.5, tone);
  for (let along = 0; along <= long; along++) upright(x + hand * along, foot, foot - high, wall);
  for (let along = 0; along <= deep; along++) {
    const peak = pitch * (1 - Math.abs((2 * along) / deep - 1));
    upright(x - hand * along, foot - (0.08 * deep * along) / deep, foot - high - peak, gable);
  }
}

/** The side of the roof that is seen, with its eaves, and a chimney. */
function coverRoof(canvas: Canvas, built: Built, roof: Float32Array, gable: Float32Array): void {
  const { x, foot, long, deep, high, pitch, hand, load } = built;
  const eaves = 0.08 * long;
  for (let line = -0.17 * pitch; line <= pitch; line += 0.7) {
    const [back, y] = [(deep * line) / pitch / 2, foot - high - line];
    stroke(canvas, load, x - hand * (back + 0.4 * eaves), y, x + hand * (long + eaves - back), y, 1.6, 1.6, roof);
  }
  const [flue, ridge] = [x + hand * 0.55 * long, foot - high];
  stroke(canvas, load, flue, ridge - 0.5 * pitch, flue, ridge - 1.25 * pitch, 0.11 * long, 0.11 * long, gable);
}

function cutWindows(canvas: Canvas, { x, foot, long, deep, high, hand, load }: Built, glow: Float32Array): void {
  for (const share of [0.24, 0.66]) {
    const at = x + hand * long * share;
    stroke(canvas, load, at, foot - 0.32 * high, at, foot - 0.68 * high, 0.13 * long, 0.13 * long, glow);
  }
  const at = x - hand * 0.5 * deep;
  stroke(canvas, load, at, foot - 0.4 * high, at, foot - 0.75 * high, 0.2 * deep, 0.2 * deep, glow);
}

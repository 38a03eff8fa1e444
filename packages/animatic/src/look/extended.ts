// A picture whole in a frame of another shape, its edges going on out of focus: mirrored, and blurred the farther the more.
import { boxed, mapped, type Picture, type Plane, planeOf, sampled } from './raster.ts';

/** Places that the surroundings are made of, along the shorter side of the frame. */
const PLACES = 90;
/** How far from the picture, in shorter sides, its surroundings are blurred by means of how many places: three of each, the farther the more. */
const BLURS = [
  { away: 0, radius: 0 },
  { away: 0.05, radius: 3 },
  { away: 0.2, radius: 8 },
  { away: 0.6, radius: 20 },
] as const;
/** Share of the shorter side within the picture's edge in which it goes over into them. */
const SOFT = 0.03;
/** Share of a picture's side whose colours go on beyond it. */
const EDGE = 0.12;
/** How much darker they are where they are blurred most: beside the picture that would be seen as a panel's edge. */
const DARKER = 0.12;

/** Pixels of the plate at most, more than any film shows. */
const MOST = 12_000_000;

/** The plate that shows all of a picture: of that shape (width over height), the picture in its middle. */
export function extended(whole: Picture, aspect: number): Picture {
  const sizeOf = ({ width, height }: Picture) =>
    width / height < aspect
      ? { width: Math.round(height * aspect), height }
      : { width, height: Math.round(width / aspect) };
  const full = sizeOf(whole);
  const picture = shrunk(whole, Math.ceil(Math.sqrt((full.width * full.height) / MOST)));
  const { width, height } = sizeOf(picture);
  const [left, top] = [(width - picture.width) >> 1, (height - picture.height) >> 1];
  const rgb = new Uint8Array(width * height * 3);
  const side = Math.max(2, Math.round(Math.min(width, height) / PLACES));
  const places = surroundings(picture, { width, height, left, top }, side);
  const sideways = width > picture.width;
  const soft = Math.ceil(SOFT * Math.min(width, height));
  for (let y = 0; y < height; y++) {
    const row = y * width * 3;
    const inside = y >= top && y < top + picture.height;
    const from = (y - top) * picture.width * 3;
    if (inside) rgb.set(picture.rgb.subarray(from, from + picture.width * 3), row + left * 3);
    for (let x = 0; x < width; x++) {
      const within = sideways ? edgeTo(x - left, picture.width) : edgeTo(y - top, picture.height);
      if (within > soft) {
        // On to where the picture goes over into its surroundings again, if it does in this row.
        x = sideways ? left + picture.width - soft - 1 : width;
        continue;
      }
      const own = smooth(within / soft);
      const [u, v] = [(x + 0.5) / side - 0.5, (y + 0.5) / side - 0.5];
      for (let c = 0; c < 3; c++) {
        const around = sampled(places[c]!, u, v);
        rgb[row + 3 * x + c] = around + own * (rgb[row + 3 * x + c]! - around) + 0.5;
      }
    }
  }
  return { width, height, rgb };
}

/** How many pixels a place lies within the ends of a length; less than nothing beyond them. */
function edgeTo(at: number, length: number): number {
  return Math.min(at, length - 1 - at) + 0.5;
}

/** The colours of squares of the plate, as if the picture went on around itself in a mirror. */
function surroundings(
  picture: Picture,
  { width, height, left, top }: { width: number; height: number; left: number; top: number },
  side: number,
): Plane[] {
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  const far = planeOf(columns, rows);
  const planes = [planeOf(columns, rows), planeOf(columns, rows), planeOf(columns, rows)];
  for (let at = 0; at < columns * rows; at++) {
    const [x, y] = [(at % columns) * side - left, Math.floor(at / columns) * side - top];
    far.values[at] = Math.max(0, -x - side, x - picture.width, -y - side, y - picture.height) / (PLACES * side);
    const mean = meanAround(picture, x, y, side);
    for (let c = 0; c < 3; c++) planes[c]!.values[at] = mean[c]!;
  }
  return planes.map((plane) => blurred(plane, far));
}

/** A plane blurred, and darker, the farther away each place is (shorter sides). */
function blurred(plane: Plane, far: Plane): Plane {
  let made = plane;
  for (const [k, { away, radius }] of BLURS.slice(1).entries()) {
    const begins = BLURS[k]!.away;
    const soft = boxed(boxed(boxed(plane, radius), radius), radius);
    made = mapped(
      made,
      (value, i) => value + (soft.values[i]! - value) * clamp((far.values[i]! - begins) / (away - begins)),
    );
  }
  const { away } = BLURS.at(-1)!;
  return mapped(made, (value, i) => {
    return value * (1 - DARKER * smooth(far.values[i]! / away));
  });
}

/** A share within 0 and 1 that sets out and arrives gently. */
function smooth(share: number): number {
  const held = clamp(share);
  return held * held * (3 - 2 * held);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** The mean colour of a square that may lie beside the picture, from some pixels of it. */
function meanAround({ width, height, rgb }: Picture, x: number, y: number, side: number): [number, number, number] {
  const mean: [number, number, number] = [0, 0, 0];
  const TAPS = 4;
  for (let tap = 0; tap < TAPS * TAPS; tap++) {
    const column = mirrored(Math.floor(x + (((tap % TAPS) + 0.5) * side) / TAPS), width);
    const row = mirrored(Math.floor(y + ((Math.floor(tap / TAPS) + 0.5) * side) / TAPS), height);
    const at = (row * width + column) * 3;
    for (let c = 0; c < 3; c++) mean[c]! += rgb[at + c]! / (TAPS * TAPS);
  }
  return mean;
}

/** A place within a length; beyond its ends, to and fro in what is next to them: farther in stands what must not be seen twice. */
function mirrored(at: number, length: number): number {
  const beyond = at < 0 ? -1 - at : at >= length ? at - length : -1;
  if (beyond === -1) return at;
  const strip = Math.max(1, Math.round(EDGE * length));
  const turn = beyond % (2 * strip);
  const inwards = turn < strip ? turn : 2 * strip - 1 - turn;
  return at < 0 ? inwards : length - 1 - inwards;
}

/** A picture made smaller by a whole number. */
function shrunk(picture: Picture, by: number): Picture {
  if (by <= 1) return picture;
  const [width, height] = [Math.floor(picture.width / by), Math.floor(picture.height / by)];
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i++) {
    const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    let sum = 0;
    for (let k = 0; k < by * by; k++) {
      sum += picture.rgb[((y * by + Math.floor(k / by)) * picture.width + x * by + (k % by)) * 3 + c]!;
    }
    rgb[i] = sum / (by * by) + 0.5;
  }
  return { width, height, rgb };
}

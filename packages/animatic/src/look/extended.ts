// A picture whole in a frame of another shape, its edges going on out of focus: mirrored, and blurred the farther the more.
import { boxed, mapped, type Picture, type Plane, planeOf, sampled } from './raster.ts';

/** Places that the surroundings are made of, along the shorter side of the frame. */
const PLACES = 90;
/** Radius of three means, in places, where the surroundings are blurred most, and how far from the picture that is, in shorter sides. */
const BLUR = 8;
const FAR = 0.07;
/** Share of a picture's side whose colours go on beyond it. */
const EDGE = 0.12;
/** How much darker they are there. */
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
  for (let y = 0; y < height; y++) {
    const row = y * width * 3;
    const inside = y >= top && y < top + picture.height;
    if (inside) {
      const from = (y - top) * picture.width * 3;
      rgb.set(picture.rgb.subarray(from, from + picture.width * 3), row + left * 3);
    }
    for (let x = 0; x < width; x++) {
      if (inside && x === left) x += picture.width;
      if (x >= width) break;
      const [u, v] = [(x + 0.5) / side - 0.5, (y + 0.5) / side - 0.5];
      for (let c = 0; c < 3; c++) rgb[row + 3 * x + c] = sampled(places[c]!, u, v) + 0.5;
    }
  }
  return { width, height, rgb };
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
    const away = Math.max(-x - side, x - picture.width, -y - side, y - picture.height) / (FAR * PLACES * side);
    far.values[at] = Math.min(1, Math.max(0, away));
    const mean = meanAround(picture, x, y, side);
    for (let c = 0; c < 3; c++) planes[c]!.values[at] = mean[c]!;
  }
  return planes.map((plane) => {
    const soft = boxed(boxed(boxed(plane, BLUR), BLUR), BLUR);
    return mapped(plane, (value, i) => {
      const share = far.values[i]!;
      return (value + (soft.values[i]! - value) * share) * (1 - DARKER * share);
    });
  });
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

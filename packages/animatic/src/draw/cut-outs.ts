// Prints what is seen of a subject that is cut out: how much of each pixel is its own, and its colours without those of what
// was behind it in its clip.
import { boxed, mapped, type Plane, planeOf } from '../look/raster.ts';
import type { Planes } from './plate.ts';
import type { Sheet } from './screens.ts';

/** How dark the ground is where somebody stands, at most, and farther around, where less of the sky reaches it. */
const CONTACT = 0.5;
const AROUND = 0.3;

/** Samples around a pixel whose colours are taken for the subject's and for what is behind it. */
const REACH = 4;

/** Share of a sample's surroundings that is the subject's from which it surely is, and up to which it surely is not. */
const INSIDE = 0.97;
const OUTSIDE = 0.03;

/** Difference between the two colours, 0 to 255, from which a pixel's own tells anything, and from which it tells all. */
const TELLS = { least: 14, all: 40 };

/**
 * A subject in a picture as small as what it was found in: its share of each sample, 0 to 1, and what is behind it, where that
 * is known.
 */
export type Found = { small: Planes; subject: Plane; behind: Planes | null };

/**
 * The colours on both sides of an outline, at the samples of the mask: luma, and U and V at every other one; and how far lumas
 * are from that, as a variance.
 */
type Sides = { own: Plane[]; behind: Plane[]; spread: Plane };

/** Writes the masks of a sheet that a clip's picture is printed in, and takes what was behind the subject out of its outline. */
export function printSubject(bytes: Uint8Array, sheet: Sheet, { small, subject, behind }: Found): void {
  const { plate, pad, cover, keep } = sheet;
  const [wide, high] = [plate.width - 2 * pad, plate.height - 2 * pad];
  const size = plate.lumaStride * (plate.height + 2 * plate.margin);
  bytes.fill(0, cover, cover + size);
  bytes.fill(255, keep, keep + size);
  const held = extentOf(subject);
  if (held.right <= held.left) return;
  const scale = { x: subject.width / wide, y: subject.height / high };
  shadeGround(bytes, sheet, {
    x: (held.left + held.right) / 2 / scale.x,
    y: (held.bottom - 2) / scale.y,
    half: (held.right - held.left) / 2 / scale.x,
  });
  // All that is worked out is about the subject: it often wanders through a window five times as wide.
  const part = evenly(held, REACH + 2, subject);
  const own = { subject: planePart(subject, part), small: planesPart(small, part) };
  const around = boxed(own.subject, 1);
  const sides = sidesOf(own.small, around, behind && planesPart(behind, part));
  const known = { subject: own.subject, around, sides, scale, left: part.left, top: part.top };
  const box = {
    left: 2 * Math.floor(Math.max(0, held.left / scale.x) / 2),
    right: Math.min(wide, Math.ceil(held.right / scale.x)),
    top: 2 * Math.floor(Math.max(0, held.top / scale.y) / 2),
    bottom: Math.min(high, Math.ceil(held.bottom / scale.y)),
  };
  for (let y = box.top; y < box.bottom; y += 2) printRows(bytes, sheet, known, box, y);
}

/** What is known around a subject; `scale`: samples to a pixel; `left` and `top`: samples by which it begins later. */
type Known = {
  subject: Plane;
  around: Plane;
  sides: Sides;
  scale: { x: number; y: number };
  left: number;
  top: number;
};

type Box = { left: number; right: number; top: number; bottom: number };

/** What a stretch of a row is. */
const [NOT_HIS, HIS, EDGE] = [0, 1, 2];

/** Two rows of luma and the one of chroma that goes with them: most of them are all the subject's, or nothing of it. */
function printRows(bytes: Uint8Array, sheet: Sheet, known: Known, box: Box, y: number): void {
  const { plate, pad, cover, keep } = sheet;
  const { lumaStride, margin } = plate;
  const luma = (margin + pad + y) * lumaStride + margin + pad;
  const kinds = kindsOf(known, (y + 1) * known.scale.y - 0.5 - known.top);
  const kindAt = (x: number) => kinds[Math.max(0, Math.floor((x + 1) * known.scale.x - 0.5 - known.left))]!;
  for (let x = box.left; x < box.right; ) {
    const kind = kindAt(x);
    const start = x;
    for (x += 2; x < box.right && kindAt(x) === kind; ) x += 2;
    const end = Math.min(x, box.right);
    if (kind === EDGE) for (let at = start; at < end; at += 2) printEdge(bytes, sheet, known, box, at, y);
    if (kind !== HIS) continue;
    for (let row = 0; row < 2 && y + row < box.bottom; row++) {
      const at = luma + row * lumaStride;
      bytes.fill(255, cover + at + start, cover + at + end);
      bytes.fill(0, keep + at + start, keep + at + end);
    }
  }
}

/** What lies between each sample and the next, at that level of samples. */
function kindsOf({ around: { width, height, values } }: Known, level: number): Uint8Array {
  const row = Math.min(height - 2, Math.max(0, Math.floor(level))) * width;
  const kinds = new Uint8Array(width);
  for (let i = 0; i < width; i++) {
    const next = Math.min(i + 1, width - 1);
    const corners = [values[row + i]!, values[row + next]!, values[row + width + i]!, values[row + width + next]!];
    kinds[i] = Math.min(...corners) >= INSIDE ? HIS : Math.max(...corners) <= OUTSIDE ? NOT_HIS : EDGE;
  }
  return kinds;
}

/** Two by two pixels of luma on an outline, and the chroma that goes with them. */
function printEdge(bytes: Uint8Array, sheet: Sheet, known: Known, { right, bottom }: Box, x: number, y: number): void {
  const { plate, pad, cover, keep } = sheet;
  const { subject, around, sides, scale } = known;
  const { own, behind, spread } = sides;
  const { lumaStride, chromaStride, margin } = plate;
  const luma = (margin + pad + y) * lumaStride + margin + pad;
  const at = (margin + (pad + y) / 2) * chromaStride + margin + (pad + x) / 2;
  const [middle, level] = [(x + 1) * scale.x - 0.5 - known.left, (y + 1) * scale.y - 0.5 - known.top];
  const near = between(around, middle, level);
  const [halfway, half] = [middle / 2 - 0.25, level / 2 - 0.25];
  const [ownBlue, ownRed] = [between(own[1]!, halfway, half), between(own[2]!, halfway, half)];
  const blue = ownBlue - between(behind[1]!, halfway, half);
  const red = ownRed - between(behind[2]!, halfway, half);
  const mine = between(own[0]!, middle, level);
  const light = mine - between(behind[0]!, middle, level);
  const apart = 4 * (blue * blue + red * red) + light * light;
  const unsure = Math.sqrt(Math.max(0, between(spread, middle, level)));
  const told = clamp((Math.sqrt(apart) - unsure - TELLS.least) / (TELLS.all - TELLS.least));
  // How far along the way from the one colour to the other.
  const coloured = 4 * ((bytes[plate.u + at]! - ownBlue) * blue + (bytes[plate.v + at]! - ownRed) * red);
  const [least, most] = [clamp((near - 0.75) / 0.25), clamp(near / 0.25)];
  let taken = 0;
  for (let k = 0; k < 4; k++) {
    const [column, row] = [x + (k & 1), k >> 1];
    if (column >= right || y + row >= bottom) continue;
    const i = luma + row * lumaStride + column;
    const [u, v] = [(column + 0.5) * scale.x - 0.5 - known.left, (y + row + 0.5) * scale.y - 0.5 - known.top];
    let share = between(subject, u, v);
    if (told > 0) {
      const seen = clamp(1 + ((bytes[plate.luma + i]! - mine) * light + coloured) / apart);
      share += (Math.min(most, Math.max(least, seen)) - share) * told;
      bytes[plate.luma + i] = byte(bytes[plate.luma + i]! + (1 - share) * told * light);
      taken += ((1 - share) * told) / 4;
    }
    const seen = Math.round(255 * share);
    bytes[cover + i] = seen;
    bytes[keep + i] = ((255 - seen) * bytes[keep + i]!) / 255;
  }
  if (taken === 0) return;
  bytes[plate.u + at] = byte(bytes[plate.u + at]! + taken * blue);
  bytes[plate.v + at] = byte(bytes[plate.v + at]! + taken * red);
}

/** The mean colours around each sample of what is surely the subject's, and of what surely is not, or is known to be behind it. */
function sidesOf({ width, height, bytes }: Planes, around: Plane, back: Planes | null): Sides {
  const half = mapped(planeOf(width / 2, height / 2), (_, i) => {
    const at = 2 * Math.floor(i / (width / 2)) * width + 2 * (i % (width / 2));
    const { values } = around;
    return (values[at]! + values[at + 1]! + values[at + width]! + values[at + width + 1]!) / 4;
  });
  const starts = [0, width * height, width * height * 1.25];
  const mean = (is: (share: number) => number, of: (i: number) => number, plane: number) => {
    const k = plane === 0 ? 0 : 1;
    const weights = mapped(plane === 0 ? around : half, is);
    const whole = boxed(weights, REACH >> k).values;
    const sum = boxed(
      mapped(weights, (weight, i) => (weight === 0 ? 0 : of(starts[plane]! + i))),
      REACH >> k,
    );
    // Where none is near both sides are the same, and nothing is told.
    return mapped(sum, (value, i) => (whole[i]! > 1e-3 ? value / whole[i]! : of(starts[plane]! + i)));
  };
  const inside = (share: number) => (share >= INSIDE ? 1 : 0);
  const outside = (share: number) => (share <= OUTSIDE ? 1 : 0);
  const value = (i: number) => bytes[i]!;
  const own = [0, 1, 2].map((plane) => mean(inside, value, plane));
  const squares = mean(inside, (i) => bytes[i]! ** 2, 0);
  const spread = mapped(squares, (square, i) => square - own[0]!.values[i]! ** 2);
  const behind = [0, 1, 2].map((plane) => {
    if (back === null) return mean(outside, value, plane);
    const size = plane === 0 ? planeOf(width, height) : planeOf(width / 2, height / 2);
    return mapped(size, (_, i) => back.bytes[starts[plane]! + i]!);
  });
  return { own, behind, spread };
}

/** A box with so many samples around it, on even samples within a plane. */
function evenly({ left, right, top, bottom }: Box, beyond: number, { width, height }: Plane): Box {
  const low = (at: number) => 2 * Math.floor(Math.max(0, at - beyond) / 2);
  const high = (at: number, most: number) => Math.min(most, 2 * Math.ceil((at + beyond) / 2));
  return { left: low(left), right: high(right, width), top: low(top), bottom: high(bottom, height) };
}

function planePart({ width, values }: Plane, { left, right, top, bottom }: Box): Plane {
  const out = planeOf(right - left, bottom - top);
  for (let y = top; y < bottom; y++) {
    out.values.set(values.subarray(y * width + left, y * width + right), (y - top) * out.width);
  }
  return out;
}

function planesPart({ width, height, bytes }: Planes, { left, right, top, bottom }: Box): Planes {
  const size = { width: right - left, height: bottom - top };
  const out = { ...size, bytes: new Uint8Array(size.width * size.height * 1.5) };
  for (const [half, from, to] of [
    [1, 0, 0],
    [2, width * height, size.width * size.height],
    [2, width * height * 1.25, size.width * size.height * 1.25],
  ] as const) {
    for (let y = top / half; y < bottom / half; y++) {
      const row = from + (y * width) / half;
      out.bytes.set(bytes.subarray(row + left / half, row + right / half), to + ((y - top / half) * size.width) / half);
    }
  }
  return out;
}

/** Darkens the ground where a subject stands: flat soft ellipses about its lowest place (pixels of the window), a small dark one within a wide one. */
function shadeGround(bytes: Uint8Array, sheet: Sheet, spot: { x: number; y: number; half: number }): void {
  if (spot.half <= 0) return;
  const high = Math.min(0.8 * sheet.pad, 0.26 * spot.half);
  shade(bytes, sheet, spot, { across: 1.35 * spot.half, down: high, darkness: AROUND });
  shade(bytes, sheet, spot, { across: 0.95 * spot.half, down: 0.55 * high, darkness: CONTACT });
}

function shade(
  bytes: Uint8Array,
  { plate, pad, keep }: Sheet,
  spot: { x: number; y: number },
  { across, down, darkness }: { across: number; down: number; darkness: number },
): void {
  const [middle, level] = [spot.x + pad + plate.margin, spot.y + pad + plate.margin];
  for (let y = Math.max(0, Math.ceil(level - down)); y < level + down && y < plate.height + plate.margin; y++) {
    for (let x = Math.max(0, Math.ceil(middle - across)); x < middle + across && x < plate.lumaStride; x++) {
      const away = ((x - middle) / across) ** 2 + ((y - level) / down) ** 2;
      if (away < 1) bytes[keep + y * plate.lumaStride + x]! *= 1 - darkness * (1 - away) ** 2;
    }
  }
}

/** The box of all that is not nothing, with a sample around it. */
function extentOf({ width, height, values }: Plane) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (values[i]! < 0.002) continue;
      left = Math.min(left, x - 1);
      right = Math.max(right, x + 2);
      top = Math.min(top, y - 1);
      bottom = y + 2;
    }
  }
  return { left, top, right, bottom };
}

/** A plane between its samples; its edges go on beyond it. */
function between({ width, height, values }: Plane, x: number, y: number): number {
  const u = x < 0 ? 0 : x > width - 1.001 ? width - 1.001 : x;
  const v = y < 0 ? 0 : y > height - 1.001 ? height - 1.001 : y;
  const [column, row] = [u | 0, v | 0];
  const at = row * width + column;
  const upper = values[at]! + (values[at + 1]! - values[at]!) * (u - column);
  const lower = values[at + width]! + (values[at + width + 1]! - values[at + width]!) * (u - column);
  return upper + (lower - upper) * (v - row);
}

function byte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

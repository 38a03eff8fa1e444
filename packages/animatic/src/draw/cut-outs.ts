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

/** The colours on both sides of an outline, at the samples of the mask: luma, and U and V at every other one. */
type Sides = { own: Plane[]; behind: Plane[] };

/**
 * Writes the masks of a sheet that a clip's picture is printed in, and takes what was behind the subject out of its outline.
 * `small`: the same picture at the mask's size; `subject`: its share of each sample, 0 to 1.
 */
export function printSubject(bytes: Uint8Array, sheet: Sheet, small: Planes, subject: Plane): void {
  const { plate, pad, cover, keep } = sheet;
  const [wide, high] = [plate.width - 2 * pad, plate.height - 2 * pad];
  const size = plate.lumaStride * (plate.height + 2 * plate.margin);
  bytes.fill(0, cover, cover + size);
  bytes.fill(255, keep, keep + size);
  const held = extentOf(subject);
  shadeGround(bytes, sheet, {
    x: ((held.left + held.right) / 2 / subject.width) * wide,
    y: ((held.bottom - 2) / subject.height) * high,
    half: ((held.right - held.left) / 2 / subject.width) * wide,
  });
  const around = boxed(subject, 1);
  const sides = sidesOf(small, around);
  const box = {
    left: 2 * Math.floor(Math.max(0, (held.left * wide) / subject.width) / 2),
    right: Math.min(wide, Math.ceil((held.right * wide) / subject.width)),
    top: 2 * Math.floor(Math.max(0, (held.top * high) / subject.height) / 2),
    bottom: Math.min(high, Math.ceil((held.bottom * high) / subject.height)),
  };
  for (let y = box.top; y < box.bottom; y += 2) {
    printRows(bytes, sheet, { subject, around, sides }, { across: wide, down: high }, box.left, box.right, y);
  }
}

type Known = { subject: Plane; around: Plane; sides: Sides };

/** Two rows of luma and the one of chroma that goes with them. */
function printRows(
  bytes: Uint8Array,
  { plate, pad, cover, keep }: Sheet,
  { subject, around, sides }: Known,
  size: { across: number; down: number },
  left: number,
  right: number,
  y: number,
): void {
  const { lumaStride, chromaStride, margin } = plate;
  const [toX, toY] = [subject.width / size.across, subject.height / size.down];
  const luma = (margin + pad + y) * lumaStride + margin + pad;
  const chroma = (margin + (pad + y) / 2) * chromaStride + margin + pad / 2;
  const [own, behind] = [sides.own, sides.behind];
  for (let x = left; x < right; x += 2) {
    const near = between(around, (x + 1) * toX - 0.5, (y + 1) * toY - 0.5);
    const edge = near > OUTSIDE && near < INSIDE;
    let [differs, blue, red, ownBlue, ownRed, taken] = [0, 0, 0, 0, 0, 0];
    const at = chroma + x / 2;
    if (edge) {
      const [u, v] = [((x + 1) * toX) / 2 - 0.5, ((y + 1) * toY) / 2 - 0.5];
      [ownBlue, ownRed] = [between(own[1]!, u, v), between(own[2]!, u, v)];
      [blue, red] = [ownBlue - between(behind[1]!, u, v), ownRed - between(behind[2]!, u, v)];
      differs = 4 * (blue * blue + red * red);
    }
    for (let k = 0; k < 4; k++) {
      const [column, row] = [x + (k & 1), k >> 1];
      if (column >= right || y + row >= size.down) continue;
      const [u, v] = [(column + 0.5) * toX - 0.5, (y + row + 0.5) * toY - 0.5];
      let share = edge ? between(subject, u, v) : near >= INSIDE ? 1 : 0;
      const i = luma + row * lumaStride + column;
      if (edge) {
        const mine = between(own[0]!, u, v);
        const light = mine - between(behind[0]!, u, v);
        const apart = differs + light * light;
        // Along the way from the one colour to the other.
        const way =
          (bytes[plate.luma + i]! - mine) * light +
          4 * ((bytes[plate.u + at]! - ownBlue) * blue + (bytes[plate.v + at]! - ownRed) * red);
        const told = clamp((Math.sqrt(apart) - TELLS.least) / (TELLS.all - TELLS.least));
        if (told > 0) {
          const seen = clamp(1 + way / apart);
          const [least, most] = [clamp((near - 0.75) / 0.25), clamp(near / 0.25)];
          share += (Math.min(most, Math.max(least, seen)) - share) * told;
          bytes[plate.luma + i] = byte(bytes[plate.luma + i]! + (1 - share) * told * light);
          taken += ((1 - share) * told) / 4;
        }
      }
      const seen = Math.round(255 * share);
      bytes[cover + i] = seen;
      bytes[keep + i] = ((255 - seen) * bytes[keep + i]!) / 255;
    }
    if (taken === 0) continue;
    bytes[plate.u + at] = byte(bytes[plate.u + at]! + taken * blue);
    bytes[plate.v + at] = byte(bytes[plate.v + at]! + taken * red);
  }
}

/** The mean colours around each sample of what is surely the subject's, and of what surely is not. */
function sidesOf({ width, height, bytes }: Planes, around: Plane): Sides {
  const half = mapped(planeOf(width / 2, height / 2), (_, i) => {
    const at = 2 * Math.floor(i / (width / 2)) * width + 2 * (i % (width / 2));
    const { values } = around;
    return (values[at]! + values[at + 1]! + values[at + width]! + values[at + width + 1]!) / 4;
  });
  const sure = [(share: number) => (share >= INSIDE ? 1 : 0), (share: number) => (share <= OUTSIDE ? 1 : 0)] as const;
  const [own, behind] = sure.map((is) => {
    const weights = [mapped(around, is), mapped(half, is)];
    const wholes = weights.map((plane, k) => boxed(plane, REACH >> k));
    return [0, width * height, width * height * 1.25].map((start, plane) => {
      const k = plane === 0 ? 0 : 1;
      const known = weights[k]!;
      const sum = boxed(
        mapped(known, (weight, i) => weight * bytes[start + i]!),
        REACH >> k,
      );
      // Where none is near both sides are the same, and nothing is told.
      return mapped(sum, (value, i) =>
        wholes[k]!.values[i]! > 1e-3 ? value / wholes[k]!.values[i]! : bytes[start + i]!,
      );
    });
  });
  return { own: own!, behind: behind! };
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

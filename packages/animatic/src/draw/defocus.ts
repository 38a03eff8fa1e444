// Plates out of focus: what is near, or what is behind it, blurred as by a wider lens, neither with the other's colours in it.
import { smooth } from '../imagine/noise.ts';
import { boxed, mapped, type Plane, planeOf, resized, sampled } from '../look/raster.ts';
import type { Blur } from '../plan/focus.ts';
import type { Backing } from './layers.ts';
import { fringe, fringePlane, type Plate } from './plate.ts';

/** Radius of each of three box blurs at full blur, in heights of the plate. */
const RADIUS = 0.0105;
/** Pixels of a plate to one of the plane that is blurred, each way. */
const SMALL = 2;
/** Share of what belongs to a place, within a blur's reach, from which its colour is known. */
const KNOWN = 0.02;
/** How much more of what is out of focus in front is seen than its blur leaves: its own rim, sharp in what is behind it, would show through. */
const SPREAD = 1.6;
/** Radius of each of three boxes, in heights, in which a part is loose that is cut out of less than one share, and held by more than another. */
const TRIM = 0.006;
const LOOSE = 0.15;
const HELD = 0.4;

/** A plane of a plate: its first sample inside the margin, its stride and size. */
type Channel = { start: number; stride: number; width: number; height: number };

/**
 * Blurs a plate in place, and what is behind it where there is a backing. `near`: how near each sample of the look is, 0 to 1;
 * null where just what is cut out is near.
 */
export function defocus(
  bytes: Uint8Array,
  plate: Plate,
  backing: Backing | null,
  near: Plane | null,
  blur: Blur,
): void {
  if (near !== null) for (const channel of channelsOf(plate)) sheet(bytes, channel, near, blur);
  else if (blur.near > 0) cutOut(bytes, plate, backing!, blur.near);
  fringe(bytes, plate);
  if (backing === null || blur.back === 0) return;
  if (near === null) trim(bytes, plate, backing);
  for (const channel of channelsOf(backing.plate)) {
    write(bytes, channel, soft(shrunk(bytes, channel), radiusOf(blur.back, channel)), null);
  }
  fringe(bytes, backing.plate);
}

/** What is cut out, with an edge as soft as itself. */
function cutOut(bytes: Uint8Array, plate: Plate, { cover, keep }: Backing, share: number): void {
  const [luma, ...chroma] = channelsOf(plate);
  const from = { ...luma!, start: luma!.start - plate.luma + cover };
  const mask = mapped(shrunk(bytes, from), (value) => value / 255);
  for (const channel of [luma!, ...chroma]) {
    const small = shrunk(bytes, channel);
    const weights = resized(mask, small.width, small.height);
    const { values, known } = spread(small, weights, radiusOf(share, channel));
    write(
      bytes,
      channel,
      values,
      mapped(known, (one) => (one > KNOWN ? 1 : 0)),
    );
  }
  const seen = mapped(soft(mask, radiusOf(share, luma!)), (one) => Math.min(1, SPREAD * one));
  const stride = plate.lumaStride;
  for (const [start, value] of [
    [cover, (one: number) => 255 * one],
    [keep, (one: number) => 255 - Math.round(255 * one)],
  ] as const) {
    write(bytes, { ...luma!, start: luma!.start - plate.luma + start }, mapped(seen, value), null);
    fringePlane(bytes, plate, start, stride, plate.width, plate.height);
  }
}

/**
 * Leaves what is around a cut-out to what is behind it: bits of that go along with it so that at rest both are the picture, and would
 * stay sharp before their blurred surroundings.
 */
function trim(bytes: Uint8Array, plate: Plate, { cover, keep }: Backing): void {
  const [luma] = channelsOf(plate);
  const { start, stride, width, height } = { ...luma!, start: luma!.start - plate.luma + cover };
  const around = soft(
    shrunk(bytes, { start, stride, width, height }),
    Math.max(1, Math.round((TRIM * height) / SMALL)),
  );
  const shares = mapped(around, (value) => smooth(LOOSE, HELD, value / 255));
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = start + y * stride; x < width; x++, at++) {
      if (bytes[at] === 0) continue;
      const covered = bytes[at]! * sampled(shares, (x + 0.5) / SMALL - 0.5, (y + 0.5) / SMALL - 0.5);
      bytes[at + keep - cover] = Math.max(bytes[at + keep - cover]!, Math.round(255 - covered));
      bytes[at] = Math.round(covered);
    }
  }
  for (const mask of [cover, keep]) fringePlane(bytes, plate, mask, stride, width, height);
}

/** A plate of one sheet: what is near and what is not, each by its own blur. */
function sheet(bytes: Uint8Array, channel: Channel, near: Plane, blur: Blur): void {
  const small = shrunk(bytes, channel);
  const mask = resized(near, small.width, small.height);
  const rest = mapped(mask, (value) => 1 - value);
  for (const [weights, share] of [
    [mask, blur.near],
    [rest, blur.back],
  ] as const) {
    if (share > 0) write(bytes, channel, spread(small, weights, radiusOf(share, channel)).values, weights);
  }
}

/** The luma and the two chroma planes of a plate, without their margin. */
function channelsOf(plate: Plate): Channel[] {
  const { width, height, margin, lumaStride, chromaStride } = plate;
  const inner = (start: number, stride: number) => start + margin * stride + margin;
  const half = { stride: chromaStride, width: width / 2, height: height / 2 };
  return [
    { start: inner(plate.luma, lumaStride), stride: lumaStride, width, height },
    { start: inner(plate.u, chromaStride), ...half },
    { start: inner(plate.v, chromaStride), ...half },
  ];
}

/** The radius of a blur in samples of the small plane of a channel. */
function radiusOf(share: number, { height }: Channel): number {
  return Math.max(1, Math.round((RADIUS * share * height) / SMALL));
}

/** The means of squares of a channel. */
function shrunk(bytes: Uint8Array, { start, stride, width, height }: Channel): Plane {
  const small = planeOf(Math.ceil(width / SMALL), Math.ceil(height / SMALL));
  for (let y = 0, at = 0; y < small.height; y++) {
    const row = start + SMALL * y * stride;
    const below = SMALL * y + 1 < height ? stride : 0;
    for (let x = 0; x < small.width; x++, at++) {
      const left = row + SMALL * x;
      const right = left + (SMALL * x + 1 < width ? 1 : 0);
      small.values[at] = (bytes[left]! + bytes[right]! + bytes[left + below]! + bytes[right + below]!) / 4;
    }
  }
  return small;
}

function soft(plane: Plane, radius: number): Plane {
  return boxed(boxed(boxed(plane, radius), radius), radius);
}

/** What has weight, blurred with nothing else, and how much of it there is around each place. */
function spread(plane: Plane, weights: Plane, radius: number): { values: Plane; known: Plane } {
  const known = soft(weights, radius);
  const sums = soft(
    mapped(plane, (value, i) => value * weights.values[i]!),
    radius,
  );
  const values = mapped(sums, (sum, i) => (known.values[i]! > KNOWN ? sum / known.values[i]! : plane.values[i]!));
  return { values, known };
}

/** Puts a small plane into a channel, to the share that another says; null: all of it. */
function write(bytes: Uint8Array, { start, stride, width, height }: Channel, small: Plane, shares: Plane | null): void {
  for (let y = 0; y < height; y++) {
    const v = (y + 0.5) / SMALL - 0.5;
    for (let x = 0, at = start + y * stride; x < width; x++, at++) {
      const u = (x + 0.5) / SMALL - 0.5;
      const share = shares === null ? 1 : sampled(shares, u, v);
      if (share > 0) bytes[at] = bytes[at]! + (sampled(small, u, v) - bytes[at]!) * share + 0.5;
    }
  }
}

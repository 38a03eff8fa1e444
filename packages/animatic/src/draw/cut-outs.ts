// Prints what is seen of a subject that is cut out: how much of each pixel is its own, and its colours without those of what
// was behind it in its clip.
import type { Plane } from '../look/raster.ts';
import { FINEST, type SmallPicture } from '../look/small.ts';
import type { Press } from './plate.ts';
import type { Sheet } from './screens.ts';

/** How dark the ground is where somebody stands, at most, and farther around, where less of the sky reaches it. */
const CONTACT = 0.5;
const AROUND = 0.3;

/**
 * A subject in a picture as small as what it was found in: its share of each sample, 0 to 1, and what is behind it, where that
 * is known.
 */
type Found = { small: SmallPicture; subject: Plane; behind: SmallPicture | null };

/** Samples by which the subject's surroundings are looked at. */
const AROUND_IT = 6;

/** Bytes in which subjects are told from what is behind them: two small pictures, and planes of f32 of their size. */
const PLANES = 12;
const SAMPLES = FINEST ** 2;
export const ROOM = SAMPLES * (2 * 1.5 + 4 * PLANES) + 64;

/** Writes the masks of a sheet that a clip's picture is printed in, and takes what was behind the subject out of its outline. */
export function printSubject({ kernel, memory }: Press, sheet: Sheet, room: number, found: Found): void {
  const { small, subject, behind } = found;
  const { plate, pad, cover, keep } = sheet;
  const { lumaStride, chromaStride, margin } = plate;
  const bytes = new Uint8Array(memory.buffer);
  const [wide, high] = [plate.width - 2 * pad, plate.height - 2 * pad];
  const size = lumaStride * (plate.height + 2 * margin);
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
  const { width, height } = subject;
  const samples = width * height;
  const [pictures, planes] = [room, room + 64 * Math.ceil((3 * samples) / 64)];
  bytes.set(small.bytes, pictures);
  if (behind) bytes.set(behind.bytes, pictures + 1.5 * samples);
  new Float32Array(memory.buffer, planes, samples).set(subject.values);
  // All that is worked out is about the subject: it often wanders through a window five times as wide.
  const low = (at: number) => 2 * Math.floor(Math.max(0, at - AROUND_IT) / 2);
  const far = (at: number, most: number) => Math.min(most, 2 * Math.ceil((at + AROUND_IT) / 2));
  kernel.learn_sides(
    planes,
    pictures,
    behind ? pictures + 1.5 * samples : 0,
    width,
    height,
    low(held.left),
    low(held.top),
    far(held.right, width),
    far(held.bottom, height),
    scale.x,
    scale.y,
    planes + 4 * samples,
  );
  const luma = (margin + pad) * lumaStride + margin + pad;
  const chroma = (margin + pad / 2) * chromaStride + margin + pad / 2;
  kernel.print_subject(
    plate.luma + luma,
    plate.u + chroma,
    plate.v + chroma,
    cover + luma,
    keep + luma,
    lumaStride,
    chromaStride,
    2 * Math.floor(Math.max(0, held.left / scale.x) / 2),
    2 * Math.floor(Math.max(0, held.top / scale.y) / 2),
    Math.min(wide, Math.ceil(held.right / scale.x)),
    Math.min(high, Math.ceil(held.bottom / scale.y)),
  );
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

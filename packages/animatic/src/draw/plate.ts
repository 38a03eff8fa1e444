// Plates: the picture as the kernel reads it, in Y'CbCr 4:2:0, limited range, BT.709, chroma sited left (as H.264 takes it
// by default), with a border of repeated edges so that no tap falls outside.

/** A picture in rows of R, G, B bytes (sRGB), without gaps. */
export type Pixels = { width: number; height: number; rgb: Uint8Array };

/**
 * Where a plate lies in the kernel's memory: byte offsets of its first *padded* sample, strides in bytes, width and height
 * without the border. Chroma is kept as quads (U, next U, V, next V), half the size each way, under the same border.
 */
export type Plate = {
  width: number;
  height: number;
  luma: number;
  lumaStride: number;
  quads: number;
  quadStride: number;
  /** Byte offset just past the quads. */
  end: number;
};

/**
 * Samples around a plate on every side, luma and chroma alike: the grid's last nodes stand up to one cell beyond the
 * frame, and a tap reaches two samples further.
 */
export const BORDER = 24;

/** A plate of that size (both even) placed by `take`, which hands out byte ranges of the kernel's memory. */
export function layPlate(width: number, height: number, take: (bytes: number) => number): Plate {
  const lumaStride = width + 2 * BORDER;
  const quadStride = (width / 2 + 2 * BORDER) * 4;
  const luma = take(lumaStride * (height + 2 * BORDER));
  const quadBytes = quadStride * (height / 2 + 2 * BORDER);
  const quads = take(quadBytes);
  return { width, height, luma, lumaStride, quads, quadStride, end: quads + quadBytes };
}

/** Fills a plate with a picture of its size, converted. */
export function printPlate(memory: WebAssembly.Memory, plate: Plate, picture: Pixels): void {
  const bytes = new Uint8Array(memory.buffer);
  printLuma(bytes, plate, picture.rgb);
  printQuads(bytes, plate, picture.rgb);
}

function printLuma(bytes: Uint8Array, plate: Plate, rgb: Uint8Array): void {
  const { width, height, luma, lumaStride } = plate;
  for (let y = 0; y < height; y++) {
    const start = luma + (y + BORDER) * lumaStride + BORDER;
    for (let x = 0, i = y * width * 3; x < width; x++, i += 3) {
      // 219 / 255 of BT.709's weights; 0.5 rounds.
      bytes[start + x] = 16.5 + 0.182586 * rgb[i]! + 0.614231 * rgb[i + 1]! + 0.062007 * rgb[i + 2]!;
    }
    bytes.fill(bytes[start]!, start - BORDER, start);
    bytes.fill(bytes[start + width - 1]!, start + width, start + width + BORDER);
  }
  repeatRows(bytes, luma, lumaStride, height);
}

function printQuads(bytes: Uint8Array, plate: Plate, rgb: Uint8Array): void {
  const width = plate.width / 2;
  const height = plate.height / 2;
  const us = new Uint8Array(width + 1);
  const vs = new Uint8Array(width + 1);
  for (let y = 0; y < height; y++) {
    chromaRow(rgb, plate.width, y, us, vs);
    us[width] = us[width - 1]!;
    vs[width] = vs[width - 1]!;
    let at = plate.quads + (y + BORDER) * plate.quadStride;
    for (let x = -BORDER; x < width + BORDER; x++, at += 4) {
      const here = Math.min(Math.max(x, 0), width);
      const next = x < 0 ? 0 : Math.min(x + 1, width);
      bytes[at] = us[here]!;
      bytes[at + 1] = us[next]!;
      bytes[at + 2] = vs[here]!;
      bytes[at + 3] = vs[next]!;
    }
  }
  repeatRows(bytes, plate.quads, plate.quadStride, height);
}

/** One row of chroma: 1 2 1 across around every even column (left siting), the mean of two rows down. */
function chromaRow(rgb: Uint8Array, width: number, y: number, us: Uint8Array, vs: Uint8Array): void {
  const upper = 2 * y * width * 3;
  const lower = upper + width * 3;
  for (let x = 0; x < width; x += 2) {
    const l = Math.max(0, x - 1) * 3;
    const m = x * 3;
    const r = m + 3;
    const red = mix(rgb, upper, lower, l, m, r);
    const green = mix(rgb, upper + 1, lower + 1, l, m, r);
    const blue = mix(rgb, upper + 2, lower + 2, l, m, r);
    // 224 / 255 of BT.709's colour differences, over the eight weights of `mix`.
    us[x / 2] = 128.5 + (-0.100644 * red - 0.338572 * green + 0.439216 * blue) / 8;
    vs[x / 2] = 128.5 + (0.439216 * red - 0.398942 * green - 0.040274 * blue) / 8;
  }
}

function mix(rgb: Uint8Array, upper: number, lower: number, l: number, m: number, r: number): number {
  return (
    rgb[upper + l]! + 2 * rgb[upper + m]! + rgb[upper + r]! + rgb[lower + l]! + 2 * rgb[lower + m]! + rgb[lower + r]!
  );
}

/** Repeats the first and last row into the border above and below. */
function repeatRows(bytes: Uint8Array, start: number, stride: number, height: number): void {
  const first = start + BORDER * stride;
  const last = first + (height - 1) * stride;
  for (let y = 0; y < BORDER; y++) {
    bytes.copyWithin(start + y * stride, first, first + stride);
    bytes.copyWithin(last + (y + 1) * stride, last, last + stride);
  }
}

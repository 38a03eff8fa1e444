// From linear light to a picture: soft edges, glare, the eye's curve, bytes.

import { Chance } from '../sound/chance.ts';
import { type Canvas, spareOf, WATER } from './canvas.ts';

const EXPOSURE = 1;

/** Rows of R, G, B bytes (sRGB), without gaps, in what the canvas has to spare; all hands are to call this. */
export function developed(canvas: Canvas, spare = spareOf(canvas)): Uint8Array {
  const { width, height, hands } = canvas;
  soften(canvas);
  const glare = glareOf(canvas, spare.floats);
  const rgb = spare.bytes(width * height * 3);
  const curve = Uint8Array.from({ length: 4097 }, (_, i) => {
    const value = (i / 4096) * 4;
    // Narkowicz's fit of the ACES film curve, then sRGB's gamma.
    const film = (value * (2.51 * value + 0.03)) / (value * (2.43 * value + 0.59) + 0.14);
    return Math.round(255 * Math.min(1, film) ** (1 / 2.2));
  });
  const dither = new Chance(1, 'dither').white(4093);
  hands.each(0, height, (row) => {
    const v = (row + 0.5) / height - 0.5;
    for (let column = 0, i = 3 * row * width; column < width; column++) {
      const u = (column + 0.5) / width - 0.5;
      const rim = EXPOSURE * (1 - 0.42 * (u * u + v * v));
      const grain = 1 + 0.008 * dither[(row * 31 + column * 17 + row * column) % 4093];
      for (let c = 0; c < 3; c++, i++) {
        const value = (canvas.colour[i] * grain + glare(column, row, c)) * rim;
        // Dark tones need finer steps than an even table has.
        rgb[i] = value < 0.25 ? dark(value) : curve[Math.min(4096, Math.round(value * 1024))];
      }
    }
  });
  return rgb;
}

const DARK = Uint8Array.from({ length: 4097 }, (_, i) => {
  const value = i / 16384;
  const film = (value * (2.51 * value + 0.03)) / (value * (2.43 * value + 0.59) + 0.14);
  return Math.round(255 * film ** (1 / 2.2));
});

function dark(value: number): number {
  return DARK[Math.max(0, Math.round(value * 16384))];
}

/** Rows that are softened one after the other. */
const BLOCK = 8;

/** Takes the stairs off outlines and shores: where the distance jumps, or water begins, a pixel takes half of its neighbours' mean. */
function soften(canvas: Canvas): void {
  const { width, height, colour, hands } = canvas;
  const blocks = Math.ceil(height / BLOCK);
  const line = 3 * width;
  const rims = spareOf(canvas).floats(2 * blocks * line);
  // Of each block the row before it and the row behind it as they are now: a whole copy would be 25 MB at 1080p.
  const rim = (nth: number) => rims.subarray(nth * line, (nth + 1) * line);
  const span = (block: number) => [Math.max(1, block * BLOCK), Math.min(height - 1, (block + 1) * BLOCK)] as const;
  hands.each(0, blocks, (block) => {
    const [from, to] = span(block);
    if (from >= to) return;
    rim(2 * block).set(colour.subarray((from - 1) * line, from * line));
    rim(2 * block + 1).set(colour.subarray(to * line, (to + 1) * line));
  });
  hands.each(0, blocks, (block) => softenRows(canvas, ...span(block), rim(2 * block), rim(2 * block + 1)), 1);
}

/** Softens rows between two that are given as they were. */
function softenRows(canvas: Canvas, from: number, to: number, before: Float32Array, behind: Float32Array): void {
  const { width, distance, kind, colour } = canvas;
  const line = 3 * width;
  let above = Float32Array.from(before);
  let here = Float32Array.from(colour.subarray(from * line, (from + 1) * line));
  for (let row = from; row < to; row++) {
    const start = row * line;
    const below = row + 1 < to ? colour.subarray(start + line, start + 2 * line) : behind;
    for (let column = 1, at = row * width + 1; column < width - 1; column++, at++) {
      const near = distance[at] * 1.12;
      const far = distance[at] / 1.12;
      const wet = kind[at] === WATER;
      const jump = (other: number) =>
        distance[other] > near || distance[other] < far || (kind[other] === WATER) !== wet;
      if (!jump(at - 1) && !jump(at + 1) && !jump(at - width) && !jump(at + width)) continue;
      for (let c = 3 * column, end = c + 3; c < end; c++) {
        const around = here[c - 3] + here[c + 3] + above[c] + below[c];
        colour[start + c] = 0.56 * here[c] + 0.11 * around;
      }
    }
    [above, here] = [here, above];
    here.set(below);
  }
}

/** What bright places spill over their surroundings, from a picture of an eighth of the size. */
function glareOf(
  { width, height, colour, scale, hands }: Canvas,
  floats: (length: number) => Float32Array,
): (column: number, row: number, channel: number) => number {
  const wide = Math.ceil(width / 8) + 1;
  const high = Math.ceil(height / 8) + 1;
  const spill = floats(wide * high * 3);
  hands.each(0, high, (line) => {
    spill.fill(0, 3 * line * wide, 3 * (line + 1) * wide);
    for (let row = 8 * line; row < Math.min(height, 8 * line + 8); row += 2) {
      for (let column = 0; column < width; column += 2) {
        const i = 3 * (row * width + column);
        const to = 3 * (line * wide + (column >> 3));
        // All of its colour: cut off by channel the light of a lamp would turn red around it.
        const peak = Math.max(colour[i], colour[i + 1], colour[i + 2]);
        if (peak <= 0.8) continue;
        const much = Math.min(7, peak - 0.8) / (16 * peak);
        for (let c = 0; c < 3; c++) spill[to + c] += colour[i + c] * much;
      }
    }
  });
  hands.alone(() => {
    const radius = Math.max(1, Math.round(scale / 220));
    for (let pass = 0; pass < 3; pass++) {
      blurLines(spill, wide, high, 3, wide * 3, radius);
      blurLines(spill, high, wide, wide * 3, 3, radius);
    }
  });
  return (column, row, channel) => {
    const x = Math.max(0, (column - 3.5) / 8);
    const y = Math.max(0, (row - 3.5) / 8);
    const left = Math.floor(x);
    const at = (Math.floor(y) * wide + left) * 3 + channel;
    const u = x - left;
    const upper = spill[at] + (spill[at + 3] - spill[at]) * u;
    const below = at + wide * 3;
    const lower = spill[below] + (spill[below + 3] - spill[below]) * u;
    return 0.5 * (upper + (lower - upper) * (y - Math.floor(y)));
  };
}

/** A box of ±radius along every line of three interleaved channels. */
function blurLines(
  map: Float32Array,
  length: number,
  lines: number,
  step: number,
  stride: number,
  radius: number,
): void {
  const line = new Float32Array(length);
  for (let start = 0; start < lines * 3; start++) {
    const first = Math.floor(start / 3) * stride + (start % 3);
    for (let i = 0; i < length; i++) line[i] = map[first + i * step];
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += line[Math.min(length - 1, Math.max(0, i))];
    for (let i = 0; i < length; i++) {
      map[first + i * step] = sum / (2 * radius + 1);
      sum += line[Math.min(length - 1, i + radius + 1)] - line[Math.max(0, i - radius)];
    }
  }
}

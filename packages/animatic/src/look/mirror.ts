// Finds still water of any colour by its shore: a level line under which the picture repeats upside down what stands above it.
import type { Lab } from './colour.ts';
import type { Line } from './lines.ts';
import type { Plane } from './raster.ts';
import type { Mean, Segments } from './segments.ts';

/** Columns put together, and how far to both sides (in shares of the width) the mean is that is taken away: what changes along rows is left. */
const DETAIL = { columns: 4, around: 0.05 };

/** Where a shore is sought (0 top, 1 bottom), how far up and down from it is compared in heights, and every how many rows of that. */
const SHORE = { from: 0.35, to: 0.8, most: 0.3, least: 0.12, step: 2 };

/**
 * How alike both sides are (correlation) at least, by how much more than about any row farther away than `beside` (heights), and in how
 * many of `blocks` across by themselves. Lakes had 0.46 to 0.81, other rows up to 0.34, on 6 to 8 of 8. Façades are alike about many
 * rows; streets and rooms seen along, which narrow to the middle, had up to 0.8 there and elsewhere on 5 blocks at most.
 */
const ALIKE = { least: 0.45, more: 0.15, beside: 0.05, blocks: 8, each: 0.3, most: 6 };

/** How much it changes along rows under the shore: at least in Lab lightness (haze is alike by chance), at most to what is above. */
const CONTRAST = { least: 1, most: 1.3 };

/** What is compared about a row: correlation of both sides, how many blocks are alike, and the contrast (root mean square) of each side. */
type Compared = { row: number; alike: number; blocks: number; above: number; below: number };

/** The row, in samples, under which a picture's lightness (Lab) repeats what is above it; null where none does. */
export function shoreIn(light: Plane): number | null {
  const detail = detailOf(light);
  const { height } = detail;
  const all: Compared[] = [];
  for (let row = Math.ceil(SHORE.from * height); row < SHORE.to * height; row++) {
    const far = Math.floor(Math.min(SHORE.most * height, height - row, row));
    if (far >= SHORE.least * height) all.push(comparedAbout(row, far, detail));
  }
  if (all.length === 0) return null;
  const best = all.reduce((a, b) => (b.alike > a.alike ? b : a));
  const others = all.filter(({ row }) => Math.abs(row - best.row) > ALIKE.beside * height);
  const most = Math.max(0, ...others.map(({ alike }) => alike));
  const stands = best.alike > Math.max(ALIKE.least, most + ALIKE.more) && best.blocks >= ALIKE.most;
  const fainter = best.below > CONTRAST.least && best.below < CONTRAST.most * best.above;
  return stands && fainter ? best.row : null;
}

/** What changes along each row, softened up and down. */
function detailOf({ width, height, values }: Plane): Plane {
  const across = Math.floor(width / DETAIL.columns);
  const reach = Math.round(DETAIL.around * across);
  const detail = new Float32Array(across * height);
  const before = new Float64Array(across + 1);
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)].map((row) => row * width);
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (const row of rows) {
        for (let at = row + x * DETAIL.columns, end = at + DETAIL.columns; at < end; at++) sum += values[at]!;
      }
      detail[y * across + x] = sum / (3 * DETAIL.columns);
      before[x + 1] = before[x]! + detail[y * across + x]!;
    }
    for (let x = 0; x < across; x++) {
      const [from, to] = [Math.max(0, x - reach), Math.min(across, x + reach + 1)];
      detail[y * across + x]! -= (before[to]! - before[from]!) / (to - from);
    }
  }
  return { width: across, height, values: detail };
}

/** Compares up to `far` rows on both sides, without each column's mean: what stands upright across the row is alike anyway. */
function comparedAbout(row: number, far: number, { width, values }: Plane): Compared {
  const sums = () => ({ up: 1e-9, down: 1e-9, both: 0 });
  const blocks = Array.from({ length: ALIKE.blocks }, sums);
  const count = Math.ceil(far / SHORE.step);
  for (let x = 0; x < width; x++) {
    let [ups, downs, up2, down2, both] = [0, 0, 0, 0, 0];
    for (let away = 0; away < far; away += SHORE.step) {
      const [up, down] = [values[(row - 1 - away) * width + x]!, values[(row + away) * width + x]!];
      ups += up;
      downs += down;
      up2 += up * up;
      down2 += down * down;
      both += up * down;
    }
    const block = blocks[Math.floor((x * ALIKE.blocks) / width)]!;
    block.up += up2 - (ups * ups) / count;
    block.down += down2 - (downs * downs) / count;
    block.both += both - (ups * downs) / count;
  }
  const all = sums();
  for (const { up, down, both } of blocks) {
    all.up += up;
    all.down += down;
    all.both += both;
  }
  const alike = ({ up, down, both }: typeof all) => both / Math.sqrt(Math.max(1e-9, up * down));
  return {
    row,
    alike: alike(all),
    blocks: blocks.filter((block) => alike(block) > ALIKE.each).length,
    above: Math.sqrt(all.up / (count * width)),
    below: Math.sqrt(all.down / (count * width)),
  };
}

/** Of each segment how many samples lie under the shore, and the mean colour (Lab) of what they would mirror. */
export function mirroredBy(
  { width, height, labels, list }: Segments,
  lab: Lab,
  shore: number,
): (Mean & { size: number })[] {
  const sums = list.map(() => ({ size: 0, l: 0, a: 0, b: 0 }));
  for (let y = shore; y < Math.min(height, 2 * shore); y++) {
    const above = (2 * shore - 1 - y) * width;
    for (let x = 0; x < width; x++) {
      const sum = sums[labels[y * width + x]!]!;
      sum.size++;
      sum.l += lab.l.values[above + x]!;
      sum.a += lab.a.values[above + x]!;
      sum.b += lab.b.values[above + x]!;
    }
  }
  return sums.map(({ size, l, a, b }) => ({ size, l: l / size, a: a / size, b: b / size }));
}

/** How far off, in samples, a line's mirror image may lie, and how much of the line has one at least. */
const IMAGE = { off: 2, share: 0.5 };

/** The lines that are not mirror images of others about a shore: joints of a floor, and not a mountain's outline upside down. */
export function notMirrored(lines: Line[], { width, height }: Segments, shore: number): Line[] {
  const marks = new Uint8Array(width * height);
  for (const { samples } of lines) for (const at of samples) if (at < shore * width) marks[at] = 1;
  const hasImage = (at: number) => {
    const [x, y] = [at % width, 2 * shore - 1 - Math.floor(at / width)];
    const [left, right] = [Math.max(0, x - IMAGE.off), Math.min(width, x + IMAGE.off + 1)];
    for (let row = Math.max(0, y - IMAGE.off); row <= Math.min(shore - 1, y + IMAGE.off); row++) {
      if (marks.subarray(row * width + left, row * width + right).includes(1)) return true;
    }
    return false;
  };
  return lines.filter(({ samples }) => samples.filter(hasImage).length < IMAGE.share * samples.length);
}

// Where the head of what stands in a picture is.
import type { Region } from './look.ts';

/**
 * How far apart two regions may be and still touch; of its own height, how far above the body a hat may be whose face is as dark as what
 * is behind it; of the body's width, what a head has at most; of its height, the upper part, and how low a face's middle is at most.
 */
const TOUCH = 0.03;
const FACE = 1.2;
const SLIM = 0.6;
const UPPER = 0.4;
const LOW = 0.6;

/**
 * The head of the first region: another one that sits on top of it, as a face on a uniform, or the part of it that the look
 * names as such; null when it is neither.
 */
export function headOf([main, ...others]: readonly Region[]): Region | null {
  if (main === undefined) return null;
  const bottom = ({ y, height }: Region) => y + height;
  const above = others.find(
    (part) =>
      part.y < main.y - TOUCH &&
      bottom(part) > main.y - Math.max(TOUCH, FACE * part.height) &&
      bottom(part) < main.y + UPPER * main.height &&
      part.width < SLIM * main.width &&
      within(part.x + part.width / 2, main.x, main.x + main.width),
  );
  if (above) return { ...above, height: Math.max(above.height, main.y - above.y) };
  const part = upperPart([main, ...others]);
  return part && bottom(part) < main.y + (UPPER + TOUCH) * main.height ? part : null;
}

/** The part of the first region that the look names to be seen in detail, unless its middle is low in that: then it is rather a dress than a face. */
export function upperPart([main, part]: readonly Region[]): Region | null {
  if (main === undefined || part === undefined || !contains(main, part)) return null;
  return part.y + part.height / 2 < main.y + LOW * main.height ? part : null;
}

function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

function contains(whole: Region, part: Region): boolean {
  const slack = 0.01;
  return (
    part.x >= whole.x - slack &&
    part.y >= whole.y - slack &&
    part.x + part.width <= whole.x + whole.width + slack &&
    part.y + part.height <= whole.y + whole.height + slack
  );
}

/** The regions, the first of which takes in a head above it, as a face above a uniform; the head is the second then. */
export function withHead(regions: Region[]): Region[] {
  const [main, ...others] = regions;
  const head = headOf(regions);
  if (main === undefined || head === null || head.y >= main.y) return regions;
  const left = Math.min(main.x, head.x);
  const right = Math.max(main.x + main.width, head.x + head.width);
  const whole = { ...main, x: left, y: head.y, width: right - left, height: main.y + main.height - head.y };
  return [whole, head, ...others.filter(({ x, y }) => x !== head.x || y !== head.y)];
}

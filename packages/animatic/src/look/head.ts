// Where the head of what stands in a picture is.
import type { Region } from './look.ts';

/**
 * How far apart two regions may be and still touch; of its own height, how far above the body a hat may be whose face is as dark as what
 * is behind it; of the body's width, what a head has at most; of its height, the upper part.
 */
const TOUCH = 0.03;
const FACE = 1.2;
const SLIM = 0.6;
const UPPER = 0.4;

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
  return (
    (above && { ...above, height: Math.max(above.height, main.y - above.y) }) ??
    others.find((part) => contains(main, part) && bottom(part) < main.y + (UPPER + TOUCH) * main.height) ??
    null
  );
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

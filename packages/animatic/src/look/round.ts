// Where a clip can come round so that it is hardly seen: between two pictures of it that look alike, as do those beside them.
import type { Area } from '../plan/plan.ts';
import type { Sample } from './clip-look.ts';
import type { Step } from './matte.ts';

/** Samples that a clip plays on for at least before it comes round, and its last ones, from which it does. */
const LEAST = 6;
const LAST = { least: 3, share: 0.15 };

/** Pictures are compared at every so many samples each way. */
const EVERY = 4;

/** How far apart somebody may be in two pictures, of the own breadth, for them to be one place. */
const THERE = 0.12;

/**
 * The sample that follows on another, late in the clip, with the least of a jump in that part of the picture (`box`, null: all of
 * it). `steps`: of somebody who goes about, who must be at the same place in both; null where nothing is like that.
 */
export function roundOf(
  samples: Sample[],
  box: Area | null,
  steps: Step[] | null,
): { from: number; to: number } | null {
  const views = samples.map(({ picture }) => viewOf(picture, box ?? { x: 0, y: 0, width: 1, height: 1 }));
  const apart = (a: number, b: number) => difference(views[a]!, views[b]!);
  const last = Math.max(LAST.least, Math.round(LAST.share * samples.length));
  let best: { from: number; to: number; cost: number } | null = null;
  for (let to = samples.length - 1; to >= Math.max(LEAST, samples.length - last); to--) {
    for (let from = 0; from <= to - LEAST; from++) {
      if (steps !== null && !isThere(steps, from, to)) continue;
      const beside = from > 0 ? apart(from - 1, to - 1) : apart(from, to);
      const cost = apart(from, to) + beside;
      if (best === null || cost < best.cost) best = { from, to, cost };
    }
  }
  return best && { from: best.from, to: best.to };
}

/** Whether somebody is at one place in two samples, and in those before them. */
function isThere(steps: Step[], from: number, to: number): boolean {
  return [0, 1].every((before) => {
    const [a, b] = [from - before, to - before].map((sample) => steps.find((step) => step.sample === sample));
    if (a === undefined || b === undefined) return false;
    const most = THERE * (b.right - b.left);
    return Math.abs(a.left - b.left) < most && Math.abs(a.right - b.right) < most;
  });
}

/** Luma of a part of a picture, at fewer samples. */
function viewOf({ width, height, bytes }: Sample['picture'], box: Area): Uint8Array {
  const [left, right] = [Math.floor(box.x * width), Math.ceil((box.x + box.width) * width)];
  const [top, bottom] = [Math.floor(box.y * height), Math.ceil((box.y + box.height) * height)];
  const out: number[] = [];
  for (let y = top; y < Math.min(bottom, height); y += EVERY) {
    for (let x = left; x < Math.min(right, width); x += EVERY) out.push(bytes[y * width + x]!);
  }
  return Uint8Array.from(out);
}

function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum;
}

// Where something stirs before a camera that stands: less than a cut-out needs, enough to frame by.
import type { Area } from '../plan/plan.ts';
import type { Luma } from './motion.ts';

/** Mean change of a sample from picture to picture that is more than noise, 0 to 255, and how many times that of most samples. */
const LEAST = 3;
const TIMES = 3;

/** Shares of the picture that stir, between which it is somebody, and not noise, waves or the camera. */
const SOMEBODY = [0.002, 0.3] as const;

/** Share of what stirs that may lie outside on each side, and what is added around. */
const STRAY = 0.03;
const PAD = 0.02;

/** The box of what stirs in pictures of one size; null where it is nothing, or all. */
export function stirringIn(lumas: Luma[]): Area | null {
  const [first] = lumas;
  if (first === undefined || lumas.length < 3) return null;
  const { width, height } = first;
  const change = new Float32Array(width * height);
  for (const [k, { samples }] of lumas.entries()) {
    if (k === 0) continue;
    const before = lumas[k - 1]!.samples;
    for (let i = 0; i < change.length; i++) change[i]! += Math.abs(samples[i]! - before[i]!) / (lumas.length - 1);
  }
  const usual = change.toSorted()[change.length >> 1]!;
  const stirs = change.map((value) => (value > Math.max(LEAST, TIMES * usual) ? 1 : 0));
  const count = stirs.reduce((sum, one) => sum + one, 0);
  if (count < SOMEBODY[0] * stirs.length || count > SOMEBODY[1] * stirs.length) return null;
  const across = extentOf(count, width, (x) => sum(height, (y) => stirs[y * width + x]!));
  const down = extentOf(count, height, (y) => sum(width, (x) => stirs[y * width + x]!));
  return { x: across.from, y: down.from, width: across.to - across.from, height: down.to - down.from };
}

/** Between which lines (shares) nearly all of that many lie. */
function extentOf(count: number, lines: number, of: (line: number) => number): { from: number; to: number } {
  let [from, to, before, after] = [0, lines, 0, 0];
  while (before + of(from) < STRAY * count) before += of(from++);
  while (after + of(to - 1) < STRAY * count) after += of(--to);
  return { from: Math.max(0, from / lines - PAD), to: Math.min(1, to / lines + PAD) };
}

function sum(count: number, of: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += of(i);
  return total;
}

// How a clip moves where it ends: the camera's speed there, how much a hand sways it, and how its light changes.
import type { Momentum } from '../plan/plan.ts';
import { type Luma, type Motion, motionBetween } from './motion.ts';

/** Seconds before the end over which the speed is fitted, so that it is the speed at the end and not that on the way to it. */
const LAST = 0.4;

/** What is less is a measuring error: widths or enlargement a second, frame widths of sway, shares of light a second. */
const NOISE = { speed: 0.006, sway: 0.0025, light: 0.04 };

/** Speed of our own hand-held sway, root mean square, at an amplitude of one (camera.ts, `sway`). */
const SWAYING = 2.7;

/** Light that is gained or lost in a second at most. */
const MOST_LIGHT = 1.2;

/** Of pictures at that rate (a second) up to the end; with fewer than two there is none. */
export function momentumOf(lumas: Luma[], rate: number): Momentum {
  const steps = lumas.slice(1).map((luma, i) => motionBetween(lumas[i]!, luma));
  const lights = lumas.slice(1).map((luma, i) => lightBetween(lumas[i]!, luma, steps[i]!) * rate);
  const last = Math.max(1, Math.round(LAST * rate));
  const speed = (of: (step: Motion) => number) => {
    const value = atEnd(steps.map((step) => of(step) * rate).slice(-last));
    return Math.abs(value) < NOISE.speed ? 0 : Math.round(value * 1e4) / 1e4;
  };
  const shakes = [({ x }: Motion) => x, ({ y }: Motion) => y].map((of) =>
    unevenness(steps.map((step) => of(step) * rate)),
  );
  const sway = Math.hypot(...shakes) / Math.SQRT2 / SWAYING;
  const light = Math.min(MOST_LIGHT, Math.max(-MOST_LIGHT, middle(lights.slice(-last))));
  return {
    x: speed(({ x }) => x),
    y: speed(({ y }) => y),
    zoom: speed(({ zoom }) => zoom),
    sway: sway < NOISE.sway ? 0 : Math.round(sway * 1e4) / 1e4,
    light: Math.abs(light) < NOISE.light ? 0 : Math.round(light * 1e3) / 1e3,
  };
}

/** Where a straight line through values at equal distances is half a step after the last of them. */
function atEnd(values: number[]): number {
  const { mean, slope } = lineThrough(values);
  return mean + (slope * values.length) / 2;
}

/** Root mean square of what is left of values beside a straight line. */
function unevenness(values: number[]): number {
  if (values.length < 4) return 0;
  const { mean, slope } = lineThrough(values);
  const squares = values.map((value, i) => (value - mean - slope * (i - (values.length - 1) / 2)) ** 2);
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / values.length);
}

function lineThrough(values: number[]): { mean: number; slope: number } {
  const half = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const spread = values.reduce((sum, _, i) => sum + (i - half) ** 2, 0);
  const along = values.reduce((sum, value, i) => sum + (value - mean) * (i - half), 0);
  return { mean, slope: spread > 0 ? along / spread : 0 };
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Logarithm of how much brighter what both pictures show is in the second. */
function lightBetween(from: Luma, to: Luma, { x, y, zoom }: Motion): number {
  const { width, height } = from;
  let [before, after] = [0, 0];
  for (let row = 0; row < height; row++) {
    const there = Math.round(height / 2 + (row - height / 2) * (1 + zoom) - y * height);
    if (there < 0 || there >= height) continue;
    for (let column = 0; column < width; column++) {
      const at = Math.round(width / 2 + (column - width / 2) * (1 + zoom) - x * width);
      if (at < 0 || at >= width) continue;
      before += from.samples[row * width + column]! - 16;
      after += to.samples[there * width + at]! - 16;
    }
  }
  return before > 0 && after > 0 ? Math.log(after / before) : 0;
}

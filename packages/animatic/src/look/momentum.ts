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

/** Mean difference of luma, 0 to 255, after the camera's motion beyond which two pictures are not of one scene and light. */
const UNLIKE = 24;

/** How alike their edges are, where the camera's motion was found: 0.6 and more. Behind a cut, where there is none to be found, less than 0.2. */
const ALIKE = 0.35;

/** By how much more alike they are where the second was looked for in the first one's light, for that to be the motion. */
const BETTER = 0.05;

/** What happens between two pictures: when (seconds, halfway), for how long, the camera's speed and the light's, a second. */
type Step = Motion & { at: number; lasts: number; light: number };

/** Of pictures and the times (seconds) at which they are shown, up to the end; with fewer than two there is none. */
export function momentumOf(lumas: Luma[], times: number[]): Momentum {
  const end = times.at(-1) ?? 0;
  const steps = stepsOf(lumas, times);
  const last = steps.filter(({ at }) => at > end - LAST);
  const speed = (of: (step: Motion) => number) => {
    const value = lineThrough(last, of)(end);
    return Math.abs(value) < NOISE.speed ? 0 : Math.round(value * 1e4) / 1e4;
  };
  const sway = Math.hypot(...[({ x }: Motion) => x, ({ y }: Motion) => y].map((of) => unevenness(steps, of)));
  const amplitude = sway / Math.SQRT2 / SWAYING;
  const light = Math.min(MOST_LIGHT, Math.max(-MOST_LIGHT, middle(last.map((step) => step.light))));
  return {
    x: speed(({ x }) => x),
    y: speed(({ y }) => y),
    zoom: speed(({ zoom }) => zoom),
    sway: amplitude < NOISE.sway ? 0 : Math.round(amplitude * 1e4) / 1e4,
    light: Math.abs(light) < NOISE.light ? 0 : Math.round(light * 1e3) / 1e3,
  };
}

/** The steps since the last cut or flash, of which nobody can tell what the camera did. */
function stepsOf(lumas: Luma[], times: number[]): Step[] {
  let steps: Step[] = [];
  for (const [i, luma] of lumas.slice(1).entries()) {
    const before = lumas[i]!;
    const [plain, lit] = [luma, inLightOf(before, luma)].map((shown) => found(before, luma, shown)) as [Found, Found];
    // What fades is not found by its light, and what comes into view changes that of the whole.
    const { motion, light, unlike, alike } = lit.alike > plain.alike + BETTER ? lit : plain;
    const lasts = times[i + 1]! - times[i]!;
    const [x, y, zoom, gain] = [motion.x, motion.y, motion.zoom, light].map((way) => way / lasts);
    const step = { at: times[i]! + lasts / 2, lasts, x: x!, y: y!, zoom: zoom!, light: gain! };
    steps = unlike > UNLIKE || alike < ALIKE ? [] : [...steps, step];
  }
  return steps;
}

type Compared = { light: number; unlike: number; alike: number };
type Found = Compared & { motion: Motion };

/** The camera's motion between two pictures, the second looked for as `shown`, and how they compare. */
function found(before: Luma, luma: Luma, shown: Luma): Found {
  // A pan of more than a width in a second goes farther in a step than is looked for.
  const motion = motionBetween(before, shown, motionBetween(halved(before), halved(shown)));
  return { motion, ...comparedBetween(before, luma, motion) };
}

/** A picture as light as another. */
function inLightOf(like: Luma, luma: Luma): Luma {
  const lightOf = ({ samples }: Luma) =>
    Math.max(1, samples.reduce((sum, value) => sum + value, 0) / samples.length - 16);
  const gain = lightOf(like) / lightOf(luma);
  return { ...luma, samples: luma.samples.map((value) => 16 + gain * (value - 16)) };
}

function halved({ width, height, samples }: Luma): Luma {
  const [w, h] = [width >> 1, height >> 1];
  const half = new Float32Array(w * h);
  for (let i = 0; i < half.length; i++) {
    const at = 2 * Math.floor(i / w) * width + 2 * (i % w);
    half[i] = (samples[at]! + samples[at + 1]! + samples[at + width]! + samples[at + width + 1]!) / 4;
  }
  return { width: w, height: h, samples: half };
}

/** What a hand's speed is beside how it bends from step to step, at most. */
const BENDING = 2;

/**
 * Root mean square of what is left of a speed beside a straight line; no more than its bends would have it, which a hand makes all the
 * time and a camera that sets off or stops but once.
 */
function unevenness(steps: Step[], of: (step: Step) => number): number {
  if (steps.length < 4) return 0;
  const line = lineThrough(steps, of);
  const squares = steps.map((step) => (of(step) - line(step.at)) ** 2);
  const bends = steps.slice(2).map((step, i) => Math.abs(of(step) - 2 * of(steps[i + 1]!) + of(steps[i]!)));
  return Math.min(Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / steps.length), BENDING * middle(bends));
}

/** The straight line nearest to a speed, by the time; the longer a step lasted the surer it is. */
function lineThrough(steps: Step[], of: (step: Step) => number): (time: number) => number {
  const whole = steps.reduce((sum, { lasts }) => sum + lasts, 0);
  const mean = (value: (step: Step) => number) =>
    whole === 0 ? 0 : steps.reduce((sum, step) => sum + step.lasts * value(step), 0) / whole;
  const [middle, level] = [mean(({ at }) => at), mean(of)];
  const spread = mean(({ at }) => (at - middle) ** 2);
  const slope = spread > 0 ? mean((step) => (step.at - middle) * (of(step) - level)) / spread : 0;
  return (time) => level + slope * (time - middle);
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * What both pictures show: the logarithm of how much brighter it is in the second, its mean difference (0 to 255), and how alike
 * its edges are (1: the same, 0: no more than by chance).
 */
function comparedBetween(from: Luma, to: Luma, { x, y, zoom }: Motion): Compared {
  const { width, height } = from;
  let [before, after, apart, count] = [0, 0, 0, 0];
  let [product, own, other] = [0, 0, 0];
  for (let row = 1; row < height - 1; row++) {
    const there = Math.round(height / 2 + (row - height / 2) * (1 + zoom) - y * height);
    if (there < 1 || there >= height - 1) continue;
    for (let column = 1; column < width - 1; column++) {
      const at = Math.round(width / 2 + (column - width / 2) * (1 + zoom) - x * width);
      if (at < 1 || at >= width - 1) continue;
      const [i, k] = [row * width + column, there * width + at];
      const [was, is] = [from.samples[i]!, to.samples[k]!];
      before += was - 16;
      after += is - 16;
      apart += Math.abs(is - was);
      count++;
      for (const step of [1, width]) {
        const edge = from.samples[i + step]! - from.samples[i - step]!;
        const found = to.samples[k + step]! - to.samples[k - step]!;
        product += edge * found;
        own += edge ** 2;
        other += found ** 2;
      }
    }
  }
  const light = before > 0 && after > 0 ? Math.log(after / before) : 0;
  const alike = own > count && other > count ? product / Math.sqrt(own * other) : 1;
  return { light, unlike: count > 0 ? apart / count : 0, alike };
}

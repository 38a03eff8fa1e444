// A bridge over a river in the country: arches of stone, or beams of wood on their posts; seen through, and mirrored below.
import { between, chance } from '../plan/chance.ts';
import { LAND } from './canvas.ts';
import { dyed } from './colours.ts';
import type { Easel } from './easel.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import { airOf } from './terrain.ts';

/** How far away it is, how much farther at its right end, and how broad its deck; in the world's unit. */
const FAR = [2.5, 3.1] as const;
const SLANT = 0.14;
const DEEP = 0.16;

/** Its ends (the world's x), and the height of its deck at them and over the water. */
type Span = { from: number; to: number; foot: number; high: number };

/** What of it is there at a share of its length and a height: nothing, wall, or the stones that ring an arch. */
type Shape = (share: number, level: number) => 'open' | 'wall' | 'ring' | 'rail';

export function bridgeOverRiver(easel: Easel): void {
  const { canvas, light, scene, terrain } = easel;
  if (terrain === null) return;
  const { width, height, scale, horizon, colour, distance, kind } = canvas;
  const far = between(scene.seed, 'bridge far', ...FAR);
  const slant = SLANT * (chance(scene.seed, 'bridge slant') < 0.5 ? -1 : 1);
  const span = spanAt((x) => terrain.heightAt(x, far + slant * x, 6));
  if (span === null) return;
  const noise = createNoise(scene.seed, 'masonry');
  const wooden = scene.wooden;
  const shape = wooden ? beams(span) : arches(span, scene.seed);
  const own = dyed(wooden ? [0.2, 0.12, 0.07] : [0.3, 0.275, 0.24], scene.tints.rock?.[0]);
  const { sun, ambient, toSun } = light;
  const lit = Math.max(0.05, -0.95 * toSun[2] - 0.3 * slant * toSun[0]);
  const air = airOf(light);
  const pixel = new Float32Array(3);
  const whole = span.to - span.from;
  for (let column = 0; column < width; column++) {
    const across = (column + 0.5 - width / 2) / scale;
    const z = far / (1 - slant * across);
    const share = (across * z - span.from) / whole;
    const back = (far + DEEP) / (1 - slant * across);
    const behind = (across * back - span.from) / whole;
    if (share < -0.02 || share > 1.02) continue;
    const top = Math.max(0, Math.floor(horizon + (scale * (terrain.eye - span.high - 0.12)) / z));
    const foot = Math.min(height, Math.ceil(horizon + (scale * (terrain.eye + 0.05)) / z));
    for (let row = top; row < foot; row++) {
      const at = row * width + column;
      if (distance[at]! < z) continue;
      const down = (horizon - row - 0.5) / scale;
      const level = terrain.eye + down * z;
      const front = shape(share, level);
      // Through an arch one sees what it is vaulted with.
      const inner = front === 'open' ? shape(behind, terrain.eye + down * back) : 'open';
      if (front === 'open' && inner === 'open') continue;
      const vault = front === 'open';
      const tone = wooden
        ? timber(noise, share * whole, level)
        : masonry(noise, share * whole, level, front === 'ring');
      const damp = 1 - 0.45 * smooth(0.07, 0.01, level + 0.03 * (noise(share * 40, 2) - 0.5));
      const moss = wooden || vault ? 0 : 0.55 * smooth(0.55, 0.75, layered(noise, share * 9 + 3, level * 14, 3));
      for (let c = 0; c < 3; c++) {
        const stone = own[c]! * (1 - moss) + [0.07, 0.11, 0.03][c]! * moss;
        pixel[c] = stone * tone * damp * (sun[c]! * (vault ? 0.03 : lit) + ambient[c]! * (vault ? 0.45 : 1));
      }
      air(pixel, 0, z, across, Math.max(0.01, down));
      colour.set(pixel, 3 * at);
      distance[at] = vault ? back : z;
      kind[at] = LAND;
    }
  }
}

/** From bank to bank, where the ground stands clear of the water on both sides of the middle; null: it has none. */
function spanAt(groundAt: (x: number) => number): Span | null {
  const ground = Array.from({ length: 241 }, (_, i) => groundAt((i - 120) / 60));
  const wet = ground.map((level, i) => (level < 0 ? i : -1)).filter((i) => i >= 0);
  if (wet.length === 0) return null;
  // The widest water in view.
  let [first, last, begun] = [wet[0]!, wet[0]!, wet[0]!];
  for (const [n, i] of wet.entries()) {
    if (n > 0 && i - wet[n - 1]! > 4) begun = i;
    if (i - begun > last - first) [first, last] = [begun, i];
  }
  if (last - first < 8) return null;
  const [from, to] = [(first - 120) / 60 - 0.16, (last - 120) / 60 + 0.16];
  const banks = [from - 0.05, to + 0.05].map((x) => groundAt(x));
  return {
    from: from - 0.14,
    to: to + 0.14,
    foot: Math.max(0.1, Math.min(0.22, ...banks)),
    high: 0.2 + 0.09 * (to - from),
  };
}

/** How high its deck is: it rises towards its middle. */
function deckAt({ foot, high }: Span, share: number): number {
  return foot + Math.max(0, high - foot) * (1 - (2 * share - 1) ** 2);
}

function arches(span: Span, seed: number): Shape {
  const long = span.to - span.from;
  const count = long > 1.7 ? 3 : chance(seed, 'arches') < 0.55 && long < 1.4 ? 1 : 2;
  const [margin, pier] = [0.13, 0.06 / Math.max(1, long)];
  const each = (1 - 2 * margin - (count - 1) * pier) / count;
  return (share, level) => {
    const deck = deckAt(span, share);
    if (level > deck + 0.04 || share < 0 || share > 1) return 'open';
    if (level > deck + 0.032) return 'ring';
    for (let arch = 0; arch < count; arch++) {
      const u = (share - margin - arch * (each + pier)) / each;
      if (u < -0.05 || u > 1.05) continue;
      const off = 2 * u - 1;
      const crown = deckAt(span, margin + arch * (each + pier) + each / 2) - 0.05;
      const reach = (crown: number, wide: number) => crown * Math.sqrt(Math.max(0, 1 - (off / wide) ** 2));
      if (Math.abs(off) < 1 && level < reach(crown, 1)) return 'open';
      if (level < reach(crown + 0.028, 1.09)) return 'ring';
    }
    return 'wall';
  };
}

function beams(span: Span): Shape {
  const long = span.to - span.from;
  const posts = Math.max(3, Math.round(long / 0.34));
  return (share, level) => {
    const deck = deckAt(span, share);
    if (share < 0 || share > 1 || level > deck + 0.1) return 'open';
    const aside = Math.abs(((((share * posts) % 1) + 1) % 1) - 0.5) * (long / posts);
    if (level > deck + 0.088) return 'rail';
    if (level > deck) {
      const between = Math.abs(((((share * posts * 3) % 1) + 1) % 1) - 0.5) * (long / posts / 3);
      return between < 0.006 || Math.abs(level - deck - 0.05) < 0.005 ? 'rail' : 'open';
    }
    if (level > deck - 0.03) return 'wall';
    // Posts in the water, and struts that lean against the deck.
    if (aside < 0.013) return 'wall';
    return Math.abs(aside - (level - (deck - 0.14))) < 0.008 && level > deck - 0.14 ? 'wall' : 'open';
  };
}

/** Courses of blocks, each with a tone of its own and dark joints. */
function masonry(noise: Noise, x: number, y: number, ring: boolean): number {
  const course = Math.floor(y / 0.024);
  const along = x / 0.052 + 0.5 * (course % 2) + 0.3 * noise(course * 3.1, 7.5);
  const joint = Math.min(Math.abs((y / 0.024) % 1), Math.abs((along % 1) - 0.02) * 2) < 0.1 ? 0.72 : 1;
  const block = 0.72 + 0.56 * noise(Math.floor(along) * 5.3, course * 3.7);
  const grain = 0.75 + 0.5 * layered(noise, x * 30, y * 30, 4);
  return ring ? 1.14 * grain * (0.85 + 0.3 * noise(x * 30, 3.5)) : block * grain * joint;
}

function timber(noise: Noise, x: number, y: number): number {
  return 0.6 + 0.8 * layered(noise, x * 14, y * 90, 3);
}

// Lights in the dark that flicker: lamps, windows, signs and what drives past far away, found in the picture's plate.
import { Chance } from '../../sound/chance.ts';
import type { Plate } from '../plate.ts';
import type { Draw } from './falling.ts';
import type { Sight } from './sight.ts';

/** As many flicker at most, the brightest. */
const MOST = 160;

/** Luma of a light at least, of what is around it at most, and how far they lie apart. */
const BRIGHT = 120;
const DARK = 95;
const APART = 60;

/** How many times as long as wide a lamp is at most: more is a mast, or the edge of a wall. */
const LONGEST = 2.6;

/** Radius from which a lamp is large: in pixels, and in heights of the picture. */
const LARGE = { pixels: 2.5, share: 0.006 };

/** One in so many is loose: it goes out for moments. */
const LOOSE = 5;

type Lamp = { x: number; y: number; near: number; peak: number; dark: number; size: number };

/** The plate's lights flicker, each at its own pace. Draws nothing where there are none. */
export function lights(seed: number, amount: number, bytes: Uint8Array, plate: Plate, sight: Sight): Draw {
  const chance = new Chance(seed, 'lights');
  const all = lampsIn(bytes, plate, sight).map((lamp, i) => ({
    ...lamp,
    rate: chance.between(0.5, 2.4),
    turn: chance.between(0, 2 * Math.PI),
    loose: i % LOOSE === 2,
  }));
  return ({ time, fade, sight: view, brush }) => {
    for (const { x, y, near, peak, dark, size, rate, turn, loose } of all) {
      const slow = Math.sin(2 * Math.PI * rate * time + turn);
      const quick = Math.sin(2 * Math.PI * 4.7 * rate * time + 3 * turn);
      const wave = 0.75 * slow + 0.25 * quick;
      view.see(x, y, near);
      const radius = (size * brush.width * view.scale) / plate.width;
      // What shines so much that it is white can not grow dark without growing grey: its glow breathes.
      if (size > Math.max(LARGE.pixels, LARGE.share * plate.height)) {
        brush.light(view.x, view.y, view.x, view.y, 4.5 * radius, 0.24 * amount * fade * (1 + wave), 225);
        continue;
      }
      const out = loose && slow + 0.7 * quick < -0.7;
      const share = amount * fade * (out ? -0.8 : 0.42 * wave);
      if (share < 0) brush.light(view.x, view.y, view.x, view.y, 1.5 * radius + 0.5, -share, dark);
      else brush.light(view.x, view.y, view.x, view.y, 1.8 * radius + 0.5, share, Math.min(235, peak + 30));
    }
  };
}

/** The plate's small bright places with dark around them, each once. */
function lampsIn(bytes: Uint8Array, plate: Plate, sight: Sight): Lamp[] {
  const { width, height, margin, luma, lumaStride } = plate;
  const around = Math.max(9, Math.round(height / 26));
  const found: Lamp[] = [];
  const taken = new Set<number>();
  const cell = (x: number, y: number) => Math.floor((2 * y) / around) * width + Math.floor((2 * x) / around);
  for (let y = around; y < height - around; y++) {
    const row = luma + (y + margin) * lumaStride + margin;
    for (let x = around; x < width - around; x++) {
      const at = row + x;
      const peak = bytes[at]!;
      if (peak < BRIGHT || peak < bytes[at - 1]! || peak < bytes[at - lumaStride]!) continue;
      if (peak <= bytes[at + 1]! || peak <= bytes[at + lumaStride]!) continue;
      const [up, down] = [bytes[at - around * lumaStride]!, bytes[at + around * lumaStride]!];
      const dark = (bytes[at - around]! + bytes[at + around]! + up + down) / 4;
      if (dark > DARK || peak - dark < APART || taken.has(cell(x, y))) continue;
      const lamp = bodyOf(bytes, at, lumaStride, around, (peak + dark) / 2);
      if (lamp === null) continue;
      taken.add(cell(x, y));
      const [px, py] = [(x + lamp.x + 0.5) / width, (y + lamp.y + 0.5) / height];
      found.push({ x: px, y: py, near: sight.nearness(px, py), peak, dark, size: lamp.size });
    }
  }
  return found.sort((a, b) => b.peak - b.dark - (a.peak - a.dark)).slice(0, MOST);
}

/** A bright place's middle, from the sample, and its radius, in pixels; null where it is too large or too long for a lamp. */
function bodyOf(bytes: Uint8Array, at: number, stride: number, reach: number, half: number) {
  const run = (step: number) => {
    let n = 0;
    while (n <= reach && bytes[at + (n + 1) * step]! >= half) n++;
    return n;
  };
  const [left, right, up, down] = [run(-1), run(1), run(-stride), run(stride)];
  const [across, tall] = [left + right + 1, up + down + 1];
  if (Math.max(across, tall) > reach || Math.max(across / tall, tall / across) > LONGEST) return null;
  return { x: (right - left) / 2, y: (down - up) / 2, size: (across + tall) / 4 };
}

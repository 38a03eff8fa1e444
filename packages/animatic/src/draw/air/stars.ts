// Stars that twinkle: points of light in a dark sky, found in the picture's plate, and those that come out in a clear one as night falls.
import { smooth } from '../../imagine/noise.ts';
import { lightAt } from '../../plan/daylight.ts';
import type { Located } from '../../plan/location.ts';
import { Chance } from '../../sound/chance.ts';
import type { Plate } from '../plate.ts';
import type { Draw } from './falling.ts';
import type { Sight } from './sight.ts';

/** As many twinkle at most, the brightest; more would be a flicker. */
const MOST = 500;

/** Luma that a night sky has at most, and by how much a star is above it. */
const DARK = 70;
const ABOVE = 28;

/** As many places of a picture come out as stars, where its sky is clear; the light of a sky in which they begin to, and in which all have. */
const RISING = 420;
const DUSK = { first: 0.6, all: 0.28 };

/** Luma between which a sky has no cloud, in reach of a star, and its blue at least. */
const EVEN = 9;
const BLUE = 131;

type Star = { x: number; y: number; peak: number; sky: number; size: number };

/** The plate's stars twinkle, each at its own pace; `sight` knows what is as far as the sky. Draws nothing without stars. */
export function stars(
  seed: number,
  amount: number,
  bytes: Uint8Array,
  plate: Plate,
  sight: Sight,
  horizon: number | null,
): Draw {
  const chance = new Chance(seed, 'stars');
  const all = starsIn(bytes, plate, sight, horizon ?? 1).map((star) => ({
    ...star,
    rate: chance.between(0.5, 2.2),
    turn: chance.between(0, 2 * Math.PI),
  }));
  return ({ time, fade, sight: view, brush }) => {
    for (const { x, y, peak, sky, size, rate, turn } of all) {
      const wave =
        Math.sin(2 * Math.PI * rate * time + turn) + 0.6 * Math.sin(2 * Math.PI * 2.3 * rate * time + 2 * turn);
      const share = 0.55 * amount * fade * wave;
      view.see(x, y, 0);
      const radius = (size * brush.width * view.scale) / plate.width;
      if (share < 0) brush.light(view.x, view.y, view.x, view.y, 1.2 * radius, Math.min(0.8, -share), sky);
      else brush.light(view.x, view.y, view.x, view.y, radius, Math.min(0.7, share), Math.min(235, peak + 50));
    }
  };
}

/** Samples of luma that are brighter than all around them, in a dark sky that nothing stands before. */
function starsIn(bytes: Uint8Array, plate: Plate, sight: Sight, horizon: number): Star[] {
  const { width, height, margin, luma, lumaStride } = plate;
  const found: Star[] = [];
  const reach = Math.max(3, Math.round(height / 180));
  for (let y = reach; y < Math.min(height - reach, horizon * height); y++) {
    const row = luma + (y + margin) * lumaStride + margin;
    for (let x = reach, at = row + reach; x < width - reach; x++, at++) {
      const peak = bytes[at]!;
      if (peak < bytes[at - 1]! || peak <= bytes[at + 1]! || peak < bytes[at - lumaStride]!) continue;
      if (peak <= bytes[at + lumaStride]!) continue;
      const sky =
        (bytes[at - reach]! + bytes[at + reach]! + bytes[at - reach * lumaStride]! + bytes[at + reach * lumaStride]!) /
        4;
      if (sky > DARK || peak < sky + ABOVE) continue;
      const [px, py] = [(x + 0.5) / width, (y + 0.5) / height];
      if (sight.nearness(px, py) > 0.1) continue;
      found.push({ x: px, y: py, peak, sky, size: 1.2 + (reach * (peak - sky)) / 400 });
    }
  }
  return found.sort((a, b) => b.peak - b.sky - (a.peak - a.sky)).slice(0, MOST);
}

/** Stars that come out as night falls over the picture's sky; where that is clear, as far as clouds would drift. Draws nothing by day. */
export function risingStars(plan: Located, amount: number, bytes: Uint8Array, plate: Plate, sight: Sight): Draw {
  const chance = new Chance(plan.seed, 'rising stars');
  const all = Array.from({ length: RISING }, () => ({
    x: chance.between(0, 1),
    y: chance.between(0, 1),
    // Most are faint.
    bright: chance.between(0, 1) ** 2.5,
    when: chance.between(0, 0.6),
    turn: chance.between(0, 2 * Math.PI),
  })).filter(({ x, y }) => sight.drifts(x, y) > 0.5 && isClear(bytes, plate, x, y));
  return ({ time, sight: view, brush }) => {
    const gain = lightAt(plan, Math.round(time * plan.fps))?.sky.gain ?? 1;
    const night = smooth(DUSK.first, DUSK.all, gain);
    if (night === 0) return;
    for (const { x, y, bright, when, turn } of all) {
      const wave = 1 + 0.25 * Math.sin(5 * time + turn);
      view.see(x, y, 0);
      const radius = (0.9 + 0.9 * bright) * (brush.height / 1080);
      const share = amount * smooth(when, when + 0.4, night) * (0.3 + 0.7 * bright) * wave;
      brush.light(view.x, view.y, view.x, view.y, Math.max(0.7, radius), Math.min(1, share), 190 + 45 * bright);
    }
  };
}

/** Whether the sky is blue there and has no cloud. */
function isClear(
  bytes: Uint8Array,
  { width, height, margin, luma, lumaStride, u, chromaStride }: Plate,
  x: number,
  y: number,
) {
  const reach = Math.max(3, Math.round(height / 90));
  const [column, row] = [Math.floor(x * width), Math.floor(y * height)];
  const at = luma + (row + margin) * lumaStride + column + margin;
  const around = [-reach, 0, reach].flatMap((down) =>
    [-reach, 0, reach].map((aside) => bytes[at + down * lumaStride + aside]!),
  );
  if (Math.max(...around) - Math.min(...around) > EVEN) return false;
  return bytes[u + ((row >> 1) + margin) * chromaStride + (column >> 1) + margin]! > BLUE;
}

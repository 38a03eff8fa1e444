// Leaves and petals that glide through the air, and drops where they hit the ground: each a pure function of time.
import { Chance } from '../../sound/chance.ts';
import type { Brush, Paint } from './brush.ts';
import type { Lighting } from './lighting.ts';
import { blurAt, distances, nearnessAt } from './nearby.ts';
import type { Sight } from './sight.ts';

/** What a kind of weather draws with, at one instant. `amount` and `fade`: 0 to 1; `wind`: −1 (to the left) to 1. */
export type Moment = {
  time: number;
  fade: number;
  wind: number;
  sight: Sight;
  brush: Brush;
  light: Lighting;
  /** Width over height; the horizon of the look. */
  aspect: number;
  horizon: number | null;
};

export type Draw = (moment: Moment) => void;

/** How far beyond the picture things are kept going, in its heights, so that none is seen to come from nowhere. */
const AROUND = 0.25;

/** Where something is that began at `start` (0 to 1) and goes round and round a span of picture heights. */
function round(start: number, way: number, span: number): number {
  const at = start + way / span;
  return (at - Math.floor(at)) * span - AROUND;
}

/** Seconds that a splash is seen. */
const SPLASH = 0.2;

/** Where drops hit the ground: a ring that spreads, and a droplet thrown up. Only where there is ground to be hit. */
export function splashes(seed: number, amount: number): Draw {
  const chance = new Chance(seed, 'splashes');
  const all = Array.from({ length: Math.round(60 + 160 * amount) }, () => ({
    x: chance.next(),
    y: chance.next(),
    start: chance.next(),
  }));
  return ({ time, fade, sight, brush, light, horizon }) => {
    if (horizon === null) return;
    for (const { x, y, start } of all) {
      const turns = time / (3 * SPLASH) + start;
      const age = (turns - Math.floor(turns)) * 3;
      if (age > 1) continue;
      const hit = Math.floor(turns);
      const px = (x + 0.618 * hit) % 1;
      const far = ((y + 0.755 * hit) % 1) ** 1.4;
      const py = horizon + 0.05 + (0.95 - horizon) * far;
      sight.see(px, py, 2);
      const size = (0.0015 + 0.007 * far) * brush.height * sight.scale * (0.3 + 0.7 * age);
      const luma = Math.min(230, 24 + light.white(px, py));
      const cover = 0.3 * (1 - age) * fade;
      const rise = size * 1.6 * age * (1.4 - age);
      brush.light(sight.x - size, sight.y, sight.x + size, sight.y, 0.35 * size, cover, luma);
      brush.light(
        sight.x - 0.5 * size,
        sight.y - rise,
        sight.x - 0.5 * size,
        sight.y - 1.3 * rise,
        0.2 * size,
        cover,
        luma,
      );
      brush.light(
        sight.x + 0.6 * size,
        sight.y - 0.8 * rise,
        sight.x + 0.6 * size,
        sight.y - rise,
        0.2 * size,
        cover,
        luma,
      );
    }
  };
}

/**
 * What glides down and turns over: how many there are at least, and more at most, half its length in frame heights, its
 * breadth against that, how fast it falls and turns against a leaf, how much one
 * side of its rib is lighter, and its colours.
 */
type Foliage = {
  least: number;
  more: number;
  long: number;
  broad: number;
  pace: number;
  spin: number;
  rib: number;
  paints: Paint[];
};

/** Leaves of an autumn wood in levels of full light: ochre, rust, brown, a last green. */
const AUTUMN: Foliage = {
  least: 45,
  more: 190,
  long: 0.034,
  broad: 0.42,
  pace: 1,
  spin: 1,
  rib: 0.16,
  paints: [
    { y: 150, u: 78, v: 158 },
    { y: 118, u: 92, v: 178 },
    { y: 84, u: 112, v: 146 },
    { y: 112, u: 102, v: 120 },
  ],
};

/** Petals of a cherry: white to rose, small, slow to fall and quick to turn. */
const BLOSSOM: Foliage = {
  least: 60,
  more: 260,
  long: 0.022,
  broad: 0.66,
  pace: 0.72,
  spin: 1.7,
  rib: 0.03,
  paints: [
    { y: 176, u: 124, v: 146 },
    { y: 162, u: 123, v: 152 },
    { y: 148, u: 122, v: 160 },
    { y: 184, u: 126, v: 138 },
  ],
};

export const leaves = (seed: number, amount: number): Draw => foliage(seed, 'leaves', amount, AUTUMN);
export const petals = (seed: number, amount: number): Draw => foliage(seed, 'petals', amount, BLOSSOM);

function foliage(seed: number, name: string, amount: number, kind: Foliage): Draw {
  const chance = new Chance(seed, name);
  const all = distances(chance, Math.round(kind.least + kind.more * amount), 0.8, 8).map((distance) => ({
    distance,
    x: chance.next(),
    y: chance.next(),
    turn: chance.between(0, 2 * Math.PI),
    pace: kind.pace * chance.between(0.75, 1.3),
    long: kind.long * chance.between(0.7, 1.3),
    paint: chance.pick(kind.paints),
  }));
  return ({ time, fade, wind, sight, brush, light, aspect }) => {
    for (const { distance, x, y, turn, pace, long, paint } of all) {
      // It glides to one side, stalls, and glides back, falling fastest between.
      const swing = 2.1 * kind.spin * pace * time + turn;
      const fall = (0.3 * pace * time + 0.03 * Math.sin(2 * swing)) / distance;
      // A storm carries them along more than it lets them fall.
      const aside = (0.3 * wind * (1 + 1.5 * Math.abs(wind)) * pace * time + 0.11 * Math.sin(swing)) / distance;
      const px = round(x, aside, aspect + 2 * AROUND) / aspect;
      const py = round(y, fall, 1 + 2 * AROUND);
      sight.see(px, py, nearnessAt(distance));
      if (sight.shown === 0) continue;
      const pixels = brush.height * sight.scale;
      const angle = turn + 0.9 * Math.sin(swing + 0.8) + 0.35 * time * pace;
      const tilt = Math.cos(1.3 * swing + 2 * turn);
      const blur = blurAt(distance) * pixels;
      const size = (long / distance) * pixels;
      const lit = Math.min(1.25, (0.35 + light.ambient / 150) * (0.85 + 0.25 * tilt));
      const own = {
        y: Math.min(200, 16 + (paint.y - 16) * lit),
        u: 128 + (paint.u - 128) * lit,
        v: 128 + (paint.v - 128) * lit,
      };
      const cover = fade * sight.shown * Math.min(1, size / (size * 0.6 + blur));
      brush.leaf(sight.x, sight.y, size, kind, angle, tilt, Math.max(1, 1.6 * blur), cover, own);
    }
  };
}

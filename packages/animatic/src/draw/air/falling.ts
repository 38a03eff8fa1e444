// Rain, snow and leaves: what falls through the air, each drop and flake a pure function of time.
import { Chance } from '../../sound/chance.ts';
import { wave } from '../life.ts';
import type { Brush, Paint } from './brush.ts';
import type { Lighting } from './lighting.ts';
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

/** Seconds of a frame in which the shutter is open. */
const SHUTTER = 1 / 50;
/** The same for rain, which is too fast to be seen but as streaks. */
const STREAK = 1 / 34;

/** The distance that the lens is focused on, and how it blurs what is nearer; the picture's nearest thing is 4 away. */
const FOCUS = 2;
const BLUR = 0.0035;

/** Distances of that many things between two, more of them far away, the farthest first. */
function distances(chance: Chance, count: number, near: number, far: number): number[] {
  const one = () => chance.between(near ** 1.5, far ** 1.5) ** (2 / 3);
  return Array.from({ length: count }, one).sort((a, b) => b - a);
}

/** How near that is as the relief counts: there is room for weather before the nearest thing, which is 4 away. */
export function nearnessAt(distance: number): number {
  return Math.min(3, 4 / distance);
}

/** Where something is that began at `start` (0 to 1) and goes round and round a span of picture heights. */
function round(start: number, way: number, span: number): number {
  const at = start + way / span;
  return (at - Math.floor(at)) * span - AROUND;
}

/** Radius (in frame heights) and cover of a thing at a distance, out of focus by its distance from what the lens is on. */
function focused(radius: number, cover: number, distance: number): { radius: number; cover: number } {
  const own = radius / distance;
  const blurred = Math.hypot(own, BLUR * Math.abs(1 / distance - 1 / FOCUS));
  return { radius: blurred, cover: Math.max(0.1, own / blurred) * cover };
}

/** Numbers of a flake, side by side: read one after the other by the thousand, for every frame. */
const FLAKE = 7;

export function snow(seed: number, amount: number): Draw {
  const chance = new Chance(seed, 'snow');
  const flakes = Float64Array.from(
    distances(chance, Math.round(500 + 4000 * amount), 0.5, 12).flatMap((distance) => {
      const [x, y, turn, pace] = [
        chance.next(),
        chance.next(),
        chance.between(0, 2 * Math.PI),
        chance.between(0.8, 1.25),
      ];
      const { radius, cover } = focused(0.0062 * chance.between(0.6, 1.4), 1, distance);
      return [distance, x, y, turn, pace, radius, cover];
    }),
  );
  return (moment) => {
    for (let at = 0; at < flakes.length; at += FLAKE) flake(flakes, at, moment);
  };
}

function flake(flakes: Float64Array, at: number, { time, fade, wind, sight, brush, light, aspect }: Moment): void {
  const distance = flakes[at]!;
  const pace = flakes[at + 4]!;
  const fall = (0.34 * pace) / distance;
  const aside = (0.3 * wind * pace) / distance;
  // It swings as it falls, each in its own time.
  const phase = 1.7 * pace * time + flakes[at + 3]!;
  const swing = (0.03 / distance) * wave(phase);
  const px = round(flakes[at + 1]!, aside * time + swing, aspect + 2 * AROUND) / aspect;
  const py = round(flakes[at + 2]!, fall * time, 1 + 2 * AROUND);
  sight.see(px, py, nearnessAt(distance));
  const pixels = brush.height * sight.scale;
  // The nearest is two hundredths of the height, and falls as far in a frame.
  if (sight.shown === 0 || sight.outside(0.06 * pixels)) return;
  const speed = aside + (0.03 / distance) * 1.7 * pace * wave(phase + Math.PI / 2);
  const dx = (speed * SHUTTER * pixels) / 2;
  const dy = (fall * SHUTTER * pixels) / 2;
  const { x, y } = sight;
  const cover = flakes[at + 6]! * sight.shown * fade;
  brush.light(x - dx, y - dy, x + dx, y + dy, flakes[at + 5]! * pixels, cover, light.white(px, py));
}

export function rain(seed: number, amount: number): Draw {
  const chance = new Chance(seed, 'rain');
  const drops = distances(chance, Math.round(500 + 2600 * amount), 0.6, 9).map((distance) => ({
    distance,
    x: chance.next(),
    y: chance.next(),
    pace: chance.between(0.85, 1.15),
    ...focused(0.0021, 0.42, distance),
  }));
  const splash = splashes(seed, amount);
  return (moment) => {
    const { time, fade, wind, sight, brush, light, aspect } = moment;
    for (const { distance, x, y, pace, radius, cover } of drops) {
      const fall = (4 * pace) / distance;
      const aside = fall * (0.05 + 0.3 * wind);
      const span = 1 + 2 * AROUND;
      const py = round(y, fall * time, span);
      // Each fall is another drop: it does not come down where the last one did.
      const falls = Math.floor(y + (fall * time) / span);
      const px = round(x + 0.618 * falls, aside * time, aspect + 2 * AROUND) / aspect;
      sight.see(px, py, nearnessAt(distance));
      if (sight.shown === 0) continue;
      const pixels = brush.height * sight.scale;
      const [dx, dy] = [aside * STREAK * pixels, fall * STREAK * pixels];
      const luma = Math.min(225, 30 + light.white(px, py));
      brush.light(sight.x - dx, sight.y - dy, sight.x, sight.y, radius * pixels, cover * sight.shown * fade, luma);
    }
    splash(moment);
  };
}

/** Seconds that a splash is seen. */
const SPLASH = 0.2;

/** Where drops hit the ground: a ring that spreads, and a droplet thrown up. Only where there is ground to be hit. */
function splashes(seed: number, amount: number): Draw {
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
  least: 30,
  more: 130,
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
      const aside = (0.3 * wind * pace * time + 0.11 * Math.sin(swing)) / distance;
      const px = round(x, aside, aspect + 2 * AROUND) / aspect;
      const py = round(y, fall, 1 + 2 * AROUND);
      sight.see(px, py, nearnessAt(distance));
      if (sight.shown === 0) continue;
      const pixels = brush.height * sight.scale;
      const angle = turn + 0.9 * Math.sin(swing + 0.8) + 0.35 * time * pace;
      const tilt = Math.cos(1.3 * swing + 2 * turn);
      const blur = BLUR * Math.abs(1 / distance - 1 / FOCUS) * pixels;
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

// Dust and embers: what floats in the air and rises in it.
import type { Region } from '../../look/look.ts';
import { Chance } from '../../sound/chance.ts';
import type { Draw } from './falling.ts';
import { nearnessAt } from './nearby.ts';

/** How far beyond the picture motes go round, in shares of its sides: none goes out before it is out of sight. */
const AROUND = 0.06;

function round(way: number): number {
  return (way - Math.floor(way)) * (1 + 2 * AROUND) - AROUND;
}

/** Motes that wander in the light and flash as they turn; where it is dark there are none to be seen. */
export function dust(seed: number, amount: number): Draw {
  const chance = new Chance(seed, 'dust');
  const motes = Array.from({ length: Math.round(120 + 460 * amount) }, () => ({
    // As many in each step of nearness: some large and soft before the lens, most of them small.
    distance: 1 / chance.between(0.125, 1.5),
    x: chance.next(),
    y: chance.next(),
    turn: chance.between(0, 2 * Math.PI),
    rate: chance.between(0.5, 1.5),
    size: chance.between(0.6, 1.5),
  })).sort((a, b) => b.distance - a.distance);
  return ({ time, fade, wind, sight, brush, light }) => {
    const { ambient, bright } = light;
    for (const { distance, x, y, turn, rate, size } of motes) {
      const wander = 0.05 / distance;
      const px = round(x + (0.03 * wind * time) / distance + wander * Math.sin(0.41 * rate * time + turn));
      const py = round(y - (0.012 * time) / distance + wander * Math.sin(0.53 * rate * time + 2 * turn));
      sight.see(px, py, nearnessAt(distance));
      if (sight.shown === 0) continue;
      const own = light.around(px, py);
      // It shines in light, and before what is dark: a bright sky outshines it.
      const outshone = Math.min(1, Math.max(0.25, (215 - own) / 90));
      const lit = outshone * Math.min(1, Math.max(0.2, (own - 0.4 * ambient) / Math.max(20, bright - 0.4 * ambient)));
      const flash = 0.55 + 0.45 * Math.sin(1.9 * rate * time + 3 * turn);
      const blur = Math.abs(1 / distance - 0.4);
      const radius = Math.hypot((0.0042 * size) / distance, 0.0045 * blur) * brush.height * sight.scale;
      const cover = Math.min(1, (1.25 * fade * lit * flash * sight.shown) / (1 + 1.8 * blur));
      brush.colour(sight.x, sight.y, sight.x, sight.y, radius, cover, {
        y: Math.min(235, 100 + own),
        u: light.air.u - 4,
        v: light.air.v + 3,
      });
    }
  };
}

/** Embers that rise from a fire (or from below, where none is seen), glow, cool and go out. */
export function embers(seed: number, amount: number, fire: Region | null): Draw {
  const chance = new Chance(seed, 'embers');
  const source = fire ?? { x: -0.05, y: 0.85, width: 1.1, height: 0.25, weight: 1 };
  const all = Array.from({ length: Math.round(80 + 320 * amount) }, () => ({
    distance: chance.between(0.7, 6),
    x: chance.next(),
    y: chance.next(),
    start: chance.next(),
    lasts: chance.between(1.6, 4),
    turn: chance.between(0, 2 * Math.PI),
    pace: chance.between(0.7, 1.5),
  })).sort((a, b) => b.distance - a.distance);
  return ({ time, fade, wind, sight, brush, aspect }) => {
    for (const ember of all) {
      const turns = time / ember.lasts + ember.start;
      const age = turns - Math.floor(turns);
      const life = Math.floor(turns);
      const at = (seconds: number): [number, number] => {
        const whirl = 1.9 * ember.pace * seconds + ember.turn + 2.4 * life;
        const free = Math.min(1, seconds);
        const aside = 0.07 * Math.sin(whirl) + 0.035 * Math.sin(2.7 * whirl + 1) + 0.15 * wind * seconds;
        const rise = (0.3 * ember.pace * seconds + 0.02 * Math.sin(1.7 * whirl)) / Math.sqrt(ember.distance);
        const x = source.x + source.width * ((ember.x + 0.618 * life) % 1) + (free * aside) / aspect / ember.distance;
        return [x, source.y + source.height * ((ember.y + 0.755 * life) % 1) - rise];
      };
      const seconds = age * ember.lasts;
      // A fire's embers come from within it, whatever the depth there was taken for.
      const near = fire === null ? nearnessAt(ember.distance) : 1.2;
      const [tailX, tailY] = at(seconds - 1 / 40);
      sight.see(tailX, tailY, near);
      const [x0, y0] = [sight.x, sight.y];
      const [headX, headY] = at(seconds);
      sight.see(headX, headY, near);
      if (sight.shown === 0) continue;
      const heat = Math.max(0, 1 - age * 1.05) * (0.75 + 0.25 * Math.sin(9 * seconds * ember.pace + ember.turn));
      const cover = fade * sight.shown * Math.min(1, 6 * age) * Math.min(1, 2.2 * heat);
      const radius = (0.0052 / ember.distance) * (0.5 + 0.5 * heat) * brush.height * sight.scale;
      const core = { y: 110 + 115 * heat, u: 96 - 44 * heat, v: 176 + 8 * heat };
      brush.colour(x0, y0, sight.x, sight.y, 4.5 * radius, 0.14 * cover, { y: 120, u: 86, v: 182 });
      brush.colour(x0, y0, sight.x, sight.y, 1.25 * radius, cover, core);
    }
  };
}

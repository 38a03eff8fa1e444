// Snow and rain: what falls by the thousand. It lies in the kernel's memory, which draws it: kernel/fall.ts says how.
import type { Located } from '../../plan/location.ts';
import type { Plan } from '../../plan/plan.ts';
import { Chance } from '../../sound/chance.ts';
import type { Slot } from '../stage.ts';
import type { AirKernel, AirRoom } from './kernel.ts';
import type { Lighting } from './lighting.ts';
import { distances, focused } from './nearby.ts';

/** The byte offset of what falls in a film, flakes first and then drops, and how many there are of each. */
export type Weather = { at: number; flakes: number; drops: number };

/** Floats of a thing that falls, as the kernel reads it. */
const FLOATS = 7;

/** Seconds of a frame in which the shutter is open; the same for rain, which is too fast to be seen but as streaks. */
const SHUTTER = 1 / 50;
const STREAK = 1 / 34;

/** Lays out what falls in a plan; `take` hands out byte ranges of the kernel's memory. */
export function layWeather({ air }: Located, take: (bytes: number) => number): Weather | null {
  const { snow = 0, rain = 0 } = air ?? {};
  const flakes = snow > 0 ? Math.round(500 + 4000 * snow) : 0;
  const drops = rain > 0 ? Math.round(500 + 2600 * rain) : 0;
  return flakes + drops > 0 ? { at: take(4 * FLOATS * (flakes + drops)), flakes, drops } : null;
}

/** Puts it there: same seed, same weather. */
export function fillWeather(memory: WebAssembly.Memory, { seed }: Plan, { at, flakes, drops }: Weather): void {
  const things = [...flakesOf(new Chance(seed, 'snow'), flakes), ...dropsOf(new Chance(seed, 'rain'), drops)];
  new Float32Array(memory.buffer, at, FLOATS * (flakes + drops)).set(things.flat());
}

function flakesOf(chance: Chance, count: number): number[][] {
  return distances(chance, count, 0.5, 10).map((distance) => {
    const [x, y] = [chance.next(), chance.next()];
    const [turn, pace] = [chance.between(0, 2 * Math.PI), chance.between(0.8, 1.25)];
    const { radius, cover } = focused(0.0062 * chance.between(0.6, 1.4), 1, distance);
    return [1 / distance, x, y, turn, pace, radius, cover];
  });
}

function dropsOf(chance: Chance, count: number): number[][] {
  return distances(chance, count, 0.6, 9).map((distance) => {
    const [x, y, pace] = [chance.next(), chance.next(), chance.between(0.85, 1.15)];
    const { radius, cover } = focused(0.0021, 0.55, distance);
    return [1 / distance, x, y, 0, pace, radius, cover];
  });
}

/**
 * A kind of weather as the kernel takes it: frame heights that it falls and drifts in a second at distance 1 and pace 1, and
 * swings; frame spans by which it comes down beside the last time; seconds before and after the instant that a stroke of it
 * shows, the second in shares of the first; and levels by which it is brighter than white in that light, and at most.
 */
type Kind = {
  speed: number;
  drift: number;
  swing: number;
  jump: number;
  open: number;
  ahead: number;
  whiter: number;
  whitest: number;
};

const snow = (wind: number): Kind => ({
  speed: 0.34,
  // A storm's flakes fly more than they fall.
  drift: 0.3 * wind * (1 + 1.5 * Math.abs(wind)),
  swing: 0.03,
  jump: 0,
  open: SHUTTER / 2,
  ahead: 1,
  whiter: 0,
  whitest: 255,
});

const rain = (wind: number): Kind => ({
  speed: 4,
  drift: 4 * 0.5 * wind,
  swing: 0,
  jump: 0.618,
  open: STREAK,
  ahead: 0,
  whiter: 44,
  whitest: 225,
});

/** Draws it for one thread. */
export class Falling {
  readonly #kernel: AirKernel;
  readonly #room: AirRoom;
  readonly #weather: Weather;

  /** `room`: with the view of each frame in it before it is drawn. */
  constructor(kernel: AirKernel, room: AirRoom, weather: Weather, light: Lighting) {
    this.#kernel = kernel;
    this.#room = room;
    this.#weather = weather;
    light.mapWhite(room.light);
  }

  /** Draws what is in the air at a time (seconds) into the luma of a frame. `fade` 0 to 1; `wind` −1 (to the left) to 1. */
  draw({ y, lumaStride }: Slot, { width, height }: Plan, time: number, fade: number, wind: number): void {
    const { at, flakes, drops } = this.#weather;
    const { moment, integers, light } = this.#room;
    for (const [first, count, kind] of [
      [at, flakes, snow(wind)],
      [at + 4 * FLOATS * flakes, drops, rain(wind)],
    ] as const) {
      if (count === 0) continue;
      const { speed, drift, swing, jump, open, ahead, whiter, whitest } = kind;
      const told = [time, fade, speed, drift, swing, jump, open, ahead, whiter, whitest];
      moment.set(told);
      integers.moment[told.length] = light.byteOffset;
      this.#kernel.fall(y, lumaStride, width, height, first, count, moment.byteOffset);
    }
  }
}

// Water: waves that roll up a shore, and a river over stones.
import { Chance } from '../chance.ts';
import { strike } from '../ping.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Seconds before the film in which the first wave may have begun: the sea did not wait for it. */
const BEFORE = 3;

/** A wave breaks about every 3.5 seconds; the surf opens from 260 Hz to 2 kHz as it does. */
export function sea(take: Take): Stereo {
  const swell = new Chance(take.seed, 'sea');
  const waves: { at: number; height: number; rise: number; wash: number; side: number }[] = [];
  for (let at = -BEFORE; at < take.length / SAMPLE_RATE; at += swell.between(2.6, 4.6)) {
    const rise = swell.between(1.1, 1.9);
    const wash = swell.between(1.4, 2.6);
    waves.push({ at, height: swell.between(0.55, 1), rise, wash, side: swell.between(-0.3, 0.3) });
  }
  // A wave gathers, breaks after `rise` seconds, and drains away; it breaks a little sooner on one side.
  const wave = (time: number, lean: number) => {
    let sum = 0;
    for (const { at, height, rise, wash, side } of waves) {
      const since = time - at + side * lean;
      if (since > 0) sum += height * (since < rise ? (since / rise) ** 2.5 : Math.exp((rise - since) / wash));
    }
    return Math.min(sum, 1.4);
  };
  return bothSides(take, 'sea', (side, chance, lean) => {
    const water = chance.noises(take.length);
    const seethe = chance.drift(0.15);
    const here = (time: number) => wave(time, lean / 2);
    const surf = (time: number) => 260 + 1900 * here(time) ** 1.5;
    addFiltered(side, water(), { pass: 'low', at: 160, q: 0.7 }, 0.6);
    addFiltered(side, water(), { pass: 'low', at: surf, q: 0.6 }, (time) => 0.07 + 0.6 * here(time));
    const foam = (time: number) => 0.16 * here(time) ** 2 * (0.7 + 0.6 * seethe(time));
    addFiltered(side, water(), { pass: 'band', at: 4200, q: 0.6 }, foam);
  });
}

/** Steady: a broad murmur around 600 Hz and some 90 bubbles a second. */
export function river(take: Take): Stereo {
  const out = bothSides(take, 'river', (side, chance) => {
    const water = chance.noises(take.length);
    const flow = chance.drift(0.5);
    const stones = (time: number) => 480 + 240 * flow(time);
    addFiltered(side, water(), { pass: 'band', at: stones, q: 0.8 }, (time) => 0.3 + 0.15 * flow(time));
    addFiltered(side, water(), { pass: 'low', at: 220, q: 0.7 }, 0.22);
    addFiltered(side, water(), { pass: 'high', at: 2600, q: 0.7 }, (time) => 0.02 + 0.02 * flow(time));
  });
  const bubbles = new Chance(take.seed, 'bubbles');
  for (const at of bubbles.instants(0, take.length / SAMPLE_RATE, 90)) {
    const frequency = 350 * 2 ** bubbles.between(0, 2.3);
    const size = 500 / frequency;
    strike(out, {
      at,
      frequency,
      decay: bubbles.between(0.05, 0.13) * Math.sqrt(size),
      level: 0.03 + 0.22 * bubbles.next() ** 3,
      pan: bubbles.next(),
      rise: bubbles.between(0.1, 0.6),
    });
  }
  return out;
}

/** Steady and broad: a roar under 300 Hz, the sheet around 900, the hiss of spray above 3 kHz, each coming and going a little. */
export function waterfall(take: Take): Stereo {
  const whole = new Chance(take.seed, 'waterfall').drift(1.1);
  return bothSides(take, 'waterfall', (side, chance) => {
    const water = chance.noises(take.length);
    const gusts = chance.drift(0.35);
    addFiltered(side, water(), { pass: 'low', at: 240, q: 0.7 }, (time) => 0.55 + 0.14 * whole(time));
    addFiltered(side, water(), { pass: 'band', at: 900, q: 0.4 }, (time) => 0.34 + 0.1 * gusts(time));
    addFiltered(side, water(), { pass: 'high', at: 3000, q: 0.6 }, (time) => 0.08 + 0.05 * gusts(time) * whole(time));
  });
}

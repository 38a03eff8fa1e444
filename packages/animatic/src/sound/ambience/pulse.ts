// For what is no place: a soft pulse, with overtones that glimmer between its beats.
import { Chance } from '../chance.ts';
import { strike } from '../ping.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Notes over the root that go with each other in any order. */
const NOTES = [1, 9 / 8, 5 / 4, 3 / 2, 5 / 3, 2];

/** 66 to 84 beats a minute; a low stroke on each, two or three notes between 300 and 1500 Hz around it. */
export function pulse(take: Take): Stereo {
  const chance = new Chance(take.seed, 'pulse');
  const beat = 60 / chance.between(66, 84);
  const root = chance.between(52, 66);
  const out = bothSides(take, 'pulse', (side, own) => {
    const air = own.noises(take.length);
    const since = (time: number) => (time % beat) / beat;
    const swell = (time: number) => 0.04 + 0.1 * (1 - since(time)) ** 2;
    addFiltered(side, air(), { pass: 'low', at: (time) => 160 + 500 * (1 - since(time)) ** 3, q: 0.8 }, swell);
  });
  const seconds = take.length / SAMPLE_RATE;
  for (let at = 0; at < seconds; at += beat) {
    strike(out, { at, frequency: root, decay: 0.9, level: 0.5, pan: 0.5, rise: -0.25 });
    strike(out, { at, frequency: 2 * root, decay: 0.4, level: 0.16, pan: 0.5 });
    for (let note = chance.pick([1, 2, 2, 3]); note > 0; note--) {
      const frequency = 8 * root * chance.pick(NOTES) * chance.pick([0.5, 1, 1]);
      const when = at + beat * chance.pick([0, 0.25, 0.5, 0.75]);
      strike(out, {
        at: when,
        frequency,
        decay: 1.6,
        level: chance.between(0.03, 0.08),
        pan: chance.between(0.1, 0.9),
      });
    }
  }
  return out;
}

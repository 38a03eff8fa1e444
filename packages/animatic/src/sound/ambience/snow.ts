// A wood under snow: everything is muffled; far air, and now and then a branch that lets its snow go.
import { Chance } from '../chance.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import type { Stereo } from '../stereo.ts';

/** Seconds in which snow slides off a branch. */
const SLIDES = 0.9;

/** Nothing above 1 kHz but a trace of flakes; something slides every three to eight seconds. */
export function snow(take: Take): Stereo {
  const weather = new Chance(take.seed, 'snow');
  const breath = weather.drift(3.4);
  return bothSides(take, 'snow', (side, chance) => {
    const air = chance.noises(take.length);
    const falls: number[] = [];
    const seconds = take.length / 48_000;
    for (let at = chance.between(0.4, 4); at < seconds; at += chance.between(3, 8)) falls.push(at);
    const sliding = (time: number) => {
      const at = falls.findLast((one) => one <= time);
      const gone = at === undefined ? 1 : (time - at) / SLIDES;
      return gone >= 1 ? 0 : 4 * gone * (1 - gone) * (1 - gone);
    };
    addFiltered(side, air(), { pass: 'low', at: 130, q: 0.7 }, (time) => 0.5 + 0.5 * breath(time));
    addFiltered(side, air(), { pass: 'band', at: 320, q: 0.8 }, (time) => 0.16 + 0.14 * breath(time));
    addFiltered(side, air(), { pass: 'band', at: 760, q: 0.9 }, (time) => 0.3 * sliding(time));
    addFiltered(side, air(), { pass: 'high', at: 6200, q: 0.7 }, () => 0.0018);
  });
}

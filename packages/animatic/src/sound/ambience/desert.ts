// Wind over open sand: a low hollow breath, and grains that hiss along the ground.
import { Chance } from '../chance.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import type { Stereo } from '../stereo.ts';

/** Breaths of about five seconds; lower than the wind in the mountains, with a hiss above 5 kHz that comes and goes. */
export function desert(take: Take): Stereo {
  const weather = new Chance(take.seed, 'desert');
  const breath = weather.drift(2.6);
  const pitch = weather.drift(4.1);
  return bothSides(take, 'desert', (side, chance) => {
    const air = chance.noises(take.length);
    const grains = chance.drift(0.22);
    const strength = (time: number) => 0.35 + 0.65 * breath(time);
    const hollow = (time: number) => 120 + 90 * pitch(time);
    addFiltered(side, air(), { pass: 'low', at: 85, q: 0.7 }, (time) => 0.9 * strength(time));
    addFiltered(side, air(), { pass: 'band', at: hollow, q: 3.5 }, (time) => 0.7 * strength(time));
    const sand = (time: number) => 0.015 * strength(time) ** 3 * (0.5 + grains(time));
    addFiltered(side, air(), { pass: 'high', at: 5200, q: 0.7 }, sand);
  });
}

// Wind in the open: gusts that howl lower and higher, and a hiss at their height.
import { Chance } from '../chance.ts';
import { addFiltered, bothSides, stepped, type Take } from '../signal.ts';
import type { Stereo } from '../stereo.ts';

/** Gusts come about every four seconds; most of it lies below 600 Hz. */
export function wind(take: Take): Stereo {
  const weather = new Chance(take.seed, 'wind');
  const gust = stepped(weather.drift(1.9), take);
  const pitch = stepped(weather.drift(3.1), take);
  return bothSides(take, 'wind', (side, chance) => {
    const air = chance.noises(take.length);
    const flutter = chance.drift(0.4);
    const strength = stepped((time) => (0.25 + 0.75 * gust(time) ** 1.5) * (0.8 + 0.2 * flutter(time)), take);
    const body = (time: number) => 110 + 190 * strength(time);
    const howl = (time: number) => 210 + 260 * pitch(time) + 170 * gust(time);
    const whistle = (time: number) => 2.6 * howl(time);
    addFiltered(side, air(), { pass: 'low', at: body, q: 0.7 }, (time) => 1.6 * strength(time));
    addFiltered(side, air(), { pass: 'band', at: howl, q: 6 }, (time) => 1.1 * strength(time) ** 1.5);
    addFiltered(side, air(), { pass: 'band', at: whistle, q: 5 }, (time) => 0.3 * strength(time) ** 2);
    addFiltered(side, air(), { pass: 'high', at: 2500, q: 0.7 }, (time) => 0.012 * strength(time) ** 2);
  });
}

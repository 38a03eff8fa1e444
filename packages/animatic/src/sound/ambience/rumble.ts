// A mountain that burns: the ground shakes, and now and then it throws something up.
import { Chance } from '../chance.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Most of it under 150 Hz, in swells; a burst about every two seconds opens up to 700 Hz. */
export function rumble(take: Take): Stereo {
  const ground = new Chance(take.seed, 'rumble');
  const swell = ground.drift(1.6);
  const bursts = ground
    .instants(-1, take.length / SAMPLE_RATE, 0.5)
    .map((at) => ({ at, size: ground.between(0.4, 1) }));
  const thrown = (time: number) => {
    let sum = 0;
    for (const { at, size } of bursts) {
      const since = time - at;
      if (since > 0 && since < 3) sum += size * Math.min(1, since / 0.12) * Math.exp(-since / 0.7);
    }
    return Math.min(1.3, sum);
  };
  return bothSides(take, 'rumble', (side, chance) => {
    const earth = chance.noises(take.length);
    const shake = chance.drift(0.2);
    addFiltered(side, earth(), { pass: 'low', at: 95, q: 0.9 }, (time) => 0.8 + 0.5 * swell(time) + 0.4 * shake(time));
    addFiltered(
      side,
      earth(),
      { pass: 'low', at: (time) => 140 + 560 * thrown(time), q: 0.6 },
      (time) => 0.1 + 0.5 * thrown(time),
    );
    addFiltered(side, earth(), { pass: 'band', at: 1500, q: 0.5 }, (time) => 0.015 + 0.05 * thrown(time));
  });
}

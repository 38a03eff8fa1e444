// Steady rain: a hiss of countless far drops, and single near ones.
import { Chance } from '../chance.ts';
import { strike } from '../ping.ts';
import { addFiltered, bothSides, filtered, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Steady and bright, most of it above 1.4 kHz; drops fall 420 times a second. */
export function rain(take: Take): Stereo {
  const shower = new Chance(take.seed, 'rain').drift(2.3);
  const out = bothSides(take, 'rain', (side, chance) => {
    const drops = chance.noises(take.length);
    const far = filtered(drops(), { pass: 'low', at: 9000, q: 0.6 });
    addFiltered(side, far, { pass: 'high', at: 1400, q: 0.6 }, (time) => 0.1 + 0.05 * shower(time));
    addFiltered(side, drops(), { pass: 'band', at: 420, q: 0.5 }, 0.04);
  });
  const near = new Chance(take.seed, 'drops');
  const end = take.length / SAMPLE_RATE;
  for (const at of near.instants(0, end, 420)) {
    const frequency = 1800 * 2 ** near.between(0, 1.9);
    const level = 0.02 + 0.16 * near.next() ** 4;
    strike(out, { at, frequency, decay: near.between(0.004, 0.014), level, pan: near.next() });
  }
  // Heavy drops on leaves and puddles.
  for (const at of near.instants(0, end, 9)) {
    const frequency = near.between(450, 1300);
    strike(out, { at, frequency, decay: near.between(0.03, 0.06), level: 0.14, pan: near.next(), rise: 0.4 });
  }
  return out;
}

// A camp fire: the flames' low roar, and wood that crackles in bursts.
import { Chance } from '../chance.ts';
import { strike } from '../ping.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Low, with sparks up to 5 kHz whose peaks stand 20 dB above the rest: it needs the limiter. */
export function fire(take: Take): Stereo {
  const flames = new Chance(take.seed, 'fire');
  const flicker = flames.drift(0.11);
  const draught = flames.drift(1.3);
  const heat = (time: number) => (0.45 + 0.55 * flicker(time)) * (0.6 + 0.4 * draught(time));
  const out = bothSides(take, 'fire', (side, chance) => {
    const air = chance.noises(take.length);
    const roar = (time: number) => 120 + 160 * heat(time);
    addFiltered(side, air(), { pass: 'low', at: roar, q: 0.8 }, (time) => 0.75 * heat(time));
    addFiltered(side, air(), { pass: 'band', at: 900, q: 0.5 }, (time) => 0.05 * heat(time));
    addFiltered(side, air(), { pass: 'high', at: 3200, q: 0.7 }, (time) => 0.022 * heat(time) ** 2);
  });
  const wood = new Chance(take.seed, 'wood');
  const end = take.length / SAMPLE_RATE;
  for (const burst of wood.instants(-0.5, end, 2.6)) {
    const pan = wood.between(0.2, 0.8);
    const count = 1 + Math.floor(9 * wood.next() ** 2);
    for (const at of wood.instants(burst, burst + 0.35, count / 0.35)) {
      const frequency = 900 * 2 ** wood.between(0, 2.6);
      const level = 0.05 + 0.5 * wood.next() ** 4;
      strike(out, { at, frequency, decay: wood.between(0.003, 0.02), level, pan });
    }
  }
  return out;
}

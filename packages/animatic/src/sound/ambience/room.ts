// The quiet of a room: air, the mains in the walls, a clock, and now and then the house.
import { Chance } from '../chance.ts';
import { strike } from '../ping.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Seconds; what takes so long to die away does not. */
const FOREVER = 1e6;

/** Below 200 Hz for the most part; the mains hum at 100 Hz, as rectifiers do on 50 Hz. */
export function room(take: Take): Stereo {
  const out = bothSides(take, 'room', (side, chance) => {
    const air = chance.noises(take.length);
    const draught = chance.drift(2.7);
    addFiltered(side, air(), { pass: 'low', at: 170, q: 0.6 }, (time) => 0.5 + 0.12 * draught(time));
    addFiltered(side, air(), { pass: 'band', at: 520, q: 0.4 }, 0.03);
  });
  const house = new Chance(take.seed, 'house');
  for (const [frequency, level] of [
    [100, 0.017],
    [200, 0.006],
  ] as const) {
    strike(out, { at: 0, frequency, decay: FOREVER, level, pan: 0.5 });
  }
  tick(out, house, take.length / SAMPLE_RATE);
  for (const at of house.instants(0, take.length / SAMPLE_RATE, 0.35)) {
    const pan = house.next();
    for (const [partial, level] of [
      [1, 0.05],
      [2.3, 0.025],
      [3.9, 0.012],
    ] as const) {
      strike(out, { at, frequency: 190 * partial, decay: 0.12 / partial, level, pan });
    }
  }
  return out;
}

/** A clock on the wall: two strokes a second, the second one a little lower. */
function tick(out: Stereo, house: Chance, seconds: number): void {
  const pan = house.between(0.2, 0.8);
  const first = house.between(0.05, 0.45);
  for (let at = first, stroke = 0; at < seconds; at += 0.5, stroke++) {
    const frequency = stroke % 2 === 0 ? 2350 : 1900;
    strike(out, { at, frequency, decay: 0.018, level: 0.05, pan });
    strike(out, { at: at + 0.004, frequency: 0.31 * frequency, decay: 0.035, level: 0.028, pan });
  }
}

// A night in the open: crickets near and far, and hardly any wind.
import { Chance } from '../chance.ts';
import { sides } from '../ping.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

const CRICKETS = 6;

/** Each cricket chirps two or three times a second, three strokes of its wings between 3.8 and 4.9 kHz, and rests now and then. */
export function night(take: Take): Stereo {
  const breeze = new Chance(take.seed, 'night').drift(3.1);
  const out = bothSides(take, 'night', (side, chance) => {
    const air = chance.noises(take.length);
    addFiltered(side, air(), { pass: 'low', at: 240, q: 0.7 }, (time) => 0.05 + 0.04 * breeze(time));
    addFiltered(side, air(), { pass: 'band', at: 1500, q: 0.6 }, (time) => 0.008 + 0.006 * breeze(time));
  });
  const seconds = take.length / SAMPLE_RATE;
  for (let cricket = 0; cricket < CRICKETS; cricket++) {
    const chance = new Chance(take.seed, `cricket ${cricket}`);
    const pitch = chance.between(3800, 4900);
    const [rate, level] = [chance.between(0.36, 0.52), chance.between(0.012, 0.05)];
    const [toLeft, toRight] = sides(chance.between(0, 1));
    const rests = chance.between(3, 7);
    for (let at = chance.between(0, rate); at < seconds; at += rate * chance.between(0.96, 1.04)) {
      if (Math.sin((2 * Math.PI * at) / rests + cricket) < -0.72) continue;
      for (let stroke = 0; stroke < 3; stroke++) chirp(out, at + 0.034 * stroke, pitch, level, toLeft, toRight);
    }
  }
  return out;
}

/** One stroke of the wings: a fortieth of a second. */
function chirp(target: Stereo, at: number, pitch: number, level: number, toLeft: number, toRight: number): void {
  const start = Math.round(at * SAMPLE_RATE);
  const length = Math.round(0.024 * SAMPLE_RATE);
  if (start + length > target.left.length) return;
  for (let i = 0; i < length; i++) {
    const share = i / length;
    const swell = Math.sin(Math.PI * share) ** 2;
    const value = level * swell * Math.sin((2 * Math.PI * pitch * i) / SAMPLE_RATE);
    target.left[start + i]! += value * toLeft;
    target.right[start + i]! += value * toRight;
  }
}

// A heart that beats, close by, in the faint rush of its own blood.
import { Chance } from '../chance.ts';
import { strike } from '../ping.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Seconds from a beat's first stroke to its second. */
const SECOND = 0.29;

/** 62 to 72 beats a minute, each of two strokes: the second shorter, higher and softer. */
export function heart(take: Take): Stereo {
  const chance = new Chance(take.seed, 'heart');
  const beat = 60 / chance.between(62, 72);
  const out = bothSides(take, 'heart', (side, own) => {
    const rush = (time: number) => 0.1 + 0.5 * Math.max(0, 1 - (time % beat) / 0.5) ** 2;
    addFiltered(side, own.noises(take.length)(), { pass: 'low', at: 220, q: 0.7 }, rush);
  });
  for (let at = 0.05; at < take.length / SAMPLE_RATE; at += beat * chance.between(0.97, 1.03)) {
    for (const [after, frequency, decay, level] of [
      [0, 72, 0.26, 0.9],
      [SECOND, 92, 0.2, 0.6],
    ] as const) {
      strike(out, { at: at + after, frequency, decay, level, pan: 0.5, rise: -0.7 });
      // Small speakers play only this of it.
      strike(out, {
        at: at + after,
        frequency: 2.6 * frequency,
        decay: decay / 2,
        level: 0.3 * level,
        pan: 0.5,
        rise: -1,
      });
    }
  }
  return out;
}

// A suspension bridge across the water before a skyline, its lamps lit when it is dark.
import { between, chance } from '../plan/chance.ts';
import { dab, type Load, stroke } from './brush.ts';
import { type Canvas, LAND } from './canvas.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';
import { airOf } from './terrain.ts';

/** Distance, height of the deck and of the towers, and the eye's height, in the world's unit. */
const FAR = 2.9;
const DECK = 0.13;
const TOP = 0.62;

export function paintBridge(canvas: Canvas, light: Light, { seed, hour }: Scene, eye: number): void {
  const { width, scale, horizon } = canvas;
  const hand = chance(seed, 'bridge hand') < 0.5 ? -1 : 1;
  const start = between(seed, 'bridge', 0.56, 0.72);
  const lamps = ['dusk', 'night', 'sunset', 'dawn'].includes(hour);
  // It comes from one side of the frame, nearer there, and goes towards the bank.
  const at = (share: number) => {
    const z = FAR + 0.45 * share;
    const x = width / 2 + hand * width * (0.62 - share * start * 1.55);
    return { x, z, y: (level: number) => horizon + (scale * (eye - level)) / z };
  };
  const tone = (share: number) => {
    const pixel = Float32Array.from(
      [0, 1, 2],
      (c) =>
        [0.36, 0.1, 0.07][c]! * (light.sun[c]! * 0.5 + light.ambient[c]! * 1.3) + (lamps ? [0.05, 0.03, 0.018][c]! : 0),
    );
    airOf(light)(pixel, 0, at(share).z * 1.2, 0, 0.05);
    return pixel;
  };
  const towers = [0.16, 0.66];
  const cable = (share: number) => {
    const [left, right] = towers as [number, number];
    const middle = (left + right) / 2;
    const sag = share < left ? (left - share) / 0.25 : share > right ? (share - right) / 0.25 : 0;
    if (sag > 0) return Math.max(DECK, TOP - (TOP - DECK) * Math.min(1, sag) ** 0.8);
    return DECK + 0.04 + (TOP - DECK - 0.04) * ((share - middle) / (right - middle)) ** 2;
  };
  const thin = Math.max(0.8, scale * 0.0014);
  for (let share = 1; share >= 0; share -= 0.008) {
    const [here, next] = [at(share), at(Math.min(1, share + 0.008))];
    const load: Load = { z: here.z, kind: LAND };
    const own = tone(share);
    stroke(canvas, load, here.x, here.y(DECK), next.x, next.y(DECK), scale * 0.0085, scale * 0.0085, own);
    stroke(
      canvas,
      load,
      here.x,
      here.y(cable(share)),
      next.x,
      next.y(cable(Math.min(1, share + 0.008))),
      1.5 * thin,
      1.5 * thin,
      own,
    );
    const step = Math.round(share / 0.008);
    if (step % 3 === 0)
      stroke(canvas, load, here.x, here.y(DECK), here.x, here.y(cable(share)), 0.7 * thin, 0.7 * thin, own);
    if (!lamps) continue;
    if (step % 4 === 0)
      dab(canvas, { ...load, kind: null }, here.x, here.y(DECK + 0.02), thin * 1.6, thin * 1.6, [3, 2, 0.95]);
    if (step % 2 === 0) dab(canvas, { ...load, kind: null }, here.x, here.y(cable(share)), thin, thin, [1.8, 1.6, 1.3]);
  }
  for (const share of towers) {
    const { x, y, z } = at(share);
    const load: Load = { z: z * 0.995, kind: LAND };
    for (const leg of [-1, 1])
      stroke(
        canvas,
        load,
        x + leg * scale * 0.009,
        y(0),
        x + leg * scale * 0.006,
        y(TOP),
        scale * 0.007,
        scale * 0.005,
        tone(share),
      );
    for (const level of [TOP, 0.46, 0.3])
      stroke(
        canvas,
        load,
        x - scale * 0.01,
        y(level),
        x + scale * 0.01,
        y(level),
        scale * 0.005,
        scale * 0.005,
        tone(share),
      );
  }
}

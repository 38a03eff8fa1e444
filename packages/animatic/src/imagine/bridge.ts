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

const TOWERS = [0.16, 0.66] as const;

/** Where it is at a share of its length: pixels across, distance, and the row of a height; its colour and a thin line's breadth there. */
type Span = {
  at(share: number): { x: number; z: number; y(level: number): number };
  tone(share: number): Float32Array;
  thin: number;
};

export function paintBridge(canvas: Canvas, light: Light, { seed, hour }: Scene, eye: number): void {
  const { width, scale, horizon } = canvas;
  const hand = chance(seed, 'bridge hand') < 0.5 ? -1 : 1;
  const long = 1.55 * between(seed, 'bridge', 0.56, 0.72);
  const lit = ['dusk', 'night', 'sunset', 'dawn'].includes(hour);
  // It comes from one side of the frame, nearer there, and goes towards the bank.
  const at: Span['at'] = (share) => {
    const z = FAR + 0.48 * share + Math.max(0, share - 1);
    const x = width / 2 + hand * width * (0.62 - share * long);
    return { x, z, y: (level) => horizon + (scale * (eye - level)) / z };
  };
  const tone = (share: number) => {
    const glow = lit ? [0.05, 0.03, 0.018] : [0, 0, 0];
    const sunny = (c: number) => RED[c]! * (light.sun[c]! * 0.5 + light.ambient[c]! * 1.3);
    const pixel = Float32Array.from([0, 1, 2], (c) => sunny(c) + glow[c]!);
    airOf(light)(pixel, 0, at(share).z * 1.2, 0, 0.05);
    return pixel;
  };
  const span = { at, tone, thin: Math.max(0.9, scale * 0.002) };
  for (let step = Math.ceil(LANDED * STEPS); step > 0; step--) paintStep(canvas, span, step, lit);
  for (const share of TOWERS) paintTower(canvas, span, share);
}

const RED = [0.46, 0.12, 0.075];
const STEPS = 125;
/** The share of its length at which it is down on the ground, behind the bank. */
const LANDED = 1.14;

/** Height of its deck: over the bank it comes down among the houses. */
function deckAt(share: number): number {
  return DECK - (DECK - 0.02) * Math.max(0, (share - 1) / (LANDED - 1)) ** 1.4;
}

/** Deck and cables from a step to the next, and now and then a hanger and a lamp. */
function paintStep(canvas: Canvas, { at, tone, thin }: Span, step: number, lit: boolean): void {
  const [share, beyond] = [(step - 1) / STEPS, step / STEPS];
  const [here, next] = [at(share), at(beyond)];
  const load: Load = { z: here.z, kind: LAND };
  const own = tone(share);
  const [hung, deck, thick] = [here.y(cable(share)), here.y(deckAt(share)), 0.013 * canvas.scale];
  stroke(canvas, load, here.x, deck, next.x, next.y(deckAt(beyond)), thick, thick, own);
  if (share >= 1) return;
  stroke(canvas, load, here.x, hung, next.x, next.y(cable(beyond)), 1.5 * thin, 1.5 * thin, own);
  if (step % 3 === 0) stroke(canvas, load, here.x, deck, here.x, hung, 0.7 * thin, 0.7 * thin, own);
  // It rests on piers, the last of them on the bank.
  if (step % 25 === 0) stroke(canvas, load, next.x, next.y(DECK), next.x, next.y(0), thick, thick, own);
  if (!lit) return;
  const lamp = { ...load, kind: null };
  if (step % 4 === 0) dab(canvas, lamp, here.x, here.y(DECK + 0.02), thin * 1.6, thin * 1.6, [3, 2, 0.95]);
  if (step % 2 === 0) dab(canvas, lamp, here.x, hung, thin, thin, [1.8, 1.6, 1.3]);
}

/** Two legs with beams between them. */
function paintTower(canvas: Canvas, { at, tone }: Span, share: number): void {
  const { scale } = canvas;
  const { x, y, z } = at(share);
  const load: Load = { z: z * 0.995, kind: LAND };
  const own = tone(share);
  for (const leg of [-scale, scale])
    stroke(canvas, load, x + leg * 0.014, y(0), x + leg * 0.011, y(TOP), scale * 0.012, scale * 0.009, own);
  for (const level of [TOP, 0.46, 0.3])
    stroke(canvas, load, x - scale * 0.015, y(level), x + scale * 0.015, y(level), scale * 0.008, scale * 0.008, own);
}

/** Height of the main cables: a parabola between the towers, down to the deck outside them. */
function cable(share: number): number {
  const [left, right] = TOWERS;
  const outside = share < left ? (left - share) / 0.25 : (share - right) / 0.25;
  if (outside > 0) return Math.max(DECK, TOP - (TOP - DECK) * Math.min(1, outside) ** 0.8);
  const middle = (left + right) / 2;
  return DECK + 0.04 + (TOP - DECK - 0.04) * ((share - middle) / (right - middle)) ** 2;
}

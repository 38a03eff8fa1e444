// A street some way off: the rumble of a town, cars that pass, now and then a horn.
import { Chance } from '../chance.ts';
import { sides } from '../ping.ts';
import { add, addFiltered, bothSides, filtered, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Below 400 Hz for the most part; a car passes about every two seconds, a horn sounds about every eight. */
export function city(take: Take): Stereo {
  const town = bothSides(take, 'city', (side, chance) => {
    const air = chance.noises(take.length);
    const traffic = chance.drift(1.7);
    addFiltered(side, air(), { pass: 'low', at: 130, q: 0.8 }, (time) => 0.55 + 0.3 * traffic(time));
    addFiltered(side, air(), { pass: 'band', at: 380, q: 0.5 }, (time) => 0.05 + 0.03 * traffic(time));
  });
  const street = new Chance(take.seed, 'street');
  const seconds = take.length / SAMPLE_RATE;
  for (const at of street.instants(-1, seconds + 1, 0.5)) passCar(town, street, at);
  for (const at of street.instants(0.5, seconds - 0.5, 0.12)) soundHorn(town, street, at);
  return town;
}

/** A car goes from one side to the other and is nearest at `at`; its tyres sound lower once it has passed. */
function passCar(target: Stereo, chance: Chance, at: number): void {
  const breadth = chance.between(0.5, 1.1);
  const level = chance.between(0.15, 0.4);
  const pitch = chance.between(420, 700);
  const way = chance.pick([-1, 1]);
  const start = Math.max(0, Math.round((at - 3 * breadth) * SAMPLE_RATE));
  const end = Math.min(target.left.length, Math.round((at + 3 * breadth) * SAMPLE_RATE));
  if (end <= start) return;
  const passed = (time: number) => (time + start / SAMPLE_RATE - at) / breadth;
  const tyres = (time: number) => pitch * (1 - 0.16 * Math.tanh(passed(time)));
  const near = (time: number) => level * Math.max(0, Math.exp(-(passed(time) ** 2) / 2) - Math.exp(-4.5));
  const pan = (time: number) => 0.5 + 0.45 * way * Math.tanh(passed(time));
  const road = chance.white(end - start);
  for (const [side, channel] of [target.left, target.right].entries()) {
    const gain = (time: number) => near(time) * sides(pan(time))[side]!;
    addFiltered(channel.subarray(start, end), road, { pass: 'band', at: tyres, q: 0.9 }, gain);
  }
}

/** Two reeds a third apart, heard round a corner. */
function soundHorn(target: Stereo, chance: Chance, at: number): void {
  const seconds = chance.between(0.18, 0.45);
  const start = Math.round(at * SAMPLE_RATE);
  const length = Math.min(Math.round(seconds * SAMPLE_RATE), target.left.length - start);
  if (length <= 0) return;
  const reeds = new Float32Array(length);
  const pitch = chance.between(330, 430);
  for (let i = 0; i < length; i++) {
    const time = i / SAMPLE_RATE;
    const fade = Math.min(1, time / 0.03, (length - i) / SAMPLE_RATE / 0.06);
    for (let k = 1; k <= 4; k++) {
      const two = Math.sin(2 * Math.PI * pitch * k * time) + Math.sin(2 * Math.PI * pitch * 1.26 * k * time);
      reeds[i]! += (fade * two) / k;
    }
  }
  const [toLeft, toRight] = sides(chance.between(0.1, 0.9));
  const distant = filtered(reeds, { pass: 'low', at: 900, q: 0.7 });
  add(target.left.subarray(start), distant, 0.016 * toLeft);
  add(target.right.subarray(start), distant, 0.016 * toRight);
}

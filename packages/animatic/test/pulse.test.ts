// What a given sound does to the picture: strokes at its onsets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pulseOf } from '../src/sound/pulse.ts';
import { SAMPLE_RATE } from '../src/sound/stereo.ts';

const [SECONDS, FPS] = [6, 30];
type Wave = (time: number) => number;

/** A sound struck at those seconds, over one that never pauses. */
function struck(at: readonly number[], stroke: Wave, bed: Wave) {
  const samples = Float32Array.from({ length: SECONDS * SAMPLE_RATE }, (_, i) => bed(i / SAMPLE_RATE));
  for (const start of at.map((second) => Math.round(second * SAMPLE_RATE))) {
    for (let i = 0; i < 0.4 * SAMPLE_RATE && start + i < samples.length; i++)
      samples[start + i]! += stroke(i / SAMPLE_RATE);
  }
  return { left: samples, right: samples };
}

const sine = (frequency: number, time: number) => Math.sin(2 * Math.PI * frequency * time);
const noise: Wave = (time) => 2 * ((Math.sin(time * 99_991) * 43_758.5453) % 1);
const kick: Wave = (time) => 0.8 * Math.exp(-time / 0.09) * sine(55, time);
const clap: Wave = (time) => 0.35 * Math.exp(-time / 0.03) * noise(time);
const syllable: Wave = (time) =>
  time > 0.18
    ? 0
    : 0.3 * Math.min(1, time / 0.02) * Math.min(1, (0.18 - time) / 0.04) * (sine(140, time) + sine(280, time));
const every = (step: number) => Array.from({ length: Math.floor((SECONDS - 1) / step) }, (_, i) => 0.51 + i * step);
const chord: Wave = (time) => 0.3 * (sine(220, time) + sine(277, time) + sine(330, time));

const SOUNDS: [name: string, at: number[], stroke: Wave, bed: Wave, least: number][] = [
  ['drums at 90 a minute', every(60 / 90), kick, () => 0, 0.6],
  ['drums at 128 a minute', every(60 / 128), kick, () => 0, 0.6],
  ['claps at no even times', [0.6, 1.13, 1.99, 2.41, 3.3, 3.77, 4.92], clap, () => 0, 0.5],
  ['syllables', [0.6, 0.83, 1.1, 1.42, 2.3, 2.55, 2.81, 3.6, 3.9, 4.4], syllable, () => 0, 0.3],
  ['drums under a loud chord that never pauses', every(60 / 128), kick, chord, 0.3],
];

for (const [name, at, stroke, bed, least] of SOUNDS) {
  test(`${name} move the picture, each within a frame of where it is heard, and nothing else does`, () => {
    const { push } = pulseOf(struck(at, stroke, bed), SECONDS * FPS, FPS, false);
    const rises = push.map((now, frame) => now - (push[frame - 1] ?? 0));
    for (const second of at) {
      const frame = Math.floor(second * FPS);
      const felt = Math.max(0, rises[frame]!) + Math.max(0, rises[frame + 1]!);
      assert.ok(felt > least, `${felt} at ${second} s`);
    }
    const near = new Set(at.flatMap((second) => [0, 1].map((later) => Math.floor(second * FPS) + later)));
    // What has no past is a rise.
    const others = rises.flatMap((rise, frame) => (rise > 0.1 && frame > 8 && !near.has(frame) ? [frame] : []));
    assert.deepEqual(others, []);
  });
}

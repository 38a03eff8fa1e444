// The meter against tones whose loudness is known: ITU-R BS.1770-4, EBU Tech 3341.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { limit } from '../src/sound/limiter.ts';
import { loudness } from '../src/sound/loudness.ts';
import { digestOf } from './decoding.ts';

/** Stretches of a sine, each at a level in dB of full scale. */
function tone(frequency: number, stretches: [level: number, seconds: number][]): Float32Array<ArrayBuffer> {
  const total = stretches.reduce((sum, [, seconds]) => sum + seconds, 0);
  const samples = new Float32Array(total * 48_000);
  let at = 0;
  for (const [level, seconds] of stretches) {
    for (const end = at + seconds * 48_000; at < end; at++) {
      samples[at] = 10 ** (level / 20) * Math.sin((2 * Math.PI * frequency * at) / 48_000);
    }
  }
  return samples;
}

const both = (side: Float32Array<ArrayBuffer>) => ({ left: side, right: side.slice() });

function near(measured: number, expected: number): void {
  assert.ok(Math.abs(measured - expected) < 0.1, `${measured} LUFS instead of ${expected}`);
}

describe('loudness', () => {
  test('of a full-scale sine of 997 Hz on one side is −3.01 LUFS', () => {
    const left = tone(997, [[0, 5]]);
    near(loudness({ left, right: new Float32Array(left.length) }), -3.01);
  });

  test('of a sine of 1 kHz on both sides is its level', () => {
    near(loudness(both(tone(1000, [[-23, 20]]))), -23);
    near(loudness(both(tone(1000, [[-33, 20]]))), -33);
  });

  test('leaves out what is far quieter than the rest', () => {
    near(
      loudness(
        both(
          tone(1000, [
            [-36, 10],
            [-23, 60],
            [-36, 10],
          ]),
        ),
      ),
      -23,
    );
    near(
      loudness(
        both(
          tone(1000, [
            [-72, 10],
            [-36, 10],
            [-23, 60],
            [-36, 10],
            [-72, 10],
          ]),
        ),
      ),
      -23,
    );
  });

  test('weighs the bass less than the treble', () => {
    const bass = loudness(both(tone(40, [[-20, 5]])));
    const treble = loudness(both(tone(4000, [[-20, 5]])));
    assert.ok(bass < -24 && treble > -17.5, `${bass}, ${treble}`);
  });

  test('of silence is nothing, and of a moment is its level', () => {
    assert.equal(loudness(both(new Float32Array(96_000))), Number.NEGATIVE_INFINITY);
    near(loudness(both(tone(1000, [[-20, 0.2]]))), -20);
  });
});

describe('the limiter', () => {
  test('brings down peaks that lie between the samples', () => {
    // A sine of a quarter of the sample rate, 45° off, has every sample at 0.707 of its peak.
    const left = Float32Array.from({ length: 9_600 }, (_, i) => Math.sin((Math.PI / 2) * i + Math.PI / 4));
    const sound = both(left);
    assert.ok(limit(sound, 0.8));
    const middle = sound.left.subarray(2_000, 7_000);
    assert.ok(Math.max(...middle) < 0.8 * 0.72, `${Math.max(...middle)}`);
    assert.ok(Math.max(...middle) > 0.8 * 0.69, `${Math.max(...middle)}`);
  });

  test('touches nothing that stays under the ceiling', () => {
    const sound = both(tone(440, [[-6, 1]]));
    const before = sound.left.slice();
    assert.equal(limit(sound, 0.9), false);
    assert.equal(digestOf(sound.left), digestOf(before));
  });

  test('turns both sides down together and smoothly', () => {
    const sound = both(
      tone(440, [
        [-20, 1],
        [0, 1],
        [-20, 1],
      ]),
    );
    limit(sound, 0.5);
    assert.equal(digestOf(sound.left), digestOf(sound.right));
    assert.ok(sound.left.every((sample) => Math.abs(sample) <= 0.5001));
    for (let i = 1; i < sound.left.length; i++) assert.ok(Math.abs(sound.left[i]! - sound.left[i - 1]!) < 0.06);
  });
});

// What the ear would mark as wrong in the music: notes out of tune, chords that leap, a pace that misses the cuts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chance } from '../src/sound/chance.ts';
import { playBell, playPad, playPluck } from '../src/sound/music/instruments.ts';
import { MOODS } from '../src/sound/music/moods.ts';
import { writeScore } from '../src/sound/music/score.ts';
import { silence } from '../src/sound/signal.ts';
import type { Stereo } from '../src/sound/stereo.ts';

const moods = Object.values(MOODS);
const score = (mood: (typeof moods)[number], seconds: number, cuts: number[], seed: number) =>
  writeScore(mood, seconds, cuts, new Chance(seed, 'score'));

describe('the score', () => {
  test('fills the film with whole bars and comes home at the end', () => {
    for (const mood of moods) {
      for (const seconds of [0.5, 2, 5, 10, 15]) {
        const { bars } = score(mood, seconds, [], 3);
        let at = 0;
        for (const bar of bars) {
          assert.ok(Math.abs(bar.at - at) < 1e-9);
          at += bar.seconds;
        }
        assert.ok(Math.abs(at - seconds) < 1e-9);
        if (bars.length > 1) assert.equal(bars.at(-1)!.chord, mood.home);
      }
    }
  });

  test('moves its voices by steps: no chord leaps from the one before', () => {
    for (const mood of moods) {
      for (let seed = 0; seed < 8; seed++) {
        const { bars } = score(mood, 15, [], seed);
        for (let i = 1; i < bars.length; i++) {
          const [before, after] = [bars[i - 1]!.voices, bars[i]!.voices];
          const shared = Math.min(before.length, after.length);
          for (let k = 0; k < shared; k++) assert.ok(Math.abs(after[k]! - before[k]!) <= 5, `${before} to ${after}`);
        }
      }
    }
  });

  test('puts a beat on each cut when the mood allows the pace', () => {
    for (const [seconds, cuts] of [
      [10, [5]],
      [10, [2.5, 7.5]],
      [15, [5, 10]],
      [10, [3, 6]],
    ] as const) {
      const { bars } = score(MOODS.bright, seconds, [...cuts], 1);
      const beat = bars[0]!.seconds / 4;
      for (const cut of cuts)
        assert.ok(Math.abs(cut / beat - Math.round(cut / beat)) * beat < 0.04, `${cut} of ${beat}`);
    }
  });
});

describe('the instruments', () => {
  /** Hz of the strongest sine near `expected`, found by correlation in steps of two cents. */
  function pitchNear({ left }: Stereo, expected: number): number {
    let [best, most] = [0, 0];
    for (let cents = -60; cents <= 60; cents += 2) {
      const frequency = expected * 2 ** (cents / 1200);
      let [x, y] = [0, 0];
      for (let i = 4_800; i < 48_000; i++) {
        const angle = (2 * Math.PI * frequency * i) / 48_000;
        x += left[i]! * Math.cos(angle);
        y += left[i]! * Math.sin(angle);
      }
      if (Math.hypot(x, y) > most) [best, most] = [cents, Math.hypot(x, y)];
    }
    return best;
  }

  test('are in tune to eight cents, high and low', () => {
    for (const pitch of [45, 60, 69, 81]) {
      const note = { at: 0, seconds: 1, pitch, level: 0.5, pan: 0.3 };
      const frequency = 440 * 2 ** ((pitch - 69) / 12);
      const [pad, pluck, bell] = [silence(48_000), silence(48_000), silence(48_000)];
      playPad(pad, note);
      playPluck(pluck, note, new Chance(1, 'pluck'));
      playBell(bell, note);
      for (const [name, sound] of Object.entries({ pad, pluck, bell })) {
        const off = pitchNear(sound, frequency);
        assert.ok(Math.abs(off) <= 8, `${name} ${pitch} is ${off} cents off`);
      }
    }
  });
});

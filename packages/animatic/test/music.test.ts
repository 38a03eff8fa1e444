// What the ear would mark as wrong in the music: notes out of tune, chords that leap, a pace that misses the cuts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chance } from '../src/sound/chance.ts';
import { playBell, playPad, playPluck } from '../src/sound/music/instruments.ts';
import { writeMelody } from '../src/sound/music/melody.ts';
import { MOODS } from '../src/sound/music/moods.ts';
import { fromShare, writeScore } from '../src/sound/music/score.ts';
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

describe('the melody', () => {
  type Sung = { eighth: number; pitch: number }[];

  /** What each bar sings, over several seeds of each mood that has a melody; films of `seconds`, tonic at 0. */
  function melodies(seconds: number) {
    return moods
      .filter((mood) => mood.parts.melody)
      .flatMap((mood) =>
        Array.from({ length: 24 }, (_, seed) => {
          const written = score(mood, seconds, [], seed);
          const tones = writeMelody(written, mood, new Chance(seed, 'melody'));
          const bars = written.bars.map((bar): Sung => {
            const heard = tones.filter(({ at }) => at > bar.at - 1e-6 && at < bar.at + bar.seconds - 1e-6);
            return heard.map(({ at, pitch }) => ({
              eighth: Math.round(((at - bar.at) / bar.seconds) * 8),
              pitch: pitch - written.tonic,
            }));
          });
          return { written, bars };
        }),
      );
  }

  const rhythm = (bar: Sung) => bar.map(({ eighth }) => eighth).join(' ');
  const intervals = (pitches: number[]) => pitches.slice(1).map((pitch, i) => pitch - pitches[i]!);
  /** 1 where two bars rise and fall by as much, 0 where they have nothing in common. */
  function likeness(a: Sung, b: Sung): number {
    const [x, y] = [a, b].map((bar) => {
      const mean = bar.reduce((sum, { pitch }) => sum + pitch, 0) / bar.length;
      return bar.map(({ pitch }) => pitch - mean);
    }) as [number[], number[]];
    return x.reduce((sum, value, i) => sum + value * y[i]!, 0) / (Math.hypot(...x) * Math.hypot(...y) || 1);
  }

  test('says its motif again: in the third bar with the same rhythm and contour, over another chord', () => {
    const returns = melodies(15)
      .filter(({ bars }) => bars.length > 4)
      .map(({ bars }) => {
        assert.equal(rhythm(bars[2]!), rhythm(bars[0]!));
        return likeness(bars[0]!, bars[2]!);
      });
    assert.ok(returns.length >= 48);
    const alike = returns.filter((one) => one > 0.7).length / returns.length;
    assert.ok(alike >= 0.95, `${Math.round(alike * 100)} % of the motifs come again`);
  });

  test('answers in the bar before the last, begins as the motif did, falls, and steps home to the tonic', () => {
    for (const { bars } of [...melodies(5), ...melodies(10), ...melodies(15)].filter(({ bars }) => bars.length > 2)) {
      const [motif, answer, home] = [bars[0]!, bars.at(-2)!, bars.at(-1)!];
      assert.equal(rhythm(answer), rhythm(motif));
      assert.deepEqual(
        home.map(({ eighth, pitch }) => [eighth, pitch % 12]),
        [[0, 0]],
      );
      assert.ok(answer.at(-1)!.pitch < Math.max(...answer.map(({ pitch }) => pitch)), 'the answer falls at its end');
      const step = home[0]!.pitch - answer.at(-1)!.pitch;
      assert.ok(Math.abs(step) <= 4, `${step} semitones home`);
    }
  });

  test('has more than its last note where it comes in late', () => {
    for (const mood of [MOODS.hopeful, MOODS.mysterious]) {
      for (const seconds of [5, 8, 10, 15]) {
        const whole = score(mood, seconds, [], 1);
        const heard = fromShare(whole, mood.enters!.melody!);
        assert.ok(
          heard.bars.length >= Math.min(2, whole.bars.length),
          `${heard.bars.length} of ${whole.bars.length} bars`,
        );
        assert.ok(whole.bars.length < 3 || heard.bars.length < whole.bars.length, 'it waits');
      }
    }
  });

  test('holds tones of the chord on strong beats, and takes a step back after a leap', () => {
    let [leaps, lost] = [0, 0];
    for (const { written, bars } of melodies(15)) {
      for (const [i, bar] of bars.entries()) {
        const { root, tones } = written.bars[i]!.chord;
        for (const { eighth, pitch } of bar) {
          if (eighth % 4 === 0) assert.ok(tones.some((tone) => (pitch - root - tone) % 12 === 0));
        }
      }
      const moves = intervals(bars.flat().map(({ pitch }) => pitch));
      for (const [i, move] of moves.slice(0, -1).entries()) {
        assert.ok(Math.abs(move) <= 9, `a leap of ${move} semitones`);
        if (Math.abs(move) <= 5) continue;
        leaps += 1;
        if (Math.abs(moves[i + 1]!) > 4 || moves[i + 1]! * move >= 0) lost += 1;
      }
    }
    assert.ok(leaps > 20);
    assert.equal(lost, 0, `after ${lost} of ${leaps} leaps no step back`);
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

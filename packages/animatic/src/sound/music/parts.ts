// What each player plays over a score.
import type { Chance } from '../chance.ts';
import type { Stereo } from '../stereo.ts';
import { playBass, playBell, playDrum, playPad, playPluck, playReed, playShaker } from './instruments.ts';
import { writeMelody } from './melody.ts';
import type { Mood, Part } from './moods.ts';
import type { Score } from './score.ts';

type Player = (target: Stereo, score: Score, level: number, mood: Mood, chance: Chance) => void;

/** Each adds one part to the target; `level` is 0 to 1, from the mood. */
export const PLAYERS: Record<Part, Player> = {
  pad(target, { bars }, level) {
    for (const { at, seconds, voices } of bars) {
      for (const [i, pitch] of voices.entries()) {
        const pan = 0.25 + (0.5 * i) / Math.max(1, voices.length - 1);
        playPad(target, { at, seconds: seconds + 0.15, pitch, level: 0.25 * level, pan });
      }
    }
  },

  bass(target, { tonic, bars }, level) {
    for (const { at, seconds, chord, last } of bars) {
      const pitch = below(tonic + chord.root, 43);
      const play = (beat: number, beats: number, pitch: number, share: number) => {
        const quarter = seconds / 4;
        const note = { at: at + beat * quarter, seconds: beats * quarter * 0.9, pitch, pan: 0.5 };
        playBass(target, { ...note, level: 0.5 * level * share });
      };
      if (last || seconds > 2.6) play(0, 4, pitch, 1);
      else {
        play(0, 1.5, pitch, 1);
        play(1.5, 0.5, pitch, 0.7);
        play(2, 2, pitch + chord.tones[2]! - 12, 0.85);
      }
    }
  },

  drone(target, { tonic, bars }, level) {
    const [first, last] = [bars[0]!, bars.at(-1)!];
    const seconds = last.at + last.seconds - first.at;
    for (const [interval, pan] of [
      [0, 0.4],
      [7, 0.6],
    ] as const) {
      playPad(target, { at: first.at, seconds, pitch: below(tonic, 40) + interval, level: 0.3 * level, pan });
    }
  },

  arpeggio(target, { bars }, level, _mood, chance) {
    for (const { at, seconds, voices, last } of bars) {
      const ladder = [...voices, voices[0]! + 12, voices[1]! + 12];
      const path = [...ladder.keys(), ...[...ladder.keys()].reverse().slice(1, -1)];
      for (let eighth = 0; eighth < (last ? 1 : 8); eighth++) {
        const pitch = ladder[path[eighth % path.length]!]! + 12;
        const accent = eighth % 4 === 0 ? 1 : 0.7;
        const pan = 0.3 + 0.4 * (eighth % 2);
        const start = at + (eighth * seconds) / 8;
        playPluck(target, { at: start, seconds, pitch, level: 2.2 * level * accent, pan }, chance);
      }
    }
  },

  melody(target, score, level, mood, chance) {
    const { seconds } = score.bars[0]!;
    for (const { at, pitch } of writeMelody(score, mood, chance)) {
      playBell(target, { at, seconds, pitch, level: 0.4 * level, pan: chance.between(0.35, 0.65) });
    }
  },

  shaker(target, { bars }, level, _mood, chance) {
    for (const { at, seconds, last } of bars) {
      for (let eighth = 0; eighth < (last ? 1 : 8); eighth++) {
        const accent = eighth % 2 === 1 ? 1 : 0.45;
        const start = at + (eighth * seconds) / 8;
        playShaker(target, { at: start, seconds, pitch: 0, level: level * accent, pan: 0.6 }, chance);
      }
    }
  },

  pulse(target, { tonic, bars }, level) {
    const count = bars.length * 8;
    for (const [i, { at, seconds, chord, last }] of bars.entries()) {
      for (let eighth = 0; eighth < (last ? 1 : 8); eighth++) {
        const rise = 0.55 + (0.45 * (i * 8 + eighth)) / count; // grows towards the end
        const pitch = below(tonic + chord.root, 50) + (eighth % 8 === 6 ? chord.tones[1]! : 0);
        const accent = eighth % 4 === 0 ? 1 : 0.65;
        const note = { at: at + (eighth * seconds) / 8, seconds: seconds / 16, pitch };
        playReed(target, { ...note, level: 0.45 * level * accent * rise, pan: eighth % 2 ? 0.62 : 0.38 });
      }
    }
  },

  heartbeat(target, { bars }, level) {
    for (const { at, seconds } of bars) {
      for (const [beat, share] of [
        [0, 1],
        [0.5, 0.6],
        [2, 0.9],
        [2.5, 0.5],
      ] as const) {
        const start = at + (beat * seconds) / 4;
        playDrum(target, { at: start, seconds, pitch: 0, level: 0.9 * level * share, pan: 0.5 });
      }
    }
  },
};

/** The same note in the highest octave that is not above `ceiling`. */
function below(pitch: number, ceiling: number): number {
  return pitch - 12 * Math.ceil((pitch - ceiling) / 12);
}

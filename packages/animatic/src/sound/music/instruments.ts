// What plays the notes. Pitches are MIDI note numbers (69 is 440 Hz), times are seconds, pan is 0 (left) to 1 (right).
import type { Chance } from '../chance.ts';
import { sides, strike } from '../ping.ts';
import { addFiltered, filtered } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** `level` is the peak, about; instruments that are struck or plucked ring as long as they do, whatever `seconds` says. */
export type Note = { at: number; seconds: number; pitch: number; level: number; pan: number };

/** One period of a tone, with the first value again at the end so that interpolation needs no wrap. */
type Wave = Float32Array;

const PERIOD = 2048;

/** Warm and without edge, for chords and basses; and with the bite of a reed, for pulses. */
const WARM = wave(7, 2);
const REED = wave(14, 1.1);

function frequencyOf(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}

/** Harmonics 1 to `count`, each k times higher and k^`fall` times weaker, scaled to a peak of 1. */
function wave(count: number, fall: number): Wave {
  const table = new Float32Array(PERIOD + 1);
  for (let k = 1; k <= count; k++) {
    const level = 1 / k ** fall;
    for (let i = 0; i <= PERIOD; i++) table[i]! += level * Math.sin((2 * Math.PI * k * i) / PERIOD);
  }
  const peak = table.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return table.map((value) => value / peak);
}

/** Strings or a choir from afar: swells in, holds, fades, and is tuned a hair apart on both sides. */
export function playPad(target: Stereo, note: Note): void {
  const attack = Math.min(0.7, note.seconds / 3);
  sustain(target.left, WARM, note, -0.03, sides(note.pan)[0], attack, 0.9);
  sustain(target.right, WARM, note, 0.03, sides(note.pan)[1], attack, 0.9);
}

/** A round bass that holds for the note's length. */
export function playBass(target: Stereo, note: Note): void {
  sustain(target.left, WARM, note, 0, sides(note.pan)[0], 0.04, 0.25);
  sustain(target.right, WARM, note, 0, sides(note.pan)[1], 0.04, 0.25);
}

/** A short reed note, for rhythms. */
export function playReed(target: Stereo, note: Note): void {
  sustain(target.left, REED, note, -0.05, sides(note.pan)[0], 0.008, 0.1);
  sustain(target.right, REED, note, 0.05, sides(note.pan)[1], 0.008, 0.1);
}

/** A table read at the note's pitch (plus `detune` semitones), under an attack, a slow fall and a release after its end. */
function sustain(
  channel: Float32Array,
  table: Wave,
  note: Note,
  detune: number,
  side: number,
  attack: number,
  release: number,
): void {
  const start = Math.round(note.at * SAMPLE_RATE);
  const held = Math.round(note.seconds * SAMPLE_RATE);
  const total = held + Math.round(release * SAMPLE_RATE);
  const end = Math.min(start + total, channel.length);
  const step = (frequencyOf(note.pitch + detune) * PERIOD) / SAMPLE_RATE;
  const rise = 1 / (attack * SAMPLE_RATE);
  const fall = 1 / (total - held);
  let phase = (note.pitch * 379) % PERIOD; // notes of a chord do not all start at a zero crossing together
  for (let i = start; i < end; i++) {
    const index = Math.floor(phase);
    const from = table[index]!;
    const value = from + (table[index + 1]! - from) * (phase - index);
    phase += step;
    if (phase >= PERIOD) phase -= PERIOD;
    const gain = Math.min(1, (i - start) * rise, (start + total - i) * fall);
    channel[i]! += value * gain * gain * (3 - 2 * gain) * note.level * side;
  }
}

/** A plucked string: noise that runs round a delay and loses its edge on each turn (Karplus and Strong). */
export function playPluck(target: Stereo, note: Note, chance: Chance): void {
  const start = Math.round(note.at * SAMPLE_RATE);
  const end = Math.min(start + Math.round(1.6 * SAMPLE_RATE), target.left.length);
  const period = SAMPLE_RATE / frequencyOf(note.pitch);
  const string = filtered(chance.white(Math.floor(period - 0.5)), { pass: 'low', at: 3200, q: 0.7 });
  const [toLeft, toRight] = sides(note.pan);
  // The two-point mean delays by half a sample; an all-pass adds the rest of the period, or high notes would be out of tune.
  const rest = period - 0.5 - string.length;
  const tuning = (1 - rest) / (1 + rest);
  let [position, before, tuned, meanBefore] = [0, 0, 0, 0];
  for (let i = start; i < end; i++) {
    const value = string[position]!;
    const mean = 0.4985 * (value + before);
    tuned = tuning * (mean - tuned) + meanBefore;
    meanBefore = mean;
    before = value;
    string[position] = tuned;
    position = position + 1 === string.length ? 0 : position + 1;
    const gain = Math.min(1, (end - i) / 4800, (i - start) / 48) * note.level;
    target.left[i]! += value * gain * toLeft;
    target.right[i]! += value * gain * toRight;
  }
}

/** A small bell: three partials of a struck bar, the higher the sooner gone. */
export function playBell(target: Stereo, note: Note): void {
  for (const [ratio, level, decay] of [
    [1, 1, 2.6],
    [2.76, 0.28, 1.1],
    [5.4, 0.1, 0.4],
  ] as const) {
    const frequency = frequencyOf(note.pitch) * ratio;
    strike(target, { at: note.at, frequency, decay, level: level * note.level, pan: note.pan });
  }
}

/** A shaker's short hiss. */
export function playShaker(target: Stereo, note: Note, chance: Chance): void {
  const start = Math.round(note.at * SAMPLE_RATE);
  const length = Math.min(Math.round(0.09 * SAMPLE_RATE), target.left.length - start);
  if (length <= 0) return;
  const grains = chance.white(length);
  const shape = (time: number) => note.level * Math.min(1, time / 0.008) * Math.exp(-time / 0.02);
  for (const [side, channel] of [target.left, target.right].entries()) {
    const gain = (time: number) => shape(time) * sides(note.pan)[side]!;
    addFiltered(channel.subarray(start), grains, { pass: 'high', at: 6000, q: 0.8 }, gain);
  }
}

/** A soft, deep drum. */
export function playDrum(target: Stereo, note: Note): void {
  strike(target, { at: note.at, frequency: 82, decay: 0.5, level: note.level, pan: note.pan, rise: -0.8 });
}

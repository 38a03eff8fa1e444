// What a sound does to the picture: its onsets and its loudness, frame by frame.
import type { Pulse } from '../plan/plan.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Seconds in which a push dies away to a third. */
const DYING = 0.16;

/** Rise of the level over what was just before, in factors of ten, that is an onset, and that is a full one. */
const LEAST_RISE = 0.12;
const FULL_RISE = 0.7;

/** Levels below this are silence: −54 dB. */
const FLOOR = 2e-3;

/** Seconds at the film's beginning, and at its end where it must come to rest, in which the pulse fades. */
const FADE = 0.25;

/** The pulse of a sound for a film of that many frames. `rests`: the last frame is to be still. */
export function pulseOf(sound: Stereo, frames: number, fps: number, rests: boolean): Pulse {
  const levels = Array.from({ length: frames }, (_, frame) => level(sound, frame / fps, (frame + 1) / fps));
  const loudest = Math.max(...levels, FLOOR);
  const before = Math.max(2, Math.round(0.1 * fps));
  const push: number[] = [];
  const loud: number[] = [];
  for (const [frame, now] of levels.entries()) {
    const past = levels.slice(Math.max(0, frame - before), frame);
    const usual = past.reduce((sum, value) => sum + value, 0) / Math.max(1, past.length);
    const rise = Math.log10(Math.max(now, FLOOR) / Math.max(usual, FLOOR));
    // A rise out of near silence to near silence moves nothing.
    const struck = rise < LEAST_RISE ? 0 : Math.min(1, rise / FULL_RISE) * Math.sqrt(now / loudest);
    push.push(Math.max(struck, (push[frame - 1] ?? 0) * Math.exp(-1 / (DYING * fps))));
    loud.push(0.6 * (loud[frame - 1] ?? 0) + 0.4 * (now / loudest));
  }
  const fade = (value: number, frame: number) => {
    const end = rests ? (frames - 1 - frame) / (FADE * fps) : 1;
    return Math.round(value * Math.min(1, frame / (FADE * fps), end) * 1e4) / 1e4;
  };
  return { push: push.map(fade), loud: loud.map(fade) };
}

/** Rise of the push from one frame to the next that is a stroke. */
const STROKE = 0.2;

/** The strokes of a sound, in seconds: where a cutter would cut a film of that many frames to it. */
export function strokesOf(sound: Stereo, frames: number, fps: number): number[] {
  const { push } = pulseOf(sound, frames, fps, false);
  return push.flatMap((now, frame) => (now - (push[frame - 1] ?? 0) > STROKE ? [frame / fps] : []));
}

/** Root of the mean square of both sides between two instants; 0 after the sound's end. */
function level({ left, right }: Stereo, from: number, to: number): number {
  const [start, end] = [Math.round(from * SAMPLE_RATE), Math.round(to * SAMPLE_RATE)];
  let squares = 0;
  for (let i = start; i < Math.min(end, left.length); i++) squares += left[i]! ** 2 + right[i]! ** 2;
  return Math.sqrt(squares / (2 * (end - start)));
}

// Fades: a film that comes out of black or white and goes into it, and shots that are parted by black.
import { smooth } from '../imagine/noise.ts';
import { shotAt } from './camera.ts';
import type { Intent } from './intent.ts';
import type { Fade, FilmRequest, Plan } from './plan.ts';

/** Seconds of a fade, and the share of the film that it takes at most. */
const LASTS = 1;
const MOST = 0.25;

/** The fades that were asked for, and a sentence on each that can not be. */
export function fadesOf(
  { first_clip, last_picture, fps, duration }: FilmRequest,
  { fades }: Intent,
): { fade_in: Fade | null; fade_out: Fade | null; warnings: string[] } {
  const frames = Math.max(2, Math.round(Math.min(LASTS, MOST * duration) * fps));
  const warnings: string[] = [];
  const asked = (end: 'in' | 'out', never: boolean, why: string): Fade | null => {
    if (fades[end] === null) return null;
    if (!never) return { frames, to: fades[end] };
    warnings.push(`The film does not fade ${end}: ${why}.`);
    return null;
  };
  const fade_in = asked('in', first_clip !== null, 'it begins with the given clip as it is');
  const fade_out = asked('out', last_picture !== null, 'its last frame is the given picture');
  return { fade_in, fade_out, warnings };
}

/** How much of a frame is gone in black or white, 0 to 1. */
export function fadedAt(plan: Plan, frame: number): { share: number; to: Fade['to'] } {
  const { fade_in, fade_out, frames } = plan;
  if (fade_in && frame < fade_in.frames) return { share: 1 - smooth(0, fade_in.frames, frame), to: fade_in.to };
  const left = frames - 1 - frame;
  if (fade_out && left < fade_out.frames) return { share: 1 - smooth(0, fade_out.frames, left), to: fade_out.to };
  const { shot, first } = shotAt(plan, frame);
  const gone = (frame - first + 1) / (shot.dissolve + 1);
  if (shot.way !== 'black' || gone >= 1) return { share: 0, to: 'black' };
  return { share: 1 - smooth(0, 0.45, Math.abs(gone - 0.5)), to: 'black' };
}

/** What of it is told in the script. */
export function fadeSentences({ fade_in, fade_out }: Pick<Plan, 'fade_in' | 'fade_out'>): string[] {
  return [
    ...(fade_in ? [`The film fades in from ${fade_in.to}.`] : []),
    ...(fade_out ? [`It fades to ${fade_out.to} at its end.`] : []),
  ];
}

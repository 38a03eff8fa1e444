// The light of a place on somebody who was filmed in another: as dark, and as warm, as far as a print can make it.
import type { Look } from '../look/look.ts';
import type { Grade } from './plan.ts';

/** How much of the difference is made up for: of brightness, and of the colour of the light; more looks painted. */
const SHARE = { brightness: 0.65, colour: 0.5 };

/** How much the ground says of the light that falls on who stands on it: before a low sun that is far less than its sky has. */
const GROUND = 0.7;

/**
 * The most that light is taken or given, as factors (a well lit face has none to spare; in clips darker than `DARK` there is more), and
 * that it is tinted, of chroma −0.5 to 0.5.
 */
const GAIN = [0.5, 1.05] as const;
const DARK = 0.4;
const TINT = 0.045;

/** Tints and gains below which nobody sees a difference. */
const UNSEEN = { gain: 0.03, tint: 0.006 };

/** A grade that makes a clip's light that of the place that its subject is put in; null where it is the same. */
export function relit(clip: Look, place: Look): Grade | null {
  const there = Math.max(0.04, place.footing) ** GROUND * Math.max(0.04, place.brightness) ** (1 - GROUND);
  const light = (there / Math.max(0.04, clip.brightness)) ** SHARE.brightness;
  const most = GAIN[1] + 2 * Math.max(0, DARK - clip.brightness);
  const gain = Math.min(most, Math.max(GAIN[0], light));
  const shift = (of: 'cb' | 'cr') => Math.min(TINT, Math.max(-TINT, SHARE.colour * (place.light[of] - clip.light[of])));
  const tint = { cb: shift('cb'), cr: shift('cr') };
  if (Math.abs(gain - 1) < UNSEEN.gain && Math.hypot(tint.cb, tint.cr) < UNSEEN.tint) return null;
  return {
    ...{ name: 'the light of the place', lift: 0, gain, gamma: 1, contrast: 0, blues: 1 },
    // Where there is less light there is less colour, too.
    saturation: gain < 1 ? 0.4 + 0.6 * gain : 1,
    shadows: { cb: 0.2 * tint.cb, cr: 0.2 * tint.cr },
    highlights: tint,
  };
}

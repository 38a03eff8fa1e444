// What is heard of a film that something else has made: its own sound, a given one, one made for it, or none.
import type { Pixels } from '../draw/plate.ts';
import { clipSound } from '../input/clip.ts';
import type { VideoFile } from '../input/video.ts';
import { lookAt } from '../look/look.ts';
import { makePlan } from '../plan/director.ts';
import { fade } from '../sound/master.ts';
import { silence } from '../sound/signal.ts';
import { makeSound } from '../sound/sound.ts';
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import type { Wanted } from './conforming.ts';

/** Full scale 1; a sound that nowhere reaches it is none. */
const AUDIBLE = 1e-4;

/** Seconds over which a sound fades out that the film's end cuts off. */
const CUT_FADE = 0.25;

/** Samples by which a sound may be shorter than its film and still be taken over as it is: two AAC frames. */
const SHORTER = 2048;

type Length = { width: number; height: number; fps: number; frames: number };

/** The decision: `kept` is the film's own sound where that is heard. */
export type Heard = { kept: Stereo | null; warnings: string[] };

/** Decides by what the film brings. */
export async function heardOf(film: VideoFile, { sound }: Wanted): Promise<Heard> {
  if (sound !== 'own' && sound !== 'generated') return { kept: null, warnings: [] };
  const own = await clipSound(film, film.duration + 1);
  if (own !== null && (sound === 'own' || isAudible(own))) return { kept: own, warnings: [] };
  return { kept: null, warnings: sound === 'own' ? [] : [MADE_HERE] };
}

const MADE_HERE =
  'The model made no sound; the soundtrack was made by Reelqueue after the prompt and the first picture.';

function isAudible({ left, right }: Stereo): boolean {
  return [left, right].some((side) => side.some((value) => Math.abs(value) > AUDIBLE));
}

/** The sound, exactly as long as the film. `firstPicture`: asked only where a sound is made. */
export async function makeHeard(
  { kept }: Heard,
  wanted: Wanted,
  length: Length,
  firstPicture: () => Promise<Pixels>,
): Promise<Stereo> {
  const { frames, fps } = length;
  const samples = Math.round((frames / fps) * SAMPLE_RATE);
  const { sound, seed } = wanted;
  if (kept !== null) return fitted(kept, samples);
  if (sound === 'generated') return soundtrack(wanted, length, await firstPicture());
  if (typeof sound === 'string') return silence(samples);
  return makeSound({ frames, fps, seed, sound: { given: sound.file } });
}

function fitted(sound: Stereo, samples: number): Stereo {
  const out = silence(samples);
  for (const side of ['left', 'right'] as const) {
    out[side].set(sound[side].subarray(0, samples));
    if (sound[side].length > samples + SHORTER) fade(out[side], 0, CUT_FADE);
  }
  return out;
}

/** What our own renderer would lay under such a picture and such words, without the accents of its own camera. */
function soundtrack({ prompt, negative_prompt, seed }: Wanted, length: Length, picture: Pixels): Promise<Stereo> {
  const { frames, fps } = length;
  const plan = makePlan(
    {
      ...{ picture: null, last_picture: null, first_clip: null, references: [], drive: null },
      ...{ prompt, negative_prompt, seed, prompt_extend: true, shot_type: 'single', watermark: false },
      ...{ width: length.width, height: length.height, fps, duration: frames / fps, sound: 'generated' },
    },
    lookAt(picture, length),
  );
  const sound = plan.sound?.given === null ? { ...plan.sound, accents: [] } : null;
  return makeSound({ frames, fps, seed, sound });
}

/** Whether the film's own sound is as ours are, and can be taken over as it lies in the file. */
export function keepsTrack(film: VideoFile, { kept }: Heard, { frames, fps }: Length): boolean {
  const { sound } = film.tracks;
  if (kept === null || sound === null) return false;
  const { sampleRate, channels, extradata } = sound.codecpar;
  // An AudioSpecificConfig begins with the object type in five bits; 2 is AAC LC.
  const isOurs = extradata !== null && extradata[0]! >> 3 === 2 && sampleRate === SAMPLE_RATE && channels === 2;
  const missing = Math.round((frames / fps) * SAMPLE_RATE) - kept.left.length;
  return isOurs && film.soundCodec === 'aac' && missing >= 0 && missing <= SHORTER;
}

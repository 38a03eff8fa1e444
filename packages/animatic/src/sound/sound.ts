// The film's sound: everything the plan asks for, made, mixed and brought to the loudness that players expect.
import { readAudio } from '../input/audio.ts';
import type { Ambience, Plan, SoundPlan } from '../plan/plan.ts';
import { hit, thunder, whoosh } from './accents.ts';
import { city } from './ambience/city.ts';
import { desert } from './ambience/desert.ts';
import { fire } from './ambience/fire.ts';
import { forest } from './ambience/forest.ts';
import { heart } from './ambience/heart.ts';
import { night } from './ambience/night.ts';
import { pulse } from './ambience/pulse.ts';
import { rain } from './ambience/rain.ts';
import { room } from './ambience/room.ts';
import { rumble } from './ambience/rumble.ts';
import { snow } from './ambience/snow.ts';
import { space } from './ambience/space.ts';
import { river, sea, waterfall } from './ambience/water.ts';
import { wind } from './ambience/wind.ts';
import { Chance } from './chance.ts';
import { loudness } from './loudness.ts';
import { fade, master } from './master.ts';
import { music } from './music/music.ts';
import { reverberate } from './reverb.ts';
import { comingAndGoing } from './scenes.ts';
import { add, silence, type Take } from './signal.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

type Generated = Extract<SoundPlan, { given: null }>;

const AMBIENCES = {
  wind,
  sea,
  river,
  waterfall,
  rain,
  city,
  forest,
  night,
  snow,
  fire,
  rumble,
  room,
  desert,
  space,
  heart,
  pulse,
};

/** How much of each goes into the hall: rain and wind are out of doors. */
const ECHO = {
  wind: 0,
  sea: 0.05,
  river: 0,
  waterfall: 0.08,
  rain: 0,
  city: 0.12,
  forest: 0.25,
  night: 0.2,
  snow: 0.02,
  fire: 0,
  rumble: 0.2,
  room: 0.1,
  desert: 0.1,
  space: 0.4,
  heart: 0.1,
  pulse: 0.35,
};
const MUSIC_ECHO = 0.3;
const ACCENT_ECHO = 0.25;

const ACCENTS = { whoosh, hit, thunder };

/** LUFS of a sound of gain 1 before everything is summed; accents rise out of it. */
const STEM = -23;

/** Seconds over which a given sound that is cut fades out. */
const CUT_FADE = 0.25;

/**
 * Exactly round(frames / fps · 48000) samples, the same for the same plan. Generated sound fades with the picture and comes at −16 LUFS ± 1 with peaks
 * under −1 dBTP (unless the plan asks for nothing, which is silence); a given one as it is, cut with a fade of 0.25 s where
 * the film ends, silent after its own end. Throws `InputError` when the given file can not be read.
 */
export async function makeSound(
  plan: Pick<Plan, 'frames' | 'fps' | 'seed' | 'sound'> & Partial<Pick<Plan, 'fade_in' | 'fade_out'>>,
): Promise<Stereo> {
  const length = Math.round((plan.frames / plan.fps) * SAMPLE_RATE);
  if (plan.sound === null) return silence(length);
  if (plan.sound.given !== null) return layGiven(plan.sound.given, length);
  const sound = mix(plan.sound, { seed: plan.seed, length });
  const seconds = (fade?: { frames: number } | null) => (fade?.frames ?? 0) / plan.fps;
  for (const channel of [sound.left, sound.right]) fade(channel, seconds(plan.fade_in), seconds(plan.fade_out));
  master(sound);
  return sound;
}

async function layGiven(path: string, length: number): Promise<Stereo> {
  const given = await readAudio(path, (length + 1) / SAMPLE_RATE); // one more sample tells whether it goes on
  const cut = given.left.length > length;
  const sound = silence(length);
  for (const side of ['left', 'right'] as const) {
    sound[side].set(given[side].subarray(0, length));
    if (cut) fade(sound[side], 0, CUT_FADE);
  }
  return sound;
}

function mix(plan: Generated, take: Take): Stereo {
  const sum = silence(take.length);
  const send = new Float32Array(take.length);
  const lay = (stem: Stereo, gain: number, echo: number) => {
    for (const channel of [stem.left, stem.right]) if (echo > 0) add(send, channel, gain * echo);
    add(sum.left, stem.left, gain);
    add(sum.right, stem.right, gain);
  };
  for (const kind of new Set(plan.ambience.map((one) => one.kind))) {
    const stem = AMBIENCES[kind](take);
    const level = levelling(stem);
    const heard = plan.ambience.filter((one) => one.kind === kind);
    const [first] = heard as [Ambience];
    if (first.during === null) lay(stem, first.gain * level, ECHO[kind]);
    else lay(comingAndGoing(stem, heard), level, ECHO[kind]);
  }
  if (plan.music) {
    const instants = plan.accents.filter(({ kind }) => kind !== 'thunder').map(({ at }) => at);
    const stem = music(plan.music.mood, take, instants);
    lay(stem, plan.music.gain * levelling(stem), MUSIC_ECHO);
  }
  const accents = silence(take.length);
  const chance = new Chance(take.seed, 'accents');
  for (const { at, kind } of plan.accents) ACCENTS[kind](accents, at, chance);
  lay(accents, 1, ACCENT_ECHO);
  const hall = reverberate(send);
  add(sum.left, hall.left, 1);
  add(sum.right, hall.right, 1);
  return sum;
}

/** The gain that brings a stem to the common level. */
function levelling(stem: Stereo): number {
  const measured = loudness(stem);
  return measured === Number.NEGATIVE_INFINITY ? 0 : 10 ** ((STEM - measured) / 20);
}

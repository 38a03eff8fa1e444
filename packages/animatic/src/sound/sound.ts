// The film's sound: everything the plan asks for, made, mixed and brought to the loudness that players expect.
import type { Ambience, Plan, SoundPlan } from '../plan/plan.ts';
import { hit, thunder, whoosh } from './accents.ts';
import { Chance } from './chance.ts';
import { loudness } from './loudness.ts';
import { fade, master } from './master.ts';
import { reverberate } from './reverb.ts';
import { comingAndGoing } from './scenes.ts';
import { add, silence, type Take } from './signal.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

type Generated = Extract<SoundPlan, { given: null }>;

/** Each is loaded where it is heard. */
const AMBIENCES: Record<Ambience['kind'], (take: Take) => Promise<Stereo>> = {
  wind: async (take) => (await import('./ambience/wind.ts')).wind(take),
  sea: async (take) => (await import('./ambience/water.ts')).sea(take),
  river: async (take) => (await import('./ambience/water.ts')).river(take),
  waterfall: async (take) => (await import('./ambience/water.ts')).waterfall(take),
  rain: async (take) => (await import('./ambience/rain.ts')).rain(take),
  city: async (take) => (await import('./ambience/city.ts')).city(take),
  forest: async (take) => (await import('./ambience/forest.ts')).forest(take),
  night: async (take) => (await import('./ambience/night.ts')).night(take),
  snow: async (take) => (await import('./ambience/snow.ts')).snow(take),
  fire: async (take) => (await import('./ambience/fire.ts')).fire(take),
  rumble: async (take) => (await import('./ambience/rumble.ts')).rumble(take),
  room: async (take) => (await import('./ambience/room.ts')).room(take),
  desert: async (take) => (await import('./ambience/desert.ts')).desert(take),
  space: async (take) => (await import('./ambience/space.ts')).space(take),
  heart: async (take) => (await import('./ambience/heart.ts')).heart(take),
  pulse: async (take) => (await import('./ambience/pulse.ts')).pulse(take),
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
  const sound = await mix(plan.sound, { seed: plan.seed, length });
  const seconds = (fade?: { frames: number } | null) => (fade?.frames ?? 0) / plan.fps;
  for (const channel of [sound.left, sound.right]) fade(channel, seconds(plan.fade_in), seconds(plan.fade_out));
  master(sound);
  return sound;
}

async function layGiven(path: string, length: number): Promise<Stereo> {
  const { readAudio } = await import('../input/audio.ts');
  const given = await readAudio(path, (length + 1) / SAMPLE_RATE); // one more sample tells whether it goes on
  const cut = given.left.length > length;
  const sound = silence(length);
  for (const side of ['left', 'right'] as const) {
    sound[side].set(given[side].subarray(0, length));
    if (cut) fade(sound[side], 0, CUT_FADE);
  }
  return sound;
}

async function mix(plan: Generated, take: Take): Promise<Stereo> {
  const sum = silence(take.length);
  const send = new Float32Array(take.length);
  const lay = (stem: Stereo, gain: number, echo: number) => {
    for (const channel of [stem.left, stem.right]) if (echo > 0) add(send, channel, gain * echo);
    add(sum.left, stem.left, gain);
    add(sum.right, stem.right, gain);
  };
  for (const kind of new Set(plan.ambience.map((one) => one.kind))) {
    const stem = await AMBIENCES[kind](take);
    const level = levelling(stem);
    const heard = plan.ambience.filter((one) => one.kind === kind);
    const [first] = heard as [Ambience];
    if (first.during === null) lay(stem, first.gain * level, ECHO[kind]);
    else lay(comingAndGoing(stem, heard), level, ECHO[kind]);
  }
  if (plan.music) {
    const { music } = await import('./music/music.ts');
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

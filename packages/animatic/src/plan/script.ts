// Writes the plan out in English: the shots' names and the actual prompt.

import { airSentence } from './air.ts';
import { fadeSentences } from './fades.ts';
import { focusSentence } from './focus.ts';
import type { Location } from './location.ts';
import type { Air, Ambience, Fade, Life, Shot, SoundPlan } from './plan.ts';
import type { Take } from './take.ts';
import type { Wish } from './wishes.ts';

const NAMES: Record<Wish['move'], (way: string) => string> = {
  zoom: (way) => `zoom ${way}`,
  dolly: (way) => (way === 'out' ? 'pull-back' : 'push-in'),
  pan: (way) => `pan ${way}`,
  tilt: (way) => `tilt ${way}`,
  truck: (way) => `truck ${way}`,
  pedestal: (way) => `pedestal ${way}`,
  crane: (way) => `crane ${way}`,
  orbit: (way) => `orbit ${way}`,
  roll: (way) => `roll ${way}`,
  whip: (way) => `whip pan ${way}`,
  drift: (way) => `drift ${way}`,
  'ken burns': () => 'Ken Burns move',
  reveal: () => 'reveal',
  vertigo: () => 'dolly zoom',
  hold: () => 'locked-off shot',
};

const SENTENCES: Record<Wish['move'], (way: string) => string> = {
  zoom: (way) => (way === 'out' ? 'zooms out to show the whole scene' : 'zooms in on the subject'),
  dolly: (way) => (way === 'out' ? 'pulls back from the subject' : 'pushes in towards the subject'),
  pan: (way) => `pans to the ${way}`,
  tilt: (way) => `tilts ${way}`,
  truck: (way) => `trucks to the ${way}, so that what is near slides past what is far`,
  pedestal: (way) => (way === 'up' ? 'rises straight up' : 'sinks straight down'),
  crane: (way) => `cranes ${way} over the scene`,
  orbit: (way) => `arcs around the subject to the ${way}`,
  roll: (way) => `rolls to the ${way} into a Dutch angle`,
  whip: (way) => `whips to the ${way}`,
  drift: (way) => `drifts ${way}`,
  'ken burns': () => 'moves into the picture in the manner of Ken Burns',
  reveal: () => 'begins close and opens out to reveal the scene',
  vertigo: () => 'holds the subject while the background closes in behind it',
  hold: () => 'holds still',
};

const ROLES: Record<Take['role'], string> = {
  take: 'In one continuous take',
  wide: 'Wide shot',
  medium: 'Medium shot of the subject',
  detail: 'Detail',
  reverse: 'Wide again',
  own: 'Framed shot',
  nearer: 'Nearer shot',
};

/** The same where it is said of what. */
const SIZES: Partial<Record<Take['role'], string>> = { medium: 'Medium shot', reverse: 'Another wide shot' };

function adverb(move: Wish): string {
  if (move.move === 'hold') return '';
  return move.pace <= 0.8 ? 'slow ' : move.pace >= 1.3 ? 'fast ' : '';
}

/** What a director would call the take: "slow push-in", "detail, pan left". */
export function nameOf(take: Take): string {
  const beats = take.beats.map((beat) =>
    beat.map((move) => adverb(move) + NAMES[move.move](move.way ?? '')).join(' with '),
  );
  const moves = beats.join(', then ');
  return take.role === 'take' ? moves : `${take.who ?? take.role}, ${moves}`;
}

/** What the script tells besides the camera. */
export type Scene = {
  /** Of the plan, with what moves at each. */
  locations: (Location & { life: Life })[];
  /** Of the plan, one for each take. */
  shots: Shot[];
  fade_in: Fade | null;
  fade_out: Fade | null;
  sound: SoundPlan | null;
  handheld: boolean;
};

/** The prompt as planned: the user's own words, then the shots, what moves, the light and the sound, in sentences. */
export function scriptOf(prompt: string, takes: Take[], scene: Scene): string {
  const own = prompt.trim();
  const parts = own === '' ? [] : [/[.!?…。！？]["”']?$/.test(own) ? own : `${own}.`];
  const several = scene.locations.length > 1;
  for (const [i, take] of takes.entries()) {
    parts.push(sentenceOf(take, several ? scene.locations[scene.shots[i]!.location]!.name : null));
  }
  if (scene.handheld) parts.push('The camera is held by hand and sways a little.');
  parts.push(...fadeSentences(scene));
  const turns = scene.locations.some(({ becomes }) => becomes !== null);
  const told = turns ? scene.locations.slice(0, 1) : scene.locations;
  for (const location of told) parts.push(...lightSentences(location, several && !turns));
  const later = scene.locations.slice(1).map(({ name }) => name);
  if (turns) parts.push(`Meanwhile the hour turns: it becomes ${later.join(', then ')}.`);
  parts.push(soundSentence(scene.sound));
  return parts.join(' ');
}

/** What moves at a location and what its light does; where there are several it is said of which. */
function lightSentences({ name, life, air, focus, daylight, grade }: Scene['locations'][number], several: boolean) {
  const said = [
    ...focusSentence(focus),
    ...lifeSentence(life, air),
    ...(daylight === null ? [] : [capital(`${daylight.name}.`)]),
    ...(grade === null ? [] : [`The grade is ${grade.name}.`]),
  ];
  return several && said.length > 0 ? [`As for ${name}: ${said.join(' ')}`] : said;
}

/** `place`: where it is, to be said; null where all takes are in one. */
function sentenceOf(take: Take, place: string | null): string {
  const beats = take.beats.map((beat) => {
    const pace = beat.map(adverb).find((word) => word !== '') ?? '';
    const verbs = beat.map((move) => SENTENCES[move.move](move.way ?? '')).join(' and ');
    return `${pace === '' ? '' : pace === 'slow ' ? 'slowly ' : 'quickly '}${verbs}`;
  });
  const [first, ...rest] = beats;
  const then = rest.map((beat) => `, then ${beat}`).join('');
  if (place !== null) return `${SIZES[take.role] ?? ROLES[take.role]} of ${place}: the camera ${first}${then}.`;
  return take.role === 'take'
    ? `${ROLES.take} the camera ${first}${then}.`
    : `${ROLES[take.role]}${take.who === null ? '' : ` of ${take.who}`}: the camera ${first}${then}.`;
}

function lifeSentence(life: Life, air: Air | null): string[] {
  const things = [
    life.wind > 0 ? 'wind stirs the leaves' : '',
    life.water > 0 ? 'the water ripples' : '',
    life.clouds > 0 ? 'the clouds drift' : '',
    ...airSentence(air),
  ].filter((thing) => thing !== '');
  return things.length === 0 ? [] : [capital(`${list(things)}.`)];
}

const PLACES: Record<Ambience['kind'], string> = {
  wind: 'wind',
  sea: 'the sea',
  river: 'running water',
  waterfall: 'falling water',
  rain: 'rain',
  city: 'a city',
  forest: 'a forest',
  night: 'crickets',
  snow: 'the hush of snow',
  fire: 'a fire',
  rumble: 'a deep rumble',
  room: 'a quiet room',
  desert: 'wind over sand',
  space: 'a deep drone',
  heart: 'a heartbeat',
  pulse: 'a slow pulse',
};

function soundSentence(sound: SoundPlan | null): string {
  if (sound === null) return 'There is no sound.';
  if (sound.given !== null) return 'The given sound lies under the film.';
  const heard = [...new Set(sound.ambience.map(({ kind }) => PLACES[kind]))];
  if (sound.music !== null) heard.push(`${sound.music.mood} music`);
  return heard.length === 0 ? 'There is no sound.' : `One hears ${list(heard)}.`;
}

function list(words: string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

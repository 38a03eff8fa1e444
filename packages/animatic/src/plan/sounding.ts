// What is heard: ambience by the words and the picture, music when asked or when nothing else is there, accents on cuts.
import type { Look } from '../look/look.ts';
import { between, pick } from './chance.ts';
import type { Intent } from './intent.ts';
import type { Mood } from './lexicon/entry.ts';
import type { Accent, Ambience, FilmRequest, Shot, SoundPlan } from './plan.ts';
import type { Staging } from './staged.ts';

/** What leaves room for music. */
const QUIET: ReadonlySet<Ambience['kind']> = new Set(['room', 'space', 'pulse']);

/** The film's sound beside its references' voices; null is silence. Seconds: `whips`, at which whip pans strike, and `strikes`, lightning. */
export function soundOf(
  request: FilmRequest,
  look: Look,
  intent: Intent,
  shots: Shot[],
  { ambience, whips, strikes }: { ambience: Ambience[]; whips: number[]; strikes: number[] },
  staging: Staging | null,
): SoundPlan | null {
  if (request.sound === 'silent') return null;
  if (request.sound !== 'generated') return { given: request.sound.file };
  if (!intent.sound) return null;
  const quiet = ambience.every(({ kind }) => QUIET.has(kind));
  const voiced = staging !== null && staging.voices.length > 0;
  const wanted =
    intent.music === 'asked' ||
    (intent.music === 'open' && !intent.alone && ((quiet && !voiced) || intent.mood !== null));
  const music = wanted ? { mood: moodOf(request, look, intent), gain: musicGain(intent, quiet) } : null;
  return {
    given: null,
    ambience,
    music,
    accents: [...accentsOf(request, intent, shots, whips), ...thunder(request, strikes)].sort((a, b) => a.at - b.at),
  };
}

/** What is heard all the time where that is seen and asked for. */
export function ambienceOf(request: FilmRequest, look: Look, intent: Intent): Ambience[] {
  if (!intent.ambience) return [];
  const { prompt_extend, references, seed } = request;
  const seen = prompt_extend || references.length > 0 ? placesSeen(look) : [];
  return (intent.places.length > 0 ? intent.places : seen)
    .filter((place) => !intent.banned_places.includes(place))
    .slice(0, 3)
    .map((kind, i) => ({ kind, gain: loudness(seed, kind, i), during: null }));
}

function loudness(seed: number, kind: string, rank: number): number {
  return Math.round(between(seed, `gain ${kind}`, 0.7, 0.9) * 0.75 ** rank * 100) / 100;
}

function musicGain(intent: Intent, quiet: boolean): number {
  return intent.music === 'asked' ? 0.8 : quiet ? 0.6 : 0.4;
}

/** The places that the picture shows, most surely first; at least one. */
function placesSeen(look: Look): Ambience['kind'][] {
  const shares: [Ambience['kind'], number][] = [
    ['sea', look.water > 0.12 ? look.water + 0.3 : 0],
    ['forest', look.foliage > 0.15 ? look.foliage : 0],
    ['wind', look.sky > 0.12 ? look.sky * 0.6 : 0],
  ];
  const seen = shares.filter(([, share]) => share > 0).sort((a, b) => b[1] - a[1]);
  return seen.length > 0 ? seen.slice(0, 2).map(([kind]) => kind) : ['room'];
}

/** The mood that music would have, played or not. */
export function moodOf(request: FilmRequest, look: Look, intent: Intent): Mood {
  if (intent.mood !== null) return intent.mood;
  const moods: Mood[] =
    look.brightness < 0.28 ? ['dark', 'calm'] : look.brightness > 0.55 ? ['bright', 'calm'] : ['calm'];
  if (intent.pace > 1.2) moods.unshift('tense');
  const free = moods.filter((mood) => !intent.banned_moods.includes(mood));
  return free.length > 0 ? pick(request.seed, 'mood', free) : 'calm';
}

/** Thunder comes after its lightning, the later the farther away it is. */
const thunder = ({ seed, duration }: FilmRequest, strikes: number[]): Accent[] =>
  strikes
    .map((at, i) => ({ at: at + between(seed, `thunder ${i}`, 0.3, 0.9), kind: 'thunder' as const }))
    .filter(({ at }) => at < duration);

function accentsOf(request: FilmRequest, intent: Intent, shots: Shot[], whips: number[]): Accent[] {
  const forceful = intent.mood === 'tense' || intent.pace > 1.2;
  const accents: Accent[] = whips.map((at) => ({ at, kind: 'whoosh' }));
  let first = 0;
  for (const [i, shot] of shots.slice(0, -1).entries()) {
    first += shot.frames;
    const next = shots[i + 1]!;
    // What comes softly is not struck: a wipe alone moves as air does that rushes past.
    if (next.dissolve > 0 && next.way !== 'wipe') continue;
    // Where one place's sound gives way to another's the cut is heard already, and a whoosh would drown both.
    if (next.location !== shot.location && !forceful) continue;
    accents.push({ at: first / request.fps, kind: forceful ? 'hit' : 'whoosh' });
  }
  return accents;
}

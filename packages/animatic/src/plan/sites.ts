// What becomes of each location of a film: its life, its air, its light, and what is heard there.
import type { Look } from '../look/look.ts';
import { airOf, isNight } from './air.ts';
import { between } from './chance.ts';
import { daylightOf } from './daylight.ts';
import { focusOf } from './focus.ts';
import { type Intent, intentOf } from './intent.ts';
import { exposureOf, gradeOf } from './light.ts';
import type { Location } from './location.ts';
import { fulfilled, type Painted } from './painted.ts';
import type { Ambience, FilmRequest, Life, Shot } from './plan.ts';
import { ambienceOf } from './sounding.ts';
import { heardIn, type Stretch, type Tour } from './tour.ts';

/** What is asked for at a location, and what can be made of it before its shots are cast. */
export type Scenery = { look: Look; painted: Painted | null; intent: Intent; life: Life };

/** The scenery of each place of a tour, by what is said of it and of the whole film. */
export function sceneriesOf(request: FilmRequest, { parts, sites }: Tour): Scenery[] {
  const { lead } = parts[0]!;
  const asked = sites.map(({ words, painted }) =>
    fulfilled(intentOf(`${lead} ${words}`, request.negative_prompt), painted),
  );
  return sites.map(({ look, painted }, i) => {
    const own = asked[i]!;
    // A film begins with its look, and keeps it where no other is named.
    const intent = own.grades.length > 0 ? own : { ...own, grades: asked[0]!.grades };
    return { look, painted, intent, life: lifeOf(request, look, intent) };
  });
}

/** A location as its shots need it, what is heard in them, and sentences on what it can not have. */
export type Furnished = { location: Location; ambience: Ambience[]; warnings: string[] };

/**
 * A location that is seen in those stretches, once its shots are cast; `alone`: all of the film is filmed there, in one light;
 * `lit`: when its light may change.
 */
export function furnished(
  request: FilmRequest,
  scenery: Scenery,
  stretches: Stretch[],
  shots: Shot[],
  alone: boolean,
  lit: Stretch = { from: stretches[0]!.from, to: stretches.at(-1)!.to },
): Furnished {
  const { look, painted, intent, life } = scenery;
  const { fps, seed } = request;
  const frames = shots.reduce((sum, shot) => sum + shot.frames, 0);
  const longest = stretches.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]!;
  const { focus, warnings } = focusOf(request, look, intent);
  const heard = ambienceOf(request, look, intent);
  const change = daylightOf(request, look, intent);
  const [begins, ends] = [lit.from / frames, lit.to / frames];
  const grade = gradeOf(intent, look, seed) ?? (alone && shots.every(isStill) ? exposureOf(seed) : null);
  const location: Location = {
    name: painted?.name ?? null,
    air: airDuring(request, scenery, longest),
    surf: life.water > 0 ? (painted?.surf ?? null) : null,
    falling: life.water > 0 ? (painted?.falling ?? null) : null,
    grade,
    focus,
    daylight: change && {
      ...change,
      begins: begins + change.begins * (ends - begins),
      ends: begins + change.ends * (ends - begins),
    },
    becomes: null,
  };
  return { location, ambience: alone ? heard : heardIn(stretches, heard, fps), warnings };
}

/** The air of a location; its lightning strikes while the film is there. */
function airDuring(request: FilmRequest, { look, intent, life }: Scenery, { from, to }: Stretch): Location['air'] {
  const { fps } = request;
  const air = airOf({ ...request, duration: (to - from) / fps }, look, intent, life);
  return air && { ...air, strikes: air.strikes.map((at) => at + from / fps) };
}

function isStill({ camera, handheld, life }: Shot): boolean {
  const places = new Set(camera.map(({ at: _, ...place }) => JSON.stringify(place)));
  return places.size === 1 && handheld === 0 && life.wind + life.water + life.clouds === 0;
}

/** Least share of the picture that must be sky, water or foliage before it is set in motion. */
export const LEAST_SHARE = 0.01;

/** What moves in a picture: what is asked for, or what moves there by itself. */
export function lifeOf(request: FilmRequest, look: Look, intent: Intent): Life {
  const open = request.prompt_extend && !intent.motionless;
  const share = { wind: look.foliage, water: look.water, clouds: look.sky };
  const usual = { wind: 0.35, water: 0.5, clouds: 0.4 };
  const amount = (kind: keyof Life) => {
    if (intent.motionless || share[kind] < LEAST_SHARE) return 0;
    const asked =
      intent.life[kind] ??
      (open && share[kind] > 0.08 && !(kind === 'clouds' && isNight(request, look)) ? usual[kind] : 0);
    return Math.min(1, asked * between(request.seed, `life ${kind}`, 0.85, 1.15));
  };
  return { wind: amount('wind'), water: amount('water'), clouds: amount('clouds') };
}

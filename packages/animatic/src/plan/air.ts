// What is in the air of a film: what the words ask for, and what the picture has of its own.
import type { Look, Region } from '../look/look.ts';
import { between } from './chance.ts';
import type { Intent } from './intent.ts';
import type { Air, FilmRequest, Life } from './plan.ts';

/** What words can put into the air. */
export type AirKind = Exclude<keyof Air, 'wind' | 'fire' | 'hot' | 'strikes'> | 'lightning';

const KINDS: readonly AirKind[] = [
  'rain',
  'snow',
  'fog',
  'dust',
  'embers',
  'leaves',
  'petals',
  'steam',
  'firelight',
  'stars',
  'lights',
  'lightning',
];

/** Of what the eye goes to, where steam leaves it: a cup is seen from above, and its brim is in its upper part. */
const BRIM = { aside: 0.28, top: 0.26, height: 0.12 };

/** Seconds without lightning, and how often there is some at most. */
const QUIET = { before: 0.9, after: 0.5 };
const STRIKES_A_SECOND = 0.6;

/** Which way the wind blows in a film: 1 to the right, −1 to the left; as the words say, else by the seed. */
export const windWay = (seed: number, { blows }: Intent): 1 | -1 => blows ?? (seed % 2 === 0 ? 1 : -1);

/** How hard it blows where nobody says: what falls still does not fall like a plumb line. */
const BREEZE = 0.25;

/** The air that was asked for; null when it is clear. A still film keeps its air still: nothing falls in it. */
export function airOf(request: FilmRequest, look: Look, intent: Intent, life: Life): Air | null {
  const starry = isNight(request, look) || nightFalls(request, look, intent);
  const given: Partial<Record<AirKind, number>> = { stars: starry ? 0.6 : 0, ...intent.air };
  const amounts = KINDS.map((kind) => {
    const asked = intent.motionless ? 0 : (given[kind] ?? 0);
    return [kind, Math.min(1, asked * between(request.seed, `air ${kind}`, 0.88, 1.12))] as const;
  });
  if (amounts.every(([, amount]) => amount === 0)) return null;
  const air = Object.fromEntries(amounts) as Record<AirKind, number>;
  const { lightning, ...rest } = air;
  const asked = intent.life.wind;
  const wind = asked === 0 ? 0 : windWay(request.seed, intent) * Math.max(BREEZE, asked ?? life.wind);
  return {
    ...rest,
    wind,
    fire: look.fire,
    hot: air.steam > 0 ? hotIn(look) : null,
    strikes: strikesOf(request, lightning),
  };
}

/** Seconds at which lightning strikes: neither in the first second nor so late that nobody sees it. */
function strikesOf({ duration, seed }: FilmRequest, amount: number): number[] {
  const room = duration - QUIET.before - QUIET.after;
  if (amount === 0 || room <= 0) return [];
  const count = Math.max(1, Math.round(room * STRIKES_A_SECOND * amount));
  return Array.from({ length: count }, (_, i) => {
    const share = (i + between(seed, `strike ${i}`, 0.15, 0.85)) / count;
    return QUIET.before + share * room;
  });
}

/** What is hot in a picture: a fire, or else what the eye goes to first. */
function hotIn({ fire, regions }: Look): Region {
  const { x, y, width, height, weight } = fire ?? regions[0]!;
  const brim = { x: x + BRIM.aside * width, y: y + BRIM.top * height, width: (1 - 2 * BRIM.aside) * width };
  return { ...brim, height: BRIM.height * height, weight };
}

/** Whether stars twinkle though nobody asks: where there are any, in a night sky. */
export function isNight(request: FilmRequest, look: Look): boolean {
  return request.prompt_extend && look.sky > 0.15 && look.brightness < 0.17;
}

/** Whether stars come out though nobody asks: as night falls over a sky. */
function nightFalls({ prompt_extend, last_picture }: FilmRequest, look: Look, { changes }: Intent): boolean {
  return prompt_extend && last_picture === null && changes.includes('nightfall') && look.sky > 0.15;
}

/** What is seen in the air, as a director would say it. */
export function airSentence(air: Air | null): string[] {
  if (air === null) return [];
  const said: Record<AirKind, string> = {
    rain: 'rain falls',
    snow: 'snow falls',
    fog: 'mist drifts past',
    dust: 'dust floats in the light',
    embers: 'embers rise',
    leaves: 'leaves fall',
    petals: 'petals drift down',
    steam: 'steam rises',
    firelight: 'firelight flickers',
    stars: 'stars twinkle',
    lights: 'the lights flicker',
    lightning: 'lightning flashes',
  };
  const seen = (kind: AirKind) => (kind === 'lightning' ? air.strikes.length : air[kind]) > 0;
  return KINDS.filter(seen).map((kind) => said[kind]);
}

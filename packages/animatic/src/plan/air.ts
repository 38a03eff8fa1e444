// What is in the air of a film: what the words ask for, and what the picture has of its own.
import type { Look } from '../look/look.ts';
import { between } from './chance.ts';
import type { Intent } from './intent.ts';
import type { Air, FilmRequest } from './plan.ts';

/** What words can put into the air. */
export type AirKind = Exclude<keyof Air, 'fire'>;

const KINDS: readonly AirKind[] = ['rain', 'snow', 'fog', 'dust', 'embers', 'leaves', 'firelight', 'stars'];

/** The air that was asked for; null when it is clear. A still film keeps its air still: nothing falls in it. */
export function airOf(request: FilmRequest, look: Look, intent: Intent): Air | null {
  const given: Partial<Record<AirKind, number>> = { stars: isNight(request, look) ? 0.6 : 0, ...intent.air };
  const amounts = KINDS.map((kind) => {
    const asked = intent.motionless ? 0 : (given[kind] ?? 0);
    return [kind, Math.min(1, asked * between(request.seed, `air ${kind}`, 0.88, 1.12))] as const;
  });
  if (amounts.every(([, amount]) => amount === 0)) return null;
  return { ...(Object.fromEntries(amounts) as Record<AirKind, number>), fire: look.fire };
}

/** Whether stars twinkle though nobody asks: where there are any, in a night sky. */
export function isNight(request: FilmRequest, look: Look): boolean {
  return request.prompt_extend && look.sky > 0.15 && look.brightness < 0.17;
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
    firelight: 'firelight flickers',
    stars: 'stars twinkle',
  };
  return KINDS.filter((kind) => air[kind] > 0).map((kind) => said[kind]);
}

// What is in the air of a film: what the words ask for, and what the picture has of its own.
import type { Look } from '../look/look.ts';
import { between } from './chance.ts';
import type { Intent } from './intent.ts';
import type { Air, FilmRequest } from './plan.ts';

/** What words can put into the air. */
export type AirKind = Exclude<keyof Air, 'fire'>;

const KINDS: readonly AirKind[] = ['rain', 'snow', 'fog', 'dust', 'embers', 'leaves', 'firelight'];

/** The air that was asked for; null when it is clear. A still film keeps its air still: nothing falls in it. */
export function airOf(request: FilmRequest, look: Look, intent: Intent): Air | null {
  const amount = (kind: AirKind) => {
    if (intent.motionless) return 0;
    return Math.min(1, (intent.air[kind] ?? 0) * between(request.seed, `air ${kind}`, 0.88, 1.12));
  };
  const [rain, snow, fog, dust, embers, leaves, firelight] = KINDS.map(amount) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (rain + snow + fog + dust + embers + leaves + firelight === 0) return null;
  return { rain, snow, fog, dust, embers, leaves, firelight, fire: look.fire };
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
  };
  return KINDS.filter((kind) => air[kind] > 0).map((kind) => said[kind]);
}

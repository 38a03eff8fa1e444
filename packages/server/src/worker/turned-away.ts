// What becomes of a request that its engine certainly did not take: the next engine of its route, or a wait. No failure.
import { findModel, type ModelSpec, undescribed } from '@reelqueue/models';
import type { NotTaken } from '../engines/engine.ts';
import type { Leg } from '../engines/routing.ts';
import type { Claim } from '../store/claims.ts';
import { handOn, type Rerouting, reroute, stranded } from '../store/engines.ts';
import { overdraftOf } from '../store/limits.ts';
import type { WorkerParts } from './attempt.ts';

type Parts = Pick<WorkerParts, 'database' | 'engine' | 'routes' | 'gate'>;

/** The model of a row. One that this version does not describe is one that only an engine may know. */
export function modelOf({ model }: { model: string }): ModelSpec {
  const found = findModel(model) ?? undescribed(model);
  if (found === null) throw new Error(`no model can be called ${model}`);
  return found;
}

function towards({ engine, bills }: Leg, of: Pick<Claim, 'model' | 'normalised'>, warning: string): Rerouting {
  const model = modelOf(of);
  const { normalised: payload } = of;
  return { pool: engine.name, cost: engine.takes(model, payload), micro_usd: bills(model, payload), warning };
}

/** Null where the budget does not allow it: it is then as if there were no such engine. */
const withinBudget = (moved: Promise<boolean>): Promise<boolean | null> =>
  moved.catch((error) => {
    if (overdraftOf(error) === null) throw error;
    return null;
  });

/**
 * Sends a claimed request where it is to be rendered instead, or back into the line. `gone`: it is no longer the claim's.
 * `refused`: its engine will never take it, and there is no other.
 */
export async function sendOn(parts: Parts, claim: Claim, refusal: NotTaken): Promise<'sent' | 'gone' | 'refused'> {
  const { database, engine, routes, gate } = parts;
  const { why, message } = refusal;
  const wait = await gate.turnedAway(refusal);
  const { leg } = why === 'busy' ? { leg: null } : routes.choose(modelOf(claim), claim.normalised, engine.name);
  const there =
    leg === null
      ? null
      : await withinBudget(
          handOn(database, claim, { ...towards(leg, claim, `${message}; it goes to ${leg.engine.name}`), wait: 0 }),
        );
  if (there !== null) return there ? 'sent' : 'gone';
  if (why === 'refused') return 'refused';
  const warning = why === 'away' ? `${message}; it waits` : null;
  const here = { pool: engine.name, cost: null, micro_usd: null, warning, wait };
  return (await handOn(database, claim, here)) ? 'sent' : 'gone';
}

/** Moves requests that wait for an engine which is away to the next engine of their routes: a batch each time it is called. */
export function rescuer({ database, engine, routes }: Omit<Parts, 'gate'>): () => Promise<number> {
  let reached: string | null = null;
  return async () => {
    const found = await stranded(database, engine.name, reached);
    reached = found.at(-1)?.request_id ?? null;
    let moved = 0;
    for (const request of found) {
      const { leg } = routes.choose(modelOf(request), request.normalised, engine.name);
      if (leg === null) continue;
      const there = towards(leg, request, `${engine.name} takes nothing now; it goes to ${leg.engine.name}`);
      if (await withinBudget(reroute(database, request.request_id, engine.name, there))) moved++;
    }
    return moved;
  };
}

// Which engine a request goes to: the first of its model's route that can honour it.
import { findModel, MODELS, type ModelSpec, type Payload, undescribed } from '@reelqueue/models';
import type { ConfiguredLeg, ConfiguredRoutes } from './configuration.ts';
import type { Engine } from './engine.ts';

/** An engine of a route, and what the route has it cost and take. */
export type Leg = {
  engine: Engine;
  /** Millionths of a US dollar for a film of this payload. */
  bills(model: ModelSpec, payload: Payload): number;
  /** Seconds after which a render of this payload is given up. */
  deadline(payload: Payload): number;
  /** Whether a preview is made meanwhile. */
  preview: boolean;
};

/** `refusals`: what those before it said; all of the route where `leg` is null. */
type Choice = { leg: Leg | null; refusals: string[] };

export type Routes = {
  /** Every engine, in the order of the configuration. */
  readonly engines: readonly Engine[];
  /** The engines of the route "*" that take models which are not described. */
  readonly passing: readonly Engine[];
  /** The models that are described here and have a route. */
  readonly models: readonly ModelSpec[];
  /** Whether a model has a route of its own. */
  names(id: string): boolean;
  /** The model of that id: described, or passed through as it is; null when no route takes it. */
  find(id: string): ModelSpec | null;
  /** The engines of a model's route that take the model, whatever the payload. */
  takers(model: ModelSpec): Engine[];
  /** The first of a model's route, from behind the engine `after` (null: from the start), that can honour the payload. */
  choose(model: ModelSpec, payload: Payload, after?: string | null): Choice;
  /** What holds for a request for this model in the pool of `engine`, which its route may have lost since. */
  legOf(model_id: string, engine: Engine): Leg;
};

/** Seconds of film that a price for a second is reckoned with where the payload names no duration. */
const USUAL_DURATION = 5;

/** Seconds of film that a payload asks for. */
export function durationOf({ duration }: Payload): number {
  const seconds = Number(duration);
  return seconds > 0 && seconds < 86_400 ? seconds : USUAL_DURATION;
}

function legFor(engine: Engine, { price, deadline, preview = false }: Omit<ConfiguredLeg, 'engine'>): Leg {
  return {
    engine,
    preview,
    bills(model, payload) {
      if (price === undefined) return engine.bills(model, payload);
      const dollars = price.per_film ?? (price.per_second ?? 0) * durationOf(payload);
      return Math.round(dollars * 1e6);
    },
    deadline: (payload) => deadline ?? engine.deadline(payload),
  };
}

/** `passes`: which engines take models that are not described. */
export function createRoutes(
  engines: readonly Engine[],
  routes: ConfiguredRoutes,
  passes: (engine: string) => boolean = () => false,
): Routes {
  const legs = new Map(
    Object.entries(routes).map(([model, of]) => [
      model,
      of.map(({ engine: name, ...said }) => legFor(engines.find((engine) => engine.name === name)!, said)),
    ]),
  );
  const routeOf = (model_id: string): Leg[] => {
    const route = legs.get(model_id) ?? legs.get('*') ?? [];
    return findModel(model_id) === null ? route.filter(({ engine }) => passes(engine.name)) : route;
  };
  return {
    engines,
    passing: (legs.get('*') ?? []).map(({ engine }) => engine).filter(({ name }) => passes(name)),
    models: MODELS.filter(({ id }) => routeOf(id).length > 0),
    names: (id) => id !== '*' && legs.has(id),
    find(id) {
      const route = routeOf(id);
      return route.length === 0 ? null : (findModel(id) ?? undescribed(id));
    },
    takers: (model) =>
      routeOf(model.id)
        .map(({ engine }) => engine)
        .filter((engine) => engine.refuses(model, {}) === null),
    choose(model, payload, after = null) {
      const route = routeOf(model.id);
      const refusals: string[] = [];
      // An engine that the route has lost stands before all of it.
      for (const leg of route.slice(route.findIndex(({ engine }) => engine.name === after) + 1)) {
        const refusal = leg.engine.refuses(model, payload);
        if (refusal === null) return { leg, refusals };
        refusals.push(refusal);
      }
      return { leg: null, refusals };
    },
    legOf: (model_id, engine) => routeOf(model_id).find((leg) => leg.engine.name === engine.name) ?? legFor(engine, {}),
  };
}

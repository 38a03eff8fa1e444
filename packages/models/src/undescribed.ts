// A model that only its engine knows: everything about its payload is left to that engine.
import { Type } from 'typebox';
import type { ModelSpec } from './spec.ts';

/** What an id may be made of that is passed on. */
const SANE = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/;

/** A model of that id without a table; null when no model has such an id. Its `frame` can not be asked for. */
export function undescribed(id: string): ModelSpec | null {
  if (!SANE.test(id)) return null;
  return {
    id,
    brief: 'Passed on as it is.',
    guide: 'Reelqueue does not describe this model: its payload goes to the engine as it was sent.',
    price_micro_usd: 0,
    parameters: Type.Object({}),
    aliases: {},
    example: {},
    frame: () => {
      throw new Error(`nothing is known of the films of ${id}`);
    },
  };
}

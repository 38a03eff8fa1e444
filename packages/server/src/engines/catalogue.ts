// The models that engines have beside those that Reelqueue describes: asked of them now and then, never in the way of a call.
import type { Log } from '../log.ts';
import type { Routes } from './routing.ts';

/** Seconds after which it is asked again, and within which an answer is not asked for twice. */
const STALE = 600;
const FRESH = 10;
/** Seconds in which an engine has to answer. */
const PATIENCE = 5;

export type Catalogue = {
  /** The ids that engines named when they were asked last. */
  ids(): readonly string[];
  /** Whether there may be a model of that id: an engine has it, or one of them has not said which it has. */
  has(id: string): Promise<boolean>;
  /** Asks no more. */
  close(): void;
};

/** Asks at once, and goes on asking, where a route takes models that are not described; else there are none. */
export function createCatalogue({ passing }: Pick<Routes, 'passing'>, log: Log): Catalogue {
  const known = new Map<string, readonly string[]>();
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> = Promise.resolve();
  const ask = async (): Promise<void> => {
    asked = performance.now();
    await Promise.all(
      passing.map(async (engine) => {
        try {
          known.set(engine.name, (await engine.check(AbortSignal.timeout(PATIENCE * 1000))).models);
        } catch (error) {
          // What it said before is the best that is known.
          log.warn({ engine: engine.name, why: (error as Error).message }, 'does not say which models it has');
        }
      }),
    );
  };
  const begin = (): Promise<void> => {
    asking = ask();
    return asking;
  };
  const timer = passing.length === 0 ? undefined : setInterval(() => void begin(), STALE * 1000).unref();
  if (passing.length > 0) void begin();
  const isNamed = (id: string): boolean => [...known.values()].some((ids) => ids.includes(id));
  return {
    ids: () => [...new Set([...known.values()].flat())].sort(),
    async has(id) {
      if (isNamed(id)) return true;
      // It may be new there.
      await (performance.now() - asked > FRESH * 1000 ? begin() : asking);
      return isNamed(id) || passing.some((engine) => !known.has(engine.name));
    },
    close: () => clearInterval(timer),
  };
}

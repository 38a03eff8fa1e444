// The gate of an engine: while the engine turns requests away none are claimed for it, but one now and then as a trial.
import type { NotTaken } from '../engines/engine.ts';
import type { Database } from '../store/database.ts';
import { type EngineNow, mayTry, noteTaken, noteTurnedAway, readEngines } from '../store/engines.ts';

export type Gate = {
  /** Whether a request may be claimed now. Asks the database only while the engine rests. */
  opens(): Promise<boolean>;
  /** Whether the engine has been away so often that those who can had better go elsewhere. */
  readonly away: boolean;
  /** Notes that a request was turned away. Answers seconds after which it may come again. */
  turnedAway(refusal: NotTaken): Promise<number>;
  /** Notes that the engine has taken one. */
  taken(): void;
  /** Reads what other processes have noted. Once a second will do. */
  look(): Promise<void>;
};

/** Seconds after which a request is tried again that an engine turned away which does not rest yet. */
const SOON = 2;

const WELL: Pick<EngineNow, 'failures' | 'why' | 'rests'> = { failures: 0, why: null, rests: 0 };

export function createGate(database: Database, engine: string): Gate {
  let now = WELL;
  let seen = performance.now();
  const set = (next: typeof WELL): void => {
    now = next;
    seen = performance.now();
  };
  const rests = (): number => Math.max(0, now.rests - (performance.now() - seen) / 1000);
  return {
    async opens() {
      if (now.why === null) return true;
      return rests() <= 0 && (await mayTry(database, engine));
    },
    get away() {
      return now.why === 'away';
    },
    async turnedAway({ why, message, seconds }) {
      // What is refused says nothing of others.
      if (why === 'refused') return 0;
      set(await noteTurnedAway(database, engine, { why, seconds, error: message }));
      return Math.max(SOON, rests());
    },
    taken() {
      if (now.why === null && now.failures === 0) return;
      set(WELL);
      void noteTaken(database, engine).catch(() => {}); // the next one that is taken says so again
    },
    async look() {
      const rows = await readEngines(database);
      set(rows.find((row) => row.engine === engine) ?? WELL);
    },
  };
}

// What clients were told, written down by them and by nobody else: a line of JSON each, on disk before the next call.
import { fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Compute } from '../packages/server/src/request.ts';
import type { Media } from './asks.ts';

/** `load` names a submit that was meant, `request_id` a request that was acknowledged. */
type Entry = {
  at: number;
  round: number;
} /** A fault was done. `hit`: what it is known to have met; null when that was nothing. */ & (
  | { what: 'round'; fault: string; victim: string; hit: string | null }
  /** A submit is about to be sent; it may be sent several times under its key. `expires`: it must start soon. */
  | {
      what: 'submitting';
      load: string;
      org_id: string;
      key: string | null;
      webhook: boolean;
      model: string;
      media: Media;
      expires: boolean;
    }
  | { what: 'submitted'; load: string; request_id: string }
  /** No answer, whatever was tried: it may have been taken. */
  | { what: 'given_up'; load: string; error: string }
  /** `compute`: what the answer said of it. */
  | { what: 'cancelled'; request_id: string; compute: Compute | null }
  /** An upload that was answered with 200. */
  | { what: 'uploaded'; address: string; sha256: string }
  /** The files of a request are about to be deleted; then that it was answered with 200. */
  | { what: 'deleting'; request_id: string }
  | { what: 'deleted'; request_id: string }
  /** An event as the request's own stream told it; then that this stream said that there will be none any more. */
  | { what: 'told'; request_id: string; type: string; event_id: number }
  | { what: 'told_all'; request_id: string }
  /** The run was taken up again: for a while before, nobody was there outside of the system. */
  | { what: 'resumed' }
  /** An answer that no fault excuses. */
  | { what: 'misanswered'; call: string; said: string }
  /** An end that a client was shown; from then on nothing may change it. */
  | { what: 'seen'; request_id: string; status: string; sha256: string | null }
  /** `signed`: by the organisation's secret. */
  | { what: 'called'; request_id: string; type: string; signed: boolean }
  /** The end of a request, as its organisation's stream told it. */
  | { what: 'event'; org_id: string; request_id: string; type: string; event_id: number }
);

type Unstamped<T> = T extends Entry ? Omit<T, 'at' | 'round'> : never;

/** What was written so far, and will not grow. */
export type Known = {
  /** Those of one kind. */
  all<W extends Entry['what']>(what: W): Extract<Entry, { what: W }>[];
};

export type Ledger = Known & {
  /** From the beginning, earlier runs of the same state folder too. */
  readonly entries: readonly Entry[];
  /** The round that entries are stamped with. */
  round: number;
  write(entry: Unstamped<Entry>): void;
  /** As it is now: what is read after this from the system must be as new. */
  known(): Known;
};

/** Opens the ledger in a file, which may be there from before. A last line that was cut off says nothing. */
export function openLedger(path: string): Ledger {
  const file = openSync(path, 'a');
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const entries = lines.map((line) => JSON.parse(line) as Entry);
  const ledger: Ledger = {
    entries,
    round: 0,
    write(entry) {
      const stamped = { at: Date.now(), round: ledger.round, ...entry } as Entry;
      writeSync(file, `${JSON.stringify(stamped)}\n`);
      fdatasyncSync(file);
      entries.push(stamped);
    },
    all: (what) => entries.filter((entry) => entry.what === what) as never,
    known() {
      const then = entries.slice();
      return { all: (what) => then.filter((entry) => entry.what === what) as never };
    },
  };
  return ledger;
}

// What a run tells: violations as they are found, and a table at its end.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../packages/server/src/store/database.ts';
import type { Ledger } from './ledger.ts';
import { eventsOf, type Row, type Violation } from './rows.ts';

function counted(words: string[]): string {
  const counts = Object.entries(Object.groupBy(words, (word) => word));
  return counts.map(([word, all]) => `${word} ${all?.length}`).join(', ') || 'none';
}

/** Of all rounds in the ledger, those of earlier runs too. */
export function printReport(
  ledger: Ledger,
  rows: Row[],
  broken: Violation[],
  { seed, storage, next }: { seed: string; storage: string; next: number },
): void {
  const acknowledged = new Set(ledger.all('submitted').map(({ request_id }) => request_id));
  const told = rows.filter(({ request_id }) => acknowledged.has(request_id));
  const lines = {
    rounds: `${next} (seed ${seed}, storage ${storage})`,
    submits: `${ledger.all('submitting').length} meant, ${acknowledged.size} acknowledged (${ledger.all('submitted').length} answers), ${ledger.all('given_up').length} given up`,
    asked: counted(
      ledger.all('submitting').map(({ model, media }) => (media === 'none' ? model : `${model} (${media})`)),
    ),
    ended: counted(told.map(({ status, error_code }) => error_code ?? status)),
    'acknowledged cancels': counted(ledger.all('cancelled').map(({ compute }) => String(compute))),
    uploads: String(ledger.all('uploaded').length),
    deletes: String(ledger.all('deleted').length),
    'streams to the end': `${ledger.all('told_all').length}, ${ledger.all('told').length} events`,
    attempts: counted(told.map(({ attempt }) => `in ${attempt}:`)),
    webhooks: `${ledger.all('called').length} calls for ${rows.filter(({ webhook_url }) => webhook_url !== null).length} requests`,
    violations: String(broken.length),
  };
  for (const [name, text] of Object.entries(lines)) console.log(`${name.padEnd(21)} ${text}`);
  printFaults(ledger);
}

/** How often each was done, how often it met something, and what the last one of those met. */
function printFaults(ledger: Ledger): void {
  const done = Map.groupBy(ledger.all('round'), ({ fault }) => fault);
  for (const [fault, all] of [...done].sort()) {
    const hits = all.filter(({ hit }) => hit !== null);
    const last = hits.at(-1);
    const met = last === undefined ? '' : `, e.g. ${last.victim}: ${last.hit}`;
    console.log(`  ${fault.padEnd(19)} ${all.length} done, ${hits.length} hit${met}`);
  }
}

export type Reporter = {
  /** Each once. */
  readonly broken: Violation[];
  /** Tells of those that are new, with what is needed to look into them, and keeps that in `violations.jsonl`. */
  report(round: number, faults: string[], found: Violation[]): Promise<void>;
};

export function createReporter(folder: string, seed: string, database: Database): Reporter {
  const broken: Violation[] = [];
  return {
    broken,
    async report(round, faults, found) {
      for (const violation of found) {
        const { promise, request_id, seen } = violation;
        const isTold = (one: Violation) =>
          one.promise === promise && (request_id === null ? one.seen === seen : one.request_id === request_id);
        if (broken.some(isTold)) continue;
        broken.push(violation);
        const events = request_id === null ? [] : await eventsOf(database, request_id).catch(String);
        const line = JSON.stringify({ seed, round, faults, ...violation, events });
        appendFileSync(join(folder, 'violations.jsonl'), `${line}\n`);
        console.error(`BROKEN ${line}`);
      }
    },
  };
}

// One round: load, and in the midst of it a fault; then everything has to come to rest, and what clients know is compared.
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAnswers, checkReasons, checkRows, unended } from './checks.ts';
import { FAULTS, type Struck } from './faults.ts';
import { checkFiles } from './files.ts';
import type { Ledger } from './ledger.ts';
import type { Load } from './load.ts';
import { type Random, randomOf } from './random.ts';
import { rowsOf, type Violation } from './rows.ts';
import type { ChaosSystem, Watched } from './system.ts';

/** Seconds in which everything comes to rest: a lease that runs out, three times over, on a busy machine. */
const REST = 120;
/** Seconds within which a fault strikes: from the beginning of a round, or from the moment at which something is rendered. */
const STRIKE = 2.5;

/** What was asked of a system, and what of that was looked at. */
export type Observed = {
  system: Watched;
  load: Load;
  ledger: Ledger;
  /** Successes whose files were looked at. */
  looked: Set<string>;
};

export type Run = Observed & {
  system: ChaosSystem;
  seed: string;
  /** Submits in a round. */
  submits: number;
  /** Faults of which a round takes the next one. */
  deck: readonly string[];
  /** Faults that outlive their round. */
  background: Set<Promise<void>>;
  /** What faults themselves found broken, until it is reported. */
  outages: Violation[];
};

/** Resolves when no request waits or is rendered, no slot is taken and no render is left; answers what did not come to that in time. */
export async function rest(system: Watched): Promise<Violation[]> {
  const open = `select count(*)::int as open from requests where status in ('queued', 'processing') or compute = 'still_running'`;
  for (const end = performance.now() + REST * 1000; performance.now() < end; await sleep(250)) {
    const [row] = await system.database.query<{ open: number }>('', open, []).catch(() => []);
    if (row?.open === 0 && !system.renders() && system.find('render').length === 0) return [];
  }
  const renders: Violation[] = system
    .find('render')
    .map((pid) => ({ promise: 'nobody renders for nobody', request_id: null, seen: `process ${pid}` }));
  return [...renders, ...unended(await rowsOf(system.database))];
}

/** Asks one of the APIs, whichever answers. */
export function fetchFrom({ urls }: Watched): (path: string) => Promise<Response> {
  let turn = 0;
  return async (path) => {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await fetch(urls[turn++ % urls.length] + path, { signal: AbortSignal.timeout(20_000) });
        if (answer.status < 500 || tries > 20) return answer;
      } catch (error) {
        if (tries > 20) throw error;
      }
      await sleep(500);
    }
  };
}

/** What was found out about all requests so far; of files only about those that are new. */
export async function check(run: Observed): Promise<Violation[]> {
  // Before the rows: what a client is told while they are read, they may not know yet.
  const known = run.ledger.known();
  const rows = await rowsOf(run.system.database);
  const fresh = rows.filter(({ request_id, status }) => status === 'success' && !run.looked.has(request_id));
  for (const { request_id } of fresh) run.looked.add(request_id);
  const files = await checkFiles(fresh, fetchFrom(run.system), (row) => row === fresh[0], run.ledger);
  return [...checkRows(rows, known), ...checkReasons(rows, known), ...checkAnswers(known), ...files];
}

/** Resolves when something is rendered, or will not be for a while. */
export async function working(system: Watched): Promise<void> {
  for (let looks = 0; looks < 60 && !system.renders(); looks++) await sleep(50);
}

async function strike(run: Run, name: string, random: Random): Promise<void> {
  // A system that has nothing to do is not hard to interrupt.
  if (random.chance(0.8)) await working(run.system);
  await sleep(random.between(0, STRIKE) * 1000);
  const fault = FAULTS[name];
  const struck = fault
    .strike(run.system, random)
    .catch((error): Struck => ({ victim: `not done: ${error.message}`, hit: null }))
    .then(({ victim, hit, broken = [] }) => {
      run.ledger.write({ what: 'round', fault: name, victim, hit });
      run.outages.push(...broken);
    });
  if (!fault.inBackground) return struck;
  const noted = struck.finally(() => run.background.delete(noted));
  run.background.add(noted);
}

/** Answers the violations that there are after the round, and its faults. */
export async function round(run: Run, number: number): Promise<{ faults: string[]; found: Violation[] }> {
  const { system, load, deck } = run;
  run.ledger.round = number;
  const random = randomOf(`${run.seed} ${number}`);
  await system.ready();
  // Now and then two things go wrong at a time.
  const faults = [deck[number % deck.length], ...(random.chance(0.25) ? [random.pick(deck)] : [])];
  const struck = faults.map((name, n) => strike(run, name, randomOf(`${run.seed} ${number} ${n}`)));
  await Promise.all([load.burst(random, run.submits), ...struck]);
  await system.ready();
  const restless = await rest(system);
  return { faults, found: [...restless, ...run.outages.splice(0), ...(await check(run))] };
}

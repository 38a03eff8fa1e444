// Proves that what was acknowledged survives any crash: npm run chaos -- [--rounds 30] [--seed S] [--fault NAME]
// [--storage s3|file] [--submits 8] [--state FOLDER [--resume]]. Ends with 1 when a promise was broken.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { unmountAll } from './disks.ts';
import { deckOf, FAULTS } from './faults.ts';
import { finish } from './finish.ts';
import { openLedger } from './ledger.ts';
import { startLoad } from './load.ts';
import { organisationsOf } from './organisations.ts';
import { freePort } from './proxy.ts';
import { randomOf } from './random.ts';
import { startReceiver } from './receiver.ts';
import { createReporter, printReport } from './report.ts';
import { type Run, round } from './rounds.ts';
import { rowsOf } from './rows.ts';
import { endLeftovers, type StorageKind, startSystem } from './system.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now()) },
    fault: { type: 'string' },
    storage: { type: 'string', default: 's3' },
    submits: { type: 'string', default: '8' },
    state: { type: 'string' },
    resume: { type: 'boolean', default: false },
  },
});
if (values.fault !== undefined && !(values.fault in FAULTS)) {
  throw new Error(`there is no fault ${values.fault}; there are ${Object.keys(FAULTS).join(', ')}`);
}

/** Sees to it that nothing is left, also when this process is killed. */
function startReaper(of: string): { end(): void } {
  const words = ['--conditions=reelqueue-source', join(import.meta.dirname, 'reaper.ts')];
  const child = spawn(process.execPath, words, { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.write(of);
  return { end: () => void child.stdin.end() };
}

/** What a run goes on from. `outside`: the port of the receiver, which requests name. */
type State = { seed: string; storage: StorageKind; next: number; outside: number };

const folder = resolve(values.state ?? mkdtempSync(join(tmpdir(), 'reelqueue-chaos-')));
mkdirSync(folder, { recursive: true });
const statePath = join(folder, 'state.json');
if (existsSync(statePath) && !values.resume) throw new Error(`${folder} holds a run: --resume goes on with it`);
const state: State = values.resume
  ? JSON.parse(readFileSync(statePath, 'utf8'))
  : { seed: values.seed, storage: values.storage as StorageKind, next: 0, outside: await freePort() };
writeFileSync(statePath, JSON.stringify(state));
const systemFolder = join(folder, 'system');
await endLeftovers(systemFolder);
await unmountAll(systemFolder);
const reaper = startReaper(systemFolder);
const system = await startSystem(systemFolder, state.storage, (line) => console.error(line));
const ledger = openLedger(join(folder, 'ledger.jsonl'));
if (values.resume) ledger.write({ what: 'resumed' });
await system.ready();
const { broken, report } = createReporter(folder, state.seed, system.database);
const organisations = await organisationsOf(system.database);
const secrets = new Map(organisations.map(({ org_id, secret }) => [org_id, secret]));
const receiver = await startReceiver(ledger, secrets, state.outside);
const load = startLoad({ ledger, organisations, urls: system.urls, outside: receiver.url });

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupted) process.exit(130); // the reaper does the rest
    interrupted = true;
    console.log('the round is finished first; once more ends it at once');
  });
}

const { deck, skipped } = deckOf(system, randomOf(state.seed));
for (const [name, why] of skipped) console.log(`skipped ${name}: ${why}`);
const run: Run = {
  ...{ system, load, ledger, seed: state.seed, submits: Number(values.submits) },
  deck: values.fault === undefined ? deck : deck.filter((name) => name === values.fault),
  background: new Set(),
  outages: [],
  looked: new Set(),
};

async function rounds(): Promise<void> {
  const end = run.deck.length === 0 ? 0 : state.next + Number(values.rounds);
  while (state.next < end && !interrupted) {
    const begun = performance.now();
    const { faults, found } = await round(run, state.next);
    await report(state.next, faults, found);
    const took = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`round ${state.next}: ${faults.join(' and ')}, ${took} s, ${found.length} violations`);
    state.next += 1;
    writeFileSync(statePath, JSON.stringify(state));
  }
  await Promise.all(run.background);
}

try {
  await rounds();
  if (!interrupted) await report(state.next, [], await finish(run));
  printReport(ledger, await rowsOf(system.database), broken, state);
} finally {
  load.stop();
  receiver.close();
  await unmountAll(systemFolder);
  const left = await system.stop();
  reaper.end();
  for (const command of left) {
    broken.push({ promise: 'no process is left', request_id: null, seen: command });
    console.error(`BROKEN a process was left: ${command}`);
  }
}
if (values.state === undefined && broken.length === 0) rmSync(folder, { recursive: true, force: true });
else console.log(`kept: ${folder}`);
process.exit(broken.length === 0 ? 0 : 1);

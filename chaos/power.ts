// Cuts the power of a system again and again: npm run chaos:power -- [--rounds 10] [--seed S] [--submits 8]. Its whole data
// folder lies on a disk of which only the blocks survive that had been flushed. Ends with 1 when a promise was broken.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { signalAll } from '../packages/server/test/installation.ts';
import { finish } from './finish.ts';
import { createImage, type Image } from './image.ts';
import { openLedger } from './ledger.ts';
import { startLoad } from './load.ts';
import { type OneServer, startServer } from './one-server.ts';
import { organisationsOf } from './organisations.ts';
import { type Random, randomOf } from './random.ts';
import { startReceiver } from './receiver.ts';
import { createReporter, printReport } from './report.ts';
import { check, type Observed, rest, working } from './rounds.ts';
import { rowsOf } from './rows.ts';

/** Seconds within which the power goes, once something is rendered. */
const CUT = 4;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now()) },
    submits: { type: 'string', default: '8' },
  },
});
const { seed } = values;

const folder = mkdtempSync(join(tmpdir(), 'reelqueue-power-'));
chmodSync(folder, 0o711); // root's PostgreSQL is another user
const disk = join(folder, 'disk');

async function image(): Promise<Image | null> {
  try {
    return await createImage(join(folder, 'disk.img'), disk);
  } catch (error) {
    console.log(`skipped: a disk in a file can not be mounted here: ${(error as Error).message.trim()}`);
    return null;
  }
}

const FLUSHED = 'flushed '.repeat(10_000);

/** Puts two files on the disk, one flushed: whether the cut takes what it should is seen by them. */
function mark(number: number): void {
  for (const name of ['flushed', 'unflushed']) {
    const file = openSync(join(disk, `${name}-${number}`), 'w');
    writeSync(file, FLUSHED);
    if (name === 'flushed') fsyncSync(file);
    closeSync(file);
  }
}

const isWhole = (name: string): boolean =>
  existsSync(join(disk, name)) && readFileSync(join(disk, name), 'utf8') === FLUSHED;

async function powerCut(of: Image, server: OneServer, random: Random, number: number): Promise<string> {
  await working(server);
  await sleep(random.between(0, CUT) * 1000);
  mark(number);
  const stopped = server.abandon();
  signalAll(stopped, 'SIGSTOP');
  const copies = await of.snapshot();
  await server.kill();
  await of.cut();
  if (!isWhole(`flushed-${number}`)) throw new Error('the disk lost what was flushed: it proves nothing');
  const lost = isWhole(`unflushed-${number}`) ? 'nothing' : 'what was not flushed';
  return `${stopped.length} processes, copies: ${copies}, the disk lost ${lost}`;
}

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));

async function main(of: Image): Promise<number> {
  const server = await startServer(join(disk, 'data'), join(folder, 'server.log'));
  const ledger = openLedger(join(folder, 'ledger.jsonl'));
  const organisations = await organisationsOf(server.database);
  const receiver = await startReceiver(ledger, new Map(organisations.map(({ org_id, secret }) => [org_id, secret])), 0);
  const load = startLoad({ ledger, organisations, urls: server.urls, outside: receiver.url });
  const reporter = createReporter(folder, seed, server.database);
  const observed: Observed = { system: server, load, ledger, looked: new Set() };
  let number = 0;
  try {
    for (; number < Number(values.rounds) && !interrupted; number++) {
      ledger.round = number;
      const random = randomOf(`${seed} ${number}`);
      const begun = performance.now();
      const [victim] = await Promise.all([
        powerCut(of, server, randomOf(`${seed} ${number} cut`), number),
        load.burst(random, Number(values.submits)),
      ]);
      ledger.write({ what: 'round', fault: 'power-cut', victim, hit: victim });
      server.startAgain();
      await server.ready();
      const found = [...(await rest(server)), ...(await check(observed))];
      await reporter.report(number, ['power-cut'], found);
      const took = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(`round ${number}: ${victim}, ${took} s, ${found.length} violations`);
    }
    if (!interrupted) await reporter.report(number, [], await finish(observed));
    printReport(ledger, await rowsOf(server.database), reporter.broken, { seed, storage: 'a disk', next: number });
  } finally {
    load.stop();
    receiver.close();
    await server.stop();
    await of.unmount();
  }
  return reporter.broken.length;
}

const made = await image();
const broken = made === null ? 0 : await main(made);
if (broken === 0) rmSync(folder, { recursive: true, force: true });
else console.log(`kept: ${folder}`);
process.exit(broken === 0 ? 0 : 1);

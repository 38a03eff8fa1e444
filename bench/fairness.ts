// Whether organisations get their shares: ten of them on one pool, one with 10,000 requests waiting, two with caps, and 16
// claimers at once. npm run bench:fairness [-- claims]. Exits with 1 when a promise is broken.
import { uuidv7 } from 'uuidv7';
import { claim } from '../packages/server/src/store/claims.ts';
import { openDatabase } from '../packages/server/src/store/database.ts';
import { migrate } from '../packages/server/src/store/migrations.ts';
import { move } from '../packages/server/src/store/moves.ts';
import { enqueue } from '../packages/server/src/store/requests.ts';
import { testDatabase } from '../packages/server/test/postgres.ts';
import { newRequest } from '../packages/server/test/rows.ts';

const CLAIMERS = 16;
const POOL = 'bench';
const claims = Number(process.argv[2] ?? 20_000);

type Org = { org_id: string; weight: number; cap: number | null; waiting: number; seconds: number; most: number };

await using store = await testDatabase();
// A connection for each claimer, so that they meet in the database as those of 16 hosts would.
const databases = Array.from({ length: CLAIMERS }, () => openDatabase(store.url, { connections: 1 }));
const [database] = databases;
await migrate(database);

async function organisation(weight: number, cap: number | null): Promise<Org> {
  const org_id = uuidv7();
  await database.query(
    'organisation',
    `insert into organisations (org_id, name, webhook_secret, weight, max_running) values ($1, $1::uuid::text, '', $2, $3)`,
    [org_id, weight, cap],
  );
  return { org_id, weight, cap, waiting: 0, seconds: 0, most: 0 };
}

let drawn = 1;
/** 1 to 15 seconds, the same in every run. */
function cost(): number {
  drawn = (drawn * 48_271) % 2_147_483_647;
  return 1 + (drawn % 15);
}

async function submit(org: Org, count: number, over = database): Promise<void> {
  org.waiting += count;
  for (let n = 0; n < count; n++) await enqueue(over, newRequest(org.org_id, POOL, { cost: cost() }));
}

const running = async (org_id: string, over = database): Promise<number> =>
  (
    await over.query<{ n: number }>(
      'running',
      `select count(*)::int as n from requests where org_id = $1 and status = 'processing'`,
      [org_id],
    )
  )[0].n;

const weights = [1, 1, 1, 1, 2, 2, 3, 4];
const orgs = [
  ...(await Promise.all(weights.map((weight) => organisation(weight, null)))),
  await organisation(2, 1),
  await organisation(2, 3),
];
const byId = new Map(orgs.map((org) => [org.org_id, org]));
await Promise.all(orgs.map((org, n) => submit(org, n === 0 ? 10_000 : 100, databases[n])));

let done = 0;
const begun = performance.now();
async function claimer(over: typeof database): Promise<void> {
  const worker_id = uuidv7();
  while (done < claims) {
    const held = await claim(over, worker_id, POOL, 20);
    if (!held) continue;
    done++;
    const org = byId.get(held.org_id)!;
    const [row] = await over.query<{ cost: number }>('cost', 'select cost from requests where request_id = $1', [
      held.request_id,
    ]);
    org.seconds += row.cost;
    org.waiting--;
    if (org.cap !== null) org.most = Math.max(org.most, await running(org.org_id, over));
    if (org.waiting < 50) await submit(org, 10, over);
    // It took what it was taken to cost: the clock of this run is not the queue's.
    await over.query(
      'took',
      'update requests set claimed_at = now() - make_interval(secs => charged) where request_id = $1',
      [held.request_id],
    );
    await move(over, held, 'failed', { error: { error: 'ended', code: 'engine_failed', param: null } });
    if (done % 5_000 === 0) console.error(`${done} claims`);
  }
}
await Promise.all(databases.map(claimer));
const seconds = (performance.now() - begun) / 1000;

const free = orgs.filter(({ cap }) => cap === null);
const total = free.reduce((sum, org) => sum + org.seconds, 0);
const weight = free.reduce((sum, org) => sum + org.weight, 0);
let worst = 0;
console.log(`${done} claims by ${CLAIMERS} claimers in ${seconds.toFixed(0)} s`);
for (const org of free) {
  const ratio = org.seconds / total / (org.weight / weight);
  worst = Math.max(worst, Math.abs(ratio - 1));
  console.log(
    `weight ${org.weight}: ${((100 * org.seconds) / total).toFixed(2)} % of the seconds, ${ratio.toFixed(3)} × its share`,
  );
}
const over = orgs.filter(({ cap, most }) => cap !== null && most > cap);
for (const { cap, most } of orgs) if (cap !== null) console.log(`cap ${cap}: ${most} at once at most`);

let late = 0;
for (let n = 0; n < 50; n++) {
  const newcomer = await organisation(1, null);
  await submit(newcomer, 1);
  const held = await claim(database, uuidv7(), POOL, 20);
  if (held?.org_id !== newcomer.org_id) late++;
}
console.log(`new organisations whose first request was not the next claim: ${late} of 50`);
console.log(`shares are off by ${(100 * worst).toFixed(1)} % at most; caps exceeded: ${over.length}`);
for (const one of databases) await one.close();
process.exitCode = worst > 0.05 || over.length > 0 || late > 0 ? 1 : 0;

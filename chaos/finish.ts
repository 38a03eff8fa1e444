// The end of a run: everything has come to rest for good, so that what takes its time must be through now.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Storage } from '../packages/server/src/artifacts/storage.ts';
import { createLog } from '../packages/server/src/log.ts';
import { firstOrganisation } from '../packages/server/src/store/keys.ts';
import { orphanSweep } from '../packages/server/src/worker/orphans.ts';
import { checkDeleted, checkNoOrphans, checkUploads } from './files.ts';
import { check, fetchFrom, type Observed, rest } from './rounds.ts';
import { rowsOf, type Violation } from './rows.ts';
import type { Watched } from './system.ts';
import { checkStreams, checkTold } from './told.ts';

/** Seconds in which webhooks and streams have told everything: a webhook's claim outlives its process by 30. */
const TELLING = 90;
/** Objects that one round of the sweep looks at. */
const SWEPT = 1000;

/** The sweep that comes every minute, as it would be when all files have been there for two hours. */
async function sweepOld({ database, storage }: Watched, files: number): Promise<void> {
  const aged: Storage = {
    ...storage,
    list: async (path, page) =>
      (await storage.list(path, page)).map(({ name, modified }) => ({
        name,
        modified: new Date(Number(modified) - 2 * 3_600_000),
      })),
  };
  const { org_id: database_id } = await firstOrganisation(database, null);
  const sweep = orphanSweep({ database, storage: aged, database_id, log: createLog('error') });
  for (let looked = 0; looked <= files; looked += SWEPT) await sweep();
}

/** Answers what is broken once all has been told and swept. */
export async function finish(run: Observed): Promise<Violation[]> {
  const { system, load, ledger } = run;
  await load.settled();
  const restless = await rest(system);
  const rows = await rowsOf(system.database);
  let untold = checkTold(rows, ledger);
  for (const end = performance.now() + TELLING * 1000; untold.length > 0 && performance.now() < end; ) {
    await sleep(500);
    untold = checkTold(rows, ledger);
  }
  const orphans = await checkNoOrphans(rows, system.storage);
  await sweepOld(system, 4 * rows.length);
  console.log(`files that no row named, left to the sweep: ${orphans.length}`);
  const kept = await checkNoOrphans(rows, system.storage);
  run.looked.clear(); // what the sweep, or a late attempt, should have left alone
  const ask = fetchFrom(system);
  const lent = [...(await checkDeleted(rows, ledger, ask)), ...(await checkUploads(ledger, ask))];
  return [...restless, ...untold, ...checkStreams(rows, ledger), ...kept, ...lent, ...(await check(run))];
}

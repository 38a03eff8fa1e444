// What a crash of the database itself may take back, and what it may not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { uuidv7 } from 'uuidv7';
import { claim } from '../src/store/claims.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { firstOrganisation } from '../src/store/keys.ts';
import { migrate } from '../src/store/migrations.ts';
import { enqueue } from '../src/store/requests.ts';
import { kill, newFolder, start, until } from './postgres-lab.ts';
import { newRequest } from './rows.ts';

const newestEvent = async (database: Database): Promise<number> =>
  (await database.query<{ id: number }>('newest', 'select max(event_id) as id from events', []))[0].id;

const startOf = async (database: Database): Promise<string> =>
  (await database.query<{ at: string }>('start', 'select pg_postmaster_start_time()::text as at', []))[0].at;

test('the number of an event that a crash took back is never given to another', async () => {
  const folder = newFolder();
  // What is not waited for reaches the disk after seconds, so that the crash is sure to come before.
  const settings = { fsync: 'off', wal_writer_delay: '10s', wal_writer_flush_after: '1GB', autovacuum: 'off' };
  const postgres = await start(folder, { settings });
  const database = openDatabase(postgres.url);
  await migrate(database);
  const { org_id } = await firstOrganisation(database, null);
  await Promise.all(Array.from({ length: 500 }, () => enqueue(database, newRequest(org_id, 'crash'))));
  const worker_id = uuidv7();
  await Promise.all(Array.from({ length: 400 }, () => claim(database, worker_id, 'crash', 20)));
  const [told, first] = [await newestEvent(database), await startOf(database)];
  kill(Number.parseInt(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8'), 10));
  const isAnother = () =>
    startOf(database).then(
      (started) => started !== first,
      () => false,
    );
  await until('the database is back', isAnother);
  const kept = await newestEvent(database);
  assert.ok(kept < told, `the crash took nothing back: ${kept} of ${told}`);
  await enqueue(database, newRequest(org_id, 'crash'));
  assert.ok(
    (await newestEvent(database)) > told,
    `${await newestEvent(database)} was given anew, ${told} had been told`,
  );
  await database.close();
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { testDatabase } from './postgres.ts';
import { newFolder, processesWith, until } from './postgres-lab.ts';

test('each test database is empty, its own and gone after the test', async () => {
  const urls: string[] = [];
  {
    await using first = await testDatabase();
    await using second = await testDatabase();
    urls.push(first.url, second.url);
    for (const { url } of [first, second]) {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => {}); // dropping the database ends the connection
      await client.connect();
      await client.query('create table request (id int)');
    }
  }
  for (const connectionString of urls) {
    await assert.rejects(new pg.Client({ connectionString }).connect(), { code: '3D000' });
  }
});

test('a test process that is killed takes the shared server and its folder along', async () => {
  const TMPDIR = newFolder();
  mkdirSync(TMPDIR);
  const program = `
    const { testDatabase } = await import(${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))});
    await testDatabase();
    process.kill(process.pid, 'SIGKILL');`;
  const words = ['--conditions=reelqueue-source', '--input-type=module', '--eval', program];
  const { signal } = spawnSync(process.execPath, words, { env: { ...process.env, TMPDIR }, stdio: 'inherit' });
  assert.equal(signal, 'SIGKILL');
  await until('nothing is left', () => processesWith(TMPDIR).length === 0 && readdirSync(TMPDIR).length === 0);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { testDatabase } from './postgres.ts';

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

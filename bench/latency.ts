// How long a request waits for an idle worker: from its submit to the event that says it is being processed, and as the database
// has it; beside graphile-worker from addJob to the task. npm run bench:latency [-- requests].
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@reelqueue/client';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { readConfig } from '../packages/server/src/config.ts';
import { createLog } from '../packages/server/src/log.ts';
import { startPostgres } from '../packages/server/src/postgres/embedded.ts';
import { serve } from '../packages/server/src/serve.ts';

const [role, databaseUrl, folder] = process.argv.slice(2);
if (role === 'server') await runServer();
else await compare(Number(role ?? 100));

/** API and worker, as npm start has them. */
async function runServer(): Promise<void> {
  const environment = { PORT: '0', DATABASE_URL: databaseUrl, REELQUEUE_DATA_DIR: folder, REELQUEUE_WORKERS: '1' };
  const config = readConfig({ ...environment, REELQUEUE_LOG: 'warn' });
  const system = await serve(config, createLog(config.REELQUEUE_LOG), { api: true });
  process.once('message', () => void system.stop().then(() => process.exit(0)));
  process.send!({ url: system.url, key: system.key });
}

/** Milliseconds of each of ours: until the client reads of it, and between the row's two times. */
async function ours(url: string, home: string, count: number): Promise<{ told: number[]; stored: number[] }> {
  const server = fork(import.meta.filename, ['server', url, join(home, 'data')], {
    execArgv: ['--max-semi-space-size=4', '--conditions=reelqueue-source'],
  });
  try {
    const [{ url: origin, key }] = (await once(server, 'message')) as [{ url: string; key: string }];
    const client = createClient({ url: origin, key });
    const told: number[] = [];
    for (let n = 0; n < count + 5; n++) {
      const begun = performance.now();
      const payload = { prompt: 'A lake', size: '1280*720', duration: 5 };
      const { request_id } = await client.submit({ model: 'wan2.6-t2v', payload });
      for await (const event of client.events(request_id)) if (event.type === 'request.processing') break;
      if (n >= 5) told.push(performance.now() - begun); // the first ones warm
      await client.cancel(request_id);
      await sleep(30);
    }
    const database = new pg.Client({ connectionString: url });
    await database.connect();
    const { rows } = await database.query(
      'select extract(epoch from started_at - queued_at)::float8 * 1000 as ms from requests order by request_id offset 5',
    );
    await database.end();
    return { told, stored: rows.map(({ ms }) => ms) };
  } finally {
    server.send('stop');
    await once(server, 'exit');
  }
}

async function graphile(url: string, count: number): Promise<number[]> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  pool.on('error', () => {}); // its connections end with the database
  const logger = new Logger(() => () => {});
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();
  let begin = (): void => {};
  const taskList = { bench: async () => begin() };
  const runner = await run({ pgPool: pool, concurrency: 1, taskList, noHandleSignals: true, logger });
  const times: number[] = [];
  for (let n = 0; n < count + 5; n++) {
    const begun = performance.now();
    const started = new Promise<void>((resolve) => {
      begin = resolve;
    });
    await utils.addJob('bench', {});
    await started;
    if (n >= 5) times.push(performance.now() - begun);
    await sleep(30);
  }
  await runner.stop();
  await utils.release();
  await pool.end();
  return times;
}

function at(share: number, values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
}

async function compare(count: number): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'reelqueue-bench-'));
  const postgres = await startPostgres(join(home, 'postgres'), { log: (line) => console.error(line) });
  try {
    const { told, stored } = await ours(postgres.url, home, count);
    const theirs = await graphile(postgres.url, count);
    console.log(`${count} requests, one after the other, each to an idle worker`);
    const show = (name: string, values: number[]): void => {
      const beside = `${(at(0.5, values) / at(0.5, theirs)).toFixed(2)} × and ${(at(0.99, values) / at(0.99, theirs)).toFixed(2)} × graphile-worker`;
      console.log(
        `${name.padEnd(38)} p50 ${at(0.5, values).toFixed(1)} ms, p99 ${at(0.99, values).toFixed(1)} ms; ${beside}`,
      );
    };
    show('submit to processing, in the database', stored);
    show('submit to processing, told to the client', told);
    show('graphile-worker, addJob to its task', theirs);
  } finally {
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  }
}

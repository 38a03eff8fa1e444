// What a request costs the queue, from submit to its end, beside pg-boss and graphile-worker: the same PostgreSQL that
// flushes to disk, as many connections, one request a call, in turns: by as many callers as connections, whose calls ours lets
// share statements when they meet, and by one caller alone. npm run bench:queue [-- requests rounds].
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { uuidv7 } from 'uuidv7';
import { startPostgres } from '../packages/server/src/postgres/embedded.ts';
import { claim } from '../packages/server/src/store/claims.ts';
import { openDatabase } from '../packages/server/src/store/database.ts';
import { firstOrganisation } from '../packages/server/src/store/keys.ts';
import { migrate } from '../packages/server/src/store/migrations.ts';
import { move } from '../packages/server/src/store/moves.ts';
import { enqueue } from '../packages/server/src/store/requests.ts';
import { newRequest } from '../packages/server/test/rows.ts';
import { cpuOf, cpuOfPostgres } from './cpu.ts';

const CONNECTIONS = 8;
const [requests, rounds] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 3)];

const PAYLOAD = {
  prompt: 'Slow cinematic pan around a futuristic tower at sunset with neon accents',
  size: '1280*720',
  duration: 5,
  seed: 987654321,
};

/** One queue, open: what takes one request in, and what sees all of `count` to their end with so many callers. */
type Contender = {
  submit(): Promise<unknown>;
  work(count: number, callers: number): Promise<void>;
  close(): Promise<void>;
};

/** Requests a second, and the milliseconds of processor time of one, the database's and ours. */
type Rate = { submits: number; cycles: number; cpu: number };

/** Runs `task` so many times, as many at once as there are callers. */
async function spread(count: number, callers: number, task: () => Promise<unknown>): Promise<void> {
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) await task();
  };
  await Promise.all(Array.from({ length: callers }, client));
}

async function openReelqueue(url: string): Promise<Contender> {
  const database = openDatabase(url, { connections: CONNECTIONS });
  await migrate(database);
  const { org_id } = await firstOrganisation(database, null);
  const worker_id = uuidv7();
  const submit = () => enqueue(database, newRequest(org_id, 'bench', { payload: PAYLOAD, normalised: PAYLOAD }));
  const files = { video_url: '/files/a.mp4', thumbnail_image_url: '/files/a.jpg', media_urls: [] };
  const film = { width: 1280, height: 720, fps: 30, duration: 5, sha256: 'a'.repeat(64), engine: 'animatic' };
  const outcome = { ...files, ...film, seed: 1 };
  return {
    submit,
    work: (count, callers) =>
      spread(count, callers, async () => {
        const held = await claim(database, worker_id, 'bench', 20);
        if (!held || !(await move(database, held, 'success', { outcome }))) throw new Error('a request was not there');
      }),
    close: () => database.close(),
  };
}

async function openPgBoss(url: string): Promise<Contender> {
  const boss = new PgBoss({ connectionString: url, max: CONNECTIONS, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue('bench');
  return {
    submit: () => boss.send('bench', PAYLOAD),
    work: (count, callers) =>
      spread(count, callers, async () => {
        const [job] = await boss.fetch('bench', { batchSize: 1 });
        if (!job) throw new Error('a job was not there');
        await boss.complete('bench', job.id, { done: true });
      }),
    close: () => boss.stop({ graceful: false }),
  };
}

async function openGraphileWorker(url: string): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  pool.on('error', () => {}); // its connections end with the database
  const utils = await makeWorkerUtils({ pgPool: pool, logger: new Logger(() => () => {}) });
  await utils.migrate();
  return {
    submit: () => utils.addJob('bench', PAYLOAD),
    async work(count, callers) {
      let left = count;
      const done = Promise.withResolvers<void>();
      const bench = async (): Promise<void> => void (--left === 0 && setImmediate(done.resolve));
      const logger = new Logger(() => () => {});
      const runner = await run({
        pgPool: pool,
        concurrency: callers,
        taskList: { bench },
        noHandleSignals: true,
        logger,
      });
      await done.promise;
      await runner.stop();
    },
    async close() {
      await utils.release();
      await pool.end();
    },
  };
}

const CONTENDERS = { Reelqueue: openReelqueue, 'pg-boss': openPgBoss, 'graphile-worker': openGraphileWorker };

/** Milliseconds of processor time so far: this process, and the database. */
const cpuTime = (): number => cpuOf(process.pid) + cpuOfPostgres(join(folder, 'postgres'));

async function measure({ submit, work }: Contender, callers: number): Promise<Rate> {
  const count = callers === 1 ? Math.ceil(requests / 4) : requests;
  const used = cpuTime();
  const begun = performance.now();
  await spread(count, callers, submit);
  const submitted = performance.now();
  await work(count, callers);
  const ended = performance.now();
  return {
    submits: (count / (submitted - begun)) * 1000,
    cycles: (count / (ended - begun)) * 1000,
    cpu: (cpuTime() - used) / count,
  };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

async function newDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return url.replace('/reelqueue?', `/${name}?`);
}

const folder = await mkdtemp(join(tmpdir(), 'reelqueue-bench-'));
const postgres = await startPostgres(join(folder, 'postgres'), { log: (line) => console.error(line) });
try {
  const open = await Promise.all(
    Object.entries(CONTENDERS).map(async ([name, opener], n) => {
      const contender = await opener(await newDatabase(postgres.url, `bench_${n}`));
      return { name, contender, rates: [] as Rate[] };
    }),
  );
  for (const callers of [CONNECTIONS, 1]) {
    // A first round of each warms its code and its plans; its figures are not kept.
    for (const one of open) one.rates = [];
    for (let round = 0; round <= rounds; round++) {
      for (const { contender, rates } of open) {
        const rate = await measure(contender, callers);
        if (round > 0) rates.push(rate);
      }
    }
    const rows = open.map(({ name, rates }) => ({
      name,
      submits: median(rates.map(({ submits }) => submits)),
      cycles: median(rates.map(({ cycles }) => cycles)),
      cpu: median(rates.map(({ cpu }) => cpu)),
    }));
    console.log(`${requests} requests, ${CONNECTIONS} connections, callers: ${callers}; median of ${rounds}`);
    for (const { name, submits, cycles, cpu } of rows) {
      const faster = `ours is ${(rows[0].submits / submits).toFixed(2)} × and ${(rows[0].cycles / cycles).toFixed(2)} × as fast`;
      const beside = `${faster}, for ${(rows[0].cpu / cpu).toFixed(2)} × its ${cpu.toFixed(2)} ms of processor time`;
      console.log(
        `${name.padEnd(16)} ${Math.round(submits)} submits/s, ${Math.round(cycles)} submit+claim+end/s (${beside})`,
      );
    }
  }
  for (const { contender } of open) await contender.close();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

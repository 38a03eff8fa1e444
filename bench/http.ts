// What the API costs beside the least that could answer: polls beside a bare Fastify route that reads the same row by its
// key, and submits beside the same rows written by as many connections. npm run bench:http [-- seconds rounds].
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import fastify from 'fastify';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { readConfig } from '../packages/server/src/config.ts';
import { createLog } from '../packages/server/src/log.ts';
import { startPostgres } from '../packages/server/src/postgres/embedded.ts';
import { serve } from '../packages/server/src/serve.ts';
import { openDatabase } from '../packages/server/src/store/database.ts';
import { firstOrganisation } from '../packages/server/src/store/keys.ts';
import { cpuOf, cpuOfPostgres } from './cpu.ts';

const CONNECTIONS = 8;
const REQUESTS = '/api/v1/ie/requestqueue/apikey/requests';
const PAYLOAD = {
  prompt: 'Slow cinematic pan around a tower at sunset',
  size: '1280*720',
  duration: 5,
  seed: 987654321,
};
const BODY = JSON.stringify({ model: 'wan2.6-t2v', payload: PAYLOAD });

const [role, databaseUrl, folder] = process.argv.slice(2);
if (role === 'api') await runApi();
else if (role === 'bare') await runBare();
else if (role === 'rows') await writeRows();
else await compare(Number(role ?? 4), Number(databaseUrl ?? 3));

/** The product, API only. */
async function runApi(): Promise<void> {
  const environment = { PORT: '0', DATABASE_URL: databaseUrl, REELQUEUE_DATA_DIR: folder, REELQUEUE_WORKERS: '0' };
  const config = readConfig({ ...environment, REELQUEUE_LOG: 'warn' });
  const system = await serve(config, createLog(config.REELQUEUE_LOG), { api: true });
  process.once('message', () => void system.stop().then(() => process.exit(0)));
  process.send!({ url: system.url, key: system.key });
}

/** One route, one prepared statement by the primary key, as many connections as the product has. */
async function runBare(): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const app = fastify();
  app.get<{ Params: { id: string } }>('/requests/:id', async (request) => {
    const statement = {
      name: 'get',
      text: 'select * from requests where request_id = $1',
      values: [request.params.id],
    };
    return (await pool.query(statement)).rows[0];
  });
  process.once('message', () => process.exit(0));
  process.send!({ url: await app.listen({ port: 0, host: '127.0.0.1' }), key: '' });
}

/** The rows of a submit by themselves, a statement for each, for so many seconds, over as many connections as clients call. */
async function writeRows(): Promise<void> {
  const database = openDatabase(databaseUrl!, { connections: 1 });
  const { org_id } = await firstOrganisation(database, null);
  await database.close();
  const text = `with changed as (
      insert into requests (request_id, org_id, model, pool, payload, normalised, phase, turn)
      values ($1, $2, 'wan2.6-t2v', 'animatic', $3, $4, 'waiting', now()) returning *
    ), event as (
      insert into events (event_id, request_id, org_id, type, phase)
      select event_id, request_id, org_id, 'request.queued', phase from changed
    )
    select request_id, model, status, created_at, updated_at, queued_at from changed`;
  const payload = JSON.stringify(PAYLOAD);
  const begun = process.cpuUsage();
  const until = performance.now() + Number(folder) * 1000;
  let written = 0;
  const client = async (): Promise<void> => {
    const connection = new pg.Client({ connectionString: databaseUrl });
    await connection.connect();
    await connection.query('set plan_cache_mode = force_generic_plan');
    for (; performance.now() < until; written++) {
      await connection.query({ name: 'row', text, values: [uuidv7(), org_id, payload, payload] });
    }
    await connection.end();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const { user, system } = process.cpuUsage(begun);
  process.send!({ url: '', key: '', written, cpu: (user + system) / 1000 }, () => process.exit(0));
}

type Answered = { request_id: string };
type Said = { url: string; key: string; written?: number; cpu?: number };

async function start(...args: string[]) {
  const child = fork(import.meta.filename, args, { execArgv: ['--conditions=reelqueue-source'] });
  const [said] = (await once(child, 'message')) as [Said];
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.send('stop');
    await ended;
  };
  return { ...said, pid: child.pid as number, stop };
}

/** Answers, or rows, a second, and milliseconds of processor time for each: the server's and its database's. */
type Rate = { rate: number; cpu: number };

/** Answers of the server `pid`; throws unless every one was a 200. */
async function answers(pid: number, home: string, options: autocannon.Options, seconds: number): Promise<Rate> {
  const cpuTime = (): number => cpuOf(pid) + cpuOfPostgres(join(home, 'postgres'));
  const used = cpuTime();
  const result = await autocannon({ connections: CONNECTIONS, duration: seconds, ...options });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers were no 200, ${result.errors} none`);
  return { rate: result['2xx'] / result.duration, cpu: (cpuTime() - used) / result['2xx'] };
}

/** Rows that a process of its own writes. */
async function rows(url: string, home: string, seconds: number): Promise<Rate> {
  const used = cpuOfPostgres(join(home, 'postgres'));
  const { written = 0, cpu = 0 } = await start('rows', url, String(seconds));
  return { rate: written / seconds, cpu: (cpu + cpuOfPostgres(join(home, 'postgres')) - used) / written };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

async function compare(seconds: number, rounds: number): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'reelqueue-bench-'));
  const postgres = await startPostgres(join(home, 'postgres'), { log: (line) => console.error(line) });
  const api = await start('api', postgres.url, join(home, 'data'));
  const bare = await start('bare', postgres.url);
  try {
    const headers = { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' };
    const submit = async (): Promise<string> =>
      ((await (await fetch(api.url + REQUESTS, { method: 'POST', headers, body: BODY })).json()) as Answered)
        .request_id;
    const ended = await submit();
    const queued = await Promise.all(Array.from({ length: CONNECTIONS }, submit));
    await fetch(`${api.url}${REQUESTS}/${ended}`, { method: 'DELETE', headers });
    const [ours, barely] = [api.pid, bare.pid].map(
      (pid) => (options: autocannon.Options) => answers(pid, home, options, seconds),
    );
    const runs = {
      'poll, bare route': () => barely({ url: `${bare.url}/requests/${ended}` }),
      'poll, ended': () => ours({ url: `${api.url}${REQUESTS}/${ended}`, headers }),
      'poll, queued': () =>
        ours({ url: api.url, requests: queued.map((id) => ({ path: `${REQUESTS}/${id}`, headers })) }),
      'rows written': () => rows(postgres.url, home, seconds),
      submits: () => ours({ url: api.url + REQUESTS, method: 'POST', headers, body: BODY }),
    };
    const rates = new Map<string, Rate[]>(Object.keys(runs).map((name) => [name, []]));
    for (let round = 0; round <= rounds; round++) {
      for (const [name, run] of Object.entries(runs)) {
        const value = await run();
        if (round > 0) rates.get(name)?.push(value); // the first round warms
      }
    }
    const of = (name: string, what: keyof Rate): number => median((rates.get(name) ?? []).map((rate) => rate[what]));
    console.log(`${CONNECTIONS} connections, ${seconds} s each, median of ${rounds}`);
    for (const name of Object.keys(runs)) {
      const beside = name.startsWith('poll') ? 'poll, bare route' : 'rows written';
      const times = (of(name, 'rate') / of(beside, 'rate')).toFixed(2);
      const cpu = `${of(name, 'cpu').toFixed(2)} ms of processor time, ${(of(name, 'cpu') / of(beside, 'cpu')).toFixed(2)} × its`;
      console.log(`${name.padEnd(18)} ${Math.round(of(name, 'rate'))}/s, ${times} × ${beside}; ${cpu}`);
    }
  } finally {
    await api.stop();
    await bare.stop();
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  }
}

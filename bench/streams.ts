// What open streams of events cost the API: memory for each, and processor time while nothing happens. Each follows a request
// of its own. npm run bench:streams [-- streams].
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../packages/server/src/postgres/embedded.ts';
import { openDatabase } from '../packages/server/src/store/database.ts';
import { firstOrganisation } from '../packages/server/src/store/keys.ts';
import { enqueue } from '../packages/server/src/store/requests.ts';
import { newRequest } from '../packages/server/test/rows.ts';
import { cpuOf, cpuOfPostgres } from './cpu.ts';

const streams = Number(process.argv[2] ?? 5000);
const REQUESTS = '/api/v1/ie/requestqueue/apikey/requests';
const PAYLOAD = { prompt: 'Slow cinematic pan around a tower at sunset', size: '1280*720', duration: 5, seed: 1 };
/** Seconds of silence over which processor time is taken. */
const SILENCE = 5;

async function submitAll(url: string): Promise<string[]> {
  const database = openDatabase(url, { connections: 4 });
  const { org_id } = await firstOrganisation(database, null);
  const request = () => newRequest(org_id, 'animatic', { payload: PAYLOAD, normalised: PAYLOAD });
  const accepted = await Promise.all(Array.from({ length: streams }, () => enqueue(database, request())));
  await database.close();
  return accepted.map(({ request_id }) => request_id);
}

/** Opens a stream and waits for its first event. */
async function follow(url: URL, key: string, request_id: string): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  const head = `GET ${REQUESTS}/${request_id}/events HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${key}\r\n`;
  socket.write(`${head}accept: text/event-stream\r\n\r\n`);
  for (let said = ''; !said.includes('event: request.queued'); ) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    said += chunk.toString();
    if (!said.startsWith('HTTP/1.1 200')) throw new Error(said);
  }
  socket.resume();
  return socket;
}

/** Megabytes of memory that a process has. */
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const home = await mkdtemp(join(tmpdir(), 'reelqueue-bench-'));
const postgres = await startPostgres(join(home, 'postgres'), { log: (line) => console.error(line) });
const api = fork(join(import.meta.dirname, 'http.ts'), ['api', postgres.url, join(home, 'data')], {
  execArgv: ['--conditions=reelqueue-source', '--max-semi-space-size=4'], // as npm start has it
});
const pid = api.pid as number;
const sockets: Socket[] = [];
try {
  const [{ url, key }] = (await once(api, 'message')) as [{ url: string; key: string }];
  const ids = await submitAll(postgres.url);
  const before = memoryOf(pid);
  for (let n = 0; n < ids.length; n += 50) {
    sockets.push(...(await Promise.all(ids.slice(n, n + 50).map((id) => follow(new URL(url), key, id)))));
  }
  await sleep(2_000);
  const used = [cpuOf(pid), cpuOfPostgres(join(home, 'postgres'))];
  await sleep(SILENCE * 1000);
  const idle = [cpuOf(pid) - used[0], cpuOfPostgres(join(home, 'postgres')) - used[1]].map((ms) => ms / SILENCE / 10);
  const after = memoryOf(pid);
  const each = (((after - before) * 1024) / streams).toFixed(1);
  console.log(`${streams} streams: ${after.toFixed(0)} MB, ${before.toFixed(0)} MB without any, ${each} kB for each`);
  console.log(`while nothing happens: ${idle[0].toFixed(0)} % of a core, and ${idle[1].toFixed(0)} % for the database`);
} finally {
  for (const socket of sockets) socket.destroy();
  api.send('stop');
  await once(api, 'exit');
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
}

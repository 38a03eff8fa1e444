// Workers that die, or are taken for dead: what they were at is found and goes on, once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { renew } from '../src/store/attempts.ts';
import type { Claim } from '../src/store/claims.ts';
import { move } from '../src/store/moves.ts';
import { addWorker, forgetWorkers, listWorkers, recover } from '../src/store/recovery.ts';
import { thisProcess } from '../src/worker/host.ts';
import { type BareQueue, bareQueue, forever, instantly, NO_WORK } from './bare-queue.ts';
import { eventually } from './installation.ts';

let queue: BareQueue;
before(async () => {
  queue = await bareQueue();
});
after(() => queue[Symbol.asyncDispose]());

test('a worker that was taken over writes nothing', async () => {
  const request = await queue.submit('stale');
  const worker_id = uuidv7();
  const stale = (await queue.take('stale', worker_id)) as Claim;
  await recover(queue.database, [worker_id]);
  const live = (await queue.take('stale')) as Claim;
  assert.equal(live.request_id, stale.request_id);
  const pulse = { phase: 'rendering', progress: 0.9, seconds_left: 1 } as const;
  assert.equal(await renew(queue.database, stale, 20, pulse), false);
  assert.equal(await move(queue.database, stale, 'failed'), null);
  const now = await queue.read(request);
  assert.deepEqual([now.status, now.attempt, now.progress], ['processing', 2, 0]);
  assert.equal(await renew(queue.database, live, 20, pulse), true);
});

test('a worker that others took for dead is known again when it looks', async () => {
  const worker_id = uuidv7();
  await using _worker = await queue.working('revived', forever, { worker_id });
  const known = async () => {
    const { workers } = await listWorkers(queue.database);
    return workers.find((one) => one.worker_id === worker_id && one.locked) ?? null;
  };
  const before = await eventually('it is known', known);
  await forgetWorkers(queue.database, [worker_id]);
  assert.deepEqual(await eventually('it is known again', known), before);
});

test('a worker that is seen to live on this host is not taken for dead, however long its lock is free', async () => {
  await using _worker = await queue.working('watching', forever);
  const [here, elsewhere] = [uuidv7(), uuidv7()];
  await addWorker(queue.database, here, thisProcess(), NO_WORK);
  await addWorker(queue.database, elsewhere, { ...thisProcess(), host: 'elsewhere' }, NO_WORK);
  const left = async () => (await listWorkers(queue.database)).workers.map((one) => one.worker_id);
  await eventually('the one elsewhere is dead', async () => !(await left()).includes(elsewhere));
  assert.ok((await left()).includes(here));
  await forgetWorkers(queue.database, [here]);
});

test("a dead worker's requests go back in line at once, and the third loss ends a request", async () => {
  const request = await queue.submit('lost');
  const settled = `now() - pg_postmaster_start_time() > interval '30 s'`;
  for (let losses = 0; ; losses += 1) {
    const worker_id = uuidv7();
    assert.ok(await queue.take('lost', worker_id));
    const [recovered] = await recover(queue.database, [worker_id]);
    assert.equal(recovered.request_id, request.request_id);
    const [{ counts }] = await queue.database.query<{ counts: boolean }>('', `select ${settled} as counts`, []);
    // Right after a database restart nobody's death is held against a request: the count is set by hand then.
    if (!counts)
      await queue.database.query('', 'update requests set losses = $2 where request_id = $1', [
        request.request_id,
        losses + 1,
      ]);
    if (losses === 1) break;
  }
  await queue.database.query('', 'update requests set losses = 3 where request_id = $1', [request.request_id]);
  const worker_id = uuidv7();
  assert.ok(await queue.take('lost', worker_id));
  assert.equal((await recover(queue.database, [worker_id]))[0].status, 'failed');
  const end = await queue.read(request);
  assert.equal(end.error_code, 'engine_lost');
  assert.deepEqual(end.outcome, { error: end.error });
});

test('what an engine has saved gives a request no more losses, unless it goes on elsewhere', async () => {
  const lose = async (pool: string): Promise<{ request_id: string }> => {
    const request = await queue.submit(pool);
    await queue.database.query('', `update requests set losses = 3, checkpoint = '{"part":1}' where request_id = $1`, [
      request.request_id,
    ]);
    assert.ok(await queue.takeAndDie(pool));
    return request;
  };
  const there = await lose('saves there');
  const elsewhere = await queue.working('saves there', instantly, { end: async () => {} });
  await queue.until(there, (now) => now.status === 'success').finally(() => elsewhere.stop());
  const here = await lose('saves here');
  await using _local = await queue.working('saves here', instantly);
  assert.equal((await queue.until(here, (now) => now.status === 'failed')).error_code, 'engine_lost');
});

test('a worker that has gone from this host is noticed within seconds', async () => {
  const request = await queue.submit('gone');
  assert.ok(await queue.takeAndDie('gone'));
  await using _worker = await queue.working('gone', instantly);
  assert.equal((await queue.until(request, (now) => now.status === 'success')).attempt, 2);
});

test('a request whose worker died goes before those that came later', async () => {
  const lost = await queue.submit('seniority');
  assert.ok(await queue.takeAndDie('seniority'));
  const later = await queue.submit('seniority');
  const rendered: string[] = [];
  await using _worker = await queue.working('seniority', (request, context) => {
    rendered.push(request.request_id);
    return instantly(request, context);
  });
  await queue.until(later, (now) => now.status === 'success');
  assert.deepEqual(rendered, [lost.request_id, later.request_id]);
});

test('a dead worker that its parent has not buried is noticed as well', async () => {
  // The shell becomes another program, which never asks for the death of the shell's child.
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const pid = Number(await text(parent.stdout.take(1)));
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    const request = await queue.submit('unburied');
    const worker_id = uuidv7();
    await addWorker(queue.database, worker_id, { ...thisProcess(), pid, started }, NO_WORK);
    assert.ok(await queue.take('unburied', worker_id));
    await using _worker = await queue.working('unburied', instantly);
    assert.equal((await queue.until(request, (now) => now.status === 'success')).attempt, 2);
  } finally {
    parent.kill('SIGKILL');
  }
});

test('a claim whose answer was lost is found within seconds, though its worker lives', async () => {
  const worker_id = uuidv7();
  const request = await queue.submit('unheard');
  assert.ok(await queue.take('unheard', worker_id));
  await using _worker = await queue.working('unheard', instantly, { worker_id });
  assert.equal((await queue.until(request, (now) => now.status === 'success')).attempt, 2);
});

test("a dead worker's files and directories are removed", async () => {
  const request = await queue.submit('traces');
  assert.ok(await queue.takeAndDie('traces'));
  // Killed when its files had their names and its row had not changed; cancelled before anybody rendered it again.
  const results = join(queue.path, 'files', request.request_id);
  await mkdir(results);
  await writeFile(join(results, `1-${'0'.repeat(32)}.mp4`), 'a film');
  const workdirs = [request.request_id, uuidv7()].map((id) => join(queue.path, 'work', `${id}-1`));
  for (const workdir of workdirs) await mkdir(workdir);
  await using _worker = await queue.working('another', forever);
  await queue.until(request, (now) => now.status === 'queued');
  for (const left of [join(results, `1-${'0'.repeat(32)}.mp4`), ...workdirs]) {
    for (const end = Date.now() + 10_000; existsSync(left); await sleep(10)) assert.ok(Date.now() < end, left);
  }
});

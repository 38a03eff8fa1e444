// What an attempt comes to: a success, a failure, another try, or back into the line.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RequestError } from '../src/errors.ts';
import { type BareQueue, bareQueue, forever, instantly } from './bare-queue.ts';
import { eventually } from './installation.ts';

let queue: BareQueue;
before(async () => {
  queue = await bareQueue();
});
after(() => queue[Symbol.asyncDispose]());

test('a hint wakes a worker long before its next look', async () => {
  await using worker = await queue.working('hint', instantly);
  await queue.until(await queue.submit('hint'), (now) => now.status === 'success');
  const started = performance.now();
  const request = await queue.submit('hint');
  worker.signals.announce('queued');
  await queue.until(request, (now) => now.status !== 'queued');
  assert.ok(performance.now() - started < 700, `${performance.now() - started} ms`);
});

test('a success has its files, its outcome and its warnings, and leaves no workdir', async () => {
  await using _worker = await queue.working('success', instantly);
  const request = await queue.submit('success');
  const { outcome, progress, warnings, phase } = await queue.until(request, (now) => now.status === 'success');
  assert.deepEqual([progress, phase, warnings], [1, null, ['a warning']]);
  assert.ok(outcome && 'video_url' in outcome);
  assert.match(outcome.video_url, new RegExp(`^/files/${request.request_id}/1-[0-9a-f]{32}\\.mp4$`));
  assert.equal((await readdir(join(queue.path, 'files', request.request_id))).length, 2);
  assert.equal(outcome.seed, 1);
});

test('a film whose row has no room waits for some, and is not made again', async () => {
  const say = (text: string): Promise<unknown> => queue.database.query('', text, []);
  await say('create sequence refusals');
  await say(`create function full_disk() returns trigger language plpgsql as $$
    begin perform nextval('refusals'); raise exception 'No space left on device' using errcode = 'disk_full'; end $$`);
  await say(`create trigger full_disk before update on requests for each row
    when (new.status = 'success' and new.pool = 'roomless') execute function full_disk()`);
  await using _worker = await queue.working('roomless', instantly);
  const request = await queue.submit('roomless');
  await eventually('it was refused again', async () => {
    const [{ told }] = await queue.database.query<{ told: number }>('', 'select last_value as told from refusals', []);
    return told > 1;
  });
  assert.equal((await queue.read(request)).status, 'processing');
  await say('drop function full_disk cascade');
  assert.equal((await queue.until(request, (now) => now.status === 'success')).attempt, 1);
});

test('stopping a worker puts its request back without counting a failure', async () => {
  const worker = await queue.working('shutdown', forever);
  const request = await queue.submit('shutdown');
  await queue.until(request, (now) => now.status === 'processing');
  await worker.stop();
  const now = await queue.read(request);
  assert.deepEqual([now.status, now.phase, now.progress], ['queued', 'waiting', 0]);
  assert.equal((await queue.take('shutdown'))?.failures, 0);
});

test('a request whose deadline can not be told ends, and does not go round for ever', async () => {
  const request = await queue.submit('broken row');
  await queue.database.query('break', `update requests set normalised = '{"duration":"long"}' where request_id = $1`, [
    request.request_id,
  ]);
  await using _worker = await queue.working('broken row', instantly);
  assert.equal((await queue.until(request, (now) => now.status === 'failed')).error_code, 'engine_failed');
});

test('an engine error is tried again once, then ends the request', async () => {
  let renders = 0;
  await using _worker = await queue.working('error', async () => {
    renders += 1;
    throw new Error('the disk is on fire');
  });
  const end = await queue.until(await queue.submit('error'), (now) => now.status === 'failed');
  assert.deepEqual([end.error_code, renders, end.attempt], ['engine_failed', 2, 2]);
  assert.doesNotMatch(end.error ?? '', /fire/);
});

test('an error that the client can mend is not tried again, and names its parameter', async () => {
  await using _worker = await queue.working('refusal', async () => {
    throw new RequestError('invalid_media', 'img_url is a drawing of a sheep', 'img_url');
  });
  const end = await queue.until(await queue.submit('refusal'), (now) => now.status === 'failed');
  assert.deepEqual([end.error_code, end.error_param, end.attempt], ['invalid_media', 'img_url', 1]);
  assert.deepEqual(end.outcome, { error: 'img_url is a drawing of a sheep' });
});

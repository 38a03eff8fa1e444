import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { VideoRequest } from '@reelqueue/client';
import { showProgress } from '../../src/cli/progress.ts';

/** What is written for these records, to a terminal of that many columns or to a pipe. */
function shown(records: object[], terminal: { columns: number } | null): string {
  const stream = Object.assign(new PassThrough(), terminal === null ? {} : { isTTY: true, ...terminal });
  const progress = showProgress(stream as unknown as NodeJS.WriteStream);
  for (const record of records) progress.update(record as VideoRequest);
  progress.end();
  return String(stream.read());
}

const rendering = (progress: number, seconds_left: number | null = null) => ({
  status: 'processing',
  phase: 'rendering',
  progress,
  seconds_left,
});

test('without a terminal there is a line for each tenth and each change of status', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => rendering(at / 100, 10 - at / 10));
  const queued = { status: 'queued', phase: 'waiting', progress: 0, queue_position: 2 };
  const lines = shown([queued, queued, ...hundred, { status: 'success', progress: 1 }], null).split('\n');
  assert.deepEqual(lines, [
    'waiting 0 %, place 2 in the queue',
    'rendering 0 %, 10 s left',
    'rendering 10 %, 9 s left',
    'rendering 20 %, 8 s left',
    'rendering 30 %, 7 s left',
    'rendering 40 %, 6 s left',
    'rendering 50 %, 5 s left',
    'rendering 60 %, 4 s left',
    'rendering 70 %, 3 s left',
    'rendering 80 %, 2 s left',
    'rendering 90 %, 1 s left',
    'success 100 %',
    '',
  ]);
});

test('on a terminal one line is drawn over and never wraps', () => {
  const text = shown([rendering(0), rendering(0.5, 2.2), { status: 'success', progress: 1 }], { columns: 48 });
  const frames = text.trimEnd().split('\r\x1b[2K').slice(1);
  assert.equal(frames.length, 3);
  for (const frame of frames) assert.ok(frame.length < 48, `${frame} is ${frame.length} wide`);
  assert.match(frames[1] as string, /^rendering {2}█{15}░{15} {2}50 %/);
  assert.match(frames[2] as string, /^success {4}█{30} 100 %$/);
  assert.match(shown([rendering(0.5, 2.2)], { columns: 100 }), /50 %, 3 s left\n$/);
});

test('a request that failed half way is not shown as complete, and an unknown share as nothing', () => {
  assert.equal(shown([{ status: 'failed', progress: 0.999 }], null), 'failed 99 %\n');
  assert.equal(shown([{ status: 'processing', phase: 'fetching', progress: null }], null), 'fetching 0 %\n');
});

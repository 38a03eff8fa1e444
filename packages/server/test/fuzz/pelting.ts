// Pelting a system with bodies: what must be true of every answer, and what came of them all.
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';
import { QUEUE, type TestSystem } from '../system.ts';
import { body } from './bodies.ts';

/** Bodies under way at once. */
const AT_ONCE = 20;
/** Batches after which the heap is looked at. */
const LOOK = 25;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of this process's heap that are in use, rubbish left out. */
function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** `statuses`: how many answers had which. `heaps`: bytes in use before, and at every look. */
export type Pelted = { bodies: number; statuses: Record<number, number>; heaps: number[] };

type Spoken = { status: number; value: Record<string, unknown> };

async function speak(system: TestSystem, method: string, path: string, sent?: Buffer): Promise<Spoken> {
  const headers = { authorization: `Bearer ${system.key}` };
  const answer = await fetch(system.url + path, { method, headers, body: sent as RequestInit['body'] });
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  const value = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, value };
}

/** Errors have their sentence and a code that goes with their status, and are never ours. */
function assertRefusal({ status, value }: Spoken): void {
  assert.ok(status >= 400 && status < 500, `${status} ${JSON.stringify(value)}`);
  assert.ok(typeof value.error === 'string' && value.error !== '');
  assert.equal(ERRORS[value.code as ErrorCode]?.http, status);
  assert.ok(JSON.stringify(value).length < 20_000, 'an error says little');
}

/** What was sent, as JSON can say it; null where its bytes are no text. */
function echoOf(sent: Buffer): unknown {
  const text = sent.toString();
  if (!Buffer.from(text).equals(sent)) return null;
  return JSON.parse(JSON.stringify(JSON.parse(text.replace(/^\ufeff/, '')).payload));
}

/** Says which body it was, of those that were under way at once. */
async function accountable(sent: Buffer, thrown: Promise<number>): Promise<number> {
  return thrown.catch((error) => {
    throw new Error(`${error.message}\nafter ${sent.toString().slice(0, 2_000)}`, { cause: error });
  });
}

/** Posts a body and goes after what it became: the status of the answer. */
async function throwAt(system: TestSystem, sent: Buffer): Promise<number> {
  const said = await speak(system, 'POST', `${QUEUE}/requests`, sent);
  if (said.status !== 200) {
    assertRefusal(said);
    return said.status;
  }
  const keys = ['request_id', 'model', 'status', 'created_at', 'updated_at', 'queued_at'];
  assert.deepEqual(Object.keys(said.value), keys);
  const path = `${QUEUE}/requests/${said.value.request_id}`;
  const { status, value } = await speak(system, 'GET', path);
  assert.equal(status, 200);
  const echo = echoOf(sent);
  if (echo !== null) assert.deepEqual(value.payload, echo);
  const ended = await speak(system, 'DELETE', path);
  // What had to start at once may have failed meanwhile.
  if (ended.status === 409) assert.equal((ended.value.request as { error_code: string }).error_code, 'expired');
  else assert.deepEqual([ended.status, ended.value.status], [200, 'cancelled']);
  return said.status;
}

/** Throws so many bodies, the same for the same seed. Throws with the smallest body that it finds to break a promise. */
export async function pelt(system: TestSystem, { bodies, seed }: { bodies: number; seed: number }): Promise<Pelted> {
  const pelted: Pelted = { bodies: 0, statuses: {}, heaps: [heap()] };
  const batches = fc.array(body, { minLength: AT_ONCE, maxLength: AT_ONCE });
  const property = fc.asyncProperty(batches, async (batch) => {
    for (const status of await Promise.all(batch.map((sent) => accountable(sent, throwAt(system, sent))))) {
      pelted.statuses[status] = (pelted.statuses[status] ?? 0) + 1;
      pelted.bodies += 1;
    }
    if ((pelted.bodies / AT_ONCE) % LOOK === 0) pelted.heaps.push(heap());
  });
  await fc.assert(property, { seed, numRuns: Math.ceil(bodies / AT_ONCE) });
  return pelted;
}

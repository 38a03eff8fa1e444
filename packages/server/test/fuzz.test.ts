import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pelt } from './fuzz/pelting.ts';
import { startSystem, type TestSystem } from './system.ts';

let system: TestSystem;
before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
});
after(() => system[Symbol.asyncDispose]());

test('2,000 sound, odd and hostile bodies are each taken or refused in the words of the contract, and cost no memory', async () => {
  const { bodies, statuses, heaps } = await pelt(system, { bodies: 2_000, seed: 20_261_121 });
  assert.equal(bodies, 2_000);
  // Bodies that are all refused, or all taken, would prove little.
  assert.ok(
    statuses[200] > 200 && statuses[400] > 500 && statuses[404] > 10 && statuses[413] > 0,
    JSON.stringify(statuses),
  );
  const growth = (Math.max(...heaps.slice(1)) - heaps[1]) / 1e6;
  assert.ok(growth < 30, `the heap has grown by ${growth} MB`);
});

// Which engine of a route a request goes to, and what a worker is told of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findModel } from '@reelqueue/models';
import { type Engine, NotTaken, Stop, stopOf } from '../../src/engines/engine.ts';
import { createRoutes } from '../../src/engines/routing.ts';

/** An engine that takes films up to so many seconds. */
const upTo = (name: string, seconds: number): Engine => ({
  name,
  refuses: (_model, { duration }) => (Number(duration) > seconds ? `${name} makes at most ${seconds} s` : null),
  takes: () => 1,
  bills: () => 7,
  deadline: () => 60,
  render: async () => {
    throw new NotTaken('away', 'it is a part of a test');
  },
  end: null,
  check: async () => ({ says: 'well', models: [] }),
});

const model = findModel('wan2.6-i2v')!;
const [quick, thorough] = [upTo('quick', 5), upTo('thorough', 10)];
const routes = createRoutes(
  [quick, thorough],
  {
    '*': [{ engine: 'quick' }, { engine: 'thorough', price: { per_second: 0.15 }, deadline: 900 }],
    'wan2.6-t2v': [{ engine: 'thorough', price: { per_film: 0.5 } }],
  },
  (name) => name === 'thorough',
);

test('the first engine of a route that can takes a request; what is refused by all comes with their reasons', () => {
  assert.equal(routes.choose(model, { duration: 5 }).leg?.engine.name, 'quick');
  const { leg, refusals } = routes.choose(model, { duration: 10 });
  assert.deepEqual([leg?.engine.name, refusals], ['thorough', ['quick makes at most 5 s']]);
  const none = routes.choose(model, { duration: 15 });
  assert.deepEqual([none.leg, none.refusals], [null, ['quick makes at most 5 s', 'thorough makes at most 10 s']]);
});

test('the next engine is looked for behind the one that did not take it', () => {
  assert.equal(routes.choose(model, { duration: 5 }, 'quick').leg?.engine.name, 'thorough');
  assert.equal(routes.choose(model, { duration: 5 }, 'thorough').leg, null);
  assert.equal(routes.choose(findModel('wan2.6-t2v')!, { duration: 5 }, 'quick').leg?.engine.name, 'thorough');
});

test('a route has its own prices and deadlines', () => {
  const leg = routes.legOf(model.id, thorough);
  assert.deepEqual([leg.bills(model, { duration: 10 }), leg.deadline({})], [1_500_000, 900]);
  assert.equal(routes.legOf('wan2.6-t2v', thorough).bills(model, { duration: 10 }), 500_000);
  assert.deepEqual(
    [routes.legOf(model.id, quick).bills(model, {}), routes.legOf(model.id, quick).deadline({})],
    [7, 60],
  );
});

test('a model that is not described goes only to engines that pass it on, under a sane id', () => {
  const unknown = routes.find('vendor/new-model.v2')!;
  assert.equal(routes.choose(unknown, { anything: 1 }).leg?.engine.name, 'thorough');
  assert.deepEqual(routes.takers(unknown), [thorough]);
  for (const id of ['', '../x', 'a b', 'a\n', 'x'.repeat(200)]) assert.equal(routes.find(id), null, id);
  assert.equal(createRoutes([quick], { '*': [{ engine: 'quick' }] }).find('vendor/new-model.v2'), null);
});

test('an engine is told whether somebody goes on with what it began', () => {
  const stopping = new AbortController();
  assert.equal(stopOf(stopping.signal), null);
  stopping.abort(new Stop('cancelled'));
  assert.equal(stopOf(stopping.signal), 'cancelled');
  assert.equal(stopOf(AbortSignal.abort()), 'left');
});

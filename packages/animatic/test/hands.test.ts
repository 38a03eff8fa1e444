// Several who paint one picture together.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { Atelier } from '../src/imagine/atelier.ts';
import { Apart, Hands, TALLY_BYTES } from '../src/imagine/hands.ts';
import { imagine } from '../src/imagine/imagine.ts';

const SIZE = { width: 192, height: 108 };

/** Ways to paint: ground, trees, water, clouds, stars, smoke, towers, rays. */
const PLACES = [
  'a river through an autumn forest, a stone bridge',
  'a desert highway before an erupting volcano',
  'a starry night, the Milky Way over the sea',
  'a foggy city skyline with a bridge',
  'a living room at dusk',
];

const ateliers = [2, 4].map((hands) => new Atelier(new AbortController().signal, hands));
after(() => Promise.all(ateliers.map((atelier) => atelier[Symbol.asyncDispose]())));

for (const prompt of PLACES) {
  test(`${prompt}: one, two and four paint the same`, async () => {
    const commission = { prompt, negative_prompt: '', seed: 5, ...SIZE };
    const alone = imagine(commission);
    for (const atelier of ateliers) assert.deepEqual(await atelier.imagine(commission), alone);
  });
}

test('a place that is painted where another was is as on a new sheet', async () => {
  const [atelier] = ateliers;
  const commission = { prompt: 'a lake at night', negative_prompt: '', seed: 1, ...SIZE };
  assert.deepEqual(await atelier!.paint(commission), imagine(commission));
});

test('all parts of a step are done once, by whoever comes, and those that wait for one who failed are told', () => {
  const tally = new SharedArrayBuffer(TALLY_BYTES);
  const [first, second] = [new Hands(2, tally), new Hands(2, tally, false)];
  const done: number[] = [];
  first.each(3, 20, (index) => done.push(index));
  second.each(3, 20, (index) => done.push(index));
  assert.deepEqual(done, [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  first.alone(() => done.push(20));
  second.alone(() => done.push(21));
  assert.equal(done.at(-1), 20);
  assert.throws(() => {
    second.each(0, 9, () => {
      throw new Error('no paint left');
    });
  }, /no paint left/);
  second.fail();
  assert.throws(() => first.each(0, 9, () => {}), Apart);
});

test('one whose thread ended amid its part is not waited for, and those who are slow need not go on', () => {
  const tally = new SharedArrayBuffer(TALLY_BYTES);
  const [first, second] = [new Hands(2, tally, true, 1), new Hands(2, tally, false)];
  assert.throws(() => {
    second.each(0, 24, () => {
      throw new Error('out of memory');
    });
  }, /out of memory/);
  assert.throws(() => first.each(0, 24, () => {}), Apart);
  assert.throws(() => second.alone(() => {}), Apart);
});

test('a place that a thread has no memory to help with is painted without it, and the next by another thread', async () => {
  await using atelier = new Atelier(new AbortController().signal, 2);
  const commission = { prompt: 'a lake at night', negative_prompt: '', seed: 1, ...SIZE };
  const alone = imagine(commission);
  // Threads that begin now can not even hold the code.
  setFlagsFromString('--max-old-space-size=8');
  assert.deepEqual(await atelier.imagine(commission), alone);
  setFlagsFromString('--max-old-space-size=0');
  // It may not be known yet that the thread has ended.
  await atelier.paint(commission).catch(({ code }) => assert.equal(code, 'ERR_WORKER_OUT_OF_MEMORY'));
  assert.deepEqual(await atelier.paint(commission), alone);
});

// Who is in each of the shots that a prompt lists.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castingOf } from '../../src/plan/casting.ts';
import type { ListedShot } from '../../src/plan/shot-list.ts';

const castsOf = (prompt: string, shots: string[], count = 2, tours = true) =>
  castingOf(
    prompt,
    shots.map((words): ListedShot => {
      return { words, beats: [], size: /wide/.test(words) ? 'wide' : null, joint: null, span: null };
    }),
    tours,
    count,
  ).map(({ cast }) => cast);

test('a shot is of whom it names, else of those of the shot before, and before anybody is named of its place', () => {
  const casts = (...shots: string[]) => castsOf(shots.join('. '), shots);
  assert.deepEqual(casts('character2 in a forest', 'character1 on a beach'), [[1], [0]]);
  assert.deepEqual(casts('a city at night', 'character1 in a forest', 'on a beach', 'both in a desert'), [
    [],
    [0],
    [0],
    [0, 1],
  ]);
  assert.deepEqual(casts('character1 and character2 in a forest', 'an empty beach', 'they walk in a desert'), [
    [0, 1],
    [],
    [0, 1],
  ]);
});

test('whom only the words before a list name is in all of it, whom no words name in its last shot', () => {
  const listed = 'character1 travels. Shot 1: a forest. Shot 2: a beach';
  assert.deepEqual(castsOf(listed, ['a forest', 'a beach'], 1), [[0], [0]]);
  assert.deepEqual(castsOf('', ['character2 in a forest', 'character2 on a beach'], 3), [[1], [1, 0, 2]]);
  assert.deepEqual(castsOf('', ['a forest', 'a beach'], 2), [
    [0, 1],
    [0, 1],
  ]);
});

test('in one place a wide shot that names nobody is of everyone', () => {
  assert.deepEqual(castsOf('', ['character1 looks up', 'wide shot', 'character2 waits'], 2, false), [[0], [0, 1], [1]]);
});

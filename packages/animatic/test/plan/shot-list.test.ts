// A prompt that lists its shots is filmed shot by shot, at the times that it says.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FilmRequest } from '../../src/plan/plan.ts';
import { PORTRAIT, planned } from './set.ts';

const film = (prompt: string, asked: Partial<FilmRequest> = {}) =>
  planned({ prompt, shot_type: 'multi', duration: 10, ...asked });
const shotsOf = (prompt: string, asked: Partial<FilmRequest> = {}): [frames: number, name: string][] =>
  film(prompt, asked).shots.map(({ frames, name }) => [frames, name]);

describe('a list of shots', () => {
  test('with times is cut at them, each shot by its own words', () => {
    const prompt =
      'Warm light. Shot 1 [0-2s]: wide shot of the lake, pan left. Shot 2 [2-7s]: close-up of the house, slow zoom in. Shot 3 [7-10s]: medium shot, static.';
    assert.deepEqual(shotsOf(prompt), [
      [60, 'wide, pan left'],
      [150, 'detail, slow zoom in'],
      [90, 'medium, locked-off shot'],
    ]);
  });

  test('is filmed in the sizes that it says, however few pixels there are', () => {
    const prompt =
      'Shot 1: static. Shot 2: close-up, push in. Shot 3: close-up of the house. Shot 4: wide shot, pull back. Shot 5: close-up.';
    for (const detail of [0.3, 0.5, 1]) {
      for (const seed of [1, 2, 3]) {
        const [, ...starts] = planned(
          { prompt, shot_type: 'multi', duration: 10, seed },
          { ...PORTRAIT, detail },
        ).shots.map(({ camera }) => camera[0]!.zoom);
        const [near, other, wide, last] = starts as [number, number, number, number];
        const least = Math.min(near, last);
        assert.ok(
          wide < 1.45 && least > 1.4 && Math.min(least, other) > 1.1 * wide,
          `${detail} and seed ${seed}: ${starts}`,
        );
      }
    }
  });

  test('is stretched or shortened to the film', () => {
    const lengths = shotsOf('[0-3s] tilt up. [3-12s] truck left.', { duration: 5 }).map(([frames]) => frames);
    assert.deepEqual(lengths, [38, 112]);
  });

  test('may be written in many ways', () => {
    for (const prompt of [
      'Scene 1: pan left. Scene 2: zoom in',
      '(0s - 4s) pan left; (4s - 10s) zoom in',
      '0-4s: pan left, 4-10s: zoom in',
      'pan left, then cut to a close-up, zoom in',
      '第1个镜头[0-4秒] pan left 第2个镜头[4-10秒] zoom in',
    ]) {
      const names = shotsOf(prompt).map(([, name]) => name);
      assert.equal(names.length, 2, prompt);
      assert.match(names[0]!, /^wide, pan left$/, prompt);
      assert.match(names[1]!, /zoom in$/, prompt);
    }
  });

  test('is none where numbers mean something else, or words are quoted', () => {
    const usual = shotsOf('pan left').length;
    for (const prompt of [
      'pan left in 5-7 seconds, shot on 35mm film',
      'pan left, scene 24, shot 3',
      'pan left, then cut to black',
      'pan left, cut to the beat',
      'pan left, "shot 1, shot 2"',
      'pan left, from [9-3s] to [2-1s]',
    ])
      assert.equal(shotsOf(prompt).length, usual, prompt);
  });

  test('that is longer than a film can be says what is left out, and shows something else in every shot', () => {
    const prompt = Array.from({ length: 12 }, (_, i) => `Shot ${i + 1}: a house.`).join(' ');
    const { shots, warnings } = film(prompt);
    assert.equal(shots.length, 8);
    assert.match(warnings.join(' '), /names 12 shots; the film has 8\./);
    const views = shots
      .map(({ camera }) => camera[0]!)
      .map(({ x, y, zoom }) => [x, y, zoom].map((n) => n.toFixed(2)).join());
    for (const [i, view] of views.slice(1, 7).entries()) assert.ok(!views.slice(i + 2, 7).includes(view), view);
    assert.equal(shotsOf(prompt, { duration: 1, fps: 24 }).length, 2);
  });

  test('may come to each shot in a way of its own', () => {
    const joined = (prompt: string) => film(prompt).shots.map(({ dissolve }) => dissolve > 0);
    assert.deepEqual(joined('pan left, dissolves to a close-up, cut to a wide shot'), [false, true, false]);
    assert.deepEqual(joined('Shot 1: pan left. Shot 2: dissolve to the house. Shot 3: cut to the lake'), [
      false,
      true,
      false,
    ]);
  });

  test('in one take is said to be one', () => {
    const plan = film('Shot 1: pan left. Shot 2: zoom in.', { shot_type: 'single' });
    assert.equal(plan.shots.length, 1);
    assert.match(plan.warnings.join(' '), /names 2 shots; the film is one shot/);
  });
});

test('a number of shots is kept to', () => {
  for (const [words, count] of [
    ['two shots', 2],
    ['in 3 shots', 3],
    ['three slow shots, meditative', 3],
    ['four shots', 4],
  ] as const)
    assert.equal(shotsOf(words).length, count, words);
});

test('a close-up comes nearer than a film that names no size', () => {
  const nearest = (prompt: string) => planned({ prompt, prompt_extend: true }).shots[0]!.camera.at(-1)!.zoom;
  assert.ok(nearest('close-up of the house') > nearest('the house') + 0.02);
});

// Sides of the picture that words want things on: followed, or said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagine } from '../src/imagine/imagine.ts';
import { lightOf } from '../src/imagine/light.ts';
import { sceneOf } from '../src/imagine/scene.ts';

const described = (prompt: string, seed = 1) => sceneOf({ prompt, negative_prompt: '', seed });

test('a side belongs to what it is said of, and never to the camera', () => {
  const cases: [prompt: string, sides: string][] = [
    ['a lighthouse on the left by the sea', 'lighthouse -1'],
    ['on the right, a lone tree in a meadow', 'tree 1'],
    ['left of frame a palm on a beach', 'palm -1'],
    ['a boat sails to the left over a lake', 'heading -1'],
    ['a boat sails from left to right over a lake', 'heading 1'],
    ['the moon at the upper left over the sea, a boat on the right', 'moon -1, boat 1'],
    ['the sun on the right over dunes', 'sun 1'],
    ['light from the left, a meadow in the evening', 'sun -1'],
    ['pan left over a lake with a boat', ''],
    ['the camera moves to the right past a house by a lake', ''],
  ];
  for (const [prompt, expected] of cases) {
    const { scene, warnings } = described(prompt);
    assert.equal([...scene.sides].map((one) => one.join(' ')).join(', '), expected, prompt);
    assert.doesNotMatch(warnings.join(), /Not followed/, prompt);
  }
});

test('a side that nothing follows is said with what it is said of', () => {
  for (const [prompt, said] of [
    ['mountains on the left, a lake', /Not followed: "left" of "mountains"/],
    ['birds fly to the right over a lake', /Not followed: "right" of "birds"/],
    ['a palm leaning left on a beach', /Not followed: "left" of "palm"/],
  ] as const) {
    assert.match(described(prompt).warnings.join(), said, prompt);
  }
});

test('things are painted, and light comes from, where the words want them, whatever the seed', () => {
  for (const [seed, side, word] of [
    [1, -1, 'left'],
    [2, 1, 'right'],
  ] as const) {
    for (const what of ['a lighthouse on the SIDE by the sea at noon', 'a lake at noon, a boat on the SIDE']) {
      const prompt = what.replace('SIDE', word);
      const { look } = imagine({ prompt, negative_prompt: '', seed, width: 240, height: 136 });
      const [eye] = look.regions;
      assert.ok(eye?.asked, prompt);
      assert.ok(side * (eye.x + eye.width / 2 - 0.5) > 0.02, `${prompt}, seed ${seed}: at ${eye.x + eye.width / 2}`);
    }
    const { toSun } = lightOf(described(`the sun on the ${word} over dunes at sunset`, seed).scene);
    assert.equal(Math.sign(toSun[0]), side);
  }
});

// Water that falls in a painted place: it is there, it is bright, and it falls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FALL, newSheet } from '../src/imagine/canvas.ts';
import { imagine } from '../src/imagine/imagine.ts';
import { paintScene } from '../src/imagine/painting.ts';
import { sceneOf } from '../src/imagine/scene.ts';
import type { Picture } from './decoding.ts';
import { drawings, lookOf, pictureOf, planOf, shotOf } from './made/plans.ts';
import { planned } from './plan/set.ts';

const of = (prompt: string, negative_prompt = '') =>
  imagine({ prompt, negative_prompt, seed: 3, width: 320, height: 180 });

test('a waterfall is painted as a bright sheet before darker rock, is heard, and is no longer warned of', () => {
  for (const prompt of ['a waterfall at noon', 'a waterfall in a forest at dusk', 'a waterfall in winter']) {
    const { picture, look, painted } = of(prompt);
    assert.deepEqual(painted.warnings, [], prompt);
    const { falling } = painted;
    assert.ok(falling !== null && falling.top < falling.foot - 0.15, prompt);
    const light = (x: number, y: number) => {
      const at = 3 * (Math.round(y * picture.height) * picture.width + Math.round(x * picture.width));
      return picture.rgb.subarray(at, at + 3).reduce((sum, value) => sum + value, 0) / 3;
    };
    const column = (x: number) => [0.3, 0.45, 0.6].reduce((sum, at) => sum + light(x, mixed(falling, at)), 0) / 3;
    const beside = Math.max(column(falling.x - falling.half - 0.04), column(falling.x + falling.half + 0.04));
    assert.ok(column(falling.x) > 1.25 * beside, `${prompt}: ${column(falling.x)} beside ${beside}`);
    const plan = planned({ picture: null, prompt }, look, painted);
    assert.deepEqual(plan.falling, falling);
    assert.ok(plan.sound?.given === null && plan.sound.ambience[0]!.kind === 'waterfall', prompt);
  }
  const half = (prompt: string) => of(prompt).painted.falling!.half;
  assert.ok(half('a broad waterfall') > 2 * half('a narrow waterfall'));
  // Two of them: water, rock between, water.
  const several = paintScene(
    sceneOf({ prompt: 'two waterfalls at noon', negative_prompt: '', seed: 3 }).scene,
    newSheet(320, 180),
  );
  const { falling } = several;
  const row = several.kind.subarray(...[0, 1].map((one) => (Math.round(mixed(falling!, 0.4) * 180) + one) * 320));
  const edges = row.reduce((sum, kind, x) => sum + (x > 0 && (kind === FALL) !== (row[x - 1] === FALL) ? 1 : 0), 0);
  assert.ok(edges >= 4, `${edges}`);
  assert.deepEqual(of('two waterfalls at noon').painted.warnings, []);
  const { look, painted } = of('a waterfall', 'motion, movement');
  assert.equal(
    planned({ picture: null, prompt: 'a waterfall', negative_prompt: 'motion, movement' }, look, painted).falling,
    null,
  );
});

const mixed = ({ top, foot }: { top: number; foot: number }, share: number) => top + (foot - top) * share;

test('what is seen in falling water runs down', async () => {
  const [width, height] = [320, 180];
  const water = new Float32Array(64 * 36).fill(1);
  const look = lookOf({ horizon: 0.9, masks: { sky: water.map(() => 0), water, foliage: water.map(() => 0) } });
  const falling = { x: 0.5, half: 0.2, top: 0.1, foot: 0.85 };
  const rock = pictureOf(width, height, () => [110, 110, 110]);
  const pictures = await drawings(planOf(width, height, [shotOf(31, {}, {})], { falling }), look, rock);
  const rows = ({ y }: Picture, column: number) => Array.from({ length: 60 }, (_, i) => y[(60 + i) * width + column]!);
  let down = 0;
  for (let frame = 0; frame < 30; frame += 3) {
    for (let column = 110; column < 210; column += 3) {
      const [now, later] = [rows(pictures[frame]!, column), rows(pictures[frame + 1]!, column)];
      const alike = (shift: number) =>
        now.reduce(
          (sum, value, i) => sum + (later[i + shift] === undefined ? 0 : (value - 125) * (later[i + shift]! - 125)),
          0,
        );
      down += alike(2) + alike(3) - alike(-2) - alike(-3);
    }
  }
  assert.ok(down > 0, `${down}`);
});

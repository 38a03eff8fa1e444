import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraAt, REST, reach } from '../../src/plan/camera.ts';
import type { CameraKey, Ease, Plan } from '../../src/plan/plan.ts';
import { planOf, shotOf } from '../made/plans.ts';

const moving = (camera: CameraKey[], ease: Ease = 'in-out', handheld = 0): Plan =>
  planOf(1168, 768, [shotOf(120, {}, {}, { camera, ease, handheld })], { seed: 7 });

const right: CameraKey[] = [
  { at: 0, ...REST },
  { at: 0.3, ...REST, zoom: 1.4 },
  { at: 1, ...REST, zoom: 1.4, x: 0.62, truck: 0.04 },
];

test('the camera begins at the first key, ends at the last and moves one way between them', () => {
  for (const ease of ['linear', 'in', 'out', 'in-out'] as const) {
    const plan = moving(right, ease);
    assert.deepEqual(cameraAt(plan, 0), REST, ease);
    assert.ok(Math.abs(cameraAt(plan, 119).x - 0.62) < 1e-9, ease);
    for (let n = 1; n < 120; n++) assert.ok(cameraAt(plan, n).x >= cameraAt(plan, n - 1).x - 1e-9, `${ease} ${n}`);
  }
});

test('the camera never jumps: no frame moves it more than four times as far as the mean', () => {
  for (const ease of ['linear', 'in', 'out', 'in-out'] as const) {
    const plan = moving(right, ease);
    const steps = Array.from({ length: 119 }, (_, n) => cameraAt(plan, n + 1).x - cameraAt(plan, n).x);
    assert.ok(Math.max(...steps) < (4 * 0.12) / 119, ease);
  }
});

test('a hand-held camera sways, but neither in the first frame nor out of the picture', () => {
  const still = [0, 1].map((at) => ({ at, ...REST }));
  const plan = moving(still, 'linear', 0.02);
  assert.deepEqual(cameraAt(plan, 0), REST);
  assert.notDeepEqual(cameraAt(plan, 60), cameraAt(plan, 61));
  for (let n = 0; n < 120; n++) {
    const camera = cameraAt(plan, n);
    const half = reach(camera, plan.width / plan.height);
    assert.ok(Math.abs(camera.x - 0.5) + half.x / camera.zoom <= 0.5 + 1e-9, `${n}`);
    assert.ok(Math.abs(camera.y - 0.5) + half.y / camera.zoom <= 0.5 + 1e-9, `${n}`);
  }
});

test('a frame beyond the film is refused', () => {
  assert.throws(() => cameraAt(moving(right), 120), /frame 120 is not in a film of 120 frames/);
});

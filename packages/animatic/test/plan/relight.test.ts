// The light of a place on somebody who was filmed elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relit } from '../../src/plan/relight.ts';
import { LAKE } from './set.ts';

test('who stands on dark ground before a bright sky is darker, and nobody is burnt out at noon', () => {
  const gain = (brightness: number, footing: number, own = 0.5) =>
    relit({ ...LAKE, brightness: own }, { ...LAKE, brightness, footing })?.gain ?? 1;
  const [noon, sunset, night] = [gain(0.7, 0.75), gain(0.65, 0.3), gain(0.1, 0.08)];
  assert.ok(noon <= 1.05, `${noon}`);
  const raised = gain(0.7, 0.75, 0.15);
  assert.ok(raised > 1.3 && raised < 1.8, `who was filmed in the dark: ${raised}`);
  assert.ok(sunset < 0.88 && sunset > 0.65, `${sunset}`);
  assert.ok(night < 0.6 && night >= 0.5, `${night}`);
});

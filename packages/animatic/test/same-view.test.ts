// Two pictures of one view in other lights: each place stays where it is, whatever of it is the brighter in which.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relationOf } from '../src/look/flow.ts';
import { pictureOf } from './made/plans.ts';

const FRAME = { width: 480, height: 270 };

/** Hills and houses with windows, from a place that many pixels farther right; by night what was dark is lit and what was light dark. */
function town(night: boolean, right: number) {
  return pictureOf(FRAME.width, FRAME.height, (column, y) => {
    const x = column + right;
    const hill = 120 + 30 * Math.sin(x / 37) + 12 * Math.sin(x / 11);
    const roof = 160 + 25 * Math.sin(Math.floor(x / 34) * 12.9);
    const pane = x % 34 > 8 && x % 12 < 6 && y % 18 < 8 && y > roof + 6;
    const rough = 8 * Math.sin(x * 1.3 + 7 * Math.sin(y * 0.9));
    if (y < hill && y < roof) return night ? [12, 16, 34] : [150 + 0.3 * y, 190, 235];
    if (y < roof) return night ? [34 + rough, 40 + rough, 58 + rough] : [96 + rough, 130 + rough, 92 + rough];
    if (pane) return night ? [250, 205, 120] : [70 + rough, 78 + rough, 92];
    return night ? [24 + rough, 24 + rough, 34] : [206 + rough, 186 + rough, 160 + rough];
  });
}

test('a view by day becomes itself by night without anything going anywhere', () => {
  const relation = relationOf(town(false, 0), town(true, 0), FRAME);
  assert.ok(relation !== null, 'the two are not known as one view');
  const { there, back } = relation;
  for (const way of [there.x, there.y, back.x, back.y]) assert.ok(way.every((gone) => Math.abs(gone) < 0.5));
});

test('another part of the same town by night is another view', () => {
  assert.equal(relationOf(town(false, 0), town(true, 401), FRAME), null);
});

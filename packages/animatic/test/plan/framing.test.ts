// What windows on clips show of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowsFor } from '../../src/plan/framing.ts';

test('windows hold all of whom they show, and what a look may have missed of a face beside it', () => {
  const shown = (subject: { x: number; y: number; width: number; height: number }, aspect = 16 / 9) => {
    return { aspect, subject, wanders: false };
  };
  const clips = [
    shown({ x: 0, y: 0, width: 0.78, height: 1 }),
    shown({ x: 0.4, y: 0.2, width: 0.25, height: 0.8 }),
    shown({ x: 0.1, y: 0.3, width: 0.8, height: 0.5 }, 9 / 16),
  ];
  for (const frame of [16 / 9, 1, 9 / 16]) {
    for (const cast of [clips.slice(0, 1), clips.slice(0, 2), clips]) {
      for (const [i, { cut, place }] of windowsFor(cast, frame, 1, 7, 'window').entries()) {
        const { subject, aspect } = cast[i]!;
        const held = (at: 'x' | 'y', size: 'width' | 'height') => {
          const [low, high] = [Math.max(0, subject[at] - 0.05), Math.min(1, subject[at] + subject[size] + 0.05)];
          return cut[at] <= low + 0.06 && cut[at] + cut[size] >= high - 0.06 && cut[size] >= Math.min(1, high - low);
        };
        assert.ok(
          held('x', 'width') && held('y', 'height'),
          `${i} of ${cast.length} in ${frame}: ${JSON.stringify(cut)}`,
        );
        const shape = (place.width / place.height) * frame;
        assert.ok(Math.abs(shape / ((cut.width / cut.height) * aspect) - 1) < 0.01, 'nothing is stretched');
      }
    }
  }
});

// What windows on clips show of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowsFor } from '../../src/plan/framing.ts';

test('windows hold all of whom they show, and what a look may have missed of a face beside it', () => {
  const shown = (subject: { x: number; y: number; width: number; height: number }, aspect = 16 / 9) => {
    return { aspect, subject, known: false, wanders: false };
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

test('windows take most of the room that a frame has for them, whatever its shape, and lie beside each other', () => {
  // Whoever wanders through a whole clip is never cut: these are the smallest windows that there are.
  const clip = { aspect: 16 / 9, subject: { x: 0.02, y: 0.3, width: 0.96, height: 0.5 }, known: true, wanders: true };
  for (const [frame, count, least] of [
    [16 / 9, 1, 0.7],
    [16 / 9, 2, 0.3],
    [16 / 9, 3, 0.4],
    [1, 3, 0.35],
    [9 / 16, 3, 0.55],
  ] as const) {
    const cast = Array.from({ length: count }, () => clip);
    const places = windowsFor(cast, frame, 1, 7, 'window').map(({ place }) => place);
    const taken = places.reduce((sum, { width, height }) => sum + width * height, 0);
    assert.ok(taken > least, `${count} in ${frame.toFixed(2)} take ${taken.toFixed(2)}`);
    for (const [i, a] of places.entries()) {
      assert.ok(a.x > 0 && a.y > 0 && a.x + a.width < 1 && a.y + a.height < 1, JSON.stringify(a));
      for (const b of places.slice(i + 1)) {
        const apart = Math.max(b.x - a.x - a.width, a.x - b.x - b.width, b.y - a.y - a.height, a.y - b.y - b.height);
        assert.ok(apart > 0, `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
      }
    }
  }
});

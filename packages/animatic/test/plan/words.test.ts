// Every word of the camera's language has its move: as planned over all frames, and as measured in what is drawn.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { motionBetween, shrunk } from '../../src/look/motion.ts';
import type { Camera } from '../../src/plan/camera.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { drawings, lookOf, pictureOf } from '../made/plans.ts';
import { cameras, planned } from './set.ts';

type Way = Partial<Record<keyof Camera, 1 | -1 | 0>>;

/** What a word does from the first frame to the last; 0 is nothing at all. */
const WORDS: [prompt: string, way: Way][] = [
  ['pan left', { x: -1, y: 0, roll: 0, truck: 0 }],
  ['pan right', { x: 1, y: 0, roll: 0, truck: 0 }],
  ['tilt up', { y: -1, x: 0, roll: 0, pedestal: 0 }],
  ['tilt down', { y: 1, x: 0, roll: 0, pedestal: 0 }],
  ['zoom in', { zoom: 1, dolly: 0, roll: 0 }],
  ['dolly in', { zoom: 1, dolly: 1 }],
  ['push-in', { zoom: 1, dolly: 1 }],
  ['truck left', { x: -1, truck: -1, y: 0 }],
  ['truck right', { x: 1, truck: 1, y: 0 }],
  ['pedestal up', { y: -1, pedestal: -1, x: 0 }],
  ['pedestal down', { y: 1, pedestal: 1, x: 0 }],
  ['orbit left', { truck: -1, dolly: 1 }],
  ['orbit right', { truck: 1, dolly: 1 }],
  ['crane up', { y: -1, pedestal: -1, x: 0 }],
  ['crane down', { y: 1, pedestal: 1, x: 0 }],
  ['whip pan left', { x: -1, y: 0 }],
  ['whip pan right', { x: 1, y: 0 }],
  ['crash zoom', { zoom: 1, dolly: 0 }],
  ['crash zoom into the eyes', { zoom: 1, dolly: 0 }],
  ['dolly zoom', { dolly: -1, zoom: 1 }],
  ['a dramatic dolly zoom on the tower', { dolly: -1, zoom: 1 }],
  ['ken burns', { zoom: 1 }],
  ['drift right', { x: 1, truck: 1 }],
  ['roll clockwise', { roll: 1, x: 0 }],
  ['roll counterclockwise', { roll: -1, x: 0 }],
  ['static', { x: 0, y: 0, zoom: 0, roll: 0, truck: 0, pedestal: 0, dolly: 0 }],
];

/** How fast the view goes from each frame to the next, in shares of the frame: the fastest of its ways. */
function speeds(plan: Plan): number[] {
  const seen = cameras(plan);
  return seen.slice(1).map((now, i) => {
    const before = seen[i]!;
    const turn = (Math.abs(now.roll - before.roll) * Math.PI) / 360;
    const [x, y] = [Math.abs(now.x - before.x) * now.zoom, Math.abs(now.y - before.y) * now.zoom];
    return Math.max(x, y, Math.abs(Math.log(now.zoom / before.zoom)) / 2, turn, Math.abs(now.truck - before.truck) / 2);
  });
}

describe("the camera's language", () => {
  for (const [prompt, way] of WORDS) {
    test(`"${prompt}" goes its way and no other, eased`, () => {
      for (const seed of [1, 9, 123456]) {
        const plan = planned({ prompt, seed });
        const [first, last] = [cameras(plan)[0]!, cameras(plan).at(-1)!];
        for (const [field, sign] of Object.entries(way) as [keyof Camera, number][]) {
          const gone = last[field] - first[field];
          const least = field === 'roll' ? 3 : 0.01;
          assert.ok(sign === 0 ? Math.abs(gone) < 1e-9 : gone * sign > least, `${field} goes ${gone}`);
        }
        const speed = speeds(plan);
        const top = Math.max(...speed);
        if (top === 0) continue;
        assert.ok(speed[0]! < 0.1 * top && speed.at(-1)! < 0.1 * top, 'from rest to rest');
        const jolt = Math.max(...speed.slice(1).map((now, i) => Math.abs(now - speed[i]!)));
        assert.ok(jolt < 0.35 * top, `a jolt of ${jolt / top} of its speed`);
      }
    });
  }

  test('a pull-out and a zoom-out end where everything is seen, a reveal too', () => {
    for (const prompt of ['pull out', 'zoom out', 'pull back', 'reveal']) {
      const zooms = cameras(planned({ prompt })).map(({ zoom }) => zoom);
      assert.ok(Math.max(...zooms) > 1.15 && zooms.at(-1)! < 1.05, prompt);
    }
  });

  test('a crash zoom is over in half the time of a slow one, and goes farther', () => {
    const half = (prompt: string) => {
      const zooms = cameras(planned({ prompt })).map(({ zoom }) => zoom - 1);
      return { at: zooms.findIndex((zoom) => zoom > 0.5 * zooms.at(-1)!), end: zooms.at(-1)! };
    };
    const [crash, slow] = [half('crash zoom'), half('slow zoom in')];
    assert.ok(crash.at < 0.62 * slow.at && crash.end > 1.2 * slow.end, JSON.stringify([crash, slow]));
  });

  test('a hold holds: before a move, between two and at the end', () => {
    const still = (prompt: string, from: number, to: number) => {
      const speed = speeds(planned({ prompt, duration: 8 })).slice(from, to);
      assert.ok(Math.max(...speed) < 1e-6, `${prompt}: ${Math.max(...speed)}`);
    };
    still('hold, then pan left', 0, 50);
    still('first pan left, then zoom in and hold', 215, 239);
    still('pan left, then hold, then pan right', 112, 127);
    assert.match(planned({ prompt: 'two people hold hands, pan left' }).shots[0]!.name, /^pan left$/);
  });
});

describe('what is drawn', () => {
  const [width, height] = [320, 180];
  const waves = (x: number, y: number) =>
    Math.sin(x * 0.31 + Math.sin(y * 0.05) * 3) + Math.sin(y * 0.27 + Math.sin(x * 0.07) * 2);
  const texture = pictureOf(width, height, (x, y) => {
    const value = 128 + 45 * waves(x, y);
    return [value, value, value];
  });

  for (const prompt of ['pan left', 'tilt down', 'zoom in', 'pull out', 'truck right', 'crane up']) {
    test(`moves as planned for "${prompt}", frame by frame`, async () => {
      const plan = planned({ prompt, width, height, duration: 2 });
      const flat = {
        ...plan,
        grade: null,
        shots: plan.shots.map((shot) => ({ ...shot, life: { wind: 0, water: 0, clouds: 0 } })),
      };
      const [seen, frames] = [cameras(flat), await drawings(flat, lookOf(), texture)];
      const small = frames.map(({ y }) => shrunk(y, 0, width, width, height));
      for (const [from, to] of [
        [5, 12],
        [20, 26],
        [34, 40],
        [46, 52],
      ] as const) {
        const { x, y, zoom } = motionBetween(small[from]!, small[to]!);
        const [a, b] = [seen[from]!, seen[to]!];
        const near = (measured: number, wanted: number, what: string) =>
          assert.ok(
            Math.abs(measured - wanted) < 0.004 + 0.06 * Math.abs(wanted),
            `${what} ${from}–${to}: ${measured}, planned ${wanted}`,
          );
        near(x, (b.x - a.x) * a.zoom, 'x');
        near(y, (b.y - a.y) * a.zoom, 'y');
        near(zoom, b.zoom / a.zoom - 1, 'zoom');
      }
    });
  }
});

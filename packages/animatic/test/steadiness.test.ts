// What must not happen to a picture as it comes to life, measured from the look to the drawn frame.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawFilm } from '../src/draw/crew.ts';
import { Painter } from '../src/draw/painter.ts';
import { buildStage } from '../src/draw/stage.ts';
import { lookAt } from '../src/look/look.ts';
import { makePlan } from '../src/plan/director.ts';
import type { FilmRequest, Plan } from '../src/plan/plan.ts';
import { digestOf, type Picture } from './decoding.ts';
import { drawings, pictureOf } from './made/plans.ts';
import { REQUEST } from './plan/set.ts';

const [WIDTH, HEIGHT] = [640, 360];

/** A room: a wall with a window and a door, a floor in boards; and in thin lines, a grid over all of it. */
const room = pictureOf(1280, 720, (x, y) => {
  const line = x % 160 < 3 || y % 120 < 3;
  if (line) return [30, 26, 24];
  if (Math.abs(x - 500) < 130 && Math.abs(y - 250) < 120) return [130, 180, 225];
  if (Math.abs(x - 940) < 70 && y > 240 && y < 520) return [85, 52, 34];
  return y > 520 ? [130, 88, 58] : [206 - x / 40, 192 - x / 50, 165];
});

/** Hills under a blue sky, with a lit house. */
const hills = pictureOf(1280, 720, (x, y) => {
  const ridge = 330 + 60 * Math.sin(x / 130) + 25 * Math.sin(x / 47);
  if (Math.abs(x - 800) < 60 && y > 260 && y < 470) return [230, 200, 150];
  if (y < ridge) return [90 + y / 5, 140 + y / 6, 220];
  const grain = ((x * 7919 + y * 104729) % 37) - 18;
  return [70 + grain + y / 20, 110 + grain, 50 + grain / 2];
});

const asked = (changes: Partial<FilmRequest>): FilmRequest => ({
  ...REQUEST,
  width: WIDTH,
  height: HEIGHT,
  duration: 1,
  ...changes,
});

function filmOf(picture: typeof room, changes: Partial<FilmRequest>): { plan: Plan; look: ReturnType<typeof lookAt> } {
  const request = asked(changes);
  const look = lookAt(picture, request);
  return { plan: makePlan(request, look), look };
}

/** The luma of a film's last frame of the room. */
async function lastOf(plan: Plan, look: ReturnType<typeof lookAt>): Promise<Pick<Picture, 'y' | 'width'>> {
  const stage = await buildStage(plan, look, room, 1, new AbortController().signal);
  const slot = stage.slots[0]!;
  new Painter(stage, 0).paint(plan.frames - 1, slot);
  const bytes = new Uint8Array(stage.memory.buffer);
  return { y: bytes.slice(slot.y, slot.y + slot.lumaStride * HEIGHT), width: slot.lumaStride };
}

/** Where the dark line near a column is in a row, to a fraction of a pixel; null where it is not dark enough to tell. */
function lineAt({ y: luma, width }: Pick<Picture, 'y' | 'width'>, row: number, near: number): number | null {
  let [sum, weight] = [0, 0];
  const from = Math.round(near) - 7;
  const around = Math.min(luma[row * width + from]!, luma[row * width + from + 14]!);
  for (let x = from; x <= from + 14; x++) {
    const dark = Math.max(0, around - 12 - luma[row * width + x]!);
    sum += dark * (x + 0.5);
    weight += dark;
  }
  return weight < 15 ? null : sum / weight;
}

describe('the default amplitude', () => {
  for (const prompt of ['truck right', 'slow push in', 'orbit left', 'pedestal up']) {
    test(`of "${prompt}" leaves the lines of a room straight, to less than a pixel of 640`, async () => {
      const { plan, look } = filmOf(room, { prompt });
      const last = await lastOf(plan, look);
      let [worst, found] = [0, 0];
      for (let start = 30; start < WIDTH - 30; start += 4) {
        const points: [row: number, x: number][] = [];
        let near = lineAt(last, HEIGHT / 2 + 7, start) ?? start;
        for (let row = 30; row < HEIGHT - 30; row += 3) {
          const x = lineAt(last, row, near);
          if (x === null) continue;
          points.push([row, x]);
          near = x;
        }
        if (points.length < 60) continue;
        found++;
        worst = Math.max(worst, crookednessOf(points));
      }
      assert.ok(found > 3, `${found} lines found`);
      assert.ok(worst < 1, `${worst.toFixed(2)} pixels off its own straight line`);
    });
  }

  test('never folds the picture over itself', async () => {
    for (const picture of [room, hills]) {
      for (const prompt of ['truck left', 'fast dramatic orbit right', 'dolly in, strong wind, drifting clouds']) {
        const { plan, look } = filmOf(picture, { prompt });
        const stage = await buildStage(plan, look, picture, 1, new AbortController().signal);
        new Painter(stage, 0).paint(plan.frames - 1, stage.slots[0]!);
        const grid = new Float32Array(stage.memory.buffer, stage.desks[0]!.luma, stage.columns * stage.rows * 2);
        let folds = 0;
        for (let node = 0; node < stage.columns * stage.rows; node++) {
          const across = node % stage.columns > 0 ? grid[2 * node]! - grid[2 * node - 2]! : 1;
          const down = node >= stage.columns ? grid[2 * node + 1]! - grid[2 * (node - stage.columns) + 1]! : 1;
          if (across <= 0 || down <= 0) folds++;
        }
        assert.equal(folds, 0, `${prompt}: ${folds} folds`);
      }
    }
  });
});

/** The mean distance of points from their own straight line, twice. */
function crookednessOf(points: [row: number, x: number][]): number {
  const mean = (of: (point: [number, number]) => number) => points.reduce((sum, p) => sum + of(p), 0) / points.length;
  const [row, x] = [mean(([r]) => r), mean(([, c]) => c)];
  const slope = mean(([r, c]) => (r - row) * (c - x)) / mean(([r]) => (r - row) ** 2);
  return 2 * mean(([r, c]) => Math.abs(c - x - slope * (r - row)));
}

test('what stands still does not flicker while clouds drift and stars twinkle over it', async () => {
  const { plan, look } = filmOf(hills, { prompt: 'static shot, drifting clouds' });
  const pictures = await drawings(plan, look, hills);
  let most = 0;
  for (const [i, picture] of pictures.slice(1).entries()) {
    for (let at = Math.round(0.75 * HEIGHT) * WIDTH; at < picture.y.length; at++) {
      most = Math.max(most, Math.abs(picture.y[at]! - pictures[i]!.y[at]!));
    }
  }
  assert.equal(most, 0, `${most} levels from one frame to the next`);
});

test('the frames are the same on one, two and four threads', async () => {
  const { plan, look } = filmOf(hills, { prompt: 'orbit right, falling snow, mist, drifting clouds', duration: 0.5 });
  const digests: string[] = [];
  for (const threads of [1, 2, 4]) {
    const stage = await buildStage(plan, look, hills, threads, new AbortController().signal);
    const bytes = new Uint8Array(stage.memory.buffer);
    const frames: string[] = [];
    for await (const slot of drawFilm(stage, new AbortController().signal)) {
      frames.push(digestOf(bytes.slice(slot.y, slot.y + slot.lumaStride * HEIGHT)));
    }
    digests.push(frames.join());
  }
  assert.equal(digests[1], digests[0]);
  assert.equal(digests[2], digests[0]);
});

// The lens: what is near, or what is behind it, goes out of focus, and focus is pulled from one to the other.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Picture, psnr } from './decoding.ts';
import { drawings, lookOf, pictureOf, planOf, shotOf } from './made/plans.ts';
import { LAKE, planned } from './plan/set.ts';

const [WIDTH, HEIGHT] = [320, 180];
const stripes = pictureOf(WIDTH, HEIGHT, (x) => (x % 8 < 4 ? [200, 190, 180] : [60, 60, 70]));
const inside = (x: number) => Math.abs(x - 0.5) < 0.2;
const [COLUMNS, ROWS] = [160, 90];
const block = Float32Array.from({ length: COLUMNS * ROWS }, (_, i) =>
  inside(((i % COLUMNS) + 0.5) / COLUMNS) ? 1 : 0,
);
const apart = {
  depth: { width: COLUMNS, height: ROWS, near: block },
  regions: [{ x: 0.3, y: 0, width: 0.4, height: 1, weight: 1 }],
};
const looks = {
  'cut out': lookOf({ ...apart, cut: block, firm: block, subject_cut: true }),
  'of one sheet': lookOf(apart),
};

/** How strong the stripes are between two shares of the width: the mean step from each pixel to the one four beside it, `down` the picture. */
function sharpness({ y: luma }: Picture, from: number, to: number, down = 0.5): number {
  const row = Math.floor(down * HEIGHT) * WIDTH;
  const seen = Array.from(luma.subarray(row + from * WIDTH, row + to * WIDTH));
  return seen.slice(4).reduce((sum, value, i) => sum + Math.abs(value - seen[i]!), 0) / seen.length;
}

describe('the lens', () => {
  for (const [name, look] of Object.entries(looks)) {
    test(`opens on what is near and is pulled to what is behind, ${name}`, async () => {
      const shots = [shotOf(60, {}, {})];
      const film = (on: 'near' | 'back', pulled: boolean) =>
        drawings(planOf(WIDTH, HEIGHT, shots, { focus: { on, pulled } }), look, stripes);
      const pull = await film('near', true);
      const [first] = await drawings(planOf(WIDTH, HEIGHT, shots), look, stripes);
      const like = psnr(pull[0]!.y, first!.y);
      assert.ok(like > 44, `the first frame is the picture, ${like} dB`);
      const [near, back] = [0.42, 0.05].map((from) => pull.map((one) => sharpness(one, from, from + 0.14))) as [
        number[],
        number[],
      ];
      const whole = near[0]!;
      assert.ok(near[22]! > 0.9 * whole && back[22]! < 0.4 * whole, `before the pull ${near[22]}, ${back[22]}`);
      assert.ok(near[59]! < 0.4 * whole && back[59]! > 0.9 * whole, `after it ${near[59]}, ${back[59]}`);
      const jump = Math.max(...back.slice(1).map((one, i) => Math.abs(one - back[i]!)));
      assert.ok(jump < 0.3 * whole, `a step of ${jump / whole}`);
      const open = (await film('back', false)).at(-1)!;
      assert.ok(sharpness(open, 0.42, 0.56) < 0.4 * whole && sharpness(open, 0.05, 0.19) > 0.9 * whole);
    });
  }

  test('leaves nothing of what is behind it sharp beside a cut-out', async () => {
    const [width, height] = [640, 360];
    const rough = (x: number, y: number) => (Math.abs(Math.sin(x * 12.9898 + y * 78.233)) * 43758.5453) % 1;
    const picture = pictureOf(width, height, (x, y) => {
      const grain = 120 * rough(x >> 1, y >> 1);
      return inside(x / width) ? [60 + grain / 2, 70 + grain / 2, 60] : [100 + grain, 90 + grain, 90 + grain];
    });
    const plan = planOf(width, height, [shotOf(6, {}, {})], { focus: { on: 'near', pulled: false } });
    // As with a wall that may belong to it: rather that is taken along by a camera's move than that a collar stays.
    const generous = block.map((one, i) => (Math.abs(((i % COLUMNS) + 0.5) / COLUMNS - 0.5) < 0.26 ? 1 : one));
    const look = lookOf({ ...apart, cut: generous, firm: block, subject_cut: true });
    const [first, ...rest] = await drawings(plan, look, picture);
    // Seven to seventeen pixels left of the outline, which is at 192.
    const beside = ({ y }: Picture) => {
      let sum = 0;
      for (let row = 40; row < 320; row++)
        for (let x = 175; x < 185; x++) sum += Math.abs(y[row * width + x]! - y[row * width + x + 2]!);
      return sum;
    };
    const share = beside(rest.at(-1)!) / beside(first!);
    assert.ok(share < 0.2, `${share} of the detail beside it is sharp`);
  });

  test('leaves nothing of a subject’s own rim sharp beside it, where its cut is a little small', async () => {
    const narrow = block.map((one, i) => (Math.abs(((i % COLUMNS) + 0.5) / COLUMNS - 0.5) < 0.194 ? one : 0));
    const rim = (x: number) => inside(x / WIDTH) && Math.abs(x / WIDTH - 0.5) > 0.194;
    const plain = pictureOf(WIDTH, HEIGHT, (x) =>
      rim(x) ? [230, 230, 230] : inside(x / WIDTH) ? [70, 60, 60] : [110, 120, 130],
    );
    const look = lookOf({ ...apart, cut: narrow, firm: narrow, subject_cut: true });
    const shot = planOf(WIDTH, HEIGHT, [shotOf(20, {}, {})], { focus: { on: 'back', pulled: false } });
    const film = await drawings(shot, look, plain);
    const brightest = ({ y: luma }: Picture) => Math.max(...luma.subarray(90 * WIDTH + 80, 90 * WIDTH + 110));
    const [first, last, wall] = [brightest(film[0]!), brightest(film.at(-1)!), film[0]!.y[90 * WIDTH + 80]!];
    assert.ok(first > wall + 80 && last < wall + 8, `a rim of ${first}, then ${last}, before ${wall}`);
  });

  test('is asked for in words', () => {
    const asked: [string, { on: string; pulled: boolean } | null][] = [
      ['rack focus', { on: 'near', pulled: true }],
      ['rack focus to her face', { on: 'back', pulled: true }],
      ['rack focus from the cup to the window', { on: 'near', pulled: true }],
      ['pull focus to the mountains', { on: 'near', pulled: true }],
      ['the focus pulls from the cup to the background', { on: 'near', pulled: true }],
      ['focus shifts from the background to her', { on: 'back', pulled: true }],
      ['rack focus to the shuttle', { on: 'near', pulled: true }],
      ['rack focus from her face to the flag', { on: 'near', pulled: true }],
      ['rack focus from the flag to the pilot', { on: 'back', pulled: true }],
      ['focus shifts from the candles to the bookshelf', { on: 'near', pulled: true }],
      ['rack focus between the trees and the fox', { on: 'back', pulled: true }],
      ['slow push-in, rack focus onto the coffee cup', { on: 'back', pulled: true }],
      ['rack focus to the woman in the background', { on: 'near', pulled: true }],
      ['rack focus to the leaves in front of the house', { on: 'back', pulled: true }],
      ['rack focus to her house', { on: 'near', pulled: true }],
      ['rack focus from her', { on: 'near', pulled: true }],
      ['rack focus from the shuttle', { on: 'back', pulled: true }],
      ['rack focus foreground to background', { on: 'near', pulled: true }],
      ['rack focus to the rocket while the camera pans to the left', { on: 'near', pulled: true }],
      ['rack focus to her and pan to the window', { on: 'back', pulled: true }],
      ['rack focus from her to the shuttle and back to her', { on: 'back', pulled: true }],
      ['rack focus, pan to the window', { on: 'near', pulled: true }],
      ['rack focus, from the skyline to the cat', { on: 'back', pulled: true }],
      ['the background comes into focus', { on: 'near', pulled: true }],
      ['slowly bring the mountains into focus', { on: 'near', pulled: true }],
      ['the background blurs as her face comes into focus', { on: 'back', pulled: true }],
      ['her face goes out of focus as the rocket comes into focus', { on: 'back', pulled: false }],
      ['rack focus: foreground to background', { on: 'near', pulled: true }],
      ['her smile turns soft', null],
      ['the foreground goes soft', { on: 'back', pulled: false }],
      ['the background goes soft', { on: 'near', pulled: false }],
      ['shallow depth of field', { on: 'near', pulled: false }],
      ['the background is blurred', { on: 'near', pulled: false }],
      ['slow zoom, no bokeh', null],
      ['deep focus', null],
    ];
    const look = {
      ...LAKE,
      depth: { width: 4, height: 4, near: Float32Array.from({ length: 16 }, (_, i) => (i % 4 === 0 ? 1 : 0)) },
    };
    const standing = { ...look, regions: [{ x: 0, y: 0, width: 0.25, height: 1, weight: 1 }] };
    for (const [prompt, focus] of asked) assert.deepEqual(planned({ prompt }, standing).focus, focus, prompt);
    const said = planned({ prompt: 'rack focus', prompt_extend: true }, standing);
    assert.match(said.actual_prompt!, /pulled to the background/);
    assert.deepEqual(said.warnings, []);
  });

  test('is pulled to a subject that fills the picture, where the words leave it open', () => {
    const filling = {
      ...LAKE,
      depth: { width: 4, height: 4, near: LAKE.depth.near.map((_, i) => (i % 4 === 0 ? 0 : 1)) },
    };
    const face = { ...filling, regions: [{ x: 0.25, y: 0, width: 0.75, height: 1, weight: 1 }] };
    assert.deepEqual(planned({ prompt: 'rack focus' }, face).focus, { on: 'back', pulled: true });
    assert.deepEqual(planned({ prompt: 'rack focus to the background' }, face).focus, { on: 'near', pulled: true });
  });

  test('keeps a head with its body, though its depth is that of the background', async () => {
    const [x, y] = [
      (i: number) => ((i % COLUMNS) + 0.5) / COLUMNS,
      (i: number) => (Math.floor(i / COLUMNS) + 0.5) / ROWS,
    ];
    const near = block.map((one, i) => (y(i) < 0.4 && Math.abs(x(i) - 0.5) < 0.12 ? 0.2 : one));
    const body = { x: 0.3, y: 0.42, width: 0.4, height: 0.58, weight: 1 };
    const head = { x: 0.4, y: 0.08, width: 0.2, height: 0.34, weight: 0.1 };
    const look = lookOf({ depth: { width: COLUMNS, height: ROWS, near }, regions: [body, head] });
    const shot = planOf(WIDTH, HEIGHT, [shotOf(20, {}, {})], { focus: { on: 'near', pulled: false } });
    const film = await drawings(shot, look, stripes);
    const [first, last] = [film[0]!, film.at(-1)!].map((one) => sharpness(one, 0.43, 0.57, 0.28)) as [number, number];
    assert.ok(last > 0.8 * first, `${last / first} of a face's detail`);
    const beside = sharpness(film.at(-1)!, 0.03, 0.15, 0.28);
    assert.ok(beside < 0.4 * first, `${beside / first} of what is behind`);
  });

  test('stays as it is where nothing stands out, and the film says so', () => {
    const { focus, warnings } = planned({ prompt: 'rack focus' }, LAKE);
    assert.equal(focus, null);
    assert.match(warnings.join(' '), /focus/);
  });
});

// Frames that are made of more than one picture: dissolves, the blur of a whip pan, and film grain.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraAt, cameraOf } from '../src/plan/camera.ts';
import type { Plan } from '../src/plan/plan.ts';
import { digestOf, type Picture } from './decoding.ts';
import { drawings, lookOf, pictureOf, planOf, shotOf } from './made/plans.ts';
import { clear, PORTRAIT, planned } from './plan/set.ts';

const [WIDTH, HEIGHT] = [160, 90];
/** Dark on the left, bright on the right. */
const halves = pictureOf(WIDTH, HEIGHT, (x) => (x < WIDTH / 2 ? [40, 40, 40] : [210, 210, 210]));
const stripes = pictureOf(WIDTH, HEIGHT, (x) => (x % 4 < 2 ? [30, 30, 30] : [220, 220, 220]));

const mean = ({ y }: Picture) => y.reduce((sum, value) => sum + value, 0) / y.length;

test('a shot comes out of the one before, frame by frame, and is alone afterwards', async () => {
  const dark = { x: 0.25, zoom: 2, y: 0.5 };
  const bright = { x: 0.75, zoom: 2, y: 0.5 };
  const shots = (dissolve: number) => [shotOf(10, dark, dark), shotOf(10, bright, bright, { dissolve })];
  const cut = (await drawings(planOf(WIDTH, HEIGHT, shots(0)), lookOf(), halves)).map(mean);
  const dissolved = (await drawings(planOf(WIDTH, HEIGHT, shots(4)), lookOf(), halves)).map(mean);
  assert.deepEqual(dissolved.slice(0, 10), cut.slice(0, 10));
  for (let frame = 10; frame < 14; frame++) {
    assert.ok(dissolved[frame]! > dissolved[frame - 1]! + 5 && dissolved[frame]! < cut[frame]! - 5, `${dissolved}`);
  }
  assert.deepEqual(dissolved.slice(14), cut.slice(14));
});

test('a shot that is dissolved goes on moving behind the next', () => {
  const plan = planOf(WIDTH, HEIGHT, [shotOf(20, { zoom: 1.2 }, { zoom: 1.6 }), shotOf(20, {}, {}, { dissolve: 8 })]);
  const zooms = Array.from({ length: 28 }, (_, frame) => cameraOf(plan, 0, frame).zoom);
  for (let frame = 1; frame < 28; frame++) assert.ok(zooms[frame]! > zooms[frame - 1]!, `${frame}`);
  assert.equal(cameraAt(plan, 20).zoom, 1);
});

test('dissolves and match cuts are planned where they are asked for, and said to be impossible in one shot', () => {
  const multi = { shot_type: 'multi' as const, duration: 10 };
  const joints = (plan: Plan) => plan.shots.map(({ dissolve }) => dissolve);
  assert.ok(joints(planned({ ...multi, prompt: 'zoom in' })).every((frames) => frames === 0));
  const [first, ...others] = joints(planned({ ...multi, prompt: 'zoom in, slow dissolves' }));
  assert.equal(first, 0);
  assert.ok(others.every((frames) => frames >= 12));
  const match = planned(
    { ...multi, duration: 3, prompt: 'static shot, match cut' },
    {
      ...PORTRAIT,
      regions: [
        { x: 0.25, y: 0.35, width: 0.3, height: 0.3, weight: 0.3 },
        { x: 0.52, y: 0.42, width: 0.2, height: 0.2, weight: 0.2 },
      ],
    },
  );
  const at = match.shots.findIndex(({ name }) => name.startsWith('detail'));
  const [before, after] = [match.shots[at - 1]!.camera.at(-1)!, match.shots[at]!.camera[0]!];
  const inFrame = (middle: number, x: number, zoom: number) => (middle - x) * zoom;
  assert.ok(Math.abs(inFrame(0.4, before.x, before.zoom) - inFrame(0.62, after.x, after.zoom)) < 0.06);
  assert.ok(Math.abs((0.2 * after.zoom) / (0.3 * before.zoom) - 1) < 0.1);
  assert.match(
    planned({ prompt: 'zoom in, crossfade' }).warnings.join(),
    /A dissolve was asked for, but the film is one shot/,
  );
});

test('a whip pan is over in less than half a second, crosses the picture, and is blurred along its way', async () => {
  const plan = planned({ prompt: 'whip pan right', width: WIDTH, height: HEIGHT });
  const seen = Array.from({ length: plan.frames }, (_, frame) => cameraAt(plan, frame).x);
  const steps = seen.map((x, frame) => x - (seen[frame - 1] ?? x));
  const fast = steps.filter((step) => step > 0.01).length;
  assert.ok(fast >= 5 && fast <= 14, `${fast} fast frames`);
  assert.ok(Math.max(...seen) - Math.min(...seen) > 0.25, `${Math.max(...seen) - Math.min(...seen)}`);
  const strike = steps.indexOf(Math.max(...steps));
  const frames = await drawings(clear(plan), lookOf(), stripes);
  const contrast = ({ y }: Picture) => Math.sqrt(y.reduce((sum, value) => sum + (value - 125) ** 2, 0) / y.length);
  assert.ok(contrast(frames[strike]!) < 0.75 * contrast(frames.at(-1)!), 'the stripes run into each other');
});

test('grain is there only on request, another in each frame, the same each time, and not in the first', async () => {
  const film = (grain: number) => drawings(planOf(WIDTH, HEIGHT, [shotOf(40, {}, {})], { grain }), lookOf(), halves);
  const [clean, grained, again] = [await film(0), await film(0.6), await film(0.6)];
  assert.equal(digestOf(grained[0]!), digestOf(clean[0]!));
  assert.equal(digestOf(...grained), digestOf(...again));
  const noise = (frame: number) =>
    Math.sqrt(
      mean({ ...clean[0]!, y: grained[frame]!.y.map((v, i) => Math.min(255, (v - clean[frame]!.y[i]!) ** 2)) }),
    );
  assert.ok(noise(35) > 2 && noise(35) < 9, `${noise(35)}`);
  assert.notEqual(digestOf(grained[35]!), digestOf(grained[36]!));
  assert.equal(planned({ prompt: 'zoom in' }).grain, 0);
  const asked = planned({ prompt: 'noir, film grain' });
  assert.ok(asked.grain > 0.3 && asked.warnings.length === 0, asked.warnings.join());
  assert.equal(planned({ prompt: 'film grain', negative_prompt: 'grain' }).grain, 0);
});

test('a shot wipes the one before aside, from the left, and both are whole', async () => {
  // Clear of where the two meet.
  const [dark, bright] = [
    { x: 0.22, zoom: 2.4 },
    { x: 0.78, zoom: 2.4 },
  ];
  const shots = [shotOf(6, dark, dark), shotOf(14, bright, bright, { dissolve: 10, way: 'wipe' })];
  const pictures = await drawings(planOf(WIDTH, HEIGHT, shots), lookOf(), halves);
  const edges = pictures.slice(6, 16).map(({ y }) => {
    const row = y.subarray(40 * WIDTH, 41 * WIDTH);
    const old = row.findIndex((luma) => luma < 60);
    const [left, right] = [
      row.subarray(0, Math.max(0, old - 8)),
      old === -1 ? row.subarray(0, 0) : row.subarray(old, WIDTH - 4),
    ];
    assert.ok(left.every((luma) => luma > 190) && right.every((luma) => luma < 60), `${row}`);
    return old === -1 ? WIDTH : old;
  });
  for (const [i, edge] of edges.entries()) assert.ok(i === 0 || edge >= edges[i - 1]!, `${edges}`);
  assert.ok(edges[0]! < 30 && edges[8]! > 130, `${edges}`);
});

test('a film fades in from black and out to white, and between shots through black, colours and all', async () => {
  const red = pictureOf(WIDTH, HEIGHT, () => [200, 60, 50]);
  const shots = [shotOf(20, {}, {}), shotOf(20, {}, {}, { dissolve: 9, way: 'black' })];
  const fades = { fade_in: { frames: 8, to: 'black' as const }, fade_out: { frames: 8, to: 'white' as const } };
  const pictures = await drawings(planOf(WIDTH, HEIGHT, shots, fades), lookOf(), red);
  const light = pictures.map(mean);
  const whole = light[12]!;
  assert.ok(light[0]! === 16 && pictures[0]!.v.every((value) => value === 128));
  assert.ok(light[4]! > light[2]! && light[4]! < whole && light[8] === whole);
  assert.ok(Math.min(...light.slice(20, 30)) < 20 && light[19] === whole && light[30] === whole, `${light}`);
  assert.ok(light.at(-1)! === 235 && light[35]! > whole && pictures.at(-1)!.v.every((value) => value === 128));
});

test('fades and wipes are asked for in words, and what a given end forbids is said', () => {
  const fades = (prompt: string, more = {}) => planned({ prompt, ...more });
  assert.equal(fades('slow zoom, fade to black').fade_out?.to, 'black');
  assert.equal(fades('fade in, then pan left').fade_in?.to, 'black');
  assert.equal(fades('fade from white').fade_in?.to, 'white');
  assert.equal(fades('zoom in, no fade out').fade_out, null);
  assert.match(fades('fade to black', { prompt_extend: true }).actual_prompt!, /fades to black/);
  const ends = fades('fade to black', { last_picture: 'last.png' });
  assert.ok(ends.fade_out === null && /fade out/.test(ends.warnings.join()));
  const multi = { shot_type: 'multi' as const, duration: 10 };
  assert.ok(
    fades('wipe to the next shot', multi)
      .shots.slice(1)
      .every(({ way, dissolve }) => way === 'wipe' && dissolve > 10),
  );
  assert.match(fades('wipe transition').warnings.join(), /A wipe/);
  assert.deepEqual(fades('she wipes the table').shots[0]!.way, 'dissolve');
});

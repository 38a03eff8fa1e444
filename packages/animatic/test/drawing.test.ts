// What is seen: motion, cuts, depth, life, grade and watermark, in the decoded film.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { drawFilm } from '../src/draw/crew.ts';
import { curvesOf, tablesAt } from '../src/draw/grade.ts';
import { Painter } from '../src/draw/painter.ts';
import { buildStage } from '../src/draw/stage.ts';
import { cameraAt } from '../src/plan/camera.ts';
import type { Grade, Plan } from '../src/plan/plan.ts';
import { digestOf, type Picture } from './decoding.ts';
import { drawings, lookOf, pictureOf, planOf, shot, shotOf } from './made/plans.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'animatic-'));
});
after(() => rm(folder, { recursive: true }));

const [WIDTH, HEIGHT] = [192, 108];

/** A soft bright dot on dark grey, its centre at those shares of the picture. */
const dot = (x0: number, y0: number, size = 5) =>
  pictureOf(WIDTH, HEIGHT, (x, y) => {
    const distance = Math.hypot(x + 0.5 - x0 * WIDTH, y + 0.5 - y0 * HEIGHT);
    return new Array<number>(3).fill(40 + 180 * Math.exp(-(distance ** 2) / (2 * size ** 2)));
  });

/** Even stripes and noise that stand still unless something moves them. */
const texture = () =>
  pictureOf(WIDTH, HEIGHT, (x, y) => {
    const value = 120 + 60 * Math.sin(x / 3) * Math.cos(y / 4) + ((x * 31 + y * 17) % 13);
    return [value, value, 255 - value];
  });

/** Centre of what is bright, in pixels from the frame's left and top edges. */
function centroid({ y: luma, width, height }: Picture): { x: number; y: number } {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const weight = Math.max(0, luma[y * width + x]! - 70);
      sum += weight;
      sumX += weight * (x + 0.5);
      sumY += weight * (y + 0.5);
    }
  }
  return { x: sumX / sum, y: sumY / sum };
}

/** Where a flat picture's point is seen in a frame, in pixels. */
function expected(plan: Plan, frame: number, x: number, y: number): { x: number; y: number } {
  const camera = cameraAt(plan, frame);
  const [right, down] = [(x - camera.x) * camera.zoom * plan.width, (y - camera.y) * camera.zoom * plan.height];
  const [cos, sin] = [Math.cos((camera.roll * Math.PI) / 180), Math.sin((camera.roll * Math.PI) / 180)];
  return { x: right * cos - down * sin + plan.width / 2, y: right * sin + down * cos + plan.height / 2 };
}

/** How far the bright dot at 0.52, 0.5 is from where a frame should show it, in pixels. */
function offPath(plan: Plan): (picture: Picture, frame: number) => number {
  return (picture, frame) => {
    const [seen, meant] = [centroid(picture), expected(plan, frame, 0.52, 0.5)];
    return Math.hypot(seen.x - meant.x, seen.y - meant.y);
  };
}

function difference(a: Picture, b: Picture, inside: (x: number, y: number) => boolean = () => true): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < a.y.length; i++) {
    if (!inside((i % a.width) / a.width, Math.floor(i / a.width) / a.height)) continue;
    sum += Math.abs(a.y[i]! - b.y[i]!);
    count++;
  }
  return sum / count;
}

describe('the camera', () => {
  test('pans slowly without jitter: each frame lies on the path to a fiftieth of a pixel, as decoded to a tenth', async () => {
    const plan = planOf(WIDTH, HEIGHT, [shotOf(45, { x: 0.47, zoom: 1.2 }, { x: 0.53, zoom: 1.2 })]);
    const off = offPath(plan);
    const drawn = (await drawings(plan, lookOf(), dot(0.52, 0.5, 2))).map(off);
    assert.ok(Math.max(...drawn) < 0.02, `drawn: ${Math.max(...drawn).toFixed(3)} pixels off`);
    const decoded = (await shot(folder, plan, lookOf(), dot(0.52, 0.5, 2))).map(off);
    assert.ok(Math.max(...decoded) < 0.1, `decoded: ${Math.max(...decoded).toFixed(3)} pixels off`);
  });

  test('zooms, tilts, rolls and sways by hand on its path too, to a twentieth of a pixel', async () => {
    const moves = {
      zoom: shotOf(16, { zoom: 1.1 }, { x: 0.52, y: 0.48, zoom: 1.6 }),
      tilt: shotOf(16, { y: 0.44, zoom: 1.3 }, { y: 0.55, zoom: 1.3 }),
      roll: shotOf(16, { zoom: 1.3, roll: -4 }, { zoom: 1.3, roll: 6 }),
      hand: shotOf(16, { zoom: 1.3 }, { zoom: 1.35 }, { handheld: 0.01 }),
    };
    for (const [name, move] of Object.entries(moves)) {
      const plan = planOf(WIDTH, HEIGHT, [move]);
      const drawn = (await drawings(plan, lookOf(), dot(0.52, 0.5, 2))).map(offPath(plan));
      assert.ok(Math.max(...drawn) < 0.05, `${name}: ${Math.max(...drawn).toFixed(3)} pixels off`);
    }
  });

  test('turns the picture clockwise for a positive roll', async () => {
    const camera = { zoom: 1.5, roll: 10 };
    const [picture] = await shot(folder, planOf(WIDTH, HEIGHT, [shotOf(2, camera, camera)]), lookOf(), dot(0.65, 0.5));
    const { x, y } = centroid(picture!);
    assert.ok(x > WIDTH / 2 && y > HEIGHT / 2 + 5, `seen at ${x}, ${y}`);
  });

  test('cuts at exactly the frame that the plan has', async () => {
    const plan = planOf(WIDTH, HEIGHT, [
      shotOf(11, {}, { zoom: 1.1 }),
      shotOf(9, { x: 0.3, zoom: 2 }, { x: 0.32, zoom: 2 }),
      shotOf(10, { x: 0.7, y: 0.4, zoom: 1.6 }, { x: 0.7, y: 0.4, zoom: 1.7 }),
    ]);
    const pictures = await shot(folder, plan, lookOf(), texture());
    const steps = pictures.slice(1).map((picture, i) => difference(picture, pictures[i]!));
    const cuts = steps.flatMap((step, i) => (step > 10 ? [i + 1] : []));
    assert.deepEqual(cuts, [11, 20]);
  });

  test('moves what is near against what is far as it trucks, and shows nothing from outside the picture', async () => {
    // Left half far, right half near; trucking right slides what is near to the left.
    const near = new Float32Array(64 * 36).map((_, i) => (i % 64 < 32 ? 0 : 1));
    const look = lookOf({ depth: { width: 64, height: 36, near } });
    const plan = planOf(WIDTH, HEIGHT, [shotOf(20, {}, { truck: 0.04, zoom: 1.1 })]);
    const left = await shot(folder, plan, look, dot(0.25, 0.5));
    const right = await shot(folder, plan, look, dot(0.75, 0.5));
    const shift = 0.02 * WIDTH;
    assert.ok(Math.abs(centroid(left.at(-1)!).x - expected(plan, 19, 0.25, 0.5).x - shift) < 0.3);
    assert.ok(Math.abs(centroid(right.at(-1)!).x - expected(plan, 19, 0.75, 0.5).x + shift) < 0.3);
  });
});

describe('life', () => {
  test('ripples the water from the horizon down and leaves the rest and the first frame alone', async () => {
    const water = new Float32Array(64 * 36).map((_, i) => (i / 64 < 18 ? 0 : 1));
    const look = lookOf({ horizon: 0.5, water: 0.5, masks: { ...lookOf().masks, water } });
    const film = (amount: number) =>
      planOf(WIDTH, HEIGHT, [shotOf(45, {}, {}, { life: { wind: 0, water: amount, clouds: 0 } })]);
    const still = await drawings(film(0), look, texture());
    const moving = await drawings(film(1), look, texture());
    const last = moving.length - 1;
    assert.equal(digestOf(moving[0]!), digestOf(still[0]!));
    assert.equal(
      difference(still[last]!, moving[last]!, (_, y) => y < 0.48),
      0,
    );
    assert.ok(difference(still[last]!, moving[last]!, (_, y) => y > 0.7) > 1);
    const steps = moving.slice(1).map((picture, i) => difference(picture, moving[i]!));
    assert.ok(Math.max(...steps) < 1, 'it runs smoothly');
  });
});

test('parallax and drifting clouds together stretch the picture but never fold it', async () => {
  const near = new Float32Array(64 * 36).map((_, i) => ((i % 64) % 16 < 8 ? 0 : 1));
  const sky = near.map((depth) => 1 - depth);
  const look = lookOf({ depth: { width: 64, height: 36, near }, masks: { ...lookOf().masks, sky } });
  const life = { wind: 0, water: 0, clouds: 1 };
  const plan = planOf(WIDTH, HEIGHT, [shotOf(60, {}, { zoom: 1.2, truck: 0.06, dolly: 0.05 }, { life })]);
  const stage = await buildStage(plan, look, texture(), 1, new AbortController().signal);
  new Painter(stage, 0).paint(59, stage.slots[0]!);
  const grid = new Float32Array(stage.memory.buffer, stage.desks[0]!.luma, stage.columns * stage.rows * 2);
  for (let node = 0; node < stage.columns * stage.rows; node++) {
    if (node % stage.columns === 0) continue;
    const step = grid[2 * node]! - grid[2 * (node - 1)]!;
    assert.ok(step > 1, `node ${node} takes up ${step} pixels of the picture`);
  }
});

const GREY: Grade = {
  name: 'test',
  lift: 0,
  gain: 1,
  gamma: 1,
  contrast: 0,
  saturation: 1,
  blues: 1,
  shadows: { cb: 0, cr: 0 },
  highlights: { cb: 0, cr: 0 },
};

test('a grade is nothing in the first frame, and all of it after a second, in the plate as in the frame before', async () => {
  const flat = pictureOf(WIDTH, HEIGHT, (x) => (x < WIDTH / 2 ? [200, 120, 60] : [40, 60, 90]));
  const grade = {
    ...GREY,
    lift: 0.05,
    gain: 0.8,
    gamma: 1.4,
    contrast: 0.4,
    saturation: 0.5,
    highlights: { cb: 0.02, cr: -0.03 },
  };
  const [plain] = await drawings(planOf(WIDTH, HEIGHT, [shotOf(1, {}, {})]), lookOf(), flat);
  const frames = await drawings(planOf(WIDTH, HEIGHT, [shotOf(32, {}, {})], { grade }), lookOf(), flat);
  assert.equal(digestOf(frames[0]!), digestOf(plain!));
  for (const x of [WIDTH / 4, (3 * WIDTH) / 4]) {
    const [luma, chroma] = [50 * WIDTH + x, 25 * (WIDTH / 2) + x / 2];
    const before = plain!.u[chroma]! - 128;
    assert.ok(Math.abs(frames[29]!.y[luma]! - frames[30]!.y[luma]!) <= 1);
    assert.ok(Math.abs(frames[29]!.u[chroma]! - frames[30]!.u[chroma]!) <= 1);
    assert.ok(Math.abs(frames[30]!.u[chroma]! - 128 - before / 2) < 224 * 0.02);
  }
});

test('film grain gathers after the first frame: most in the greys, little in black and white, another in every frame', async () => {
  const LUMA = [16, 52, 126, 199, 235];
  const steps = pictureOf(WIDTH, HEIGHT, (x) => {
    const light = [0, 42, 128, 213, 255][Math.min(4, Math.floor((5 * x) / WIDTH))]!;
    return [light, light, light];
  });
  const plan = planOf(WIDTH, HEIGHT, [shotOf(33, {}, {})], { grain: 0.6 });
  const frames = await drawings(plan, lookOf(), steps);
  /** How far samples lie from a step's own luma, as the root of the mean square; and how they do on the average. */
  const noise = ({ y: luma, width }: Picture, step: number) => {
    const middle = Math.round(((step + 0.5) * WIDTH) / 5);
    const offs: number[] = [];
    for (let row = 0; row < HEIGHT; row++) {
      for (let x = middle - 15; x < middle + 15; x++) offs.push(luma[row * width + x]! - LUMA[step]!);
    }
    const mean = offs.reduce((sum, off) => sum + off, 0) / offs.length;
    return { mean, strength: Math.sqrt(offs.reduce((sum, off) => sum + off * off, 0) / offs.length) };
  };
  for (const step of LUMA.keys()) assert.ok(noise(frames[0]!, step).strength <= 1);
  const [black, dark, grey, light, white] = LUMA.map((_, step) => noise(frames[32]!, step));
  assert.ok(grey!.strength > 4 && grey!.strength < 9, `${grey!.strength}`);
  for (const side of [dark!, light!]) assert.ok(side.strength > 3 && side.strength < grey!.strength);
  for (const end of [black!, white!]) assert.ok(end.strength < 1.5);
  for (const { mean } of [dark!, grey!, light!]) assert.ok(Math.abs(mean) < 0.7);
  assert.notEqual(digestOf(frames[31]!), digestOf(frames[32]!));
  const again = await drawings(plan, lookOf(), steps);
  assert.equal(digestOf(again[32]!), digestOf(frames[32]!));
});

test('a filmic curve rises all the way, keeps black and white, and bends where a straight one would be cut off', () => {
  for (const grade of [
    { contrast: 0.8 },
    { gain: 1.3 },
    { contrast: -0.5 },
    { gamma: 0.7, gain: 1.2, contrast: 0.5 },
  ]) {
    const { luma } = tablesAt(curvesOf({ ...GREY, ...grade }), 1);
    for (let value = 17; value <= 235; value++) assert.ok(luma[value]! >= luma[value - 1]!, JSON.stringify(grade));
    assert.ok(luma[235]! <= 235 && luma[16]! >= 16);
    assert.ok(luma[225]! < luma[235]!, 'what is nearly white is told from white');
  }
  const { luma } = tablesAt(curvesOf({ ...GREY, contrast: 0.8 }), 1);
  assert.deepEqual([luma[16], luma[235]], [16, 235]);
  const slope = (at: number) => luma[at + 4]! - luma[at - 4]!;
  assert.ok(slope(108) > 1.3 * slope(30) && slope(108) > 1.3 * slope(220), 'a toe and a shoulder');
});

test('a grade tints shadows and lights apart, and leaves black black', () => {
  const tinted = { ...GREY, shadows: { cb: 0.05, cr: 0 }, highlights: { cb: -0.05, cr: 0 } };
  const { chroma } = tablesAt(curvesOf(tinted), 1);
  const blue = (luma: number) => chroma[(luma >> 3) * 512 + 128]!;
  assert.ok(blue(60) > 133 && blue(200) < 123, `${blue(60)} and ${blue(200)}`);
  assert.ok(Math.abs(blue(16) - 128) <= 4);
});

test('the watermark stands bright at the bottom right, and nowhere else', async () => {
  const [width, height] = [640, 360];
  const dim = pictureOf(width, height, () => [70, 90, 80]);
  const still = [shotOf(1, {}, {})];
  const [plain] = await shot(folder, planOf(width, height, still), lookOf(), dim);
  const [marked] = await shot(folder, planOf(width, height, still, { watermark: true }), lookOf(), dim);
  const corner = (x: number, y: number) => x > 0.8 && y > 0.92;
  assert.ok(difference(plain!, marked!, (x, y) => !corner(x, y)) < 0.5);
  const bright = marked!.y.filter((luma, i) => luma > 180 && corner((i % width) / width, i / width / height));
  assert.ok(bright.length > 150, `${bright.length} bright pixels`);
});

test('a drawing thread that fails ends the film with its error', async () => {
  const signal = new AbortController().signal;
  const plan = planOf(WIDTH, HEIGHT, [shotOf(20, {}, {})]);
  const stage = await buildStage(plan, lookOf(), texture(), 2, signal);
  const film = drawFilm({ ...stage, prints: [] }, signal);
  await assert.rejects(film.next(), TypeError);
});

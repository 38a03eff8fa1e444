// What is in the air: weather that things in the picture hide, mist by distance, firelight.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Brush } from '../src/draw/air/brush.ts';
import { linkAir } from '../src/draw/air/kernel.ts';
import { kernelMemory } from '../src/draw/kernel.ts';
import { Painter } from '../src/draw/painter.ts';
import { buildStage } from '../src/draw/stage.ts';
import type { Air } from '../src/plan/plan.ts';
import { digestOf, type Picture } from './decoding.ts';
import { drawings, lookOf, pictureOf, planOf, shotOf } from './made/plans.ts';
import { planned } from './plan/set.ts';

const [WIDTH, HEIGHT] = [320, 180];
const CLEAR: Air = {
  wind: -0.25,
  rain: 0,
  snow: 0,
  fog: 0,
  dust: 0,
  embers: 0,
  leaves: 0,
  petals: 0,
  steam: 0,
  firelight: 0,
  stars: 0,
  lights: 0,
  fire: null,
  hot: null,
  strikes: [],
};
const grey = pictureOf(WIDTH, HEIGHT, () => [70, 72, 75]);

/** The left half as far as can be, the right half nearer than anything. */
const near = new Float32Array(64 * 36).map((_, i) => (i % 64 < 32 ? 0 : 1));
const halves = lookOf({ depth: { width: 64, height: 36, near }, horizon: 0.5 });

const film = (air: Partial<Air>, frames = 46) =>
  planOf(WIDTH, HEIGHT, [shotOf(frames, {}, {})], { air: { ...CLEAR, ...air } });

/** Mean difference of luma from a clear picture, from one share of the width to another. */
function laid(picture: Picture, from = 0, to = 1): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < picture.y.length; i++) {
    const x = (i % WIDTH) / WIDTH;
    if (x < from || x >= to) continue;
    sum += Math.abs(picture.y[i]! - clear.y[i]!);
    count++;
  }
  return sum / count;
}
const [clear] = (await drawings(film({}, 1), halves, grey)) as [Picture];

const KINDS = ['rain', 'snow', 'fog', 'dust', 'embers', 'leaves', 'petals', 'firelight'] as const;

for (const kind of KINDS) {
  test(`${kind} gathers after the first frame, which is the picture, moves, and is the same whenever it is drawn`, async () => {
    const pictures = await drawings(film({ [kind]: 0.8 }), halves, grey);
    assert.equal(digestOf(pictures[0]!), digestOf(clear));
    assert.ok(laid(pictures[40]!) > 0.02, `${laid(pictures[40]!)}`);
    assert.ok(laid(pictures[5]!) < laid(pictures[40]!) + 0.5);
    assert.notEqual(digestOf(pictures[40]!), digestOf(pictures[41]!));
    const stage = await buildStage(film({ [kind]: 0.8 }), halves, grey, 1, new AbortController().signal);
    const slot = stage.slots[0]!;
    new Painter(stage, 0).paint(40, slot);
    const again = new Uint8Array(stage.memory.buffer, slot.y, slot.lumaStride).slice(0, WIDTH);
    assert.deepEqual(again, pictures[40]!.y.subarray(0, WIDTH));
  });
}

test('snow falls behind what is near and before what is far', async () => {
  const last = (await drawings(film({ snow: 1 }), halves, grey)).at(-1)!;
  const [far, close] = [laid(last, 0, 0.45), laid(last, 0.55)];
  assert.ok(far > 1.7 * close, `${far} before what is far, ${close} before what is near`);
});

/** One frame of that air over a plain picture, which is as large. */
async function frameOf(air: Partial<Air>, picture = grey): Promise<Uint8Array> {
  const { width, height } = picture;
  const plan = planOf(width, height, [shotOf(46, {}, {})], { air: { ...CLEAR, ...air } });
  const stage = await buildStage(plan, halves, picture, 1, new AbortController().signal);
  const { y, lumaStride } = stage.slots[0]!;
  new Painter(stage, 0).paint(40, stage.slots[0]!);
  const bytes = new Uint8Array(stage.memory.buffer);
  return Uint8Array.from(
    { length: width * height },
    (_, i) => bytes[y + Math.floor(i / width) * lumaStride + (i % width)]!,
  );
}

test('rain and snow slant as the wind blows, and a storm blows harder than a breeze, one way for all of a film', async () => {
  // Along streaks that lean to the right below, light grows across and down with opposite signs.
  const lean = (luma: Uint8Array) => {
    let sum = 0;
    for (let i = WIDTH + 1; i < luma.length - WIDTH - 1; i++) {
      sum -= (luma[i + 1]! - luma[i - 1]!) * (luma[i + WIDTH]! - luma[i - WIDTH]!);
    }
    return sum;
  };
  for (const kind of ['rain', 'snow'] as const) {
    const [left, right] = [await frameOf({ [kind]: 1, wind: -1 }), await frameOf({ [kind]: 1, wind: 1 })];
    assert.ok(lean(right) > 0 && lean(left) < 0, `${kind}: ${lean(left)}, ${lean(right)}`);
  }
  const wind = (prompt: string, seed = 1, negative_prompt = '') => planned({ prompt, seed, negative_prompt }).air!.wind;
  assert.ok(Math.abs(wind('rain in a storm')) > 2 * Math.abs(wind('rain')) && wind('rain') !== 0);
  assert.equal(wind('rain', 1), -wind('rain', 2));
  assert.equal(Math.abs(wind('rain', 1, 'wind')), 0);
  for (const words of [
    'wind from the left, rain',
    'snow, the wind blows to the right',
    'rain, wind blowing from left to right',
  ]) {
    assert.ok(wind(words) > 0.3 && wind(words, 2) > 0.3, words);
  }
  assert.ok(wind('rain, strong wind from the right', 2) < -0.3);
  const bare = lookOf({ foliage: 0 });
  assert.deepEqual(planned({ prompt: 'rain, strong wind' }, bare).warnings, []);
});

test('steam, rain and snow are seen before white too, by their shade', async () => {
  const hot = { x: 0.4, y: 0.75, width: 0.15, height: 0.1, weight: 0.1 };
  const white = pictureOf(WIDTH, HEIGHT, () => [255, 255, 255]);
  const shaded = async (air: Partial<Air>) => (await frameOf(air, white)).filter((luma) => luma < 224).length;
  assert.equal(await shaded({ fog: 0.3 }), 0);
  for (const air of [{ rain: 0.5 }, { snow: 0.5 }, { steam: 0.8, hot }]) {
    assert.ok((await shaded(air)) > 0.002 * WIDTH * HEIGHT, `${JSON.stringify(air)}: ${await shaded(air)}`);
  }
});

test('snow and rain leave no dark spots on what is light in a dark picture, as a face is', async () => {
  const lamp = pictureOf(WIDTH, HEIGHT, (x) => (x < 0.35 * WIDTH ? [190, 190, 190] : [40, 40, 40]));
  const bare = await frameOf({}, lamp);
  for (const air of [{ snow: 0.4 }, { rain: 0.4 }]) {
    const seen = await frameOf(air, lamp);
    const within = bare.map((_, at) => (at % WIDTH < 0.3 * WIDTH ? 1 : 0));
    const count = (spots: (at: number) => boolean) => within.filter((inside, at) => inside && spots(at)).length;
    const [light, dark] = [count((at) => seen[at]! > bare[at]! + 6), count((at) => seen[at]! < bare[at]! - 14)];
    assert.ok(dark === 0 && light > 20, `${JSON.stringify(air)}: ${light} lighter, ${dark} darker`);
  }
});

test('a streak thins out towards both ends, and a dot is as bright as it was asked to be', () => {
  const memory = kernelMemory(4 * 65_536);
  const [across, down] = [128, 32];
  const slot = { y: 65_536, u: 90_000, v: 100_000, lumaStride: across, chromaStride: across / 2 };
  const brush = new Brush(linkAir(memory), memory, new Float32Array(memory.buffer, 0, 700), across, down);
  brush.begin(slot);
  brush.light(20, 8.5, 100, 8.5, 3, 0.6, 200);
  brush.light(60.5, 24.5, 60.5, 24.5, 3, 0.6, 200);
  brush.flush();
  const at = (x: number, y: number) => new Uint8Array(memory.buffer)[slot.y + y * across + x]!;
  const [begins, middle, ends] = [at(21, 8), at(60, 8), at(98, 8)];
  assert.ok(middle > 2 * begins && middle > 2 * ends && begins > 0, `${begins}, ${middle}, ${ends}`);
  assert.equal(at(60, 24), 120);
});

test('mist takes away from what is far and leaves what is near', async () => {
  const last = (await drawings(film({ fog: 0.8 }), halves, grey)).at(-1)!;
  const [far, close] = [laid(last, 0, 0.4), laid(last, 0.6)];
  assert.ok(far > 3 * close, `${far} over what is far, ${close} over what is near`);
});

test('steam rises from what is hot, thins out above it and leaves the rest as it is', async () => {
  const hot = { x: 0.2, y: 0.75, width: 0.15, height: 0.1, weight: 0.1 };
  const pictures = await drawings(film({ steam: 1, hot }), halves, grey);
  const seen = pictures.at(-1)!;
  const light = (top: number, bottom: number) => {
    const rows = seen.y.map((luma, i) => {
      const [x, y] = [(i % WIDTH) / WIDTH, Math.floor(i / WIDTH) / HEIGHT];
      return y > top && y < bottom && Math.abs(x - 0.275) < 0.12 ? luma - clear.y[i]! : 0;
    });
    return rows.reduce((sum, more) => sum + more, 0) / (bottom - top);
  };
  assert.equal(digestOf(pictures[0]!), digestOf(clear));
  assert.ok(light(0.5, 0.78) > 2 * light(0.2, 0.35) && light(0.2, 0.35) > 0);
  assert.equal(laid(seen, 0.6), 0);
  assert.ok(planned({ prompt: 'hot coffee, steam rises' }).air!.hot !== null);
});

test('steam has no straight edge, though what it rises before is dark below and bright above', async () => {
  const [width, height] = [800, 600];
  const hot = { x: 0.4, y: 0.75, width: 0.2, height: 0.1, weight: 0.1 };
  const picture = pictureOf(width, height, (_, y) => [1, 1, 1].map(() => Math.round(225 - (180 * y) / height)));
  const [seen, bare] = [await frameOf({ steam: 1, hot, wind: 0 }, picture), await frameOf({ wind: 0 }, picture)];
  // How much steam lightens each row, on the mean over its breadth: that changes slowly from row to row.
  const rows = Array.from({ length: height }, (_, row) => {
    const places = Array.from({ length: 0.2 * width }, (_, i) => row * width + 0.4 * width + i);
    return places.reduce((sum, at) => sum + seen[at]! - bare[at]!, 0) / places.length;
  });
  const steepest = Math.max(...rows.slice(1).map((row, i) => Math.abs(row - rows[i]!)));
  assert.ok(Math.max(...rows) > 12 && Math.min(...rows) > -3, `${Math.min(...rows)} to ${Math.max(...rows)}`);
  assert.ok(steepest < 1, `${steepest}`);
});

test('flames lick where a fire is seen: their foot and what is around them stay', async () => {
  const fire = { x: 0.4, y: 0.4, width: 0.2, height: 0.4, weight: 0.02 };
  const stripes = pictureOf(WIDTH, HEIGHT, (x) => (x % 8 < 4 ? [200, 120, 30] : [20, 12, 8]));
  const pictures = await drawings(film({ firelight: 0.02, fire }), halves, stripes);
  const change = (x: number, y: number) => {
    const at = Math.round(y * HEIGHT) * WIDTH + Math.round(x * WIDTH);
    const seen = pictures.slice(20).map(({ y: luma }) => luma[at]!);
    return Math.max(...seen) - Math.min(...seen);
  };
  const licked = (await drawings(film({ firelight: 1, fire }), halves, stripes)).slice(20);
  const row = Math.round(0.5 * HEIGHT) * WIDTH;
  const at = (picture: Picture) => picture.y.subarray(row + 0.45 * WIDTH, row + 0.55 * WIDTH);
  assert.ok(new Set(licked.map((picture) => at(picture).indexOf(Math.max(...at(picture))))).size > 3);
  assert.ok(change(0.1, 0.5) < 6 && change(0.5, 0.9) < 6, `${change(0.1, 0.5)}, ${change(0.5, 0.9)}`);
});

test('stars twinkle, each in its own time, and the dark between them stays', async () => {
  const sky = pictureOf(WIDTH, HEIGHT, (x, y) =>
    x % 20 === 10 && y % 20 === 10 && y < 80 ? [240, 240, 250] : [12, 14, 30],
  );
  const far = lookOf({ depth: { width: 64, height: 36, near: new Float32Array(64 * 36) }, horizon: 0.5 });
  const pictures = (await drawings(film({ stars: 1 }, 60), far, sky)).slice(30);
  const over = (x: number, y: number) => pictures.map(({ y: luma }) => luma[y * WIDTH + x]!);
  const range = (values: number[]) => Math.max(...values) - Math.min(...values);
  assert.ok(range(over(50, 30)) > 30 && range(over(210, 50)) > 30);
  const brightest = (x: number, y: number) => over(x, y).indexOf(Math.max(...over(x, y)));
  assert.ok(new Set([brightest(50, 30), brightest(110, 30), brightest(210, 50), brightest(30, 70)]).size > 1);
  assert.equal(range(over(60, 40)), 0);
});

test('lamps in the dark flicker, each in its own time; a lit wall and what is dark stay', async () => {
  const lamps = [
    [40, 100],
    [120, 120],
    [200, 140],
    [280, 60],
  ] as const;
  const isLit = (x: number, y: number) => lamps.some(([at, height]) => Math.hypot(x - at, y - height) < 2);
  const town = pictureOf(WIDTH, HEIGHT, (x, y) =>
    isLit(x, y) ? [250, 240, 200] : x > 60 && x < 100 && y > 20 && y < 60 ? [220, 210, 190] : [14, 16, 26],
  );
  const pictures = (await drawings(film({ lights: 1 }, 90), halves, town)).slice(30);
  const over = (x: number, y: number) => pictures.map(({ y: luma }) => luma[y * WIDTH + x]!);
  const range = (values: number[]) => Math.max(...values) - Math.min(...values);
  for (const [x, y] of lamps) assert.ok(range(over(x, y)) > 25, `${x}: ${range(over(x, y))}`);
  const darkest = ([x, y]: readonly [number, number]) => over(x, y).indexOf(Math.min(...over(x, y)));
  assert.ok(new Set(lamps.map(darkest)).size > 1);
  assert.equal(range(over(80, 40)), 0);
  assert.equal(range(over(160, 40)), 0);
});

test('firelight comes and goes, most where the fire is, and is warm', async () => {
  const fire = { x: 0.1, y: 0.6, width: 0.1, height: 0.2, weight: 0.02 };
  const pictures = (await drawings(film({ firelight: 1, fire }, 90), halves, grey)).slice(40);
  const at = (picture: Picture, x: number) => picture.y[Math.round(0.7 * HEIGHT) * WIDTH + Math.round(x * WIDTH)]!;
  const range = (x: number) => {
    const lights = pictures.map((picture) => at(picture, x));
    return Math.max(...lights) - Math.min(...lights);
  };
  assert.ok(
    range(0.15) > 8 && range(0.15) > 1.5 * range(0.9),
    `${range(0.15)} at the fire, ${range(0.9)} away from it`,
  );
  const brightest = pictures.reduce((best, picture) => (at(picture, 0.15) > at(best, 0.15) ? picture : best));
  const chroma = Math.round(0.35 * HEIGHT) * (WIDTH / 2) + Math.round(0.15 * (WIDTH / 2));
  assert.ok(brightest.v[chroma]! > clear.v[chroma]! && brightest.u[chroma]! < clear.u[chroma]!);
});

test('lightning lights the sky up twice, the ground less, and is over in less than a second', async () => {
  const pictures = await drawings(film({ strikes: [1] }, 60), halves, grey);
  const rows = (picture: Picture, from: number, to: number) => {
    const part = picture.y.subarray(Math.round(from * HEIGHT) * WIDTH, Math.round(to * HEIGHT) * WIDTH);
    return part.reduce((sum, luma) => sum + luma, 0) / part.length;
  };
  const sky = pictures.map((picture) => rows(picture, 0, 0.1));
  const ground = pictures.map((picture) => rows(picture, 0.8, 1));
  const [before, peak] = [sky[29]!, Math.max(...sky)];
  assert.ok(peak > 1.8 * before, `${before} to ${peak}`);
  assert.ok(Math.max(...ground) - ground[29]! < 0.7 * (peak - before));
  assert.ok(sky[30]! > sky[32]! && sky[33]! > sky[32]!, `${sky.slice(29, 36)}`);
  for (const n of [0, 29, 52]) assert.equal(digestOf(pictures[n]!), digestOf(clear), `${n}`);
});

test('thunder follows its lightning', () => {
  for (const seed of [1, 2, 3]) {
    const { air, sound } = planned({ prompt: 'a thunderstorm', duration: 10, seed });
    const thunder = sound?.given === null ? sound.accents.filter(({ kind }) => kind === 'thunder') : [];
    assert.ok(air!.strikes.length >= 2 && thunder.length > 0);
    for (const { at } of thunder) assert.ok(air!.strikes.some((strike) => at > strike && at < strike + 1));
    assert.ok(air!.strikes.every((strike, i, all) => strike > 0.8 && strike < 9.6 && strike > (all[i - 1] ?? 0)));
  }
  assert.deepEqual(planned({ prompt: 'a thunderstorm', negative_prompt: 'lightning' }).air!.strikes, []);
});

test('the words bring weather, and the negative prompt keeps it away', () => {
  const air = (prompt: string, negative_prompt = '') => planned({ prompt, negative_prompt }).air ?? CLEAR;
  const asked: [string, Exclude<keyof Air, 'wind' | 'fire' | 'hot' | 'strikes'>][] = [
    ['heavy rain over the lake', 'rain'],
    ['snow falls softly', 'snow'],
    ['thick fog', 'fog'],
    ['dust floating in the light', 'dust'],
    ['glowing embers', 'embers'],
    ['autumn leaves falling', 'leaves'],
    ['cherry petals drift down', 'petals'],
    ['steam rises from the cup', 'steam'],
    ['a campfire at night', 'firelight'],
    ['city lights twinkle', 'lights'],
  ];
  for (const [prompt, kind] of asked) assert.ok(air(prompt)[kind] > 0, prompt);
  assert.ok(air('a downpour').rain > 1.5 * air('a drizzle').rain);
  assert.equal(air('falling snow', 'snow').snow, 0);
  assert.equal(air('a walk by the lake, no rain').rain, 0);
  assert.deepEqual(planned({ prompt: 'snow falls softly' }).warnings, []);
});

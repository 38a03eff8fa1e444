// Pictures painted after words: what a person would check in them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Imagined, imagine } from '../src/imagine/imagine.ts';
import { planned } from './plan/set.ts';

const SIZE = { width: 256, height: 144 };

function painted(prompt: string, seed = 1, negative_prompt = '', size = SIZE): Imagined {
  return imagine({ prompt, negative_prompt, seed, ...size });
}

type Part = { left?: number; top?: number; right?: number; bottom?: number };

/** Mean R, G, B (0 to 255) of a part of the picture, given in shares of its sides. */
function mean({ picture }: Imagined, { left = 0, top = 0, right = 1, bottom = 1 }: Part = {}): number[] {
  const { width, height, rgb } = picture;
  const sums = [0, 0, 0];
  let count = 0;
  for (let y = Math.floor(top * height); y < Math.floor(bottom * height); y++) {
    for (let x = Math.floor(left * width); x < Math.floor(right * width); x++, count++) {
      for (let c = 0; c < 3; c++) sums[c] += rgb[3 * (y * width + x) + c];
    }
  }
  return sums.map((sum) => sum / count);
}

const lightness = (one: Imagined, part?: Part): number => {
  const [red, green, blue] = mean(one, part);
  return 0.3 * red + 0.59 * green + 0.11 * blue;
};

const warmth = (one: Imagined, part?: Part): number => {
  const [red, , blue] = mean(one, part);
  return red - blue;
};

/** Mean difference of two pictures' samples, 0 to 255. */
function difference(one: Imagined, other: Imagined): number {
  const { rgb } = one.picture;
  return rgb.reduce((sum, value, i) => sum + Math.abs(value - other.picture.rgb[i]), 0) / rgb.length;
}

const PLACES: Record<string, string> = {
  lake: 'a mountain lake',
  sea: 'waves roll onto the beach',
  desert: 'dunes of the Sahara',
  forest: 'deep in a forest',
  city: 'the skyline of a city',
};

describe('outdoors', () => {
  for (const [name, prompt] of Object.entries(PLACES)) {
    test(`${name}: by day the sky is bright over a horizon, and the ground comes nearer downwards`, () => {
      const one = painted(`${prompt} at noon`);
      const { horizon, sky, depth } = one.look;
      assert.ok(horizon !== null && horizon > 0.35 && horizon < 0.75, `horizon ${horizon}`);
      assert.ok(sky > 0.15, `sky ${sky}`);
      const top = lightness(one, { bottom: 0.2 });
      assert.ok(top > 110 && top > lightness(one, { top: horizon }) * 0.9, `sky ${top}`);
      const row = (share: number) => {
        const from = Math.floor(share * depth.height) * depth.width;
        return depth.near.slice(from, from + depth.width).reduce((sum, near) => sum + near, 0) / depth.width;
      };
      assert.ok(row(0.05) < row(0.8) && row(0.8) < row(0.97), `${row(0.05)} ${row(0.8)} ${row(0.97)}`);
    });

    test(`${name}: night is dark and blue, sunset warm`, () => {
      const [day, sunset, night] = ['at noon', 'at sunset', 'at night'].map((hour) => painted(`${prompt} ${hour}`));
      assert.ok(lightness(night) < 0.5 * lightness(day), `${lightness(night)} against ${lightness(day)}`);
      const sky = { bottom: 0.3 };
      assert.ok(mean(night, sky)[2] > mean(night, sky)[0] * 1.1);
      const horizon = { top: sunset.look.horizon! - 0.2, bottom: sunset.look.horizon! - 0.02 };
      assert.ok(warmth(sunset, horizon) > warmth(day, horizon) + 25);
    });
  }

  test('water lies in the lower half and mirrors what stands over it', () => {
    const lake = painted('a still lake before mountains at noon', 3);
    assert.ok(lake.look.water > 0.15, `water ${lake.look.water}`);
    const { width } = lake.look.depth;
    const above = lake.look.masks.water.slice(
      0,
      width * Math.floor((lake.look.horizon! - 0.05) * lake.look.depth.height),
    );
    assert.ok(above.every((share) => share === 0));
    // Column by column: where the land over the shore is bright, so is its picture in the water.
    const columns = Array.from({ length: 32 }, (_, i) => ({ left: i / 32, right: (i + 1) / 32 }));
    const stands = columns.map((part) => lightness(lake, { ...part, top: 0.3, bottom: 0.6 }));
    const mirrored = columns.map((part) => lightness(lake, { ...part, top: 0.66, bottom: 0.9 }));
    assert.ok(correlation(stands, mirrored) > 0.5, `${correlation(stands, mirrored)}`);
    assert.equal(painted('a desert').look.water, 0);
  });

  test('snow whitens the ground, fog takes the contrast', () => {
    const ground = { top: 0.7 };
    assert.ok(
      lightness(painted('a forest in winter at noon'), ground) > 1.4 * lightness(painted('a forest at noon'), ground),
    );
    const [clear, fog] = ['clear', 'foggy'].map((air) => painted(`a ${air} mountain lake at noon`));
    assert.ok(spread(fog) < 0.8 * spread(clear), `${spread(fog)} against ${spread(clear)}`);
  });
});

test('space, rooms and colours have no horizon and nothing that drifts', () => {
  for (const prompt of ['a planet in outer space', 'a quiet living room', 'abstract swirls']) {
    const { look } = painted(prompt);
    assert.deepEqual([look.horizon, look.sky, look.water], [null, 0, 0], prompt);
  }
});

test('the same words and seed give the same picture, others another', () => {
  for (const prompt of [...Object.values(PLACES), 'outer space', 'a living room', 'abstract']) {
    const one = painted(prompt);
    assert.equal(difference(one, painted(prompt)), 0);
    const other = difference(one, painted(prompt, 2));
    assert.ok(other > 4, `${prompt}: ${other}`);
  }
  assert.ok(difference(painted('a lake at noon'), painted('a desert at noon')) > 15);
});

test('what the negative prompt names is not there', () => {
  assert.ok(lightness(painted('a lake', 1, 'night, sunset, morning')) > 90);
  const sky = { bottom: 0.45 };
  const [peaks, level] = ['', 'mountains'].map((no) => painted('a lake at noon', 4, no));
  const rises = ({ look }: Imagined) => 1 - look.sky;
  assert.ok(rises(level) < rises(peaks) - 0.03, `${rises(level)} against ${rises(peaks)}`);
  assert.ok(lightness(level, sky) > 0);
  for (let seed = 0; seed < 8; seed++) {
    assert.equal(painted('somewhere', seed, 'lake, sea, beach, forest, mountains').look.water, 0);
  }
});

test('what can not be painted is named, and what is painted is not said to be missing', () => {
  const { warnings } = painted('an old man and his dog by a misty lake, mountains behind').painted;
  assert.deepEqual(
    warnings.map((sentence) => /^"([^"]*)"/.exec(sentence)?.[1]),
    ['man', 'dog'],
  );
  const { look, painted: held } = painted('a misty lake at sunset, slow push in');
  const plan = planned({ picture: null, prompt: 'a misty lake at sunset, slow push in' }, look, held);
  assert.deepEqual(plan.warnings, []);
  assert.equal(plan.grade, null);
  assert.match(painted('qwertz').painted.warnings[0], /no.*place|No English word/i);
});

test('any size and any text give a picture: tall, tiny, empty, hostile', () => {
  for (const [width, height] of [
    [64, 36],
    [90, 160],
    [2, 2],
  ]) {
    for (const prompt of ['', 'lake', 'sea', 'desert', 'forest', 'city', 'space', 'room', 'abstract', '@not =|* 🜂']) {
      const { picture, look } = painted(prompt, 5, '', { width, height });
      assert.equal(picture.rgb.length, width * height * 3);
      const planes = [look.depth.near, look.masks.sky, look.masks.water, look.masks.foliage];
      for (const plane of planes) assert.ok(plane.every((value) => value >= 0 && value <= 1));
    }
  }
});

test('1080p is painted in seconds', () => {
  const before = process.cpuUsage();
  painted('a forest', 1, '', { width: 1920, height: 1080 });
  const { user } = process.cpuUsage(before);
  assert.ok(user < 12e6, `${user / 1e6} s`);
});

function spread(one: Imagined): number {
  const { rgb } = one.picture;
  const middle = rgb.reduce((sum, value) => sum + value, 0) / rgb.length;
  return Math.sqrt(rgb.reduce((sum, value) => sum + (value - middle) ** 2, 0) / rgb.length);
}

function correlation(a: number[], b: number[]): number {
  const centred = (values: number[]) => {
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - middle);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (p: number[], q: number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

test('things that no lexicon knows are named, and words about the camera, the music or the place are not', () => {
  const named = (prompt: string) => painted(prompt, 1, '', { width: 64, height: 36 }).painted.warnings.join(' ');
  const unknown: [string, string][] = [
    ['a lake at sunset with a red kite', 'kite'],
    ['two red kites over a beach', 'kites'],
    ['kites over a beach', 'kites'],
    ['a desert, an old sailor mends his nets', 'sailor'],
    ['a vast desert under a starry sky, a caravan passes slowly', 'caravan'],
  ];
  for (const [prompt, thing] of unknown) assert.match(named(prompt), new RegExp(`"${thing}" is no word`), prompt);
  for (const prompt of [
    'the camera glides forward over a calm lake, soft piano',
    'a serene mountain lake at golden hour, gentle ripples on the water, the camera slowly pushes in while soft music plays',
    'a neon city at night in the rain, dolly in',
    'a forest with mist drifting between the trees',
  ]) {
    assert.equal(named(prompt), '', prompt);
  }
  assert.doesNotMatch(named('a wooden house by a lake'), /wooden/);
});

test('water mirrors each thing at its own foot: no upright edge runs through a reflection', () => {
  const { picture, look } = painted('a rocky coast by day, waves', 5, '', { width: 640, height: 360 });
  const { width, rgb } = picture;
  const { width: samples, height: rows } = look.depth;
  const isWater = (x: number, y: number) =>
    look.masks.water[Math.floor((y * rows) / 360) * samples + Math.floor((x * samples) / width)]! > 0.9;
  let longest = 0;
  for (let x = 1; x < width; x++) {
    let run = 0;
    for (let y = 180; y < 360; y++) {
      const jump = Math.abs(rgb[(y * width + x) * 3 + 1]! - rgb[(y * width + x - 1) * 3 + 1]!);
      run = jump > 14 && isWater(x, y) && isWater(x - 1, y) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
  }
  assert.ok(longest < 8, `an edge of ${longest} pixels`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { imagine } from '../src/imagine/imagine.ts';
import { readPicture } from '../src/input/picture.ts';
import { composed, covering } from '../src/look/composed.ts';
import { type Look, lookAt } from '../src/look/look.ts';
import { digestOf } from './decoding.ts';
import { pictureOf } from './made/plans.ts';

type Painter = (x: number, y: number, grain: number) => [number, number, number];

/** A picture painted by shares of its sides; `grain` is a fixed noise from −1 to 1. */
function paint(width: number, height: number, painter: Painter) {
  const rgb = new Uint8Array(width * height * 3);
  let state = 12345;
  for (let i = 0; i < width * height; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const grain = state / 2 ** 31 - 1;
    const colour = painter((i % width) / width, Math.floor(i / width) / height, grain);
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = Math.max(0, Math.min(255, colour[c]!));
  }
  return { width, height, rgb };
}

const FRAME = { width: 640, height: 360 };

function depthIn(
  look: Look,
  left: number,
  top: number,
  right: number,
  bottom: number,
): { mean: number; spread: number } {
  const { width, height, near } = look.depth;
  const values = [...near].filter((_, i) => {
    const x = (i % width) / width;
    const y = Math.floor(i / width) / height;
    return x > left && x < right && y > top && y < bottom;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, spread: Math.max(...values) - Math.min(...values) };
}

const meadow: Painter = (_, y, grain) =>
  y < 0.45 ? [90 + 120 * y, 150 + 100 * y, 235] : [70 + 40 * grain, 130 + 45 * grain, 45 + 25 * grain];

const portrait: Painter = (x, y, grain) => {
  const head = Math.hypot((x - 0.5) / 0.11, (y - 0.35) / 0.24) < 1;
  const eyes = Math.hypot(x - 0.46, y - 0.32) < 0.012 || Math.hypot(x - 0.54, y - 0.32) < 0.012;
  const body = y > 0.58 && Math.abs(x - 0.5) < 0.14 + 0.4 * (y - 0.58);
  if (eyes) return [30, 20, 20];
  if (head) return [222, 180, 155];
  if (body) return [40 + 15 * grain, 60 + 15 * grain, 130];
  return [120 + 60 * Math.sin(x * 9), 128 + 50 * Math.sin(x * 7 + y * 5), 105];
};

test('a meadow under a blue sky has a horizon, far sky, near grass and leaves for the wind', () => {
  const look = lookAt(paint(800, 450, meadow), FRAME);
  assert.ok(Math.abs(look.horizon! - 0.45) < 0.05, `horizon ${look.horizon}`);
  assert.ok(look.sky > 0.35 && look.sky < 0.5, `sky ${look.sky}`);
  assert.ok(look.foliage > 0.3, `foliage ${look.foliage}`);
  assert.ok(depthIn(look, 0, 0, 1, 0.25).mean < 0.1);
  assert.ok(depthIn(look, 0, 0.9, 1, 1).mean > depthIn(look, 0, 0.55, 1, 0.65).mean + 0.2);
});

test('wide blue streaks under the sky are water, and its mask is zero above the horizon', () => {
  const sea: Painter = (_, y, grain) =>
    y < 0.5 ? [200 - 60 * y, 215, 235] : [40 + 20 * Math.sin(y * 260) + 3 * grain, 80 + 20 * Math.sin(y * 260), 140];
  const look = lookAt(paint(800, 450, sea), FRAME);
  assert.ok(look.water > 0.25, `water ${look.water}`);
  const { width, height } = look.depth;
  assert.ok(look.masks.water.slice(0, width * Math.floor(height * 0.48)).every((value) => value === 0));
});

test('stars do not bring the night sky near', () => {
  const night: Painter = (_, y, grain) => {
    if (y > 0.75) return [22 + 14 * grain, 26 + 14 * grain, 20 + 10 * grain];
    return grain > 0.995 ? [230, 230, 240] : [8, 10, 30 + 20 * y];
  };
  const look = lookAt(paint(800, 450, night), FRAME);
  assert.ok(depthIn(look, 0, 0, 1, 0.5).mean < 0.15);
  assert.ok(depthIn(look, 0, 0, 1, 0.5).mean < depthIn(look, 0, 0.85, 1, 1).mean - 0.3);
});

test('sun, moon and stars are as far as their sky, and clouds drift around them', () => {
  const evening: Painter = (x, y, grain) => {
    if (y > 0.7) return [40 + 20 * grain, 34 + 16 * grain, 30 + 16 * grain];
    const sun = Math.hypot((x - 0.7) * 1.78, y - 0.3) < 0.07;
    return sun ? [255, 252, 240] : [150 + 100 * y, 130 + 60 * y, 160 - 20 * y];
  };
  const night: Painter = (x, y) => {
    if (y > 0.75) return [6, 8, 10];
    const cell = Math.sin(Math.floor(x * 60) * 12.9898 + Math.floor(y * 34) * 78.233) * 43758.5453;
    const star = cell - Math.floor(cell) > 0.93 && Math.hypot(((x * 60) % 1) - 0.5, ((y * 34) % 1) - 0.5) < 0.22;
    return star ? [235, 235, 250] : [10, 14, 40 + 20 * y];
  };
  const look = lookAt(paint(800, 450, evening), FRAME);
  const sun = depthIn(look, 0.66, 0.24, 0.74, 0.36).mean;
  assert.ok(sun < 0.1, `the sun is at ${sun}`);
  const { width, height } = look.depth;
  assert.equal(look.masks.sky[Math.floor(0.3 * height) * width + Math.floor(0.7 * width)], 0);
  const stars = depthIn(lookAt(paint(800, 450, night), FRAME), 0, 0, 1, 0.35).mean;
  assert.ok(stars < 0.12, `the stars are at ${stars}`);
});

test('a grey milky way over a pale glow and stars in black space are skies, leaves and windows in the dark are none', () => {
  /** A point of light in so many of a hundred cells of `size` pixels. */
  const lit = (x: number, y: number, size: number, of: number): boolean => {
    const [column, row] = [Math.floor((x * 800) / size), Math.floor((y * 450) / size)];
    const drawn = Math.sin(column * 12.9898 + row * 78.233) * 43758.5453;
    const [dx, dy] = [((x * 800) % size) - size / 2, ((y * 450) % size) - size / 2];
    return drawn - Math.floor(drawn) < of / 100 && Math.hypot(dx, dy) < 1.2;
  };
  const milky: Painter = (x, y, grain) => {
    if (y > 0.72) return [9 + 5 * grain, 10 + 5 * grain, 9 + 4 * grain];
    const band = 34 * Math.exp(-(((x - 0.5 - 0.2 * y) / 0.12) ** 2)) * (1 + 0.5 * Math.sin(31 * x) * Math.sin(23 * y));
    const grey = 36 + band + 44 * y ** 3 + 5 * grain;
    return lit(x, y, 10, 30) ? [205, 205, 200] : [grey, grey + 1, grey + 3];
  };
  const space: Painter = (x, y, grain) => {
    if (y > 0.6) return [150 + 40 * grain, 140 + 40 * grain, 120 + 30 * grain];
    return lit(x, y, 12, 25) ? [200, 205, 225] : [1, 1, 2];
  };
  for (const [name, painter] of Object.entries({ milky, space })) {
    const look = lookAt(paint(800, 450, painter), FRAME);
    assert.ok(look.sky > 0.4, `${name}: sky ${look.sky}`);
    assert.ok(depthIn(look, 0, 0, 1, 0.45).mean < 0.12, `${name}: at ${depthIn(look, 0, 0, 1, 0.45).mean}`);
  }
  const leaves: Painter = (x, y, grain) => {
    const leaf = Math.sin(x * 180 + 3 * Math.sin(y * 40)) * Math.sin(y * 130) > 0.6;
    return leaf ? [84 + 40 * grain, 80 + 40 * grain, 50] : [16 + 12 * grain, 18 + 12 * grain, 10 + 8 * grain];
  };
  const windows: Painter = (x, y) => {
    const pane = (x * 40) % 1 < 0.5 && (y * 24) % 1 < 0.5;
    return pane ? [230, 190, 110] : [14, 14, 18];
  };
  for (const [name, painter] of Object.entries({ leaves, windows })) {
    assert.equal(lookAt(paint(800, 450, painter), FRAME).sky, 0, name);
  }
});

test('a pool before its pale edge, a curtain in folds and what hangs behind somebody in a studio are no skies', () => {
  const pool: Painter = (x, y, grain) => {
    const ripple = 10 * Math.sin(x * 60 + 9 * Math.sin(y * 50));
    if (y < 0.5) return [30 + ripple, 118 + ripple + 40 * y, 178 + ripple];
    return [206 + 14 * grain, 200 + 14 * grain, 188 + 14 * grain];
  };
  const studio = (r: number, g: number, b: number): Painter => {
    return (x, y, grain) => {
      const [dx, dy] = [(x - 0.5) * 1.78, y - 0.36];
      if (Math.hypot(dx / 0.17, dy / 0.22) < 1) return [150 + 9 * grain, 100 + 9 * grain, 76 + 9 * grain];
      if (y > 0.56 && Math.abs(dx) < 0.22 + 0.5 * (y - 0.56)) return [60 + 30 * Math.sin(y * 90), 40 + 10 * grain, 44];
      return [r + 4 * x, g + 4 * x, b + 4 * x];
    };
  };
  const curtain: Painter = (x, y, grain) => {
    const fold = 14 * Math.cos(44 * x);
    if (y < 0.42 + 0.04 * Math.sin(x * 3)) return [6 + fold / 3, 42 + fold, 92 + 1.4 * fold];
    const seat = 30 * Math.sin(x * 60) * Math.sin(y * 40) + 14 * grain;
    return [40 + seat, 44 + seat, 52 + seat];
  };
  const cases = { curtain, pool, white: studio(250, 250, 250), teal: studio(30, 190, 170), blue: studio(80, 130, 200) };
  for (const [name, painter] of Object.entries(cases)) {
    const { sky } = lookAt(paint(800, 450, painter), FRAME);
    assert.equal(sky, 0, `${name}: sky ${sky}`);
  }
});

test('ceilings and walls with panels are no skies, however blue; a sea, towers and masts leave theirs one, and masts do not drift', () => {
  /** A room seen along it: a ceiling over a far wall and two at the sides, a floor and a table. */
  const room = (ceiling: number[], far: number[], side: number[]): Painter => {
    return (x, y, grain) => {
      const [dx, dy] = [x - 0.5, y - 0.42];
      const reach = Math.max(Math.abs(dx) / 0.34, dy < 0 ? -dy / 0.2 : dy / 0.3);
      const light = 1.12 - 0.3 * Math.hypot(dx, y);
      const table = Math.abs(dx) < 0.1 && y > 0.66 && y < 0.7;
      if (table) return [120 + 20 * grain, 84 + 20 * grain, 50];
      const own = reach < 1 ? far : Math.abs(dx) / 0.34 === reach ? side : dy < 0 ? ceiling : [120, 92, 70];
      return own.map((value) => value * light + 3 * grain) as [number, number, number];
    };
  };
  const panels: Painter = (x, y, grain) => {
    if (y > 0.78) return [104 + 24 * grain, 74 + 24 * grain, 50 + 20 * grain];
    if (Math.abs(x - 0.5) < 0.14 && y > 0.6) return [170 + 20 * grain, 130 + 20 * grain, 84];
    const groove = (x * 9 + 0.3) % 1 < 0.03;
    const light = 1 + 0.9 * y;
    return groove ? [30 * light, 52 * light, 92 * light] : [56 * light, 92 * light, 152 * light];
  };
  const indoors = {
    grey: room([205, 205, 204], [70, 78, 100], [150, 150, 152]),
    violet: room([196, 194, 196], [92, 80, 130], [120, 110, 140]),
    panels,
  };
  for (const [name, painter] of Object.entries(indoors)) {
    const { sky, water } = lookAt(paint(800, 450, painter), FRAME);
    assert.deepEqual([name, sky, water], [name, 0, 0]);
  }
  const cloud = (x: number, y: number) => 8 * Math.sin(x * 7 + 4 * Math.sin(y * 6)) * Math.sin(y * 11 + x * 3);
  const sea: Painter = (x, y, grain) => {
    if (y < 0.45) return [186 + cloud(x, y) + 40 * y, 192 + cloud(x, y) + 36 * y, 200 + cloud(x, y) + 30 * y];
    const wave = 14 * Math.sin(y * 300 + 2 * Math.sin(x * 9)) + 5 * grain;
    return [84 + wave, 100 + wave, 112 + wave];
  };
  const mast = (x: number, y: number) => [0.2, 0.45, 0.8].some((at) => Math.abs(x - at) < 0.004) && y > 0.18;
  const harbour: Painter = (x, y, grain) => {
    if (y < 0.72 && mast(x, y)) return [60, 52, 46];
    if (y < 0.5 + 0.06 * Math.sign(Math.sin(x * 17))) return [110 + 120 * y + cloud(x, y), 160 + 70 * y, 226];
    const pane = (x * 30) % 1 < 0.5 && (y * 20) % 1 < 0.5;
    return pane ? [70 + 20 * grain, 66 + 20 * grain, 70] : [170 + 26 * grain, 130 + 26 * grain, 104 + 20 * grain];
  };
  for (const [name, painter] of Object.entries({ sea, harbour })) {
    const { sky, horizon } = lookAt(paint(800, 450, painter), FRAME);
    assert.ok(sky > 0.38 && Math.abs(horizon! - 0.47) < 0.1, `${name}: sky ${sky}, horizon ${horizon}`);
  }
  const { masks, depth } = lookAt(paint(800, 450, harbour), FRAME);
  const at = (x: number) => masks.sky[Math.floor(0.3 * depth.height) * depth.width + Math.floor(x * depth.width)]!;
  assert.ok(at(0.45) < 0.1 && at(0.33) > 0.9, `a mast drifts by ${at(0.45)}, its sky by ${at(0.33)}`);
});

test('a storm and a dusk are skies, walls and tables of the same greys are none', () => {
  const streak = (x: number, y: number) => Math.sin(x * 5 + 9 * Math.sin(y * 7)) * Math.sin(y * 17 + x * 3);
  const land = (grain: number): [number, number, number] => [48 + 36 * grain, 52 + 36 * grain, 40 + 30 * grain];
  const storm: Painter = (x, y, grain) => {
    const cloud = 124 + 26 * streak(x, y) + 2 * grain;
    return y < 0.5 ? [cloud, cloud + 2, cloud + 7] : land(grain);
  };
  const dusk: Painter = (_, y, grain) =>
    y < 0.6
      ? [96 + 90 * y + 2 * grain, 70 + 70 * y, 118 - 30 * y]
      : (land(grain).map((c) => c / 3) as [number, number, number]);
  // A lit tower that stands up into an evening which is darker than it.
  const tower: Painter = (x, y, grain) => {
    if (y > 0.74) return [70 + 60 * grain, 64 + 56 * grain, 62 + 50 * grain];
    if (Math.abs(x - 0.55) < 0.08 && y > 0.2) return [170 + 70 * grain, 160 + 70 * grain, 150 + 60 * grain];
    return [36 + 30 * y, 38 + 24 * y, 82 + 20 * y];
  };
  for (const [name, painter] of Object.entries({ storm, dusk, tower })) {
    const { sky, horizon } = lookAt(paint(800, 450, painter), FRAME);
    assert.ok(sky > 0.35, `${name}: sky ${sky}`);
    const line = { storm: 0.5, dusk: 0.6, tower: 0.74 }[name]!;
    assert.ok(Math.abs(horizon! - line) < 0.06, `${name}: horizon ${horizon}`);
  }
  // A grey wall behind a sofa and a lamp that stands out of focus on one side; a pale table seen from above.
  const room: Painter = (x, y, grain) => {
    const lamp = Math.abs(x - 0.2) < 0.05 && y > 0.15;
    const sofa = y > 0.62 && x > 0.3;
    if (lamp) return [150, 140, 128];
    return sofa
      ? [150 + 2 * grain, 146 + 2 * grain, 150]
      : [112 + 60 * (1 - x), 112 + 56 * (1 - x), 110 + 50 * (1 - x)];
  };
  const table: Painter = (x, y) => {
    if (Math.hypot((x - 0.4) * 1.78, y - 0.55) < 0.28) return [60, 40, 30];
    if (Math.abs(x - 0.85) < 0.1 && y > 0.2) return [240, 240, 240];
    return [196 + 12 * x, 194 + 12 * x, 190 + 10 * y];
  };
  for (const [name, painter] of Object.entries({ room, table })) {
    const look = lookAt(paint(800, 450, painter), FRAME);
    assert.equal(look.sky, 0, `${name}: sky ${look.sky}`);
    assert.equal(look.water, 0, `${name}: water ${look.water}`);
  }
});

test('a pale sea is told from the pale sky above it by its level line, and a blue van is no water', () => {
  const sea: Painter = (_, y, grain) => {
    if (y < 0.45) return [206 - 20 * y, 214 - 10 * y, 224];
    const wave = 3 * Math.sin(y * 900) + 5 * grain;
    return [184 + wave, 199 + wave, 213 + wave];
  };
  const { sky, horizon } = lookAt(paint(800, 450, sea), FRAME);
  assert.ok(sky > 0.38 && sky < 0.48, `sky ${sky}`);
  assert.ok(Math.abs(horizon! - 0.45) < 0.05, `horizon ${horizon}`);
  const van: Painter = (x, y, grain) => {
    if (y > 0.45 && y < 0.95 && x > 0.15) return [40 + 30 * Math.sin(x * 40), 110 + 30 * Math.sin(x * 40), 200];
    return [190 + 30 * grain, 170 + 30 * grain, 120 + 25 * grain];
  };
  assert.equal(lookAt(paint(800, 450, van), FRAME).water, 0);
});

test('blue hills, a façade by night, snow at dusk and a sofa are no water; a lake with a wooded bank and a sea under haze are', () => {
  const ridge = (x: number) => 0.5 + 0.07 * Math.sin(x * 9) + 0.05 * Math.sin(x * 23);
  const hills: Painter = (x, y, grain) => {
    if (y < ridge(x)) return [200 - 40 * y, 214, 236];
    const layer = 9 * Math.sin(y * 160 + 2 * Math.sin(x * 7)) + 11 * grain;
    return y < 0.8 ? [72 + layer, 98 + layer, 138 + layer] : [44 + 36 * grain, 60 + 36 * grain, 34 + 30 * grain];
  };
  const windows: Painter = (x, y, grain) => {
    if (y < 0.42 - 0.1 * Math.sign(Math.sin(x * 14))) return [22 + 20 * y, 26 + 20 * y, 58 + 20 * y];
    const pane = (x * 16) % 1 < 0.8 && (y * 22) % 1 < 0.5 && grain > -0.9;
    return pane ? [60, 78, 128] : [18, 22, 44 + 2 * grain];
  };
  const snow: Painter = (x, y, grain) => {
    const far = 0.42 + 0.03 * Math.sin(x * 11) + 0.02 * Math.sin(x * 31);
    if (y < far) return [118 + 60 * y, 118 + 40 * y, 150];
    const drift = 7 * Math.sin(y * 60 + 3 * Math.sin(x * 5));
    return [92 + drift + 6 * grain, 100 + drift + 6 * grain, 134 + drift];
  };
  const sofa: Painter = (x, y, grain) => {
    if (x > 0.1 && x < 0.9 && y > 0.5 && y < 0.85)
      return [90 + 20 * Math.sin(y * 90), 130 + 20 * Math.sin(y * 90), 190];
    return [205 + 10 * grain, 198 + 10 * grain, 186 + 10 * grain];
  };
  for (const [name, painter] of Object.entries({ hills, windows, snow, sofa })) {
    const { water } = lookAt(paint(800, 450, painter), FRAME);
    assert.equal(water, 0, `${name}: water ${water}`);
  }
  const lake: Painter = (x, y, grain) => {
    if (y < 0.4) return [170 + 60 * y, 200, 235];
    if (y < 0.56 + 0.02 * Math.sin(x * 12)) return [40 + 40 * grain, 62 + 40 * grain, 34 + 30 * grain];
    const wave = 12 * Math.sin(y * 300 + 2 * Math.sin(x * 9));
    return [120 + wave, 158 + wave, 196 + wave + 2 * grain];
  };
  // Half of it as pale as the sky, as the sun makes it.
  const haze: Painter = (x, y, grain) => {
    if (y < 0.5) return [180 + 50 * y, 205 + 20 * y, 228];
    const wave = 16 * grain * (y - 0.46) + 5 * Math.sin(y * 400 + Math.sin(x * 20));
    return [190 + wave - 30 * (y - 0.5), 208 + wave, 224 + wave];
  };
  for (const [name, painter] of Object.entries({ lake, haze })) {
    const { water, sky } = lookAt(paint(800, 450, painter), FRAME);
    assert.ok(water > 0.3, `${name}: water ${water}, sky ${sky}`);
  }
});

test('still water of any colour is found by what it mirrors; a wet terrace, a polished hall and a façade of storeys are none', () => {
  const shore = 0.58;
  const ridge = (x: number) => 0.36 + 0.06 * Math.sin(x * 9) + 0.045 * Math.sin(x * 23 + 1) + 0.02 * Math.sin(x * 57);
  const above: Painter = (x, y, grain) => {
    if (y < ridge(x)) return [196 + 150 * y, 208 - 40 * y, 236 - 260 * y];
    const woods = 20 * Math.sin(x * 31) * Math.sin(y * 37 + 2) + 16 * grain;
    return [92 + woods, 66 + woods, 44 + woods];
  };
  const mirroring = (top: Painter): Painter => {
    return (x, y, grain) => {
      if (y < shore) return top(x, y, grain);
      const [r, g, b] = top(x, 2 * shore - y, 0);
      return [r * 0.84 + 5 * grain, g * 0.84 + 5 * grain, b * 0.84 + 5 * grain];
    };
  };
  const { water, masks, depth } = lookAt(paint(800, 450, mirroring(above)), FRAME);
  assert.ok(water > 0.15, `water ${water}`);
  assert.ok(
    masks.water.slice(0, depth.width * Math.floor(depth.height * (shore - 0.03))).every((value) => value === 0),
  );

  const joints = (floor: Painter): Painter => {
    return (x, y, grain) => {
      const across = ((x - 0.5) / (y - 0.3)) * 5 + 50;
      return y > shore && across % 1 < 0.06 ? [40, 30, 26] : floor(x, y, grain);
    };
  };
  const hall: Painter = (x, y, grain) => (y < ridge(x) ? [66, 54, 46] : above(x, y, grain));
  const storeys: Painter = (x, y, grain) => {
    if (y < 0.24 + 0.06 * Math.sign(Math.sin(x * 11))) return [196 + 150 * y, 208 - 40 * y, 236 - 260 * y];
    const pane = Math.abs(((x * 14) % 1) - 0.5) < 0.25 && Math.abs(((y * 9) % 1) - 0.5) < 0.3;
    return pane ? [50, 44, 44] : [150 + 10 * grain, 106 + 10 * grain, 76];
  };
  for (const [name, painter] of Object.entries({ terrace: joints(mirroring(above)), hall: mirroring(hall), storeys })) {
    const look = lookAt(paint(800, 450, painter), FRAME);
    assert.equal(look.water, 0, `${name}: water ${look.water}, sky ${look.sky}`);
  }
});

test('a pool in which light plays is water under a sky, a court of the same green and a lawn are none', () => {
  const garden = (ground: Painter): Painter => {
    return (x, y, grain) => {
      if (y < 0.4) return [96 + 150 * y, 150 + 110 * y, 226];
      if (y < 0.6 && x > 0.2 && x < 0.7) return (x * 40) % 1 < 0.4 ? [90, 100, 112] : [232, 228, 220];
      if (y < 0.6) return [70 + 40 * grain, 104 + 40 * grain, 52 + 30 * grain];
      return y < 0.68 ? [214 + 12 * grain, 206 + 12 * grain, 190 + 12 * grain] : ground(x, y, grain);
    };
  };
  // Through water that moves: bright threads around patches, farther away closer together.
  const pool: Painter = (x, y, grain) => {
    const [far, across] = [6 / (y - 0.5), (x - 0.5) / (y - 0.5)];
    const net = Math.abs(Math.sin(19 * across + 2 * Math.sin(far)) + Math.sin(far * 1.3 + 2 * Math.sin(11 * across)));
    const light = 34 * Math.max(0, 1 - 3 * net);
    return [66 + light + 2 * grain, 182 + light, 204 + light];
  };
  const court: Painter = (x, y, grain) => {
    const across = (x - 0.5) / (y - 0.5);
    const line = Math.abs(y - 0.8) < 0.004 || [-1, 0.4, 1.6].some((at) => Math.abs(across - at) < 0.012);
    return line ? [236, 240, 240] : [66 + 2 * grain, 176 + 2 * grain, 196 + 2 * grain];
  };
  const lawn: Painter = (_, _y, grain) => [84 + 34 * grain, 128 + 34 * grain, 58 + 20 * grain];
  const { water } = lookAt(paint(800, 450, garden(pool)), FRAME);
  assert.ok(water > 0.2, `water ${water}`);
  assert.equal(lookAt(paint(800, 450, garden(court)), FRAME).water, 0);
  assert.equal(lookAt(paint(800, 450, garden(lawn)), FRAME).water, 0);
});

test('a mountain in the night is no part of the sky that it stands before, nor are trees that stand in a mist', () => {
  const peak: Painter = (x, y, grain) => {
    const slope = 0.3 + 0.9 * Math.abs(x - 0.5);
    if (y > 0.8) return [14 + 6 * grain, 14 + 6 * grain, 12];
    return y > slope ? [9 + grain, 11 + grain, 15] : [22 + 16 * y, 26 + 16 * y, 52 + 20 * y];
  };
  const mist: Painter = (_, y, grain) => {
    const light = 232 - 200 * Math.min(1, Math.max(0, (y - 0.25) / 0.45));
    return [light + 2 * grain, light + 4 + 2 * grain, light + 3];
  };
  for (const [name, painter] of Object.entries({ peak, mist })) {
    const { width, height, near } = lookAt(paint(800, 450, painter), FRAME).depth;
    const { masks } = lookAt(paint(800, 450, painter), FRAME);
    const row = Math.floor(0.72 * height);
    const drifts = masks.sky.slice(row * width, (row + 1) * width).reduce((sum, one) => sum + one, 0) / width;
    assert.ok(drifts < 0.25, `${name}: ${drifts} of what stands there drifts`);
    assert.ok(near.every(Number.isFinite));
  }
});

test('of somebody who fills the frame the detail is the face, and not a dress of richer pattern', () => {
  const close: Painter = (x, y, grain) => {
    const [dx, dy] = [(x - 0.5) * 1.78, y - 0.24];
    if (Math.hypot(dx / 0.2, dy / 0.27) < 1) {
      const eye = Math.hypot(Math.abs(dx) - 0.075, dy + 0.02) < 0.024;
      const mouth = Math.abs(dx) < 0.07 && Math.abs(dy - 0.13) < 0.014;
      return eye || mouth ? [70, 30, 28] : [210 + 14 * grain, 156 + 14 * grain, 128 + 14 * grain];
    }
    if (Math.hypot(dx / 0.27, (dy + 0.05) / 0.36) < 1) return [58 + 8 * grain, 38 + 6 * grain, 26 + 6 * grain];
    const dressed = y > 0.48 && Math.abs(dx) < 0.3 + 0.5 * (y - 0.5);
    if (dressed) return Math.sin(x * 150) * Math.sin(y * 90) > 0 ? [235, 60, 60] : [40, 10, 14];
    return [176, 182, 190];
  };
  const { y, height } = lookAt(paint(800, 450, close), FRAME).regions[1]!;
  assert.ok(y + height / 2 < 0.45, `the detail's middle is at ${y + height / 2}`);
});

test('of several people the faces are what is shown in detail, and what a frame of another shape keeps', () => {
  const faces = [0.14, 0.38, 0.62, 0.86];
  const people: Painter = (x, y, grain) => {
    const middle = faces.find((at) => Math.abs(x - at) < 0.1) ?? 0;
    const [dx, dy] = [(x - middle) * 1.2, y - 0.17];
    if (Math.hypot(dx / 0.055, dy / 0.075) < 1) {
      return Math.hypot(Math.abs(dx) - 0.02, dy + 0.01) < 0.008
        ? [60, 34, 28]
        : [204 + 8 * grain, 150 + 8 * grain, 122];
    }
    if (Math.hypot(dx / 0.075, (dy + 0.02) / 0.1) < 1) return [44 + 8 * grain, 30, 24];
    if (y > 0.27 && Math.abs(dx) < 0.11) return [40 + 100 * middle + 20 * grain, 50 + 20 * grain, 160 - 150 * middle];
    return [92 + 26 * Math.sin(x * 40) * Math.sin(y * 31), 98 + 26 * Math.sin(y * 37), 104];
  };
  const given = paint(720, 600, people);
  const skin = ({ rgb }: { rgb: Uint8Array }) => rgb.filter((value, i) => i % 3 === 0 && value > 195).length;
  assert.ok(
    skin(composed(given, FRAME)) > 0.98 * skin(given),
    `${skin(composed(given, FRAME)) / skin(given)} of the faces`,
  );
  const { regions } = lookAt(given, given);
  const band = regions.find(({ y, height }) => y + height < 0.5)!;
  assert.ok(band.y < 0.12 && band.x < 0.1 && band.x + band.width > 0.9, JSON.stringify(regions));
});

test('each of several faces is as near everywhere, and does not bend as the camera moves', () => {
  const heads = [0.16, 0.5, 0.84];
  const people: Painter = (x, y, grain) => {
    const [which, middle] = [...heads.entries()].find(([, at]) => Math.abs(x - at) < 0.16) ?? [0, 0];
    const [dx, dy] = [(x - middle) * 1.78, y - 0.3 - 0.06 * which];
    const shade = 24 * Math.tanh(28 * (dx + dy));
    if (Math.hypot(dx / 0.08, dy / 0.11) < 1) {
      return Math.hypot(Math.abs(dx) - 0.03, dy + 0.01) < 0.012
        ? [60, 34, 28]
        : [196 + shade + 6 * grain, 146 + 0.8 * shade + 6 * grain, 120 + 0.6 * shade];
    }
    if (Math.hypot(dx / 0.1, (dy + 0.03) / 0.14) < 1) return [44 + 8 * grain, 30, 24];
    if (dy > 0.13 && Math.abs(dx) < 0.16) return [40 + 100 * middle + 20 * grain, 50 + 20 * grain, 160 - 150 * middle];
    return y > 0.7
      ? [120 + 30 * grain, 110 + 30 * grain, 100]
      : [92 + 26 * Math.sin(x * 40) * Math.sin(y * 31), 98, 104];
  };
  const look = lookAt(paint(960, 540, people), FRAME);
  const spreads = heads.map((at, k) => {
    const y = 0.3 + 0.06 * k;
    return depthIn(look, at - 0.03, y - 0.07, at + 0.03, y + 0.07).spread;
  });
  assert.ok(
    spreads.every((spread) => spread < 0.1),
    `the faces go through ${spreads.map((one) => one.toFixed(2))} of all depth`,
  );
});

test('what is straight in the picture has a depth without a bend along it', () => {
  const room: Painter = (x, y, grain) => {
    const frame = Math.max(Math.abs(x - 0.4) / 0.12, Math.abs(y - 0.35) / 0.16);
    if (frame < 1 && frame > 0.85) return [250, 250, 250];
    if (frame <= 0.85) return [120, 170, 220];
    if (y > 0.72) return [120 + 10 * grain, 80, 50];
    if (Math.abs(x - 0.75) < 0.07 && y > 0.4) return [70, 45, 30];
    return [205 - 60 * x, 190 - 50 * x, 160 - 40 * x];
  };
  const { near, width, height } = lookAt(paint(800, 450, room), FRAME).depth;
  for (const x of [0.28, 0.52, 0.68, 0.82]) {
    const upright = Array.from({ length: 30 }, (_, k) => {
      const y = x < 0.6 ? 0.21 + (0.28 * k) / 30 : 0.42 + (0.28 * k) / 30;
      return near[Math.floor(y * height) * width + Math.round(x * width)]!;
    });
    const bend = Math.max(...upright) - Math.min(...upright);
    assert.ok(bend < 0.06, `the line at ${x} goes through ${bend.toFixed(3)} of all depth`);
  }
});

test('a faint line down a wall stays straight where it meets a floor that is near', () => {
  const shelves: Painter = (x, y) => {
    if (y > 0.574) {
      const away = y - 0.44;
      const tile = Math.abs(((x - 0.5) / away / 0.35 + 99.5) % 1) < 0.03 || Math.abs((0.2 / away + 99) % 0.25) < 0.012;
      return tile ? [91, 78, 64] : [139, 122, 102];
    }
    if (Math.abs(x - 0.5) < 0.307 && y > 0.05) {
      const [book, shelf] = [Math.floor((x - 0.21) / 0.028), Math.floor(y / 0.15)];
      const between = (x - 0.21) % 0.028 < 0.005 || y % 0.15 < 0.045 || Math.abs(x - 0.5) > 0.28;
      return between
        ? [63, 45, 32]
        : [(book * 67 + shelf * 31) % 200, (book * 37) % 180, (book * 97 + shelf * 51) % 190];
    }
    return Math.abs(Math.abs(x - 0.5) - 0.406) < 0.0016 ? [184, 174, 156] : [217, 210, 196];
  };
  const { near, width, height } = lookAt(paint(1600, 900, shelves), FRAME).depth;
  for (const x of [0.094, 0.906]) {
    const upright = Array.from(
      { length: 40 },
      (_, k) => near[Math.floor((0.02 + 0.014 * k) * height) * width + Math.floor(x * width)]!,
    );
    const bend = Math.max(...upright) - Math.min(...upright);
    assert.ok(bend < 0.06, `the line at ${x} goes through ${bend.toFixed(3)} of all depth`);
  }
});

test('a smooth face is nearer than what is behind it, and rigid', () => {
  const look = lookAt(paint(800, 450, portrait), FRAME);
  const face = depthIn(look, 0.43, 0.2, 0.57, 0.5);
  assert.ok(face.mean > depthIn(look, 0.02, 0.05, 0.2, 0.5).mean + 0.25, JSON.stringify(face));
  assert.ok(face.spread < 0.12, `the face bends by ${face.spread}`);
  const { x, y, width, height } = look.regions[0]!;
  assert.ok(x < 0.45 && x + width > 0.55 && y < 0.3 && y + height > 0.6, JSON.stringify(look.regions));
});

test('ground that stands out from its sky still goes away from the camera: it is no subject of one depth', () => {
  const words = { prompt: 'desert dunes at golden hour', negative_prompt: '', seed: 1 };
  const look = lookAt(imagine({ ...words, width: 320, height: 180 }).picture, FRAME);
  const [far, near] = [look.horizon! + 0.03, 0.94].map((top) => depthIn(look, 0, top, 1, top + 0.05).mean);
  assert.ok(near! - far! > 0.2, `${far} under the horizon, ${near} in front`);
});

test('no slope of the depth is so steep that a sweep of 6 % folds or tears the picture', () => {
  for (const painter of [meadow, portrait]) {
    const { width, height, near } = lookAt(paint(800, 450, painter), FRAME).depth;
    const sweep = 0.06 * width;
    for (let i = 0; i < width * height; i++) {
      const right = (i + 1) % width === 0 ? 0 : Math.abs(near[i + 1]! - near[i]!);
      assert.ok(right * sweep < 0.6, `slope ${right} at ${i}`);
    }
  }
});

test('the look is of the part that the frame shows', () => {
  const bars: Painter = (x) => (x < 0.25 || x > 0.75 ? [255, 0, 0] : [0, 0, 255]);
  assert.ok(lookAt(paint(1000, 500, bars), { width: 400, height: 400 }).warmth < 0);
});

test('the same picture gives the same look, to the last bit', () => {
  const picture = paint(500, 400, portrait);
  const [one, again] = [lookAt(picture, FRAME), lookAt(picture, FRAME)].map(({ depth, masks, ...rest }) => [
    digestOf(depth.near, ...Object.values(masks)),
    rest,
  ]);
  assert.deepEqual(again, one);
});

test('any picture has a look: one colour, noise, a sliver, the smallest frame', () => {
  const cases: [number, number, Painter, { width: number; height: number }][] = [
    [400, 400, () => [0, 0, 0], FRAME],
    [400, 400, () => [255, 255, 255], FRAME],
    [400, 400, (_x, _y, grain) => [128 + 127 * grain, 128 - 127 * grain, 128 + 60 * grain], FRAME],
    [2000, 360, meadow, { width: 360, height: 2000 }],
    [360, 2000, portrait, { width: 64, height: 36 }],
    [1, 1, () => [9, 9, 9], { width: 2, height: 2 }],
  ];
  for (const [width, height, painter, frame] of cases) {
    const look = lookAt(paint(width, height, painter), frame);
    const samples = look.depth.width * look.depth.height;
    for (const plane of [look.depth.near, look.masks.sky, look.masks.water, look.masks.foliage]) {
      assert.equal(plane.length, samples);
      assert.ok(plane.every((value) => value >= 0 && value <= 1));
    }
    assert.ok(look.trust >= 0 && look.trust <= 1);
    assert.ok(look.regions.length >= 1);
    for (const { x, y, width: wide, height: high } of look.regions) {
      assert.ok(x >= 0 && y >= 0 && x + wide <= 1 + 1e-9 && y + high <= 1 + 1e-9 && wide > 0 && high > 0);
    }
  }
});

test('a picture is cut to the frame around what the eye goes to: a head is kept, the middle where nothing tells', () => {
  const frame = { width: 960, height: 720 };
  const person = pictureOf(300, 400, (x, y) => {
    const head = Math.hypot(x - 150, y - 70) < 45;
    const body = y > 105 && Math.abs(x - 150) < 40 + (y - 105) * 0.3;
    return head ? [215, 160, 120] : body ? [170, 40, 30] : [120, 140, 150];
  });
  const cut = composed(person, frame);
  assert.equal(cut.width, 300);
  assert.ok(Math.abs(cut.width / cut.height - 4 / 3) < 0.01);
  const skin = ({ rgb }: { rgb: Uint8Array }) => rgb.filter((value, i) => i % 3 === 0 && value === 215).length;
  assert.ok(skin(cut) > 0.9 * skin(person), `${skin(cut)} of ${skin(person)}`);
  const even = composed(
    pictureOf(200, 300, (x) => [x, x, x]),
    frame,
  );
  assert.ok(Math.abs(even.height - 150) <= 1);
  assert.equal(composed(person, { width: 600, height: 800 }), person, 'the same shape is left alone');
});

test('a head as dark as the room behind it is kept under its hat', () => {
  const dark = (grain: number): [number, number, number] => [44 + 6 * grain, 44 + 6 * grain, 48 + 6 * grain];
  const sitter = paint(500, 750, (x, y, grain) => {
    if (Math.hypot((x - 0.5) / 0.14, (y - 0.27) / 0.1) < 1 && y < 0.28) return [235, 180 + 8 * grain, 30];
    const body = y > 0.4 && y < 0.93 && Math.abs(x - 0.45) < 0.2 + 0.45 * (y - 0.4);
    return body ? [226 + 8 * grain, 226 + 8 * grain, 222] : dark(grain);
  });
  const hat = ({ rgb }: { rgb: Uint8Array }) => rgb.filter((value, i) => i % 3 === 2 && value === 30).length;
  const shown = composed(sitter, { width: 960, height: 720 });
  assert.ok(hat(shown) > 0.98 * hat(sitter), `${hat(shown) / hat(sitter)} of the hat`);
  const [whole] = lookAt(sitter, sitter).regions;
  assert.ok(whole!.y < 0.2 && whole!.y + whole!.height > 0.9, JSON.stringify(whole));
});

test('a face is kept in the frame though a dark bar of the wall reaches from its hair to the upper edge', () => {
  const sitter = paint(600, 600, (x, y, grain) => {
    const [dx, dy] = [x - 0.5, y - 0.5];
    if (Math.hypot(dx / 0.11, dy / 0.14) < 1) {
      const eye = Math.hypot(Math.abs(dx) - 0.045, dy + 0.02) < 0.016;
      const mouth = Math.abs(dx) < 0.04 && Math.abs(dy - 0.07) < 0.008;
      return eye || mouth ? [60, 34, 28] : [204 + 10 * grain, 150 + 10 * grain, 122 + 8 * grain];
    }
    if (Math.hypot(dx / 0.15, (dy + 0.04) / 0.17) < 1 || (x > 0.44 && x < 0.48 && y < 0.4))
      return [34 + 6 * grain, 30, 28];
    if (y > 0.62 && Math.abs(dx) < 0.2 + 0.5 * (y - 0.62)) return [40 + 8 * grain, 70 + 8 * grain, 120];
    return [150 + 4 * grain, 152 + 4 * grain, 150 + 4 * grain];
  });
  const skin = ({ rgb }: { rgb: Uint8Array }) => rgb.filter((value, i) => i % 3 === 0 && value > 190).length;
  const shown = composed(sitter, { width: 1280, height: 640 });
  assert.ok(skin(shown) > 0.98 * skin(sitter), `${skin(shown) / skin(sitter)} of the face`);
});

test('a subject is kept in frames of all shapes: cut around where it fits, else shown whole before its blurred surroundings', () => {
  const thing = (x: number, y: number) => Math.abs(x - 0.5) < 0.36 && Math.abs(y - 0.5) < 0.36;
  const shapes: [number, number][] = [
    [16, 9],
    [9, 16],
    [4, 3],
    [3, 4],
    [1, 1],
  ];
  for (const [width, height] of [
    [300, 480],
    [700, 300],
    [400, 400],
  ] as const) {
    const given = pictureOf(width, height, (x, y) =>
      thing(x / width, y / height) ? [210, 60, 40] : [70 + (30 * y) / height, 90, 100 + (20 * x) / width],
    );
    const red = ({ rgb }: { rgb: Uint8Array }) => rgb.filter((value, i) => i % 3 === 0 && value === 210).length;
    for (const [across, down] of shapes) {
      const shown = composed(given, { width: across * 80, height: down * 80 });
      const name = `${width}×${height} as ${across}:${down}`;
      assert.ok(Math.abs(shown.width / shown.height / (across / down) - 1) < 0.02, name);
      assert.ok(red(shown) > 0.48 * red(given), `${name}: ${red(shown) / red(given)} of it`);
      const [left, top] = [(shown.width - width) >> 1, (shown.height - height) >> 1];
      if (left < 0 || top < 0 || left + top === 0) continue;
      assert.equal(red(shown), red(given), `${name}: all of it`);
      // Its edge goes on without a step: beside it the colour is what it is within.
      const at = (x: number, y: number) => shown.rgb[(y * shown.width + x) * 3 + 2]!;
      const [x, y] = left > 0 ? [left, top + 10] : [left + 10, top];
      const [dx, dy] = left > 0 ? [3, 0] : [0, 3];
      assert.ok(Math.abs(at(x - dx, y - dy) - at(x + dx, y + dy)) < 8, name);
      // Nor is there one farther out: no panel begins beside it.
      for (let k = 4; k < (left > 0 ? left : top); k += 4) {
        const step = left > 0 ? at(k, y) - at(k - 4, y) : at(x, k) - at(x, k - 4);
        assert.ok(Math.abs(step) < 4, `${name}: ${step} at ${k}`);
      }
    }
  }
});

test('somebody in an upright picture keeps the head in a wide frame, which shows the picture whole', async () => {
  const { width, height, rgb } = await readPicture(
    fileURLToPath(new URL('../../../examples/photos/astronaut.jpg', import.meta.url)),
  );
  for (const [from, share] of [
    [0.22, 0.5],
    [0.15, 0.6],
  ] as const) {
    const [left, across] = [Math.round(from * width), Math.round(share * width)];
    const upright = { width: across, height, rgb: new Uint8Array(across * height * 3) };
    for (let y = 0; y < height; y++) {
      upright.rgb.set(rgb.subarray((y * width + left) * 3, (y * width + left + across) * 3), y * across * 3);
    }
    const wide = composed(upright, { width: 1280, height: 720 });
    assert.deepEqual([wide.width > 1.6 * height, wide.height], [true, height]);
    const last = covering(upright, { width: 1280, height: 720 });
    assert.deepEqual(
      [last.width, last.height],
      [across, Math.round((across * 9) / 16)],
      'what a film ends with is cut',
    );
  }
});

test('the face of somebody alone is found in frames of any shape, that of a cat where it fills them, and none on a cup or a rocket', async () => {
  const photo = async (name: string) =>
    readPicture(fileURLToPath(new URL(`../../../examples/photos/${name}`, import.meta.url)));
  for (const frame of [
    { width: 640, height: 360 },
    { width: 480, height: 480 },
    { width: 360, height: 640 },
  ]) {
    const faceIn = async (name: string) => lookAt(composed(await photo(name), frame), frame).face;
    for (const name of ['coffee.png', 'rocket.jpg']) assert.equal(await faceIn(name), null, name);
    const woman = await faceIn('astronaut.jpg');
    const told = JSON.stringify({ frame, woman });
    assert.ok(woman !== null && woman.width < 0.4 && Math.abs(woman.x + woman.width / 2 - 0.44) < 0.05, told);
    assert.ok(woman.y + woman.height < 0.68, told);
    // Small in a tall frame, its eyes are too few samples.
    if (frame.width < frame.height) continue;
    const cat = await faceIn('cat.jpg');
    assert.ok(cat !== null && cat.width > 0.55 && Math.abs(cat.x + cat.width / 2 - 0.54) < 0.08, JSON.stringify(cat));
  }
});

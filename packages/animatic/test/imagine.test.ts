// Pictures painted after words: what a person would check in them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Canvas, LAND, LEAVES, newSheet, SKY, STILL, WATER } from '../src/imagine/canvas.ts';
import { developed } from '../src/imagine/finish.ts';
import { type Imagined, imagine } from '../src/imagine/imagine.ts';
import { paintScene } from '../src/imagine/painting.ts';
import { type Described, sceneOf } from '../src/imagine/scene.ts';
import { cameras, planned } from './plan/set.ts';

const SIZE = { width: 160, height: 90 };

/** A picture without the look that belongs to it, which costs more than painting it small. */
type Painting = { described: Described; canvas: Canvas; rgb: Uint8Array };

const done = new Map<string, Painting>();

/** Paints, or gives what was painted before of the same. */
function painted(prompt: string, seed = 1, negative_prompt = '', { width, height } = SIZE): Painting {
  const key = JSON.stringify([prompt, seed, negative_prompt, width, height]);
  const before = done.get(key);
  if (before) return before;
  const painting = anew(prompt, seed, negative_prompt, { width, height });
  done.set(key, painting);
  return painting;
}

function anew(prompt: string, seed: number, negative_prompt: string, { width, height } = SIZE): Painting {
  const described = sceneOf({ prompt, negative_prompt, seed });
  const canvas = paintScene(described.scene, newSheet(width, height));
  return { described, canvas, rgb: developed(canvas) };
}

type Part = { left?: number; top?: number; right?: number; bottom?: number };

/** Mean R, G, B (0 to 255) of a part of the picture, given in shares of its sides. */
function mean({ canvas, rgb }: Painting, { left = 0, top = 0, right = 1, bottom = 1 }: Part = {}): number[] {
  const { width, height } = canvas;
  const sums = [0, 0, 0];
  let count = 0;
  for (let y = Math.floor(top * height); y < Math.floor(bottom * height); y++) {
    for (let x = Math.floor(left * width); x < Math.floor(right * width); x++, count++) {
      for (let c = 0; c < 3; c++) sums[c] += rgb[3 * (y * width + x) + c];
    }
  }
  return sums.map((sum) => sum / count);
}

const lightness = (one: Painting, part?: Part): number => {
  const [red, green, blue] = mean(one, part);
  return 0.3 * red + 0.59 * green + 0.11 * blue;
};

const warmth = (one: Painting, part?: Part): number => {
  const [red, , blue] = mean(one, part);
  return red - blue;
};

/** Mean difference of two pictures' samples, 0 to 255. */
function difference(one: Painting, other: Painting): number {
  return one.rgb.reduce((sum, value, i) => sum + Math.abs(value - other.rgb[i]), 0) / one.rgb.length;
}

/** Share of the picture that is of a kind, between two heights of the frame. */
function share({ canvas }: Painting, kind: number, top = 0, bottom = 1): number {
  const { width, height } = canvas;
  const part = canvas.kind.subarray(Math.floor(top * height) * width, Math.floor(bottom * height) * width);
  return part.reduce((sum, one) => sum + Number(one === kind), 0) / part.length;
}

const warned = (prompt: string, seed = 1): string[] => sceneOf({ prompt, negative_prompt: '', seed }).warnings;

/** By the family that paints it; all of them. */
const PLACES: Record<string, string> = {
  lake: 'a mountain lake',
  sea: 'waves roll onto the beach',
  desert: 'dunes of the Sahara',
  forest: 'deep in a forest',
  meadow: 'a meadow of wildflowers',
  city: 'the skyline of a city',
  street: 'a city street',
  space: 'a planet in outer space',
  galaxy: 'a spiral galaxy',
  interior: 'a quiet living room',
  abstract: 'abstract swirls',
};
const OUTDOORS = ['lake', 'sea', 'desert', 'forest', 'meadow', 'city'];

describe('outdoors', () => {
  for (const name of OUTDOORS) {
    const prompt = PLACES[name];

    test(`${name}: by day the sky is bright over a horizon near a third, and the ground comes nearer downwards`, () => {
      const one = painted(`${prompt} at noon`);
      const { width, height, horizon, distance } = one.canvas;
      const line = horizon / height;
      assert.ok(line > 0.35 && line < 0.75, `horizon ${line}`);
      assert.ok(share(one, SKY) > 0.15, `sky ${share(one, SKY)}`);
      assert.equal(share(one, SKY, line + 0.03), 0);
      const top = lightness(one, { bottom: 0.2 });
      assert.ok(top > 110 && top > lightness(one, { top: line }) * 0.9, `sky ${top}`);
      const nearness = (at: number) => {
        const row = distance.slice(Math.floor(at * height) * width, (Math.floor(at * height) + 1) * width);
        return row.reduce((sum, far) => sum + 1 / far, 0) / width;
      };
      const [sky, ground, foot] = [0.05, 0.8, 0.97].map(nearness);
      assert.ok(sky < ground && ground < foot, `${sky} ${ground} ${foot}`);
    });

    test(`${name}: each hour has its light`, () => {
      const at = (hour: string) => painted(`${prompt} ${hour}`);
      const [day, golden, sunset] = [at('at noon'), at('at golden hour'), at('at sunset')];
      const [dawn, dusk, night] = [at('at dawn'), at('at dusk'), at('at night')];
      assert.ok(lightness(night) < 0.5 * lightness(day), `${lightness(night)} against ${lightness(day)}`);
      assert.ok(lightness(night) < lightness(dusk) && lightness(dusk) < lightness(sunset));
      assert.ok(lightness(dusk) < lightness(dawn) && lightness(dawn) < lightness(day));
      const sky = { bottom: 0.3 };
      assert.ok(mean(night, sky)[2] > mean(night, sky)[0] * 1.1);
      const line = sunset.canvas.horizon / SIZE.height;
      const horizon = { top: line - 0.2, bottom: line - 0.02 };
      assert.ok(warmth(sunset, horizon) > warmth(day, horizon) + 20);
      const above = { bottom: line };
      assert.ok(warmth(golden, above) > warmth(day, above) + 20, `${warmth(golden, above)}, day ${warmth(day, above)}`);
    });
  }

  test('moonlight is brighter than night without it, and has a moon', () => {
    const [moon, night] = [painted('a lake in moonlight', 3), painted('a lake at night', 3)];
    const land = { top: 0.3, bottom: 0.6 };
    assert.ok(lightness(moon, land) > 1.15 * lightness(night, land));
    assert.ok(Math.max(...moon.rgb) > 200);
  });

  test('water lies in the lower half and mirrors what stands over it', () => {
    const lake = painted('a still lake before mountains at noon', 3);
    const line = lake.canvas.horizon / SIZE.height;
    assert.ok(share(lake, WATER) > 0.15, `water ${share(lake, WATER)}`);
    assert.equal(share(lake, WATER, 0, line - 0.02), 0);
    // Column by column: where the land over the shore is bright, so is its picture in the water.
    const columns = Array.from({ length: 32 }, (_, i) => ({ left: i / 32, right: (i + 1) / 32 }));
    const stands = columns.map((part) => lightness(lake, { ...part, top: 0.3, bottom: 0.6 }));
    const mirrored = columns.map((part) => lightness(lake, { ...part, top: 0.66, bottom: 0.9 }));
    assert.ok(correlation(stands, mirrored) > 0.5, `${correlation(stands, mirrored)}`);
    assert.equal(share(painted('dunes of the Sahara at noon'), WATER), 0);
  });

  test('snow whitens the ground, autumn reddens the leaves, fog takes the contrast', () => {
    const ground = { top: 0.7 };
    const forest = painted('deep in a forest at noon');
    assert.ok(lightness(painted('a forest in winter at noon'), ground) > 1.4 * lightness(forest, ground));
    assert.ok(warmth(painted('a forest in autumn at noon')) > warmth(forest) + 25);
    const [clear, fog] = ['clear', 'foggy'].map((air) => painted(`a ${air} mountain lake at noon`));
    assert.ok(spread(fog) < 0.8 * spread(clear), `${spread(fog)} against ${spread(clear)}`);
  });

  test('words of style change the picture: little in it, or drama', () => {
    const plain = painted('a forest at noon', 2);
    assert.ok(share(painted('a minimalist forest at noon', 2), LEAVES) < share(plain, LEAVES));
    const sky = { bottom: 0.4 };
    const [even, epic] = ['', 'dramatic '].map((style) => painted(`a ${style}desert at noon, clear`, 2));
    assert.ok(lightness(epic, sky) < 0.93 * lightness(even, sky), `${lightness(epic, sky)} ${lightness(even, sky)}`);
  });
});

test('white clouds leave a sky blue and snow on peaks leaves it summer; a grey day is grey, and snow that lies is winter', () => {
  const { scene } = anew('a lake under a blue sky with fluffy white clouds, snow-capped mountains', 7, '').described;
  assert.deepEqual([scene.weather, scene.season, scene.hour], ['fair', 'summer', 'day']);
  const grey = anew('a lake, a grey winter day', 7, '').described.scene;
  assert.deepEqual([grey.weather, grey.season], ['cloudy', 'winter']);
  const deep = anew('a cabin in deep snow', 7, '').described.scene;
  assert.equal(deep.season, 'winter');
  assert.notEqual(deep.weather, 'snow');
});

test('woods are of the trees that the words name, and stand in rows where they line a road', () => {
  const trees = (prompt: string, part: Part) => mean(painted(prompt, 7), part);
  const bank = { top: 0.42, bottom: 0.58 };
  const redness = (prompt: string) => trees(prompt, bank)[0]! - trees(prompt, bank)[1]!;
  const [blossom, needles] = ['cherry blossom', 'pine'].map((kind) => redness(`${kind} trees along a river at noon`));
  assert.ok(blossom! > needles! + 8, `blossom is pink: ${blossom}, ${needles}`);
  const upright = (prompt: string) => share(painted(prompt, 7), LEAVES, 0, 0.4);
  const road = 'a road through green hills at noon';
  assert.ok(upright(`${road}, lined with cypress trees`) > 2 * upright(road) + 0.005);
  for (const prompt of ['a bamboo forest', 'a jungle', 'a cypress grove', 'a savanna with acacia trees'])
    assert.deepEqual(warned(prompt), [], prompt);
});

test('a road runs along the coast, the sea on the side that the words say, and cliffs stand there as well', () => {
  const seaOn = (prompt: string) => {
    const { canvas, described } = painted(prompt, 7);
    assert.deepEqual(described.warnings, [], prompt);
    const wet = [0, 0];
    for (const [at, kind] of canvas.kind.entries())
      if (kind === WATER) wet[(at % SIZE.width) * 2 < SIZE.width ? 0 : 1]!++;
    return wet[0]! > wet[1]! ? 'left' : 'right';
  };
  for (const side of ['left', 'right']) {
    assert.equal(seaOn(`a winding coastal road, the ocean on the ${side}, noon`), side);
    assert.notEqual(seaOn(`a calm sea by day, cliffs on the ${side}`), side);
  }
  assert.match(painted('a highway along the sea', 7).described.name!, /^a coast with a highway/);
});

test('from the air the horizon is high and the ground far away', () => {
  for (const place of ['a coast', 'a forest', 'a river', 'sand dunes', 'a lavender field']) {
    const { canvas, described } = painted(`drone shot of ${place} at noon`, 7);
    const usual = painted(`${place} at noon`, 7).canvas;
    assert.ok(canvas.horizon < 0.3 * SIZE.height && canvas.horizon < usual.horizon, place);
    const nearest = ({ distance }: Canvas) => Math.min(...distance);
    assert.ok(nearest(canvas) > 1.8 * nearest(usual), `${place}: ${nearest(canvas)}, ${nearest(usual)}`);
    assert.deepEqual(described.warnings, [], place);
  }
  const { warnings } = planned({ picture: null, prompt: "a bird's eye view of a valley" }, undefined, {
    ...sceneOf({ prompt: "a bird's eye view of a valley", negative_prompt: '', seed: 1 }),
    ...{ surf: null, falling: null },
  });
  assert.deepEqual(warnings, []);
});

test('the Earth has no ring, and a nebula alone no planet', () => {
  for (const seed of [1, 7, 13]) {
    assert.ok(painted('a purple nebula in deep space', seed).canvas.kind.every((kind) => kind !== LAND));
    assert.ok(painted('the earth seen from space', seed).canvas.kind.some((kind) => kind === LAND));
  }
});

test('the same words and seed give the same picture, others another', () => {
  for (const [name, prompt] of Object.entries(PLACES)) {
    const one = painted(`${prompt}${OUTDOORS.includes(name) ? ' at noon' : ''}`);
    const other = painted(`${prompt}${OUTDOORS.includes(name) ? ' at noon' : ''}`, 2);
    assert.equal(one.described.scene.family, name);
    assert.ok(difference(one, other) > 4, `${prompt}: ${difference(one, other)}`);
  }
  for (const prompt of ['deep in a forest at noon', 'a quiet living room']) {
    assert.equal(difference(painted(prompt), anew(prompt, 1, '')), 0);
  }
  assert.ok(difference(painted('a mountain lake at noon'), painted('dunes of the Sahara at noon')) > 15);
});

test('no moon outshines the Milky Way, unless the words want one', () => {
  const moons = (prompt: string) => painted(prompt, 7).canvas.kind.filter((kind) => kind === STILL).length;
  assert.equal(moons('the milky way over a lake at night'), 0);
  assert.ok(moons('the milky way and a full moon over a lake at night') > 0);
});

test('what the negative prompt names is not there', () => {
  assert.ok(lightness(painted('a lake', 1, 'night, sunset, morning, dawn, dusk, golden hour')) > 90);
  const rises = (one: Painting) => 1 - share(one, SKY);
  const [peaks, level] = ['', 'mountains'].map((no) => painted('a lake at noon', 4, no));
  assert.ok(rises(level) < rises(peaks) - 0.03, `${rises(level)} against ${rises(peaks)}`);
  for (let seed = 0; seed < 12; seed++) {
    const no = sceneOf({ prompt: 'somewhere', negative_prompt: 'lake, sea, beach, forest, mountains', seed });
    assert.ok(['desert', 'meadow'].includes(no.scene.family), no.scene.family);
  }
});

test('small things are painted where they look at home, and named where they do not', () => {
  for (const [place, thing] of [
    ['a rocky coast at dusk', 'lighthouse'],
    ['a lake at noon', 'sailboat'],
    ['a lake at dusk', 'cabin'],
    ['a lake in the morning', 'pier'],
    ['a meadow at noon', 'lone tree'],
    ['a beach at noon', 'palm trees'],
    ['a city at sunset', 'bridge'],
    ['a desert at noon', 'birds'],
    ['a lake at night', 'aurora'],
    ['a river at noon', 'an old stone bridge'],
    ['a river in a forest at noon', 'a wooden bridge'],
    ['a coast at noon', 'a cottage'],
    ['a desert at noon', 'a house'],
    ['a meadow at noon', 'a lighthouse'],
  ]) {
    const without = painted(place, 3);
    const with_ = painted(`${place}, ${thing}`, 3);
    const changed = difference(without, with_);
    assert.ok(changed > 0.01, `${thing}: ${changed}`);
    assert.deepEqual(with_.described.warnings, [], thing);
  }
  assert.match(warned('a lighthouse in the desert').join(), /"lighthouse".*no place for it/);
  assert.match(warned('a bridge in a desert').join(), /"bridge".*no place for it/);
});

test('a place that is not painted as such is said with what was painted for it', () => {
  for (const [prompt, thing, family] of [
    ['a cozy restaurant in the evening', 'restaurant', 'interior'],
    ['a glacier among green hills', 'glacier', 'lake'],
    ['fish market at night', 'fish market', 'street'],
    ['underwater coral reef', 'underwater', 'sea'],
    ['a vineyard in the hills', 'vineyard', 'meadow'],
    ['a dark cave', 'cave', 'interior'],
  ]) {
    const { scene, warnings } = sceneOf({ prompt, negative_prompt: '', seed: 1 });
    assert.equal(scene.family, family, prompt);
    assert.match(warnings.join(' '), new RegExp(`"${thing}".* not painted as such`), prompt);
  }
});

test('rooms are furnished for what they are: none is said to be another, and no two look alike', () => {
  const rooms = ['living room', 'kitchen', 'bedroom', 'office', 'workshop', 'cafe', 'library', 'hallway', 'hall'];
  const halls = ['boxing ring', 'theater stage', 'church', 'photo studio', 'spaceship cockpit'];
  const pictures = [...rooms, ...halls].map((room) => painted(`a ${room} by day`, 3));
  for (const { described } of pictures) assert.deepEqual(described.warnings, [], `${described.name}`);
  assert.equal(new Set(pictures.map(({ described }) => described.scene.room)).size, pictures.length);
  for (const [nth, one] of pictures.entries())
    for (const other of pictures.slice(nth + 1))
      assert.ok(difference(one, other) > 12, `${one.described.name} and ${other.described.name}`);
  // The same room at night, lit by its own lamps.
  const [day, night] = ['by day', 'at night'].map((hour) => painted(`a kitchen ${hour}`, 3));
  assert.deepEqual(day!.canvas.distance, night!.canvas.distance);
  assert.ok(warmth(night!) > warmth(day!) + 10 && lightness(night!) < 0.7 * lightness(day!));
});

test('who is named without a place is looked for where such people work, and things where they are photographed', () => {
  for (const [prompt, room] of [
    ['two boxers fight in a ring', 'ring'],
    ['a chef flips a pancake', 'kitchen'],
    ['a ballerina dances', 'stage'],
    ['a perfume bottle on a white background', 'studio'],
    ['sparks fly as a blacksmith works', 'workshop'],
    ['the bridge of a spaceship, stars outside the window', 'ship'],
  ]) {
    const { scene } = sceneOf({ prompt: prompt!, negative_prompt: '', seed: 1 });
    assert.deepEqual([scene.family, scene.room], ['interior', room], prompt);
  }
  assert.equal(
    sceneOf({ prompt: 'a church tower over an old town', negative_prompt: '', seed: 1 }).scene.family,
    'street',
  );
});

test('of a city a street is seen where something happens in it, and its skyline from afar', () => {
  const familyOf = (prompt: string) => sceneOf({ prompt, negative_prompt: '', seed: 1 }).scene.family;
  for (const prompt of ['a red sports car races through Tokyo at night', 'Times Square in New York City, yellow taxis'])
    assert.equal(familyOf(prompt), 'street', prompt);
  for (const prompt of ['London skyline at dusk, buses on the bridge', 'Tokyo at night'])
    assert.equal(familyOf(prompt), 'city', prompt);
  assert.equal(familyOf('a bamboo forest in Kyoto'), 'forest', 'where it is says less than what it is');
  assert.equal(familyOf('cherry trees along a river in Paris'), 'lake');
  const village = painted('a village in the hills at noon', 3);
  assert.deepEqual(village.described.warnings, []);
  assert.ok(village.described.scene.things.get('house')! > 3);
});

test('of a place with two sides the one is painted that the other words go with', () => {
  const scene = (prompt: string) => sceneOf({ prompt, negative_prompt: '', seed: 1 }).scene;
  assert.equal(scene('a lagoon with palm trees and white sand').family, 'sea');
  assert.equal(scene('Hong Kong skyline at night, neon lights, cyberpunk mood').family, 'city');
  assert.equal(scene('icebergs at sea').season, 'winter');
  assert.equal(scene('a fjord under the midnight sun').hour, 'golden');
  const [garden, town] = [painted('a living room at night'), painted('a living room with a city view at night')];
  assert.deepEqual(town.described.warnings, []);
  assert.ok(difference(garden, town) > 0.3);
  assert.ok(warmth(painted('liquid gold and black swirls')) > 15);
  // Snow lies on a beach, and what is left of the day in a storm still shows the ground.
  const shore = { top: 0.8 };
  assert.ok(lightness(painted('a beach in winter at noon'), shore) > lightness(painted('a beach at noon'), shore) + 15);
  assert.ok(lightness(painted('a beach in a thunderstorm at dusk'), shore) > 30);
});

test('where no place is named, what is named says where it is at home, and "no" takes nothing else with it', () => {
  for (const [prompt, thing, family] of [
    ['a ship in full sun', 'ship', 'sea'],
    ['a red car', 'car', 'street'],
    ['an astronaut', 'astronaut', 'space'],
    ['a cup of tea', 'cup', 'interior'],
    ['an owl', 'owl', 'forest'],
  ]) {
    const { scene, warnings, named } = sceneOf({ prompt, negative_prompt: '', seed: 1 });
    assert.equal(scene.family, family, prompt);
    assert.equal(named, false);
    assert.match(warnings[0]!, new RegExp(`goes with "${thing}"`));
    assert.match(warnings.join(' '), new RegExp(`Not in the picture: "(red )?${thing}"`));
  }
  const { scene } = sceneOf({ prompt: 'a city street', negative_prompt: 'cars, people', seed: 1 });
  assert.equal(scene.family, 'street');
});

test('a river winds between banks where a lake would lie', () => {
  const [lake, river] = ['a lake at noon', 'a river at noon'].map((prompt) => painted(prompt, 3));
  assert.deepEqual(river.described.warnings, []);
  assert.ok(share(river, WATER) > 0.04 && share(river, WATER) < 0.7 * share(lake, WATER), `${share(river, WATER)}`);
  assert.equal(painted('a river runs into a lake at noon', 3).described.scene.river, false);
});

test('a canyon has walls on both sides and sky between, each seed its own; a river runs through it where one is named', () => {
  for (const [prompt, name] of [
    ['a canyon at noon', /^a canyon by day/],
    ['a slot canyon at noon', /^a slot canyon by day/],
    ['a road through a red canyon at noon', /^a canyon with a road by day/],
    ['mesas at noon', /^table mountains in a desert by day/],
  ] as const) {
    const { described, canvas } = painted(prompt);
    assert.match(described.name!, name);
    assert.deepEqual(described.warnings, [], prompt);
    // Nothing of the frame is without ground or sky.
    const { horizon, kind, width, height } = canvas;
    const below = kind.subarray(Math.ceil(horizon) * width, width * height);
    assert.ok(
      below.every((one) => one !== SKY),
      prompt,
    );
  }
  const gorge = painted('a canyon at noon');
  const rockAt = (left: number, right: number) => {
    const { kind, width, height } = gorge.canvas;
    const high = Array.from({ length: Math.floor(0.4 * height) }, (_, y) =>
      kind.subarray(y * width + left, y * width + right),
    );
    return (
      high.reduce((sum, row) => sum + row.filter((one) => one === LAND).length, 0) / (high.length * (right - left))
    );
  };
  const { width } = SIZE;
  assert.ok(Math.min(rockAt(0, width / 8), rockAt((7 * width) / 8, width)) > 0.1);
  assert.ok(share(gorge, SKY) > 0.05);
  assert.ok(difference(gorge, painted('a canyon at noon', 2)) > 15);
  assert.equal(share(gorge, WATER), 0);
  assert.ok(share(painted('a river winds through a canyon at noon'), WATER) > 0.01);
});

test('a way leads into the depth: even ground of its own colour, narrower the farther it is, and no grass on it', () => {
  for (const [prompt, bare] of [
    ['a straight road through the desert at noon', 'the desert at noon'],
    ['a straight highway through a meadow at noon', 'a meadow at noon'],
    ['railway tracks through a forest at noon', 'a forest at noon'],
    ['a path through a meadow at noon', 'a meadow at noon'],
  ] as const) {
    const [way, without] = [painted(prompt, 2), painted(bare, 2)];
    assert.deepEqual(way.described.warnings, [], prompt);
    assert.ok(difference(way, without) > 3, prompt);
    // In front it lies on a plane: of two rows the nearer one is nearer, by as much as the rows say.
    const { width, height, horizon, distance } = way.canvas;
    const column = Array.from({ length: width }, (_, x) => x).find((x) => isLevel(x))!;
    function isLevel(x: number): boolean {
      const [low, high] = [0.97, 0.85].map((share) => Math.floor(share * height));
      const [near, far] = [low!, high!].map((row) => distance[row * width + x]! * (row + 0.5 - horizon));
      return Math.abs(near! / far! - 1) < 0.06;
    }
    assert.ok(column !== undefined, prompt);
  }
  // Through a town it is a street.
  for (const [prompt, quarter] of [
    ['a road in a city at night', null],
    ['a road through a small town at dawn', 'old'],
    ['a narrow cobblestone street', 'old'],
    ['a dark alley at night', 'alley'],
  ] as const) {
    const { scene, warnings } = sceneOf({ prompt, negative_prompt: '', seed: 1 });
    assert.deepEqual([scene.family, scene.quarter, warnings], ['street', quarter, []], prompt);
  }
});

test('a volcano stands where mountains would; one that erupts burns, throws up embers and rumbles', () => {
  const [sleeping, burning] = ['a volcano by a lake at dusk', 'an erupting volcano by a lake at dusk'].map((prompt) =>
    painted(prompt, 3),
  );
  for (const { described } of [sleeping!, burning!]) assert.deepEqual(described.warnings, []);
  const glowing = ({ rgb }: Painting) =>
    rgb.reduce((sum, red, i) => sum + Number(i % 3 === 0 && red > 200 && red > 1.7 * rgb[i + 2]!), 0);
  assert.ok(glowing(burning!) > 40 && glowing(sleeping!) === 0, `${glowing(burning!)} and ${glowing(sleeping!)}`);
  const prompt = 'an erupting volcano in a desert';
  const { look, painted: held } = imagine({ prompt, negative_prompt: '', seed: 3, ...SIZE });
  const { air, sound, warnings } = planned({ picture: null, prompt }, look, held);
  assert.deepEqual(warnings, []);
  assert.ok(air!.embers > 0 && air!.fire !== null && air!.fire.y < 0.5);
  assert.ok(sound?.given === null && sound.ambience.some(({ kind }) => kind === 'rumble'));
});

test('giants and several moons or suns hang in the sky, and no size of them is eaten', () => {
  const still = ({ canvas }: Painting) => canvas.kind.reduce((sum, one) => sum + Number(one === STILL), 0);
  for (const [prompt, plain] of [
    ['a huge moon over a calm sea at night', 'the moon over a calm sea at night'],
    ['a giant sun over the sea at sunset', 'the sea at sunset'],
    ['two moons over the sea at night', 'the moon over the sea at night'],
    ['two suns over the sea at sunset', 'the sea at sunset'],
    ['a full moon over a meadow at noon', 'a meadow at noon'],
  ] as const) {
    const [many, one] = [painted(prompt, 4), painted(plain, 4)];
    assert.ok(still(many) > still(one), `${prompt}: ${still(many)} against ${still(one)}`);
    assert.deepEqual(many.described.warnings, [], prompt);
  }
  assert.match(warned('seven moons over the sea').join(), /seven moons/);
  assert.match(warned('a giant bird over the sea').join(), /"giant/);
});

test('what can not be painted is named, and what is painted is not said to be missing', () => {
  assert.deepEqual(warned('an old man and his dog by a misty lake, mountains behind'), [
    'Not in the picture: "old man", "dog"; only a place and its light are painted.',
  ]);
  const words = 'a misty lake at sunset, slow push in';
  const { look, painted: held } = imagine({ prompt: words, negative_prompt: '', seed: 1, ...SIZE });
  const plan = planned({ picture: null, prompt: words }, look, held);
  assert.deepEqual(plan.warnings, []);
  assert.equal(plan.grade, null);
  assert.match(warned('qwertz')[0], /no.*place|No English word/i);
});

test('things that no lexicon knows are named, and words about the camera, the music or the place are not', () => {
  const unknown: [string, string][] = [
    ['a lake at sunset with a red kite', 'red kite'],
    ['two red kites over a beach', 'two red kites'],
    ['kites over a beach', 'kites'],
    ['a vast desert under a starry sky, a caravan passes slowly', 'caravan'],
    ['a meadow with scattered hammocks', 'hammocks'],
    ['a beach with marble columns, baroque', 'marble columns'],
    ['a baroque beach in Portugal', 'portugal'],
    ['a gloriously velvet beach', 'velvet'],
    ['a hot air balloon over a lake', 'hot air balloon'],
    ['ballerina on a stage', 'ballerina'],
  ];
  for (const [prompt, thing] of unknown)
    assert.match(warned(prompt).join(' '), new RegExp(`Not in the picture: .*"[^"]*${thing}"`), prompt);
  for (const prompt of [
    'masterpiece, best quality, award-winning photo of a lake, ultra detailed, 8k, octane render, sharp focus, HDR',
    'a cabin in a snowy forest, warm light in its windows, smoke rises from its chimney',
    'the camera glides forward over a calm lake, soft piano',
    'a serene mountain lake at golden hour, gentle ripples on the water, the camera slowly pushes in while soft music plays',
    'a neon city at night in the rain, dolly in',
    'a forest with mist drifting between the trees',
  ]) {
    assert.deepEqual(warned(prompt), [], prompt);
  }
  assert.doesNotMatch(warned('a wooden house by a lake').join(' '), /wooden/);
});

test('no noun, adjective or number of a prompt is eaten: each is seen, heard, or named in one short sentence', () => {
  for (const [prompt, sentences] of [
    ['Mars landscape with red dunes and a butterscotch sky', [/^"mars landscape" is not painted as such: .*a desert/]],
    ['a red sports car on a desert highway', [/"red sports car"/]],
    ['a lunar rover on the moon', [/"lunar", "on the moon" are not painted as such/, /"rover"/]],
    ['an alpine meadow under the ringed sky', [/"ringed"/]],
    ['a purple sky over an emerald lake', []],
    ['two lighthouses and a blue dragon under two moons on a beach', [/"blue dragon"/]],
    ['a brick lighthouse at noon under the stars', [/"brick"/, /"stars" is left out/]],
    ['a sunny lake at night', [/"night" is left out/]],
    ['a lamp and books in a living room', []],
    ['un gato en el tejado', [/No English word/, /gato en el tejado/]],
  ] as [string, RegExp[]][]) {
    const said = warned(prompt);
    assert.ok(said.length <= sentences.length, `${prompt}: ${said.join(' | ')}`);
    for (const sentence of sentences) assert.match(said.join('\n'), new RegExp(sentence.source, 'm'), prompt);
  }
});

test('a part of the picture has the colour that the words give it, and the rest keeps its own', () => {
  const hue = (one: Painting, part: Part) => {
    const [red, green, blue] = mean(one, part);
    return { red: red - (green + blue) / 2, green: green - (red + blue) / 2, blue: blue - (red + green) / 2 };
  };
  const [sky, ground] = [{ bottom: 0.3 }, { top: 0.75 }];
  const dunes = painted('dunes at noon');
  const violet = painted('violet dunes under a green sky at noon');
  assert.ok(hue(violet, ground).green < hue(dunes, ground).green - 15);
  assert.ok(hue(violet, sky).green > hue(dunes, sky).green + 25);
  const emerald = painted('an emerald lake at noon');
  assert.ok(hue(emerald, ground).blue < hue(painted('a lake at noon'), ground).blue - 5);
  assert.ok(difference(emerald, painted('a lake at noon')) > 3);
  assert.ok(Math.abs(lightness(emerald, sky) - lightness(painted('a lake at noon'), sky)) < 1, 'the sky is as it was');
  assert.ok(
    lightness(painted('a beach of black sand at noon'), ground) < lightness(painted('a beach at noon'), ground) - 40,
  );
  for (const [prompt, plain] of [
    ['a forest of red trees at noon', 'a forest at noon'],
    ['a living room with blue walls', 'a living room'],
    ['a city street with green neon signs at night', 'a city street at night'],
    ['a red planet in outer space', 'a planet in outer space'],
    ['a planet with rings in outer space', 'a planet in outer space'],
    ['violet northern lights over a lake', 'northern lights over a lake'],
    ['abstract swirls, teal and orange', 'abstract swirls'],
    ['a sea with orange cliffs at noon', 'a sea with cliffs at noon'],
    ['a meadow of blue flowers at noon', 'a meadow of flowers at noon'],
    ['a calm sea at noon', 'the sea at noon'],
  ] as const) {
    assert.ok(
      difference(painted(prompt), painted(plain)) > 0.25,
      `${prompt}: ${difference(painted(prompt), painted(plain))}`,
    );
    assert.deepEqual(warned(prompt), [], prompt);
  }
});

test('several of a thing are painted as many times as the words say', () => {
  const changed = (one: Painting, other: Painting) => {
    const { width } = one.canvas;
    const columns = new Set<number>();
    for (let i = 0; i < one.canvas.distance.length; i++)
      if (one.canvas.distance[i] !== other.canvas.distance[i]) columns.add(i % width);
    return [...columns].filter((column) => !columns.has(column - 1) && !columns.has(column - 2)).length;
  };
  const size = { width: 480, height: 270 };
  const lake = painted('a lake in the morning', 4, '', size);
  for (const [number, word] of [
    [1, 'a sailboat'],
    [3, 'three sailboats'],
    [5, 'five sailboats'],
  ] as const)
    assert.equal(changed(painted(`a lake in the morning, ${word}`, 4, '', size), lake), number, word);
});

test('every family has a sound of its own, with the weather on top', () => {
  const [one] = Object.values(PLACES);
  const { look } = imagine({ prompt: one!, negative_prompt: '', seed: 1, ...SIZE });
  const heard = (prompt: string) => {
    const { sound } = planned({ picture: null, prompt }, look, {
      ...sceneOf({ prompt, negative_prompt: '', seed: 1 }),
      surf: null,
      falling: null,
    });
    assert.ok(sound !== null && sound.given === null);
    return sound.ambience.map(({ kind }) => kind);
  };
  const expected = {
    lake: 'river',
    sea: 'sea',
    desert: 'desert',
    forest: 'forest',
    meadow: 'wind',
    city: 'city',
    street: 'city',
    space: 'space',
    galaxy: 'space',
    interior: 'room',
    abstract: 'pulse',
  } as const;
  for (const [family, kind] of Object.entries(expected)) assert.ok(heard(PLACES[family]!).includes(kind), family);
  assert.ok(heard('a meadow in the rain').includes('rain') && heard('a meadow in the rain').includes('wind'));
  assert.ok(!heard('a mountain lake in winter').includes('forest'), 'birds do not sing in the snow');
  assert.deepEqual(heard('a fir forest in winter, gentle snowfall'), ['snow'], 'nor does anything rustle');
  assert.ok(heard('a forest at night').includes('night') && !heard('a forest at night').includes('forest'));
});

test('rain that is named in a room is heard and does not fall in it', () => {
  const prompt = 'a cozy cabin interior at night, rain outside';
  const { look, painted: held } = imagine({ prompt, negative_prompt: '', seed: 1, width: 64, height: 36 });
  const { air, sound } = planned({ picture: null, prompt }, look, held);
  assert.ok(air === null || air.rain === 0);
  assert.ok(sound?.given === null && sound.ambience.some(({ kind }) => kind === 'rain'));
});

test('the moon stays where it is while clouds drift', () => {
  const { rgb, canvas } = painted('a lake in moonlight', 3);
  const brightest = rgb.indexOf(Math.max(...rgb.subarray(0, Math.floor(canvas.horizon) * SIZE.width * 3)));
  assert.notEqual(canvas.kind[Math.floor(brightest / 3)], SKY);
});

test('the look of a painted picture holds what was painted: depth, sky, water and horizon', () => {
  const size = { width: 128, height: 72 };
  const of = (prompt: string) => imagine({ prompt, negative_prompt: '', seed: 3, ...size }).look;
  const lake = of('a mountain lake at noon');
  assert.ok(lake.horizon !== null && lake.water > 0.1 && lake.sky > 0.15, `${lake.horizon} ${lake.water} ${lake.sky}`);
  const { width, height, near } = lake.depth;
  const row = (at: number) => near.slice(at * width, (at + 1) * width).reduce((sum, value) => sum + value, 0) / width;
  for (let at = Math.ceil(0.75 * height); at < height; at++) assert.ok(row(at) >= row(at - 1) - 0.02, `row ${at}`);
  for (const prompt of [PLACES.space, PLACES.galaxy, PLACES.interior, PLACES.abstract, PLACES.street]) {
    const { horizon, sky, water } = of(prompt!);
    assert.deepEqual([horizon, sky, water], [null, 0, 0], prompt);
  }
});

test('any size and any text give a picture: tall, tiny, empty, hostile', () => {
  const whole = ({ picture, look }: Imagined, length: number) => {
    assert.equal(picture.rgb.length, length);
    const planes = [look.depth.near, look.masks.sky, look.masks.water, look.masks.foliage];
    for (const plane of planes) assert.ok(plane.every((value) => value >= 0 && value <= 1));
  };
  const asked = { prompt: '@not =|* 🜂', negative_prompt: '', seed: 5 };
  whole(imagine({ ...asked, width: 36, height: 64 }), 36 * 64 * 3);
  whole(imagine({ ...asked, prompt: '', width: 2, height: 2 }), 12);
  const all = 'lighthouse boat house pier palm tree bridge birds aurora moon';
  for (const [width, height] of [
    [36, 64],
    [2, 2],
  ] as const) {
    for (const prompt of Object.values(PLACES)) {
      for (const words of [prompt, `${prompt} ${all} in a storm`]) {
        const { canvas } = painted(words, 5, '', { width, height });
        assert.ok(canvas.colour.every(Number.isFinite), words);
        assert.ok(
          canvas.distance.every((far) => far > 0),
          words,
        );
      }
    }
  }
});

test('in an upright frame the ground comes nearer down to the last row', () => {
  for (const name of ['lake', 'sea', 'desert']) {
    const { distance } = painted(PLACES[name]!, 4, '', { width: 54, height: 96 }).canvas;
    for (const column of [10, 27, 44]) assert.ok(distance[95 * 54 + column]! < distance[90 * 54 + column]!, name);
  }
});

test('no picture has a hole: every value of every family is a number', () => {
  for (const prompt of Object.values(PLACES)) {
    for (const seed of [11, 12])
      assert.ok(painted(prompt, seed).canvas.colour.every(Number.isFinite), `${prompt} ${seed}`);
  }
});

test('1080p is painted in seconds', () => {
  const before = process.cpuUsage();
  anew('a forest', 1, '', { width: 1920, height: 1080 });
  const { user } = process.cpuUsage(before);
  assert.ok(user < 10e6, `${user / 1e6} s`);
});

test('water mirrors each thing at its own foot: no upright edge runs through a reflection', () => {
  const { canvas, rgb } = painted('a rocky coast by day, waves', 5, '', { width: 640, height: 360 });
  const { width, kind } = canvas;
  const isWater = (x: number, y: number) => kind[y * width + x] === WATER;
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

test('a bridge lies upside down in the water before it, with its arches open', () => {
  const size = { width: 640, height: 360 };
  const { canvas, rgb } = painted('an old stone bridge over a river in autumn at noon', 1, '', size);
  const { width, height, kind, distance, horizon } = canvas;
  // How much bluer than red, against both: stone is grey, the sky and what is far are blue.
  const blue = (at: number) => (rgb[3 * at + 2]! - rgb[3 * at]!) / (rgb[3 * at + 2]! + rgb[3 * at]!);
  // All of the water lies at one height under the eye.
  const wet = kind.lastIndexOf(WATER);
  const level = (Math.floor(wet / width) + 0.5 - horizon) * distance[wet]!;
  let [stone, mirrored] = [0, 0];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const at = y * width + x;
      if (kind[at] !== LAND || distance[at]! < 2.4 || distance[at]! > 3.4 || Math.abs(blue(at)) > 0.06) continue;
      const image = Math.round(2 * (horizon + level / distance[at]!) - y - 1);
      if (image >= height || kind[image * width + x] !== WATER) continue;
      stone++;
      if (blue(image * width + x) < 0.2) mirrored++;
    }
  }
  assert.ok(stone > 2000 && mirrored / stone > 0.9, `${mirrored} of ${stone}`);
});

function spread(one: Painting): number {
  const { rgb } = one;
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

test('a frozen lake lies under ice, which neither ripples nor runs', () => {
  const [ice, lake] = ['a frozen lake in winter, noon', 'a lake in winter, noon'].map((prompt) => painted(prompt, 3));
  assert.equal(share(ice!, WATER), 0);
  const part = { top: 0.75, bottom: 0.95 };
  assert.ok(lightness(ice!, part) > lightness(lake!, part) + 10);
  assert.ok(!ice!.described.places.includes('river') && lake!.described.places.includes('river'));
  assert.deepEqual(warned('a frozen river with cracked blue ice'), []);
  assert.equal(anew('a frozen river through meadows', 3, '').described.scene.river, true);
});

test('walls have no teeth: hardly a pixel of rock is lighter than both beside it', () => {
  const { canvas, rgb } = painted('a waterfall at noon, no trees', 5, '', { width: 480, height: 270 });
  let teeth = 0;
  for (let row = 0; row < 135; row++) {
    for (let at = row * 480 + 1; at < row * 480 + 479; at++) {
      const rock = [at - 1, at, at + 1].every((one) => canvas.kind[one] === LAND);
      const [left, own, right] = [at - 1, at, at + 1].map((one) => rgb[3 * one + 1]!) as [number, number, number];
      if (rock && own - Math.max(left, right) > 25) teeth++;
    }
  }
  assert.ok(teeth < 60, `${teeth}`);
});

test('under a bank the water mirrors the woods and walls behind it, and no sky that they hide', () => {
  const { canvas, rgb } = painted('a broad waterfall in autumn, golden hour', 9, '', { width: 384, height: 216 });
  let pale = 0;
  for (let row = 184; row < 216; row++) {
    for (let column = 230; column < 300; column++) {
      const at = row * 384 + column;
      if (canvas.kind[at] === WATER && rgb[3 * at + 2]! > 120) pale++;
    }
  }
  assert.ok(pale < 4, `${pale} pixels of sky`);
});

test('no speck of sky shows through the mirror image of a fall, at whose rims it hangs over its wall', () => {
  const { canvas, rgb } = painted('a waterfall between rocks', 11, '', { width: 480, height: 270 });
  let specks = 0;
  for (let row = 172; row < 270; row++) {
    for (let column = 145; column < 205; column++) {
      const [left, own, right] = [-1, 0, 1].map((aside) => rgb[3 * (row * 480 + column + aside) + 1]!) as [
        number,
        number,
        number,
      ];
      if (canvas.kind[row * 480 + column] === WATER && own - Math.max(left, right) > 25) specks++;
    }
  }
  assert.equal(specks, 0);
});

test('a mast stands still in a sky that drifts, and goes with the sky about it', () => {
  const prompt = 'a city skyline at dusk';
  const [seed, width, height] = [7, 640, 360];
  const { look } = imagine({ prompt, negative_prompt: '', seed, width, height });
  const { kind } = painted(prompt, seed, '', { width, height }).canvas;
  const { depth, masks } = look;
  let [above, least] = [0, 1];
  for (let at = 0; at < depth.near.length; at++) {
    const [column, row] = [(at % depth.width) + 0.5, Math.floor(at / depth.width) + 0.5];
    const pixel = Math.floor((row * height) / depth.height) * width + Math.floor((column * width) / depth.width);
    if (row > 0.5 * depth.height) break;
    const isMast = kind[pixel] === LAND && kind[pixel - 4] === SKY && kind[pixel + 4] === SKY;
    if (!isMast) continue;
    above++;
    assert.ok(masks.sky[at]! < 0.01, `drifts by ${masks.sky[at]} at ${column}, ${row}`);
    least = Math.min(least, ...[-2, 2].map((aside) => depth.near[at + aside]! / depth.near[at]!));
  }
  assert.ok(above > 10 && masks.sky[2 * depth.width + 20]! > 0.9);
  assert.ok(least > 0.9, `the sky beside one is ${least} as near`);
});

test('a list of shots is no list of things', () => {
  const prompt = 'Shot 1 [0-2s]: a wide shot of a lake, pan left. Shot 2 [2-5s]: close-up of the shore, slow zoom in.';
  assert.deepEqual(warned(prompt), []);
});

test('the camera knows where that is which the words name: it is kept in view, and gone to', () => {
  const filmed = (prompt: string) => {
    const { look, painted } = imagine({ prompt, negative_prompt: '', seed: 1, ...SIZE });
    const plan = planned({ ...SIZE, prompt, picture: null }, look, painted);
    const { x, y, width, height } = look.regions[0]!;
    return { views: cameras(plan), middle: { x: x + width / 2, y: y + height / 2 } };
  };
  const moon = filmed('a vast desert under a full moon, slow pan left');
  for (const { y, zoom } of moon.views)
    assert.ok(moon.middle.y > y - 0.47 / zoom, `${moon.middle.y} above ${y}, ${zoom}`);
  const core = filmed('a spiral galaxy, zoom in');
  const { x, y, zoom } = core.views.at(-1)!;
  assert.ok(
    Math.hypot(core.middle.x - x, core.middle.y - y) < 0.15 / zoom,
    `${JSON.stringify(core.middle)} from ${x}, ${y}`,
  );
});

test('a beach goes on to the lower edge of the frame: no column is drawn out there', () => {
  for (const seed of [1, 2, 3]) {
    const { canvas } = painted('a beach at noon', seed);
    const { width, height, distance } = canvas;
    for (const column of [20, 80, 140]) {
      const at = (row: number) => distance[row * width + column]!;
      assert.ok(at(height - 1) < at(height - 6), `seed ${seed}, column ${column}`);
    }
  }
});

test('colours play in silk, ink, smoke or points of light, as the words say, and no dark forest is taken for them', () => {
  const of = (prompt: string) => painted(prompt, 3);
  const plays = ['abstract silk waves', 'ink in water', 'smoke on a black background', 'abstract particle waves'].map(
    of,
  );
  assert.deepEqual(
    plays.map(({ described }) => described.scene.play),
    ['silk', 'ink', 'smoke', 'particles'],
  );
  for (const [nth, one] of plays.entries())
    for (const other of plays.slice(nth + 1)) assert.ok(difference(one, other) > 12, one.described.scene.play);
  // Ink spreads before a pale ground unless another is named.
  assert.ok(lightness(of('red ink in water, black background')) < 0.6 * lightness(of('red ink in water')));
  assert.equal(of('a dark forest, glowing particles').described.scene.family, 'forest');
});

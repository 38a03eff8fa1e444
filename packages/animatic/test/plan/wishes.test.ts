import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FilmRequest, Grade } from '../../src/plan/plan.ts';
import { cameras, change, LAKE, PORTRAIT, planned } from './set.ts';

function mostZoom(asked: Partial<FilmRequest>): number {
  return Math.max(...cameras(planned(asked)).map(({ zoom }) => zoom));
}

test('no zoom means no zoom, in either prompt', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    for (const prompt_extend of [false, true]) {
      assert.ok(mostZoom({ prompt: 'a lake, no zoom', seed, prompt_extend }) <= 1.06);
      assert.ok(mostZoom({ negative_prompt: 'zoom', seed, prompt_extend }) <= 1.06);
      assert.ok(mostZoom({ prompt: 'zoom in', negative_prompt: 'zooming', seed, prompt_extend }) <= 1.06);
    }
  }
});

test('a "no" reaches to the end of its list and not beyond', () => {
  const asked = planned({ prompt: 'no zoom, rain or wind. Pan left', prompt_extend: true });
  assert.equal(asked.shots[0]!.life.wind, 0);
  assert.ok(change(asked, 'x') < -0.03);
  assert.deepEqual(asked.warnings, []);
  assert.ok(change(planned({ prompt: 'no zoom, pan left' }), 'x') < -0.03);
  assert.ok(change(planned({ prompt: "don't zoom and pan left" }), 'x') < -0.03);
});

test('the negative prompt takes out what the prompt asks for', () => {
  const pairs: [Partial<FilmRequest>, string][] = [
    [{ prompt: 'pan left' }, 'panning'],
    [{ prompt: 'handheld' }, 'shaky'],
    [{ prompt: 'fast zoom in' }, 'fast motion'],
    [{ prompt: 'wind in the trees' }, 'wind'],
    [{ prompt: 'sunset' }, 'sunset'],
    [{ prompt: 'neon city at night with music' }, 'music'],
    [{ prompt: 'waves on the sea' }, 'ocean'],
    [{ prompt: 'dolly in' }, 'distorted, warped'],
    [{ prompt: 'zoom in' }, 'blurry'],
    [{}, 'dark'],
    [{}, 'static'],
    [{}, 'camera movement'],
    [{ shot_type: 'multi', duration: 10 }, 'jump cuts'],
  ];
  for (const [asked, negative_prompt] of pairs) {
    for (const prompt_extend of [true, false]) {
      const [with_it, without] = [
        planned({ ...asked, prompt_extend }),
        planned({ ...asked, prompt_extend, negative_prompt }),
      ];
      const film = ({ shots, grade, sound }: typeof without) => JSON.stringify({ shots, grade, sound });
      assert.notEqual(film(with_it), film(without), `${JSON.stringify(asked)} without ${negative_prompt}`);
    }
  }
});

test('what the negative prompt names is gone', () => {
  assert.equal(planned({ prompt: 'handheld, shaky', negative_prompt: 'shaky camera' }).shots[0]!.handheld, 0);
  assert.equal(planned({ prompt: 'gusty wind', negative_prompt: 'wind' }).shots[0]!.life.wind, 0);
  assert.equal(planned({ prompt: 'at night', negative_prompt: 'night' }).grade?.name, 'a little bright');
  const sound = planned({ prompt: 'calm music by the sea', negative_prompt: 'music, sea' }).sound;
  assert.ok(sound?.given === null && sound.music === null && sound.ambience.length === 0);
  assert.equal(planned({ negative_prompt: 'sound' }).sound, null);
  assert.ok(cameras(planned({ negative_prompt: 'camera motion' })).every(({ zoom, x }) => zoom === 1 && x === 0.5));
  assert.equal(planned({ shot_type: 'multi', duration: 15, negative_prompt: 'transitions' }).shots.length, 2);
});

test('light words become grades, and the heavier lead', () => {
  const grades: [string, RegExp, (grade: Grade) => boolean][] = [
    ['at sunset', /golden hour/, ({ highlights: { cb, cr }, blues }) => cr > 0.02 && cb < -0.02 && blues < 0.6],
    ['a starry night', /night/, ({ gain }) => gain < 0.8],
    ['film noir', /noir/, ({ saturation, contrast }) => saturation === 0 && contrast > 0.5],
    ['in black-and-white', /black and white/, ({ saturation }) => saturation === 0],
    ['B&W street photo', /black and white/, ({ saturation }) => saturation === 0],
    ['cold winter day', /cold/, ({ shadows }) => shadows.cb > 0.02],
    ['cinematic sunset', /^golden hour and cinematic/, ({ highlights }) => highlights.cr > 0.02],
    ['vintage film look', /vintage/, ({ saturation }) => saturation < 0.8],
    ['vibrant colours', /vivid/, ({ saturation }) => saturation > 1.2],
  ];
  for (const [prompt, name, holds] of grades) {
    const { grade } = planned({ prompt });
    assert.match(grade?.name ?? 'none', name, prompt);
    assert.ok(holds(grade!), `${prompt}: ${JSON.stringify(grade)}`);
  }
  assert.equal(planned({ prompt: 'zoom in' }).grade, null);
});

test('wind, water and clouds move what the picture has of them', () => {
  const { life } = planned({ prompt: 'wind in the grass, waves, drifting clouds' }).shots[0]!;
  assert.ok(life.wind > 0.5 && life.water > 0.5 && life.clouds > 0.5);
  const indoors = planned({ prompt: 'wind, waves and clouds' }, PORTRAIT);
  assert.deepEqual(indoors.shots[0]!.life, { wind: 0, water: 0, clouds: 0 });
  assert.equal(indoors.warnings.length, 3);
});

test('places are heard, and music when it is asked for or when nothing else is there', () => {
  const heard = (prompt: string, prompt_extend = false, look = LAKE) => {
    const { sound } = planned({ prompt, prompt_extend }, look);
    assert.ok(sound?.given === null);
    return sound;
  };
  assert.deepEqual(
    heard('waves on a beach').ambience.map(({ kind }) => kind),
    ['sea'],
  );
  assert.deepEqual(
    heard('rain over the city').ambience.map(({ kind }) => kind),
    ['rain', 'city'],
  );
  assert.deepEqual(
    heard('by the campfire').ambience.map(({ kind }) => kind),
    ['fire'],
  );
  assert.equal(heard('waves on a beach').music, null);
  assert.equal(heard('zoom in').music?.mood, 'calm');
  assert.equal(heard('epic music over the sea').music?.mood, 'tense');
  assert.equal(heard('cheerful song').music?.mood, 'bright');
  assert.equal(heard('hopeful piano').music?.mood, 'hopeful');
  assert.equal(heard('a mysterious forest').music?.mood, 'mysterious');
  assert.equal(heard('', true).ambience[0]?.kind, 'sea');
  assert.equal(heard('', true, PORTRAIT).ambience[0]?.kind, 'room');
  for (const { gain } of heard('rain over the city, forest').ambience) assert.ok(gain > 0 && gain <= 1);
});

test('what alone is to be heard is, and what can not be is said', () => {
  const heard = (prompt: string) => {
    const { sound, warnings } = planned({ prompt, prompt_extend: true });
    assert.ok(sound?.given === null, prompt);
    return { places: sound.ambience.map(({ kind }) => kind), music: sound.music?.mood ?? null, warnings };
  };
  for (const prompt of ['no ambient sound, only piano', 'only music, no ambience', 'no sound, only calm music']) {
    assert.deepEqual(heard(prompt), { places: [], music: 'calm', warnings: [] }, prompt);
  }
  assert.deepEqual(heard('only the sound of rain'), { places: ['rain'], music: null, warnings: [] });
  for (const prompt of ['a forest with birds, only wind and rain', 'a city, only the sound of wind and rain']) {
    assert.deepEqual(heard(prompt), { places: ['wind', 'rain'], music: null, warnings: [] }, prompt);
  }
  assert.deepEqual(heard('the rocket launches').places, ['rumble']);
  assert.deepEqual(heard('a beating heart'), { places: ['heart'], music: null, warnings: [] });
  assert.equal(heard('nothing but epic music').music, 'tense');
  for (const prompt of ['footsteps', 'church bells ringing', 'a crowd cheering', 'white noise'])
    assert.match(heard(prompt).warnings.join(), /can not be heard/, prompt);
});

test('a given file is all that is heard, and silent is silent', () => {
  assert.deepEqual(planned({ sound: { file: 'a.wav' }, prompt: 'rain and music' }).sound, { given: 'a.wav' });
  assert.equal(planned({ sound: 'silent', prompt: 'rain and music' }).sound, null);
  assert.equal(planned({ prompt: 'a silent lake' }).sound, null);
});

test('cuts and whip pans have an accent at their time', () => {
  const plan = planned({ shot_type: 'multi', duration: 10 });
  assert.ok(plan.sound?.given === null);
  assert.deepEqual(
    plan.sound.accents.map(({ at }) => Math.round(at * plan.fps)),
    plan.shots.slice(0, -1).map((_, i) => plan.shots.slice(0, i + 1).reduce((sum, { frames }) => sum + frames, 0)),
  );
  const whip = planned({ prompt: 'whip pan right' });
  assert.ok(whip.sound?.given === null);
  const at = Math.round(whip.sound.accents[0]!.at * whip.fps);
  const seen = cameras(whip);
  const speeds = seen.slice(1).map(({ x }, i) => Math.abs(x - seen[i]!.x));
  const fastest = speeds.flatMap((speed, i) => (speed > 0.97 * Math.max(...speeds) ? [i + 0.5] : []));
  const middle = (fastest[0]! + fastest.at(-1)!) / 2;
  assert.ok(Math.abs(at - middle) <= 1, `the whoosh falls on frame ${at}, and the whip is fastest at ${middle}`);
});

test('a shot that comes softly is not struck: neither a dissolve nor a way through black has an accent, a wipe has', () => {
  const accents = (prompt: string) => {
    const plan = planned({ prompt, shot_type: 'multi', duration: 10 });
    assert.ok(plan.sound?.given === null && plan.shots.length > 1);
    return plan.sound.accents.length;
  };
  assert.equal(accents('slow dissolves'), 0);
  assert.equal(accents('tense, each shot fades through black into the next'), 0);
  assert.ok(accents('each shot wipes into the next') > 0);
});

test('what no camera can do is said, and named', () => {
  const impossible: [string, RegExp][] = [
    ['a man walks along the pier', /"walks"/],
    ['she smiles and dances', /"smiles".*"dances"/],
    ['confetti everywhere', /"confetti"/],
    ['with the title HELLO', /"title"/],
    ['the car explodes', /"explodes"/],
    ['he transforms into a wolf', /"transforms/],
    ['the rocket lifts off', /"lifts off"/],
    ['split screen', /"split screen"/],
    ['a dragon appears', /"appears"/],
    ['lens flare', /"lens flare"/],
    ["bird's-eye view", /"bird eye view"/],
    ['the camera rotates 360 degrees', /"camera rotates 360 degrees" is made in part/],
    ['anime style', /"anime style"/],
    ['her hair flows in the wind', /"hair flows"/],
    ['cars pass', /"cars pass"/],
    ['heavy metal music', /"heavy metal music" can not be played/],
    ['a VHS glitch effect with scratches', /"glitch effect".*"scratches"/],
  ];
  for (const [prompt, names] of impossible) assert.match(planned({ prompt }).warnings.join(' '), names, prompt);
  assert.deepEqual(planned({ prompt: 'slow pan left over the lake at sunset' }).warnings, []);
  assert.deepEqual(planned({ prompt: 'zoom in, no rain, without text' }).warnings, []);
  assert.deepEqual(planned({ prompt: 'zoom in', negative_prompt: 'text, walking people, snow' }).warnings, []);
});

test('the sound of rain is heard and not seen', () => {
  const plan = planned({ prompt: 'no music, only rain sounds' });
  assert.equal(plan.air, null);
  assert.deepEqual(plan.sound?.given === null && plan.sound.ambience.map(({ kind }) => kind), ['rain']);
});

test('more moves than the film has time for are said', () => {
  const many = planned({
    prompt: 'pan left, then pan right, then zoom in, then tilt up, then zoom out, then tilt down',
  });
  assert.match(many.warnings.join(' '), /asks for 6 camera moves in a row; 5 s have time for 4/);
});

// The soundtrack as a person hears it: level, ends, colour, accents.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SoundPlan } from '../src/plan/plan.ts';
import { loudness } from '../src/sound/loudness.ts';
import { makeSound } from '../src/sound/sound.ts';
import { SAMPLE_RATE, type Stereo } from '../src/sound/stereo.ts';
import { digestOf } from './decoding.ts';
import { made } from './made/folder.ts';
import { sine, wav } from './made/sounds.ts';

const KINDS = [
  'wind',
  'sea',
  'river',
  'waterfall',
  'rain',
  'city',
  'forest',
  'night',
  'snow',
  'fire',
  'rumble',
  'room',
  'desert',
  'space',
  'heart',
  'pulse',
] as const;
const MOODS = ['calm', 'bright', 'dark', 'tense', 'hopeful', 'mysterious'] as const;

type Generated = Extract<SoundPlan, { given: null }>;

function make(sound: SoundPlan | null, seconds = 5, seed = 7): Promise<Stereo> {
  return makeSound({ frames: seconds * 30, fps: 30, seed, sound });
}

const place = (kind: (typeof KINDS)[number]): Generated => ({
  given: null,
  ambience: [{ kind, gain: 1, during: null }],
  music: null,
  accents: [],
});
const mood = (mood: (typeof MOODS)[number]): Generated => ({
  given: null,
  ambience: [],
  music: { mood, gain: 1 },
  accents: [],
});
const everything: Generated = {
  given: null,
  ambience: KINDS.map((kind) => ({ kind, gain: 0.5, during: null })),
  music: { mood: 'bright', gain: 0.6 },
  accents: [
    { at: 0, kind: 'whoosh' },
    { at: 2, kind: 'hit' },
    { at: 4.9, kind: 'whoosh' },
  ],
};

/** Root of the mean square between two instants. */
function level(samples: Float32Array, from: number, to: number): number {
  const part = samples.subarray(Math.round(from * 48_000), Math.round(to * 48_000));
  return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
}

/** How often the wave crosses zero upwards in a second: roughly the frequency that carries most. */
function colour(samples: Float32Array): number {
  let crossings = 0;
  for (let i = 1; i < samples.length; i++) if (samples[i - 1]! < 0 && samples[i]! >= 0) crossings++;
  return (crossings / samples.length) * 48_000;
}

/** Highest absolute value at eight points per sample, by a windowed sinc of 32 samples. */
function peakBetween(samples: Float32Array): number {
  let most = 0;
  for (let i = 16; i < samples.length - 17; i++) {
    if (Math.abs(samples[i]!) < 0.6) continue;
    for (let point = -4; point < 4; point++) {
      let sum = 0;
      for (let k = -15; k <= 16; k++) {
        const distance = k - point / 8;
        const sinc = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance);
        sum += samples[i + k]! * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / 17));
      }
      most = Math.max(most, Math.abs(sum));
    }
  }
  return most;
}

/** Loud enough, never too loud, and no click within or at the ends. */
function assertClean(sound: Stereo, name: string): void {
  const measured = loudness(sound);
  assert.ok(Math.abs(measured + 16) <= 1, `${name} is at ${measured} LUFS`);
  for (const channel of [sound.left, sound.right]) {
    const peak = peakBetween(channel);
    assert.ok(peak <= 10 ** (-1 / 20), `${name} peaks at ${20 * Math.log10(peak)} dBTP`);
    assert.ok(Math.abs(channel[0]!) < 1e-3 && Math.abs(channel.at(-1)!) < 1e-3, `${name} clicks at an end`);
    let jump = 0;
    for (let i = 1; i < channel.length; i++) jump = Math.max(jump, Math.abs(channel[i]! - channel[i - 1]!));
    assert.ok(jump < 0.6, `${name} jumps by ${jump}`);
  }
}

describe('a generated soundtrack', () => {
  for (const kind of KINDS) {
    test(`of ${kind} is at −16 LUFS, under −1 dBTP and free of clicks`, async () => {
      for (const seed of [0, 2147483647]) assertClean(await make(place(kind), 3, seed), kind);
      assertClean(await make(place(kind), 1, 3), `a second of ${kind}`);
    });
  }

  for (const name of MOODS) {
    test(`of ${name} music is at −16 LUFS, under −1 dBTP and free of clicks`, async () => {
      for (const seed of [0, 2147483647]) assertClean(await make(mood(name), 3, seed), name);
      assertClean(await make(mood(name), 1, 3), `a second of ${name}`);
    });
  }

  test('of everything at once is as clean, also when it is long', async () => {
    assertClean(await make(everything), 'everything');
    assertClean(await make(everything, 15), '15 s of everything');
  });

  test('has exactly as many samples as the film lasts', async () => {
    for (const [frames, fps] of [
      [1, 30],
      [151, 30],
      [100, 24],
      [121, 24],
    ] as const) {
      const { left, right } = await makeSound({ frames, fps, seed: 1, sound: place('rain') });
      assert.equal(left.length, Math.round((frames / fps) * 48_000));
      assert.equal(right.length, left.length);
    }
  });

  test('is the same for the same seed and another for another', async () => {
    for (const plan of [...KINDS.map(place), ...MOODS.map(mood), everything]) {
      const [first, again, other] = [await make(plan, 1, 5), await make(plan, 1, 5), await make(plan, 1, 6)];
      const [one, two, three] = [first, again, other].map(({ left, right }) => digestOf(left, right));
      assert.equal(two, one);
      assert.notEqual(three, one);
    }
  });

  test('sounds like its place: wind, a room, a desert and space low, rain and a forest high', async () => {
    const colours = new Map<string, number>();
    for (const kind of KINDS) colours.set(kind, colour((await make(place(kind), 3)).left));
    const said = JSON.stringify([...colours]);
    for (const kind of ['wind', 'city', 'room', 'desert', 'snow', 'space', 'pulse'])
      assert.ok(colours.get(kind)! < 1500, said);
    for (const kind of ['rain', 'forest', 'night']) assert.ok(colours.get(kind)! > 3000, said);
    assert.ok(colours.get('river')! > 3 * colours.get('wind')!, said);
    assert.ok(colours.get('rain')! > 5 * colours.get('wind')!, said);
    // No two places are heard as one: by what carries most of them, or by how they rise and fall.
    assert.ok(colours.get('space')! < 0.7 * colours.get('desert')!, said);
    assert.ok(colours.get('pulse')! < 0.9 * colours.get('room')!, said);
  });

  test('is wide: no place sounds the same left and right', async () => {
    for (const kind of KINDS) {
      const { left, right } = await make(place(kind), 2);
      let [both, alone] = [0, 0];
      for (let i = 0; i < left.length; i++) {
        both += left[i]! * right[i]!;
        alone += (left[i]! ** 2 + right[i]! ** 2) / 2;
      }
      assert.ok(Math.abs(both / alone) < 0.8, `${kind}: ${both / alone}`);
    }
  });

  test('lets the accents be heard where they fall', async () => {
    const accents: Generated['accents'] = [
      { at: 2, kind: 'hit' },
      { at: 3.5, kind: 'whoosh' },
    ];
    for (const seed of [1, 2, 3]) {
      const plan: Generated = { ...place('wind'), music: { mood: 'calm', gain: 0.7 }, accents };
      const { left } = await make(plan, 5, seed);
      const rise = (at: number) => level(left, at, at + 0.12) / level(left, at - 0.7, at - 0.5);
      assert.ok(rise(2) > 2, `hit: ${rise(2)}`);
      assert.ok(rise(3.46) > 1.5, `whoosh: ${rise(3.46)}`);
    }
  });

  test('lets thunder crack and roll away, deep, over the rain', async () => {
    for (const seed of [1, 2, 3]) {
      const { left } = await make({ ...place('rain'), accents: [{ at: 2, kind: 'thunder' }] }, 6, seed);
      const calm = left.subarray(SAMPLE_RATE, 2 * SAMPLE_RATE);
      const rolling = left.subarray(2 * SAMPLE_RATE, 3 * SAMPLE_RATE);
      assert.ok(level(left, 2, 2.6) > 1.5 * level(left, 1, 1.9), `${level(left, 2, 2.6) / level(left, 1, 1.9)}`);
      assert.ok(colour(rolling) < 0.7 * colour(calm), `${colour(rolling)} of ${colour(calm)}`);
    }
  });

  test('keeps the gains: what is planned louder is heard louder', async () => {
    const mixed = (river: number, room: number) =>
      make({
        ...place('river'),
        ambience: [
          { kind: 'river', gain: river, during: null },
          { kind: 'room', gain: room, during: null },
        ],
      });
    assert.ok(colour((await mixed(1, 0.1)).left) > 2 * colour((await mixed(0.1, 1)).left));
  });

  test('of one place gives way to that of the next at a cut, as loud as either and without a click', async () => {
    const heard = (kind: (typeof KINDS)[number], from: number, to: number) => ({ kind, gain: 1, during: { from, to } });
    const { left } = await make({ ...place('rain'), ambience: [heard('rain', 0, 2), heard('city', 2, 4)] }, 4);
    assert.ok(colour(left.subarray(0, 1.8 * SAMPLE_RATE)) > 3 * colour(left.subarray(2.2 * SAMPLE_RATE)));
    const [before, cut, after] = [level(left, 1, 1.8), level(left, 1.9, 2.1), level(left, 2.2, 3)];
    assert.ok(cut > 0.6 * Math.min(before, after) && cut < 1.5 * Math.max(before, after), `${before} ${cut} ${after}`);
    const step = (from: number, to: number) => {
      let most = 0;
      for (let i = from * SAMPLE_RATE; i < to * SAMPLE_RATE; i++)
        most = Math.max(most, Math.abs(left[i]! - left[i - 1]!));
      return most;
    };
    assert.ok(step(1.8, 2.2) < 1.3 * step(0.5, 1.5), `${step(1.8, 2.2)}, else ${step(0.5, 1.5)}`);
  });

  test('of nothing is silence', async () => {
    const nothing: Generated = { given: null, ambience: [], music: null, accents: [] };
    for (const plan of [null, nothing]) {
      const { left, right } = await make(plan, 1);
      assert.equal(left.length, 48_000);
      assert.ok(left.every((sample) => sample === 0) && right.every((sample) => sample === 0));
    }
  });
});

describe('a given sound', () => {
  const shape = (seconds: number) => ({ rate: 48_000, channels: 2, seconds });
  const sample = (i: number) => Math.round(sine(i / 48_000, 0) * 32767) / 32768;

  test('that ends before the film is laid bit by bit, then silence', async () => {
    const { left } = await make({ given: await made('short.wav', wav(shape(1), sine)) }, 2);
    assert.equal(left.length, 96_000);
    for (let i = 0; i < 48_000; i++) assert.equal(left[i], sample(i));
    assert.ok(left.subarray(48_000).every((value) => value === 0));
  });

  test('as long as the film is left as it is to its last sample', async () => {
    const { left } = await make({ given: await made('same.wav', wav(shape(2), sine)) }, 2);
    for (let i = 0; i < 96_000; i++) assert.equal(left[i], sample(i));
  });

  test('that goes on is cut at the end with a fade of a quarter of a second', async () => {
    const { left } = await make({ given: await made('long.wav', wav(shape(3), sine)) }, 2);
    assert.equal(left.length, 96_000);
    for (let i = 0; i < 84_000; i++) assert.equal(left[i], sample(i));
    assert.ok(level(left, 1.85, 1.9) < 0.75 * level(left, 1.7, 1.75));
    assert.ok(level(left, 1.98, 2) < 0.05 * level(left, 1.7, 1.75));
    assert.equal(left.at(-1), 0);
  });

  test('that is none is refused', async () => {
    const given = await made('words.wav', 'no sound at all');
    await assert.rejects(make({ given }), { name: 'InputError', code: 'unsupported' });
  });
});

// Films made from reference clips: who is seen and heard in them, and when.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { type FilmRequest, inspectFilm, type Plan, render } from '../src/index.ts';
import { loudness } from '../src/sound/loudness.ts';
import { decodePictures, decodeSound, digestOf, type Picture } from './decoding.ts';
import { type Clip, texture, writeClip } from './made/clips.ts';
import { made } from './made/folder.ts';

const COLOURS = { red: { u: 100, v: 210 }, blue: { u: 210, v: 100 }, green: { u: 70, v: 70 } };
type Colour = keyof typeof COLOURS;
const TONES: Record<Colour, number> = { red: 300, blue: 500, green: 800 };

const tone = (frequency: number) => (t: number) => 0.3 * Math.sin(2 * Math.PI * frequency * t);

async function clip(name: string, colour: Colour, changes: Partial<Clip> = {}): Promise<string> {
  const path = await made(`${name}.mp4`);
  const moving = (x: number, y: number, t: number) => texture(3 * x + 20 * t, 3 * y);
  await writeClip(path, {
    width: 96,
    height: 54,
    fps: 24,
    seconds: 3,
    luma: moving,
    colour: COLOURS[colour],
    sound: tone(TONES[colour]),
    ...changes,
  });
  return path;
}

const red = await clip('red', 'red');
const blue = await clip('blue', 'blue', { seconds: 2 });
const green = await clip('green', 'green');

async function film(name: string, changes: Partial<FilmRequest>, threads = 1) {
  const video = await made(`film ${name}.mp4`);
  const size = { width: 128, height: 72 };
  const request = { references: [red, blue], prompt_extend: false, ...size, duration: 3, seed: 7, ...changes };
  const options = { video, thumbnail: await made(`film ${name}.jpg`), preset: 'veryfast', threads };
  const { plan, ...measures } = await render(request, options);
  return { video, plan, measures, pictures: await decodePictures(video) };
}

/** Share of a picture that is of each colour. */
function sharesOf({ u, v }: Picture): Record<Colour, number> {
  const shares = { red: 0, blue: 0, green: 0 };
  for (let i = 0; i < u.length; i++) {
    for (const name of Object.keys(COLOURS) as Colour[]) {
      const { u: cb, v: cr } = COLOURS[name];
      if (Math.hypot(u[i]! - cb, v[i]! - cr) < 30) shares[name] += 1 / u.length;
    }
  }
  return shares;
}

/** Where what is of a colour stands, 0 (left) to 1. */
function middleOf({ u, v, width }: Picture, colour: Colour): number {
  const { u: cb, v: cr } = COLOURS[colour];
  const places = Array.from(u.keys()).filter((i) => Math.hypot(u[i]! - cb, v[i]! - cr) < 40);
  return places.reduce((sum, i) => sum + (i % (width / 2)), 0) / places.length / (width / 2);
}

/** How many samples of a picture's last row are red. */
function chordOf({ u, v, width, height }: Picture): number {
  const row = (height / 2 - 1) * (width / 2);
  return Array.from(u.keys()).filter((i) => i >= row && Math.hypot(u[i]! - 100, v[i]! - 210) < 40).length;
}

/** The colour that most of a picture is of; `all` when none has more than three times the next. */
function castOf(picture: Picture): Colour | 'all' {
  const [first, second] = Object.entries(sharesOf(picture)).sort((a, b) => b[1] - a[1]) as [Colour, number][];
  return first![1] > 3 * second![1] ? first![0] : 'all';
}

/** Frames at which another shot begins. */
function cutsOf(pictures: Picture[]): number[] {
  const change = (a: Picture, b: Picture) =>
    a.u.reduce((sum, value, i) => sum + Math.abs(value - b.u[i]!), 0) / a.u.length;
  return pictures.slice(1).flatMap((picture, i) => (change(pictures[i]!, picture) > 12 ? [i + 1] : []));
}

/** The frames that shots begin with, but the first, as planned. */
function cutsAt({ shots }: Plan): number[] {
  return shots.slice(0, -1).map((_, i) => shots.slice(0, i + 1).reduce((sum, { frames }) => sum + frames, 0));
}

/** Amplitude of a tone between two instants. */
function levelOf(samples: Float32Array, frequency: number, from: number, to: number): number {
  let [x, y] = [0, 0];
  const [start, end] = [Math.round(from * 48_000), Math.round(to * 48_000)];
  for (let i = start; i < end; i++) {
    x += samples[i]! * Math.cos((2 * Math.PI * frequency * i) / 48_000);
    y += samples[i]! * Math.sin((2 * Math.PI * frequency * i) / 48_000);
  }
  return (2 * Math.hypot(x, y)) / (end - start);
}

/** Whose tone is the only one between two instants; null when it is nobody's. */
function voiceOf(samples: Float32Array, from: number, to: number): Colour | null {
  const heard = (Object.keys(TONES) as Colour[]).map((name) => ({
    name,
    level: levelOf(samples, TONES[name], from, to),
  }));
  const [first, second] = heard.sort((a, b) => b.level - a.level);
  return first!.level > 0.05 && first!.level > 6 * second!.level ? first!.name : null;
}

describe('shot and reverse shot', () => {
  test('follow the order of mention: all of them first, then each in a shot of its own, with its own voice', async () => {
    const { pictures, plan, video } = await film('multi', {
      shot_type: 'multi',
      prompt: 'character2 waits, then character1 looks up',
      duration: 4,
    });
    assert.equal(pictures.length, 120);
    const starts = [0, ...cutsAt(plan)];
    assert.deepEqual(cutsOf(pictures), starts.slice(1));
    const middles = plan.shots.map(({ frames }, i) => starts[i]! + (frames >> 1));
    assert.deepEqual(
      middles.map((frame) => castOf(pictures[frame]!)),
      ['all', 'blue', 'red'],
    );
    const { left } = await decodeSound(video);
    const heard = plan.shots.map(({ frames }, i) =>
      voiceOf(left, starts[i]! / 30 + 0.1, (starts[i]! + frames) / 30 - 0.1),
    );
    // The second character's clip is 2 s long, and its voice is heard once.
    assert.deepEqual([heard[0], heard[2]], ['blue', 'red']);
    // In two shots it is seen for longer, and comes round where the cut is.
    assert.ok(plan.staging!.runs.flat().every(({ eases }) => eases === 0));
    // A shot of one's own shows somebody else: it need not be so near that a head is lost.
    for (const { camera } of plan.shots.slice(1)) assert.ok(camera[0]!.zoom < 1.35, `${camera[0]!.zoom}`);
  });

  test('go from one to the next and back as the words do, all of them standing in the order of mention first', async () => {
    const { pictures, plan } = await film('there and back', {
      shot_type: 'multi',
      prompt: 'character2 turns to character1, character1 looks up, then character2 leans back',
      duration: 6,
      fps: 24,
    });
    const cuts = cutsOf(pictures);
    const middles = [0, ...cuts].map((cut, i) => (cut + (cuts[i] ?? pictures.length)) >> 1);
    assert.deepEqual(
      middles.map((frame) => castOf(pictures[frame]!)),
      ['all', 'blue', 'red', 'blue'],
    );
    const [blueAt, redAt] = [middleOf(pictures[0]!, 'blue'), middleOf(pictures[0]!, 'red')];
    assert.ok(blueAt < redAt, `${blueAt} ${redAt}`);
    assert.deepEqual(plan.warnings, []);
  });

  test('are those that the words list, at their times', async () => {
    const { pictures, plan, video } = await film('listed', {
      shot_type: 'multi',
      prompt:
        'Shot 1 [0-1s]: character1 looks up. Shot 2 [1-2.5s]: wide shot, both wait. Shot 3 [2.5-4s]: close-up of character2.',
      duration: 4,
    });
    const starts = [0, 30, 75];
    assert.deepEqual(
      plan.shots.map(({ frames }) => frames),
      [30, 45, 45],
    );
    assert.deepEqual(
      plan.shots.map(({ frames }, i) => castOf(pictures[starts[i]! + (frames >> 1)]!)),
      ['red', 'all', 'blue'],
    );
    const { left } = await decodeSound(video);
    assert.deepEqual([voiceOf(left, 0.1, 0.9), voiceOf(left, 2.6, 3.9)], ['red', 'blue']);
    assert.deepEqual(plan.warnings, []);
  });

  test('show one character wide, nearer, and near', async () => {
    const { pictures, plan } = await film('alone', { shot_type: 'multi', references: [green], duration: 4 });
    assert.equal(plan.shots.length, 3);
    assert.equal(cutsOf(pictures).length, 0, 'one colour throughout');
    assert.deepEqual([...new Set(pictures.map(castOf))], ['green']);
    const zooms = plan.shots.map(({ camera }) => camera.at(-1)!.zoom);
    assert.ok(zooms[1]! > 1.2 && zooms[2]! > zooms[1]!, `${zooms}`);
  });
});

describe('one continuous composition', () => {
  test('has no cut, shows all of them, and lets them be heard one after the other, in the order of mention', async () => {
    const { pictures, video } = await film('single', {
      references: [red, blue, green],
      prompt: 'character3 and character1 and character2 wait',
    });
    assert.deepEqual(cutsOf(pictures), []);
    for (const frame of [0, 45, 89]) {
      const shares = sharesOf(pictures[frame]!);
      for (const [name, share] of Object.entries(shares))
        assert.ok(share > 0.065, `${name} ${share} in frame ${frame}`);
    }
    const { left } = await decodeSound(video);
    assert.deepEqual(
      [0.1, 1.1, 2.1].map((from) => voiceOf(left, from, from + 0.7)),
      ['green', 'red', 'blue'],
    );
  });

  test('lets who only listens be seen and not heard, and those who are named in one breath come together', async () => {
    const { plan, video, pictures } = await film('listening', {
      prompt: 'character2 and character1 walk in together from the left, character1 talks while character2 listens',
    });
    const { left } = await decodeSound(video);
    assert.deepEqual([voiceOf(left, 0.2, 1.3), voiceOf(left, 1.7, 2.8)], ['red', 'red']);
    const passages = plan.staging!.shots[0]!.figures.map(({ enters }) => [enters?.frame, enters?.side]);
    assert.deepEqual(passages, [
      [0, 'left'],
      [0, 'left'],
    ]);
    const { red: seen, blue: beside } = sharesOf(pictures.at(-1)!);
    assert.ok(seen > 0.1 && beside > 0.1, `${seen} ${beside}`);
  });

  test('lets those come whom the words let enter, and those go whom they let leave', async () => {
    const { pictures, plan } = await film('entering', {
      prompt: 'character2 waits. character1 walks in. Then character2 leaves.',
    });
    const [first, last] = [sharesOf(pictures[0]!), sharesOf(pictures.at(-1)!)];
    assert.ok(first.red === 0 && last.red > 0.2, JSON.stringify([first, last]));
    assert.ok(first.blue - last.blue > 0.2, JSON.stringify([first, last]));
    assert.deepEqual(plan.warnings, []);
  });

  test('lets the camera turn from one to another when the words do', async () => {
    const { pictures } = await film('turning', { prompt: 'character1 turns to character2', duration: 4, fps: 24 });
    assert.deepEqual(cutsOf(pictures), []);
    const [first, turned] = [sharesOf(pictures[36]!), sharesOf(pictures.at(-1)!)];
    assert.ok(first.red > 1.5 * first.blue && turned.blue > 1.5 * turned.red, JSON.stringify([first, turned]));
    const rise = pictures.map((picture) => sharesOf(picture).blue);
    const steps = rise.slice(1).map((share, i) => Math.abs(share - rise[i]!));
    assert.ok(Math.max(...steps) < 0.05, `${Math.max(...steps)}`);
  });

  test('leaves out what is black, and does not cut to another scene of a clip', async () => {
    const luma = (x: number, y: number, t: number) =>
      t < 0.9 ? 16 : t < 3.4 ? texture(3 * x + 20 * t, 3 * y) : 190 + texture(5 * y, x) / 6;
    const edited = await clip('edited', 'red', { seconds: 5, luma });
    const { pictures, plan } = await film('of one scene', { references: [edited], prompt: 'static shot', duration: 4 });
    const light = pictures.map(({ y }) => y.reduce((sum, value) => sum + value, 0) / y.length);
    assert.ok(Math.min(...light) > 90 && Math.max(...light) < 150, `${Math.min(...light)} to ${Math.max(...light)}`);
    assert.ok(plan.staging!.runs[0]!.length > 1, 'the scene is shorter than the film, and comes round');
  });

  test('shows a clip that is alone in the whole frame, and plays it', async () => {
    const { pictures } = await film('whole', { references: [red], prompt: 'static shot' });
    assert.ok(pictures.every((picture) => sharesOf(picture).red > 0.95));
    const moved = pictures[0]!.y.reduce((sum, luma, i) => sum + Math.abs(luma - pictures[15]!.y[i]!), 0);
    assert.ok(moved / pictures[0]!.y.length > 4);
  });

  test('is seen once in every frame, and steps nowhere, where its clip comes round', async () => {
    // It drifts and grows dark: no two pictures of it that are far apart in time are alike.
    const disc = (x: number, y: number, t: number) => Math.hypot(x - 58 - 9 * t, y - 36) < 14;
    const luma = (x: number, y: number, t: number) =>
      (1 - 0.06 * t) * (disc(x, y, t) ? 215 : 60 + texture(3 * x, 3 * y) / 8);
    const drifts = await clip('drifts', 'red', { width: 128, height: 72, seconds: 2, luma });
    const { pictures, plan } = await film('drifting', { references: [drifts], prompt: 'static shot' });
    const joint = plan.staging!.runs[0]![1]!.frame;
    const bright = pictures.map(({ y }) => Array.from(y.keys()).filter((i) => y[i]! > 150));
    const light = pictures.map(({ y }) => y.reduce((sum, value) => sum + value, 0) / y.length);
    const middle = bright.map((all) => all.reduce((sum, i) => sum + (i % 128), 0) / all.length);
    for (let frame = joint - 3; frame < joint + 20; frame++) {
      const [size, before] = [bright[frame]!.length, bright[joint - 4]!.length];
      assert.ok(Math.abs(size / before - 1) < 0.2, `frame ${frame} shows it on ${size} pixels, not ${before}`);
      const step = Math.abs(middle[frame]! - middle[frame - 1]!);
      assert.ok(Math.abs(light[frame]! - light[frame - 1]!) < 1.5, `the light steps to ${light[frame]} in ${frame}`);
      assert.ok(step < 2.5, `it steps by ${step.toFixed(1)} pixels to frame ${frame}`);
    }
    assert.ok(middle[joint]! - middle[joint + 16]! > 5, 'it has gone back');
  });

  for (const [what, prompt] of [
    ['the waves of a beach', 'character1 on a beach, waves roll in, static shot'],
    ['the stars', 'character1 in a desert at night under the stars, stars twinkle, static shot'],
    ['the lights of a city', 'character1 before a city skyline at night, lights flicker, static shot'],
  ] as const) {
    test(`stands before ${what}`, async () => {
      const even = await clip(`even before ${what}`, 'red', { luma: () => 60 });
      const { plan, pictures } = await film(`before ${what}`, {
        ...{ references: [even], width: 320, height: 180, duration: 2, prompt },
      });
      const [{ surf, air }] = plan.locations as [(typeof plan.locations)[number]];
      assert.ok(surf !== null || air!.stars + air!.lights > 0, JSON.stringify(air));
      for (const [frame, { y, u, v, width }] of pictures.entries()) {
        const own = Array.from(u.keys()).filter((i) => Math.hypot(u[i]! - 100, v[i]! - 210) < 12);
        const at = (i: number) => y[2 * Math.floor(i / (width / 2)) * width + 2 * (i % (width / 2))]!;
        const light = own.filter((i) => Math.abs(at(i) - 60) > 12);
        assert.ok(
          light.length < 0.001 * own.length,
          `frame ${frame}: ${light.length} of ${own.length} are not its own`,
        );
      }
    });
  }

  test('stands in the place that the words name', async () => {
    const { pictures } = await film('beach', { references: [red], prompt: 'character1 on a beach by the sea at noon' });
    const { red: share } = sharesOf(pictures[0]!);
    assert.ok(share > 0.2 && share < 0.75, `${share}`);
  });
});

describe('a subject that moves before a camera that stands', () => {
  const disc = (x: number, y: number, t: number) => Math.hypot(x - 20 - 30 * t, y - 30) < 12;
  const luma = (x: number, y: number, t: number) =>
    disc(x, y, t) ? 210 : 50 + 25 * Math.sin(x * 0.4) * Math.sin(y * 0.5);

  test('is cut out and walks through the place that the words name', async () => {
    const walker = await clip('walker', 'red', { width: 128, height: 72, luma });
    const { plan, pictures } = await film('walking', {
      references: [walker],
      prompt: 'character1 in a desert, static shot',
    });
    assert.deepEqual(
      plan.staging!.shots[0]!.figures.map(({ cut_out }) => cut_out),
      [true],
    );
    const middles = [10, 80].map((frame) => middleOf(pictures[frame]!, 'red'));
    assert.ok(middles[1]! - middles[0]! > 0.25, `${middles}`);
    // The clip's own background stays behind: nothing else of the place turns red.
    assert.ok(pictures.every((picture) => sharesOf(picture).red < 0.2));
  });

  for (const side of ['left', 'right'] as const) {
    test(`walks in from the ${side} once, whichever way it goes in its clip, and stands there when that has ended`, async () => {
      const walker = await clip(`walks in from the ${side}`, 'red', { width: 128, height: 72, luma });
      const { plan, pictures } = await film(`walks in from the ${side}`, {
        ...{ references: [walker], duration: 5, fps: 24 },
        prompt: `character1 walks in from the ${side} in a desert, static shot`,
      });
      assert.ok(sharesOf(pictures[0]!).red < 0.002, `${sharesOf(pictures[0]!).red}`);
      const towards = (x: number) => (side === 'left' ? x : 1 - x);
      const middles = pictures.slice(10).map((picture) => towards(middleOf(picture, 'red')));
      const steps = middles.slice(1).map((middle, i) => middle - middles[i]!);
      assert.ok(Math.min(...steps) > -0.01 && Math.max(...steps) < 0.06, `${Math.min(...steps)} ${Math.max(...steps)}`);
      assert.ok(
        pictures.every((picture) => chordOf(picture) === 0),
        'there is ground below it',
      );
      const stands = middles.slice(-24);
      assert.ok(Math.max(...stands) - Math.min(...stands) < 0.01 && Math.abs(stands[0]! - 0.5) < 0.12, `${stands}`);
      const shares = pictures.slice(30).map((picture) => sharesOf(picture).red);
      assert.ok(Math.min(...shares) > 0.7 * Math.max(...shares), 'nothing of it goes away');
      // What stands still is not heard: it would be out of time.
      for (const { at, lasts } of plan.staging!.voices) assert.ok(at + lasts < 4, `${at} ${lasts}`);
    });
  }

  test('comes nearer where there is only water to stand on, so that its feet are below the frame', async () => {
    const { plan, pictures } = await film('by a lake', {
      ...{ references: [await clip('over water', 'red', { width: 128, height: 72, luma })], duration: 2, fps: 24 },
      prompt: 'character1 walks in from the left by a lake at noon, static shot',
    });
    assert.equal(plan.staging!.shots[0]!.figures[0]!.cut_out, true);
    // It is a disc: cut off by the frame it ends in a chord.
    const chords = pictures.slice(-10).map((picture) => chordOf(picture));
    assert.ok(
      chords.every((chord) => chord > 5),
      `${chords}`,
    );
  });

  test('leaves only where the words let it, by its own steps as far as they go', async () => {
    const walker = await clip('walks off', 'red', { width: 128, height: 72, luma });
    const { pictures } = await film('walks off', {
      ...{ references: [walker], duration: 4, fps: 24, prompt: 'a desert, static shot. character1 leaves.' },
    });
    const shares = pictures.map((picture) => sharesOf(picture).red);
    assert.ok(
      shares.slice(0, 72).every((share) => share > 0.7 * shares[24]!),
      'it is there for three seconds',
    );
    assert.ok(shares.at(-1)! < 0.3 * shares[24]!, `${shares.at(-1)} of ${shares[24]}`);
    const middles = pictures.slice(0, 90).map((picture) => middleOf(picture, 'red'));
    assert.ok(
      middles.slice(1).every((middle, i) => middle > middles[i]! - 0.01),
      `${middles}`,
    );
  });

  test('takes nothing of the colours behind it along, and stands in the light of the place', async () => {
    const [width, height] = [256, 144];
    const disc = (x: number, y: number, t: number) => Math.hypot(x - 40 - 60 * t, y - 70) < 26;
    const walker = await clip('before green', 'red', {
      ...{ width, height },
      // Shelves of books: hard edges everywhere.
      luma: (x, y, t) => (disc(x, y, t) ? 120 : y % 24 < 3 || (x >> 3) % 3 === 0 ? 70 : 190),
      colour: (x, y, t) => COLOURS[disc(x, y, t) ? 'red' : 'green'],
    });
    const lights: number[] = [];
    for (const when of ['at noon', 'at night']) {
      const { plan, pictures } = await film(`walking ${when}`, {
        ...{ references: [walker], width, height, duration: 2, prompt: `character1 in a desert ${when}, static shot` },
      });
      assert.equal(plan.staging!.shots[0]!.figures[0]!.cut_out, true);
      let green = 0;
      const own = pictures.flatMap(({ y, u, v, width }) =>
        Array.from(u.keys()).flatMap((i) => {
          if (u[i]! < 98 && v[i]! < 105) green++;
          const at = 2 * Math.floor(i / (width / 2)) * width + 2 * (i % (width / 2));
          return v[i]! - u[i]! > 70 ? [y[at]!] : [];
        }),
      );
      assert.ok(green < 2e-4 * pictures.length * pictures[0]!.u.length, `${green} samples are half green`);
      lights.push(own.reduce((sum, value) => sum + value, 0) / own.length);
    }
    const [noon, night] = lights;
    assert.ok(night! < 0.85 * noon! && night! > 0.4 * noon!, `${lights}`);
  });

  test('that stays where it is before a hand-held camera is cut out where it stands out clearly, whole and steadily', async () => {
    const bust = (x: number, y: number, t: number) => {
      const [across, down] = [x - 90 - 3 * Math.sin(2 * t), y + Math.sin(3 * t)];
      const body = Math.hypot(across, down - 40) < 17 || (down > 52 && Math.abs(across) < 12 + 0.35 * (down - 52));
      return body ? 190 + 12 * Math.sin(across * 0.4) : 60 + 0.12 * x + 0.1 * y + 4 * Math.sin(0.05 * x + t);
    };
    const stays = await clip('stays', 'red', { width: 192, height: 108, luma: bust });
    const { plan, pictures } = await film('standing', {
      references: [stays],
      prompt: 'character1 in a desert, static shot',
    });
    const [figure] = plan.staging!.shots[0]!.figures;
    assert.equal(figure!.cut_out, true);
    assert.ok(figure!.place.y + figure!.place.height >= 1, 'whom the lower edge cuts off stands on the lower edge');
    const shares = pictures.map((picture) => sharesOf(picture).red);
    const [least, most] = [Math.min(...shares), Math.max(...shares)];
    assert.ok(least > 0.06 && most < 0.35 && most / least < 1.25, `${least} to ${most}`);
    const steps = shares.slice(1).map((share, i) => Math.abs(share - shares[i]!));
    assert.ok(Math.max(...steps) < 0.012, `it flickers by ${Math.max(...steps)}`);
    // In shots of one's own the place is the same.
    const walks = await clip('walks too', 'blue', { width: 128, height: 72, luma });
    const references = [stays, walks];
    const cut = await film('in its own shots', { references, prompt: 'in a desert', shot_type: 'multi', duration: 3 });
    assert.ok(
      cut.plan.staging!.shots.every(({ filmed, figures }) => filmed === null && figures.every((one) => one.cut_out)),
    );
    const [, first, second] = [0, ...cutsAt(cut.plan)].map((frame) => sharesOf(cut.pictures[frame + 10]!));
    assert.ok(first!.red > 0.06 && first!.red < 0.6 && first!.blue < 0.002, JSON.stringify(first));
    assert.ok(second!.blue > 0.01 && second!.blue < 0.4 && second!.red < 0.002, JSON.stringify(second));
  });

  test('is never lost from its window, however narrow the frame', async () => {
    const wanders = await clip('wanders', 'red', { width: 128, height: 72, luma });
    const { pictures } = await film('upright', {
      references: [wanders],
      prompt: 'static shot',
      width: 72,
      height: 128,
    });
    for (const [frame, { y }] of pictures.entries()) {
      const bright = y.reduce((sum, value) => sum + (value > 170 ? 1 : 0), 0) / y.length;
      assert.ok(bright > 0.006, `frame ${frame} shows it on ${bright} of itself`);
    }
  });

  test('stands in the place that the words name in an upright frame too', async () => {
    const upright = await clip('upright walker', 'red', { width: 128, height: 72, luma });
    const { plan } = await film('stands upright', {
      references: [upright],
      prompt: 'character1 in a desert, static shot',
      width: 72,
      height: 128,
      duration: 0.5,
    });
    const [figure] = plan.staging!.shots[0]!.figures;
    assert.ok(figure!.cut_out && figure!.place.height > 0.3, JSON.stringify(figure));
  });

  test('stands with others in the place of its own clip, which is seen without it, where no place is named', async () => {
    const [own, other] = [
      await clip('at home', 'red', { width: 128, height: 72, luma }),
      await clip('a guest', 'blue', { width: 128, height: 72, luma: (x, y, t) => (disc(x, y, t) ? 210 : 60) }),
    ];
    const { plan, pictures } = await film('at home', {
      references: [own, other],
      prompt: 'character1 walks in from the left, character2 waits, static shot',
    });
    assert.ok(plan.staging!.shots[0]!.figures.every(({ cut_out }) => cut_out));
    const { u, v, y, width } = pictures[0]!;
    const shares = sharesOf(pictures[0]!);
    assert.ok(shares.red > 0.75 && shares.blue > 0.005 && shares.blue < 0.2, JSON.stringify(shares));
    // Nothing of who is not there yet: the place is as dark as it is behind it.
    const bright = Array.from(u.keys()).filter((i) => {
      const at = 2 * Math.floor(i / (width / 2)) * width + 2 * (i % (width / 2));
      return Math.hypot(u[i]! - 100, v[i]! - 210) < 30 && y[at]! > 150;
    });
    assert.ok(bright.length < 0.01 * u.length, `${bright.length} of ${u.length} are of the subject`);
  });

  test('stays in its window when the camera does not stand, or the place is not named', async () => {
    const swaying = (x: number, y: number, t: number) => luma(x + 9 * Math.sin(4 * t), y, t);
    const held = await clip('held', 'red', { width: 128, height: 72, luma: swaying });
    const walker = await clip('walker again', 'red', { width: 128, height: 72, luma });
    for (const [references, prompt] of [
      [[held], 'character1 in a desert'],
      [[walker, red], 'character1 and character2'],
    ] as const) {
      const { plan } = await film('in windows', { references, prompt, duration: 0.5 });
      assert.ok(plan.staging!.shots[0]!.figures.every(({ cut_out }) => !cut_out));
    }
  });
});

for (const [shot_type, width, height] of [
  ['multi', 72, 128],
  ['single', 96, 96],
] as const) {
  test(`a film of ${width}×${height} in ${shot_type} is of exactly that size and length and holds everybody`, async () => {
    const { video, pictures } = await film(`of shape ${shot_type}`, {
      width,
      height,
      shot_type,
      duration: 2.5,
      fps: 24,
    });
    const { frames, duration, ...measures } = await inspectFilm(video);
    assert.deepEqual([measures.width, measures.height, frames, duration], [width, height, 60, 2.5]);
    const shares = pictures.map(sharesOf);
    for (const colour of ['red', 'blue'] as const) {
      const most = Math.max(...shares.map((share) => share[colour]));
      assert.ok(most > 0.2, `${colour} ${most}`);
    }
  });
}

test('the same request gives the same frames on 1, 2 and 4 threads, another seed others', async () => {
  const changes: Partial<FilmRequest> = { prompt: 'handheld, sepia, character1 enters', duration: 1 };
  const digests: string[] = [];
  for (const threads of [1, 2, 4]) {
    digests.push(digestOf(...(await film(`again ${threads}`, changes, threads)).pictures));
  }
  assert.equal(new Set(digests).size, 1);
  assert.notEqual(digestOf(...(await film('other', { ...changes, seed: 8 })).pictures), digests[0]);
});

describe('the sound', () => {
  test('is at −16 LUFS without clicks, voices or not', async () => {
    const mute = await clip('mute', 'red', { sound: () => 0 });
    for (const [name, references] of [
      ['voiced', [red, blue]],
      ['mute', [mute]],
    ] as const) {
      const { video, measures } = await film(`loud ${name}`, { references });
      assert.equal(measures.has_sound, true);
      const { left, right } = await decodeSound(video);
      const measured = loudness({ left: Float32Array.from(left), right: Float32Array.from(right) });
      assert.ok(Math.abs(measured + 16) < 1, `${name}: ${measured.toFixed(1)} LUFS`);
      const steepest = left.reduce(
        (most, sample, i) => (i === 0 ? 0 : Math.max(most, Math.abs(sample - left[i - 1]!))),
        0,
      );
      assert.ok(steepest < 0.25, `${name}: a step of ${steepest.toFixed(2)}`);
    }
  });

  test('is in time with the pictures to the frame, in every shot and after the clip has come round', async () => {
    const beat = (t: number) => t % 0.5 < 0.08;
    const flashes = (color: Colour) =>
      clip(`flashing ${color}`, color, {
        ...{
          fps: 25,
          seconds: 2.4,
          luma: (x: number, y: number, t: number) => (beat(t) ? 225 : texture(3 * x, 3 * y) / 2),
        },
        sound: (t: number) => (beat(t) ? 0.5 * Math.sin(2 * Math.PI * 1500 * t) : 0),
      });
    const references = [await flashes('red'), await flashes('blue')];
    const { video, pictures, plan } = await film('in time', { references, shot_type: 'multi', duration: 6 });
    const { left } = await decodeSound(video);
    const loud = pictures.map((_, frame) => levelOf(left, 1500, frame / 30, (frame + 1) / 30));
    const light = pictures.map(({ y }) => y.reduce((sum, value) => sum + value, 0) / y.length);
    const begins = (values: number[], least: number) =>
      values.flatMap((value, i) => (i > 0 && value > least && values[i - 1]! <= least ? [i] : []));
    const [flashed, heard] = [begins(light, 150), begins(loud, 0.06)];
    assert.ok(heard.length >= 5, `${heard}`);
    // In shots of one's own; where both are seen, neither alone lights the frame.
    const first = plan.shots[0]!.frames;
    for (const frame of heard.filter((frame) => frame > first)) {
      assert.ok(
        flashed.some((flash) => Math.abs(flash - frame) <= 1),
        `heard at ${frame}, seen at ${flashed}`,
      );
    }
  });

  test('of the bed is far under a voice, wherever one is heard', async () => {
    const { video, plan } = await film('ducked', { references: [red, blue], prompt: 'music', duration: 4 });
    const { left } = await decodeSound(video);
    for (const { clip, at, lasts } of plan.staging!.voices) {
      const [from, to] = [at + 0.1, at + lasts - 0.1];
      const samples = left.subarray(Math.round(from * 48_000), Math.round(to * 48_000));
      const whole = samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length;
      const voice = levelOf(left, [TONES.red, TONES.blue][clip]!, from, to) ** 2 / 2;
      assert.ok(voice > 0.9 * whole, `voice ${clip} is ${(100 * voice) / whole} % of what is heard`);
    }
  });

  test('lets a short clip be heard once, and its pictures go round', async () => {
    const { video, pictures } = await film('round', { references: [blue], duration: 4 });
    assert.ok(pictures.every((picture) => sharesOf(picture).blue > 0.95));
    const { left } = await decodeSound(video);
    assert.equal(voiceOf(left, 0.2, 1.4), 'blue');
    assert.equal(voiceOf(left, 2.2, 3.8), null);
  });
});

describe('words', () => {
  test('about the camera and the light are followed, and what can not be is said', async () => {
    const { plan } = await film('words', {
      prompt: 'character1 dances with character3, black and white, zoom in, a title appears',
      duration: 1,
    });
    assert.equal(plan.locations[0]!.grade?.name, 'black and white');
    assert.match(plan.shots[0]!.name, /zoom in/);
    for (const word of ['dances', 'character3', 'title']) {
      assert.ok(
        plan.warnings.some((sentence) => sentence.includes(`"${word}`)),
        `${word}: ${plan.warnings}`,
      );
    }
    assert.equal(plan.actual_prompt, null);
  });
});

describe('clips of other kinds', () => {
  test('are shown upright, whatever their size', async () => {
    const lying = await clip('lying', 'green', {
      width: 54,
      height: 96,
      fps: 30,
      seconds: 2,
      luma: (_, y) => (y < 48 ? 60 : 200),
    });
    const bytes = await readFile(lying);
    const matrix = bytes.indexOf('tkhd') + 44;
    for (const [i, value] of [0, 0x10000, 0, -0x10000, 0].entries()) bytes.writeInt32BE(value, matrix + 4 * i);
    const turned = await made('turned.mp4', bytes);
    const { pictures } = await film('turned', { references: [turned], prompt: 'static shot', duration: 1 });
    const { y, width } = pictures[0]!;
    assert.ok(y[36 * width + 20]! > 150 && y[36 * width + 108]! < 100, 'what was below is at the left');
  });

  test('that can not be read are named, and leave no film', async () => {
    const broken = await made('broken.mp4', (await readFile(red)).subarray(0, 5000));
    await assert.rejects(film('broken', { references: [blue, broken] }), /film/);
    await assert.rejects(readFile(await made('film broken.mp4')), /ENOENT/);
  });
});

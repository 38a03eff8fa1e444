// No seam where a film goes on from a clip: motion, light and sound are measured in the decoded film, and what they do from
// one moment to the next across the joint is compared with what they do within the clip.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { render } from '../src/index.ts';
import { momentumOf } from '../src/look/momentum.ts';
import { motionBetween, shrunk } from '../src/look/motion.ts';
import { takeOver } from '../src/sound/takeover.ts';
import { decodePictures, decodeSound, type Picture } from './decoding.ts';
import { texture, writeClip } from './made/clips.ts';
import { made } from './made/folder.ts';

const [WIDTH, HEIGHT] = [320, 180];
/** Seconds of each clip, and the frame of the film that the joint is: the clip's last picture, drawn. */
const CLIP = 1.3;
const JOINT = Math.round(CLIP * 30) - 1;

/** Where a camera looks (frame widths and heights), how near, and how much light there is, by seconds. */
type Way = (t: number) => { x?: number; y?: number; zoom?: number; light?: number };
type Sound = (t: number) => number;

const tone: Sound = (t) => 0.25 * Math.sin(2 * Math.PI * 440 * t);
const notes: Sound = (t) =>
  0.25 * Math.sin(2 * Math.PI * [220, 277, 330][Math.floor(4 * t) % 3]! * t) * Math.exp(-3 * ((4 * t) % 1));
/** Noise, another value for each sample, the same each time. */
const noise: Sound = (t) => {
  const mixed = Math.imul(Math.round(t * 48_000) + 1, 0x9e3779b1);
  const again = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77);
  return 0.2 * (((again ^ (again >>> 13)) >>> 0) / 2 ** 31 - 1);
};

async function goneOn(name: string, fps: number, way: Way, sound: Sound) {
  const path = await made(`${name}.mp4`);
  const luma = (x: number, y: number, t: number) => {
    const view = way(t);
    const { zoom = 1, light = 1 } = view;
    const [across, down] = [(x - WIDTH / 2) / zoom, (y - HEIGHT / 2) / zoom];
    const value = texture(across + (view.x ?? 0) * WIDTH + 160, down + (view.y ?? 0) * HEIGHT + 90);
    return 16 + 0.7 * light * (value - 16);
  };
  await writeClip(path, { width: WIDTH, height: HEIGHT, fps, seconds: CLIP, luma, sound });
  return made(`${name} gone on.mp4`).then((video) => film(video, path));
}

async function film(video: string, first_clip: string, size = { width: WIDTH, height: HEIGHT }) {
  const request = { first_clip, prompt_extend: false, ...size, duration: 2.3, seed: 7 };
  const { plan } = await render(request, { video, preset: 'veryfast' });
  return { plan, pictures: await decodePictures(video), sound: (await decodeSound(video)).left };
}

const small = ({ y, width, height }: Picture) => shrunk(y, 0, width, width, height);
const lightOf = ({ y }: Picture) => y.reduce((sum, value) => sum + value, 0) / y.length;

/** How the view moves in `count` frames from that one, a second. */
function speedAt(pictures: Picture[], frame: number, count: number) {
  const { x, y, zoom } = motionBetween(small(pictures[frame]!), small(pictures[frame + count]!));
  return [x, y, zoom].map((way) => (way * 30) / count);
}

/** dB of full scale in a tenth of a second from there. */
function levelAt(sound: Float32Array, from: number): number {
  const [start, end] = [Math.round(from * 48_000), Math.round((from + 0.1) * 48_000)];
  const energy = sound.subarray(start, end).reduce((sum, value) => sum + value ** 2, 0);
  return 10 * Math.log10(energy / (end - start) + 1e-9);
}

const steps = (values: number[]) => values.slice(1).map((value, i) => Math.abs(value - values[i]!));

describe('where a film goes on from a clip', () => {
  for (const [name, fps, way, sound, allowed] of [
    ['a pan with a tone', 30, (t) => ({ x: 0.15 * t }), tone, 2.5],
    ['a fast pan down with noise', 25, (t) => ({ x: 0.25 * t, y: 0.1 * t }), noise, 2.5],
    ['a push-in with music', 60, (t) => ({ zoom: Math.exp(0.14 * t) }), notes, 0],
    ['a pull-out that grows darker', 30, (t) => ({ zoom: Math.exp(-0.1 * t), light: 1.2 - 0.3 * t }), noise, 2.5],
    ['a hand-held camera', 24, handheld, noise, 2.5],
    ['a picture that grows brighter', 30, (t) => ({ light: 0.8 + 0.25 * t }), tone, 2.5],
  ] as [string, number, Way, Sound, number][]) {
    test(`${name}, at ${fps} pictures a second, neither motion nor light nor sound jumps`, async () => {
      const { pictures, plan, sound: heard } = await goneOn(name, fps, way, sound);
      assert.equal(plan.shots[0]!.handheld > 0, way === handheld, 'only a hand goes on swaying');
      // Five frames of the film hold four pictures of a clip of 24, and so on: less would tell the rates and not the motion.
      const [before, across, after] = [JOINT - 7, JOINT - 2, JOINT].map((frame) => speedAt(pictures, frame, 5));
      const own = Math.hypot(...before!) + Math.hypot(...across!);
      for (const [i, axis] of ['across', 'down', 'nearer'].entries()) {
        for (const [from, to] of [
          [before!, across!],
          [across!, after!],
        ]) {
          const step = Math.abs(to![i]! - from![i]!);
          assert.ok(step < 0.03 + 0.15 * own, `${axis}: ${step.toFixed(3)} after ${before![i]!.toFixed(3)} a second`);
        }
      }
      const lights = pictures.map(lightOf);
      const within = Math.max(...steps(lights.slice(JOINT - 12, JOINT)));
      const joint = steps(lights.slice(JOINT - 1, JOINT + 12));
      assert.ok(
        Math.max(...joint) < 1.3 * within + 0.4,
        `light: ${Math.max(...joint).toFixed(2)}, ${within.toFixed(2)}`,
      );
      const slope = lights[JOINT]! - lights[JOINT - 6]!;
      const goes = lights[JOINT + 6]! - lights[JOINT]!;
      assert.ok(
        Math.abs(goes - slope) < 0.6 + 0.5 * Math.abs(slope),
        `light goes ${goes.toFixed(2)} after ${slope.toFixed(2)}`,
      );
      const levels = Array.from({ length: 13 }, (_, i) => levelAt(heard, CLIP + 0.1 * (i - 8)));
      const usual = Math.max(...steps(levels.slice(0, 8)));
      const across_joint = Math.max(...steps(levels.slice(7)));
      assert.ok(across_joint < usual + allowed, `${across_joint.toFixed(1)} dB, within the clip ${usual.toFixed(1)}`);
    });
  }

  function handheld(t: number) {
    return { x: 0.007 * Math.sin(7 * t) + 0.003 * Math.sin(14 * t + 1), y: 0.006 * Math.sin(6 * t + 2) };
  }

  test('a clip that lies on its side goes on upright, and one without a sound begins with the soundtrack', async () => {
    const path = await made('lying.mp4');
    const luma = (_: number, y: number, t: number) => (y < 48 ? 60 : 180) + 10 * Math.sin(0.6 * y + 3 * t);
    await writeClip(path, { width: 54, height: 96, fps: 30, seconds: CLIP, luma, sound: () => 0 });
    const bytes = await readFile(path);
    const matrix = bytes.indexOf('tkhd') + 44;
    for (const [i, value] of [0, 0x10000, 0, -0x10000, 0].entries()) bytes.writeInt32BE(value, matrix + 4 * i);
    // Its sound is no sound when the file does not say so.
    bytes.write('skip', bytes.lastIndexOf('trak'), 'latin1');
    const turned = await made('turned.mp4', bytes);
    const { pictures, sound } = await film(await made('turned on.mp4'), turned, { width: 192, height: 108 });
    for (const frame of [0, JOINT - 1, JOINT, JOINT + 1]) {
      const { y, width } = pictures[frame]!;
      const [left, right] = [30, 160].map((column) => y[54 * width + column]!);
      assert.ok(left! > 140 && right! < 90, `${left} ${right} in frame ${frame}`);
    }
    assert.ok(levelAt(sound, 0.5) > -45, 'the soundtrack is there from the beginning');
  });
});

test('a fast pan runs out without going back', async () => {
  const { pictures } = await goneOn('a very fast pan', 30, (t) => ({ x: 0.8 * t }), tone);
  const speeds = [0, 3, 6, 9, 12, 15, 18, 21, 24, 27].map((frame) => speedAt(pictures, JOINT + frame, 3)[0]!);
  const told = speeds.map((speed) => speed.toFixed(2)).join(' ');
  assert.ok(speeds[0]! > 0.5 && speeds[0]! < 0.75 && speeds[3]! > 0.08, told);
  assert.ok(
    speeds.every((speed, i) => speed > -0.01 && (i === 0 || speed < speeds[i - 1]! + 0.02)),
    told,
  );
});

test('how a clip moves at its end is told at any rate, even or not, and from what follows its last cut or flash', () => {
  const times = [0, 0.1, 0.14, 0.3, 0.4, 0.48, 0.6, 0.7, 0.72, 0.9, 1];
  const lumas = times.map((time) => {
    const at = (i: number) => texture(2 * (i % 160) + 45 * time + (time < 0.4 ? 900 : 0), 2 * Math.floor(i / 160));
    const samples = Float32Array.from({ length: 160 * 90 }, (_, i) => (time === 0.48 ? 230 : at(i)));
    return { width: 160, height: 90, samples };
  });
  const { x, y, zoom, sway, light } = momentumOf(lumas, times);
  assert.ok(Math.abs(x - 45 / 320) < 0.004, `${x} widths a second`);
  assert.deepEqual([y, zoom, sway, light], [0, 0, 0, 0]);
});

test('a cut between pictures that are alike is no motion, nor a fade one, nor is a camera that sets off a hand', () => {
  const times = Array.from({ length: 13 }, (_, i) => 0.1 * i);
  const seen = (way: (time: number) => { x: number; light?: number; at?: number }) =>
    momentumOf(
      times.map((time) => {
        const { x, light = 1, at = 0 } = way(time);
        const value = (i: number) => texture(2 * (i % 160) + 320 * x + at, 2 * Math.floor(i / 160) + at);
        const samples = Float32Array.from({ length: 160 * 90 }, (_, i) => 16 + light * (20 + 0.6 * value(i)));
        return { width: 160, height: 90, samples };
      }),
      times,
    );
  const cut = seen((time) => ({ x: 0.1 * time, at: time < 0.75 ? 0 : 700 }));
  assert.ok(Math.abs(cut.x - 0.1) < 0.01 && cut.y === 0 && cut.zoom === 0 && cut.sway === 0, JSON.stringify(cut));
  const faded = seen((time) => ({ x: 0.1 * time, light: 1 - time / 1.4 }));
  assert.ok(
    Math.abs(faded.x - 0.1) < 0.015 && Math.abs(faded.zoom) < 0.02 && faded.light < -0.9,
    JSON.stringify(faded),
  );
  const away = seen((time) => ({ x: 0.8 * Math.max(0, time - 0.7) ** 2 }));
  assert.ok(Math.abs(away.x - 0.8) < 0.05 && away.sway < 0.004, JSON.stringify(away));
});

test('a clip of another shape than the frame is cut around who moves in it, the same on both sides of the joint', async () => {
  const path = await made('off the middle.mp4');
  const disc = (x: number, y: number, t: number) => Math.hypot(x - 34 - 3 * Math.sin(4 * t), y - 50) < 16;
  const luma = (x: number, y: number, t: number) => (disc(x, y, t) ? 225 : 60 + texture(x, y) / 4);
  await writeClip(path, { width: 192, height: 108, fps: 30, seconds: CLIP, luma, sound: () => 0 });
  for (const [width, height] of [
    [90, 160],
    [120, 120],
    [128, 96],
    [96, 128],
    [160, 64],
  ] as [number, number][]) {
    const name = `in ${width}x${height}`;
    const { pictures } = await film(await made(`${name}.mp4`), path, { width, height });
    const shares = [0, 20, JOINT - 1, JOINT, JOINT + 1].map((frame) => {
      const { y } = pictures[frame]!;
      const rim = y.filter((value, i) => value > 130 && (i % width === 0 || i % width === width - 1));
      assert.equal(rim.length, 0, `${name}: it is cut off in frame ${frame}`);
      return y.reduce((sum, value) => sum + (value > 130 ? 1 : 0), 0) / y.length;
    });
    assert.ok(Math.min(...shares) > 0.03, `${name}: ${shares}`);
    assert.ok(Math.max(...steps(shares.slice(2))) < 0.005, `${name}: ${shares}`);
  }
});

test('the sound of a clip is heard whole, and what follows begins as loud as it ends', () => {
  const clip = Float32Array.from({ length: 96_000 }, (_, i) => (i < 48_000 ? 0.3 : 0.04) * tone(i / 48_000) * 4);
  const follows = Float32Array.from({ length: 240_000 }, (_, i) => noise(i / 48_000));
  const { left } = takeOver({ left: clip, right: clip.slice() }, { left: follows, right: follows.slice() });
  // But for the last moment, into which the first repeated piece is joined.
  assert.deepEqual(left.subarray(0, 94_000), clip.subarray(0, 94_000));
  const levels = Array.from({ length: 20 }, (_, i) => levelAt(left, 1.5 + 0.1 * i));
  assert.ok(Math.max(...steps(levels)) < 2.5, levels.map((level) => level.toFixed(1)).join(' '));
});

test('what rang in a clip rings no second time behind its end', () => {
  const bell = (t: number) => (t > 1 && t < 1.2 ? 0.5 : 0.02) * Math.sin(2 * Math.PI * 300 * t);
  const clip = Float32Array.from({ length: 96_000 }, (_, i) => bell(i / 48_000));
  const follows = Float32Array.from({ length: 240_000 }, (_, i) => 0.05 * noise(i / 48_000));
  const { left } = takeOver({ left: clip, right: clip.slice() }, { left: follows, right: follows.slice() });
  const levels = Array.from({ length: 20 }, (_, i) => levelAt(left, 1.9 + 0.1 * i));
  // The bell is at −9 dB.
  assert.ok(Math.max(...levels) < -20, levels.map((level) => level.toFixed(1)).join(' '));
});

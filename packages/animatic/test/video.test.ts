import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { References } from '../src/film/references.ts';
import { openClipFile, removeCopies } from '../src/film/working-copy.ts';
import { clipPictures, clipSound } from '../src/input/clip.ts';
import { measureVideo, VideoFile } from '../src/input/video.ts';
import { decodePictures } from './decoding.ts';
import { texture, writeClip } from './made/clips.ts';
import { made } from './made/folder.ts';
import { writeForeign } from './made/foreign.ts';
import { sine, wav } from './made/sounds.ts';

const path = await made('clip.mp4');
await writeClip(path, { width: 96, height: 54, fps: 24, seconds: 1.5, luma: texture, sound: () => 0.1 });
const whole = await readFile(path);

describe('what a film is', () => {
  test('is told by its own pictures, not by its name', async () => {
    const other = await made('clip.png', whole);
    assert.deepEqual(await measureVideo(other), {
      format: 'mp4',
      width: 96,
      height: 54,
      duration: 1.5,
      has_audio: true,
    });
  });

  test('is MOV when its brand is QuickTime', async () => {
    const bytes = Buffer.from(whole);
    bytes.write('qt  ', 8);
    assert.equal((await measureVideo(await made('clip.mov', bytes))).format, 'mov');
  });

  test('has a size also where only its pictures tell it: MPEG-4 in an MP4', async () => {
    const file = await made('mpeg4.mp4');
    const size = { width: 102, height: 58 };
    await writeForeign(file, {
      container: 'mp4',
      codec: 'mpeg4',
      ...size,
      rate: [24, 1],
      frames: 12,
      luma: texture,
      sound: null,
    });
    const { width, height, duration } = await measureVideo(file);
    assert.deepEqual([width, height, duration], [102, 58, 0.5]);
  });

  test('is as wide as it is shown where its pixels are not square, and is shown so', async () => {
    const file = await made('wide.mp4');
    // A disc of 40 pixels down, and of 30 across as it lies in the file.
    const luma = (x: number, y: number) => (Math.hypot((x - 36) * (4 / 3), y - 27) < 20 ? 220 : 40);
    await writeForeign(file, {
      ...{ container: 'mp4', codec: 'libx264', width: 72, height: 54, pixel: [4, 3], rate: [24, 1], frames: 12 },
      ...{ luma, sound: null },
    });
    const { width, height } = await measureVideo(file);
    assert.deepEqual([width, height], [96, 54]);
    await using video = await VideoFile.open(file);
    const bytes = new Uint8Array(96 * 54 * 1.5);
    const slot = { y: 0, u: 96 * 54, v: 96 * 54 * 1.25, lumaStride: 96, chromaStride: 48 };
    for await (const _ of clipPictures(video, { bytes, slot, width: 96, height: 54, fps: 24 }, 0, 1)) break;
    const across = bytes.subarray(27 * 96, 28 * 96).filter((value) => value > 130).length;
    const down = Array.from({ length: 54 }, (_, y) => bytes[y * 96 + 48]!).filter((value) => value > 130).length;
    assert.ok(Math.abs(across - down) <= 2, `${across} × ${down}`);
  });

  test('has the size that is seen: one filmed upright is turned', async () => {
    const bytes = Buffer.from(whole);
    const matrix = bytes.indexOf('tkhd') + 44;
    assert.equal(bytes.readInt32BE(matrix), 0x10000);
    for (const [i, value] of [0, 0x10000, 0, -0x10000, 0].entries()) bytes.writeInt32BE(value, matrix + 4 * i);
    const { width, height } = await measureVideo(await made('turned.mp4', bytes));
    assert.deepEqual([width, height], [54, 96]);
  });
});

/** A copy of a file in which a number of each box of a kind is another, as `change` makes it of the one at that byte of the box. */
async function edited(
  name: string,
  bytes: Buffer,
  box: string,
  at: number,
  change: (number: number, i: number) => number,
) {
  const copy = Buffer.from(bytes);
  for (let i = 0, start = copy.indexOf(box); start >= 0; i++, start = copy.indexOf(box, start + 4)) {
    copy.writeInt32BE(change(copy.readInt32BE(start + at), i), start + at);
  }
  return made(name, copy);
}

/** The first picture of a clip in a frame of 96 × 54, and the others if more are asked for. */
async function shown(video: VideoFile, count = 1): Promise<Uint8Array[]> {
  const bytes = new Uint8Array(96 * 54 * 1.5);
  const slot = { y: 0, u: 96 * 54, v: 96 * 54 * 1.25, lumaStride: 96, chromaStride: 48 };
  const pictures: Uint8Array[] = [];
  for await (const _ of clipPictures(video, { bytes, slot, width: 96, height: 54, fps: 24 }, 0, count)) {
    pictures.push(bytes.slice(0, 96 * 54));
  }
  return pictures;
}

const apart = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

describe('what is seen and heard of a film', () => {
  test('begins where an editor has cut it, between two key pictures', async () => {
    const file = await made('counted.mp4');
    const luma = (_x: number, _y: number, t: number) => 40 + 80 * t;
    await writeClip(file, { width: 96, height: 54, fps: 24, seconds: 2, luma, sound: (t) => (t < 1 ? 0 : 0.5) });
    // The start of an edit counts in each track's own time: 12288 and 48000 a second.
    const bytes = await readFile(file);
    const scales = [12_288, 48_000];
    const whole = await VideoFile.open(file);
    const cut = await edited('cut by an editor.mp4', bytes, 'elst', 16, (start, i) => start + 0.75 * scales[i]!);
    await using video = await VideoFile.open(cut);
    assert.ok(Math.abs(video.duration - 1.25) < 1 / 48, `${video.duration} s of ${whole.duration}`);
    await whole[Symbol.asyncDispose]();
    const [first, second] = await shown(video, 2);
    assert.ok(Math.abs(first![700]! - 100) < 3 && second![700]! - first![700]! > 2, `${first![700]} ${second![700]}`);
    const { left } = (await clipSound(video, 1))!;
    const begins = left.findIndex((value) => value > 0.25) / 48_000;
    assert.ok(Math.abs(begins - 0.25) < 1 / 48, `heard from ${begins} s on`);
  });

  test('is as its mirror shows it, where a phone has filmed so', async () => {
    const bytes = Buffer.from(whole);
    const matrix = bytes.indexOf('tkhd') + 44;
    bytes.writeInt32BE(-0x10000, matrix);
    await using plain = await VideoFile.open(path);
    await using mirrored = await VideoFile.open(await made('mirrored.mp4', bytes));
    const [[own], [turned]] = [await shown(plain), await shown(mirrored)];
    const back = own!.map((_, i) => turned![i - (i % 96) + 95 - (i % 96)]!);
    assert.equal(apart(own!, back), 0);
  });

  test('stays in time where some of its sound is missing', async () => {
    const file = await made('gaps.mp4');
    await writeClip(file, {
      width: 96,
      height: 54,
      fps: 24,
      seconds: 2,
      luma: texture,
      sound: (t) => (t < 1 ? 0 : 0.5),
    });
    const bytes = await readFile(file);
    // Each 1024 samples begin 1536 after those before.
    const sound = bytes.subarray(bytes.lastIndexOf('trak'));
    sound.writeInt32BE(1536, sound.indexOf('stts') + 16);
    await using video = await VideoFile.open(await made('with gaps.mp4', bytes));
    const { left } = (await clipSound(video, 3))!;
    const begins = left.findIndex((value) => value > 0.25) / 48_000;
    assert.ok(Math.abs(begins - 1.5) < 0.06, `heard from ${begins} s on`);
  });

  test('is read from a copy as large as a film where it is larger, with its sound and for as long as it is needed', async () => {
    const file = await made('large.mp4');
    await writeForeign(file, {
      ...{ container: 'mp4', codec: 'libx264', width: 2560, height: 1440, rate: [24, 1], frames: 4 },
      ...{ luma: (x, y) => 40 + ((x + y) >> 5), sound: (t) => Math.sin(2000 * t), options: { preset: 'ultrafast' } },
    });
    const film = await made('film.mp4');
    await using large = await VideoFile.open(file);
    await using copy = await openClipFile(file, film, 0, new AbortController().signal);
    assert.deepEqual([copy.width, copy.height, copy.has_audio], [1920, 1080, true]);
    assert.ok(Math.abs(copy.duration - large.duration) < 0.01, `${copy.duration} s`);
    assert.ok(apart((await shown(large))[0]!, (await shown(copy))[0]!) < 1);
    await removeCopies(film);
    await assert.rejects(readFile(`${film}.clip0`), { code: 'ENOENT' });
  });

  /** Thousandths of the samples that stand out from the rows above and below, which are alike. */
  const combs = (y: Uint8Array, width: number) =>
    (1000 / y.length) *
    y.reduce((count, value, i) => {
      const [above, below] = [y[i - width] ?? value, y[i + width] ?? value];
      return count + Number((above - value) * (below - value) > 100 && Math.abs(above - below) < 20);
    }, 0);

  for (const said of [true, false]) {
    test(`has whole pictures, one for each moment, where each holds two of them and ${said ? 'says so' : 'does not say so'}`, async () => {
      const file = await made(`interlaced ${said}.mp4`);
      // The even rows show a moment, the odd ones the next, a fiftieth of a second and eight pixels on.
      const [width, height] = said ? [256, 144] : [640, 480];
      await writeForeign(file, {
        ...{ container: 'mp4', codec: 'libx264', width, height, rate: [25, 1], frames: 12, interlaced: said },
        ...{ luma: (x, y, frame) => texture(x + 8 * (2 * frame + (y & 1)), y), sound: null, options: { crf: '12' } },
      });
      const film = await made('interlaced film.mp4');
      await using video = await openClipFile(file, film, 0, new AbortController().signal);
      assert.deepEqual([video.width, video.height, video.packets], [width, height, 24]);
      assert.ok(Math.abs(video.duration - 0.48) < 0.01, `${video.duration} s`);
      const pictures = await decodePictures(`${film}.clip0`);
      const worst = Math.max(...pictures.map(({ y }) => combs(y, width)));
      assert.ok(worst < 3 && combs((await decodePictures(file))[5]!.y, width) > 50, `${worst} ‰ of combs`);
      // A moment and the one eight pixels on.
      const [one, next] = [pictures[10]!.y, pictures[11]!.y];
      const moved = one.map((_, i) => next[i - 8]!);
      assert.ok(apart(one, moved) < 3 && apart(one, next) > 6, `${apart(one, moved)} and ${apart(one, next)} apart`);
      await removeCopies(film);
    });
  }

  test('is read as it is where it only says that its pictures hold two moments', async () => {
    const file = await made('whole.mp4');
    await writeForeign(file, {
      ...{ container: 'mp4', codec: 'libx264', width: 256, height: 144, rate: [25, 1], frames: 12, interlaced: true },
      ...{ luma: (x, y, frame) => texture(x + 8 * frame, y), sound: null },
    });
    const film = await made('whole film.mp4');
    await using video = await openClipFile(file, film, 0, new AbortController().signal);
    assert.equal(video.packets, 12);
    await assert.rejects(readFile(`${film}.clip0`), { code: 'ENOENT' });
  });
});

describe('a film is refused', () => {
  test('when it is cut short, though its header promises more', async () => {
    const cut = await made('cut.mp4', whole.subarray(0, whole.length * 0.6));
    await assert.rejects(measureVideo(cut), /cut short: \d+ of its 36 pictures/);
    await assert.rejects(measureVideo(await made('head.mp4', whole.subarray(0, 300))), /no moving picture/);
  });

  test('when it is damaged where it begins', async () => {
    const start = whole.indexOf('mdat') + 4;
    const damaged = await made('damaged.mp4', Buffer.from(whole).fill(0x55, start));
    await assert.rejects(measureVideo(damaged), /none of its pictures can be decoded/);
  });

  test('when nothing decodes of its end, as soon as that is read', async () => {
    const start = whole.indexOf('mdat') + 4;
    const file = await made(
      'damaged end.mp4',
      Buffer.from(whole).fill(0, Math.round(start + (whole.length - start) * 0.4)),
    );
    const { signal } = new AbortController();
    const opened = References.open({ references: [file], fps: 24 }, await made('never.mp4'), signal);
    await assert.rejects(opened, /does not decode as far as 1\.5 s/);
  });

  test('when it is something else', async () => {
    await assert.rejects(
      measureVideo(await made('sound.mp4', wav({ rate: 8000, channels: 1, seconds: 1 }, sine))),
      /is a WAV; a film must be MP4 or MOV/,
    );
    await assert.rejects(measureVideo(await made('text.mp4', 'Not a film.')), /is a text/);
    await assert.rejects(measureVideo(await made('empty.mp4', '')), /is an empty file/);
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { clipPictures } from '../src/input/clip.ts';
import { measureVideo, VideoFile } from '../src/input/video.ts';
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

  test('when it is something else', async () => {
    await assert.rejects(
      measureVideo(await made('sound.mp4', wav({ rate: 8000, channels: 1, seconds: 1 }, sine))),
      /is a WAV; a film must be MP4 or MOV/,
    );
    await assert.rejects(measureVideo(await made('text.mp4', 'Not a film.')), /is a text/);
    await assert.rejects(measureVideo(await made('empty.mp4', '')), /is an empty file/);
  });
});

import assert from 'node:assert/strict';
import { readFile, truncate } from 'node:fs/promises';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { measureAudio, readAudio } from '../src/input/audio.ts';
import { digestOf } from './decoding.ts';
import { made } from './made/folder.ts';
import { sine, wav, writeMp3 } from './made/sounds.ts';

const stereo = (seconds: number, rate = 48_000) => ({ rate, channels: 2, seconds });

/** The largest difference between samples and a wave at 48 kHz, away from both ends. */
function distance(samples: Float32Array, wave: (t: number) => number): number {
  let worst = 0;
  for (let i = 100; i < samples.length - 100; i++) worst = Math.max(worst, Math.abs(samples[i] - wave(i / 48_000)));
  return worst;
}

describe('the length of a sound', () => {
  test('is that of its samples, whatever the header of a WAV says', async () => {
    for (const data of [undefined, 0, 480_000_000, 0xffffffff]) {
      const path = await made('lie.wav', wav(stereo(1.25), sine, { data }));
      assert.deepEqual(await measureAudio(path), { format: 'wav', duration: 1.25 });
    }
    const path = await made('lie.wav', wav(stereo(1.25), sine, { byteRate: 7 }));
    assert.deepEqual(await measureAudio(path), { format: 'wav', duration: 1.25 });
  });

  test('of an MP3 with a LAME tag is what was encoded', async () => {
    const path = await made('tagged.dat');
    await writeMp3(path, stereo(4, 44_100), sine, true);
    assert.deepEqual(await measureAudio(path), { format: 'mp3', duration: 4 });
  });

  test('of an MP3 is that of its sound, with a cover picture before it too', async () => {
    const path = await made('bare.mp3');
    await writeMp3(path, stereo(2, 44_100), sine, true);
    const cover = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const frame = Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), cover]);
    const header = Buffer.from('ID3\x03\0\0\0\0\0\0APIC\0\0\0\0\0\0', 'latin1');
    header.writeUInt32BE(frame.length, 14);
    header[8] = (10 + frame.length) >> 7; // sizes of tags have seven bits a byte
    header[9] = (10 + frame.length) & 127;
    const covered = await made('covered.mp3', Buffer.concat([header, frame, await readFile(path)]));
    assert.deepEqual(await measureAudio(covered), { format: 'mp3', duration: 2 });
  });

  test('of an MP3 without any tag is counted', async () => {
    const path = await made('bare.mp3');
    await writeMp3(path, { rate: 22_050, channels: 1, seconds: 4 }, sine, false);
    const { format, duration } = await measureAudio(path);
    assert.equal(format, 'mp3');
    assert.ok(duration >= 4 && duration < 4.1, `${duration} s`);
  });
});

describe('the samples of a sound', () => {
  test('are the very samples of a 48 kHz WAV', async () => {
    const { left, right } = await readAudio(await made('exact.wav', wav(stereo(0.5), sine)), 10);
    assert.equal(left.length, 24_000);
    assert.equal(right.length, 24_000);
    for (let i = 0; i < left.length; i++) {
      assert.equal(left[i], Math.round(sine(i / 48_000, 0) * 32767) / 32768);
      assert.equal(right[i], Math.round(sine(i / 48_000, 1) * 32767) / 32768);
    }
  });

  test('of another rate are resampled in step from the first one', async () => {
    for (const rate of [8_000, 22_050, 44_100, 96_000]) {
      const { left, right } = await readAudio(await made(`${rate}.wav`, wav(stereo(1, rate), sine)), 10);
      assert.ok(Math.abs(left.length - 48_000) <= 6, `${left.length} samples`);
      assert.ok(distance(left, (t) => sine(t, 0)) < 1e-3);
      assert.ok(distance(right, (t) => sine(t, 1)) < 1e-3);
    }
  });

  test('of a mono sound are on both sides at their full level', async () => {
    const path = await made('mono.wav', wav({ rate: 48_000, channels: 1, seconds: 0.5 }, sine));
    const { left, right } = await readAudio(path, 10);
    assert.equal(digestOf(left), digestOf(right));
    assert.ok(distance(left, (t) => sine(t, 0)) < 1e-4);
  });

  test('of six channels are mixed to two within full scale', async () => {
    const path = await made(
      'six.wav',
      wav({ rate: 48_000, channels: 6, seconds: 0.1 }, () => 0.99),
    );
    const { left } = await readAudio(path, 10);
    const middle = left[2400];
    assert.ok(middle > 0.5 && middle <= 1, `${middle}`);
  });

  test('of an MP3 start where the encoded sound started', async () => {
    const sweep = (t: number) => 0.5 * Math.sin(2 * Math.PI * (200 * t + 2000 * t * t));
    const path = await made('start.mp3');
    await writeMp3(path, stereo(1, 44_100), sweep, true);
    const { left } = await readAudio(path, 10);
    assert.equal(left.length, 48_000);
    const likeness = (lag: number) => {
      let sum = 0;
      for (let i = 5_000; i < 30_000; i++) sum += left[i + lag] * sweep(i / 48_000);
      return sum;
    };
    const lags = Array.from({ length: 81 }, (_, i) => i - 40);
    assert.equal(lags.sort((a, b) => likeness(b) - likeness(a))[0], 0);
  });

  test('stop at the seconds asked for, and no more of a ten-hour file is read', async () => {
    const path = await made('endless.wav', wav(stereo(3), sine, { data: 0xffffffff }));
    await truncate(path, 10 * 3600 * 192_000); // sparse: it takes no disk
    const before = process.memoryUsage();
    const started = performance.now();
    const { left, right } = await readAudio(path, 2);
    assert.equal(left.length, 96_000);
    assert.equal(right.length, 96_000);
    assert.ok(performance.now() - started < 1000);
    assert.ok(process.memoryUsage().rss - before.rss < 50e6);
  });
});

describe('a file that is no good sound', () => {
  test('is told by what it is, not by its name', async () => {
    const wrong: [contents: string | Buffer, said: RegExp][] = [
      ['la la la', /a text/],
      [Buffer.from('OggS and so on', 'latin1'), /an Ogg/],
      [Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0', 'latin1'), /an MP4/],
    ];
    for (const [contents, said] of wrong) {
      const path = await made('sound.mp3', contents);
      await assert.rejects(measureAudio(path), { name: 'InputError', code: 'unsupported', message: said });
      await assert.rejects(readAudio(path, 1), { name: 'InputError', code: 'unsupported', message: said });
    }
  });

  test('is refused when it is damaged or holds nothing', async () => {
    const junk = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i * 31 + i * 7) >> 3));
    const damaged = [
      Buffer.from('ID3\x04\0\0\0\0\0\x05hello', 'latin1'),
      Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), junk]),
      wav(stereo(0), sine),
      wav(stereo(1), sine).subarray(0, 30),
      wav({ rate: 0, channels: 2, seconds: 0 }, sine),
    ];
    for (const bytes of damaged) {
      await assert.rejects(measureAudio(await made('damaged', bytes)), { name: 'InputError', code: 'unreadable' });
    }
  });

  test('is refused when its header asks for absurd rates', async () => {
    const absurd = wav(stereo(0.1), sine);
    absurd.writeUInt32LE(1, 24);
    const path = await made('absurd.wav', absurd);
    await assert.rejects(readAudio(path, 5), { name: 'InputError', code: 'unsupported', message: /1 Hz/ });
  });
});

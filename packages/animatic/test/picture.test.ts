import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { InputError } from '../src/input/input-error.ts';
import { measurePicture, readPicture } from '../src/input/picture.ts';
import { made } from './made/folder.ts';
import { bmp, pngBomb } from './made/pictures.ts';

const orange = { r: 255, g: 128, b: 0 };
const plain = () => sharp({ create: { width: 30, height: 20, channels: 3, background: orange } });
const noise = () => {
  const layer = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  return sharp({ create: { width: 400, height: 300, channels: 3, background: orange, noise: layer } });
};

/** The pixel at (x, y). */
function pixel(picture: { width: number; rgb: Uint8Array }, x: number, y: number): number[] {
  return [...picture.rgb.subarray(3 * (y * picture.width + x), 3 * (y * picture.width + x) + 3)];
}

async function near(path: string, expected: number[], tolerance: number): Promise<void> {
  const picture = await readPicture(path);
  assert.equal(picture.rgb.length, 3 * picture.width * picture.height);
  const seen = pixel(picture, 5, 5);
  const close = seen.every((value, i) => Math.abs(value - expected[i]) <= tolerance);
  assert.ok(close, `${path} gave ${seen}, not ${expected} ± ${tolerance}`);
}

describe('the size of a picture', () => {
  test('is read from each format whatever the file is called', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const path = await made(`${format}.txt`, await plain().toFormat(format).toBuffer());
      assert.deepEqual(await measurePicture(path), { format, width: 30, height: 20 });
    }
    const path = await made('bmp.txt', bmp(13, 7, true));
    assert.deepEqual(await measurePicture(path), { format: 'bmp', width: 13, height: 7 });
  });

  test('is the one seen upright when the camera was held sideways', async () => {
    const path = await made('sideways.jpg', await plain().withMetadata({ orientation: 6 }).jpeg().toBuffer());
    assert.deepEqual(await measurePicture(path), { format: 'jpeg', width: 20, height: 30 });
    const { width, height } = await readPicture(path);
    assert.deepEqual({ width, height }, { width: 20, height: 30 });
  });

  test('of a bomb costs no memory, and its pixels are refused', async () => {
    const path = await made('bomb.png', pngBomb(16_000));
    const before = process.memoryUsage().rss;
    assert.deepEqual(await measurePicture(path), { format: 'png', width: 16_000, height: 16_000 });
    await assert.rejects(readPicture(path), { name: 'InputError', code: 'unsupported', message: /16000×16000/ });
    assert.ok(process.memoryUsage().rss - before < 30e6);
  });
});

describe('the pixels of a picture', () => {
  test('come upright: what EXIF says is the top is the top', async () => {
    const stripes = Buffer.alloc(3 * 40 * 20, 255);
    stripes.fill(0, 0, 3 * 40 * 10); // stored: the upper half is black; orientation 6 turns it to the right
    const stored = sharp(stripes, { raw: { width: 40, height: 20, channels: 3 } });
    const path = await made('turned.png', await stored.withMetadata({ orientation: 6 }).png().toBuffer());
    const picture = await readPicture(path);
    assert.deepEqual([picture.width, picture.height], [20, 40]);
    assert.deepEqual(
      [pixel(picture, 2, 20), pixel(picture, 17, 20)],
      [
        [255, 255, 255],
        [0, 0, 0],
      ],
    );
  });

  test('are sRGB from a wide profile, CMYK, sixteen bits and grey', async () => {
    await near(await made('p3.png', await plain().withIccProfile('p3').png().toBuffer()), [255, 128, 0], 2);
    await near(await made('cmyk.jpg', await plain().toColourspace('cmyk').jpeg().toBuffer()), [255, 128, 0], 12);
    await near(await made('16.png', await plain().toColourspace('rgb16').png().toBuffer()), [255, 128, 0], 1);
    await near(await made('grey.png', await plain().greyscale().png().toBuffer()), [155, 155, 155], 12);
  });

  test('lie on white where the picture is transparent', async () => {
    const glass = sharp({ create: { width: 9, height: 9, channels: 4, background: { ...orange, alpha: 0.5 } } });
    await near(await made('glass.png', await glass.png().toBuffer()), [255, 191, 127], 1);
  });

  test('are the first frame of an animation', async () => {
    const frames = Buffer.concat([Buffer.alloc(300, 200), Buffer.alloc(300, 10)]);
    const film = sharp(frames, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } });
    const path = await made('film.webp', await film.webp({ lossless: true }).toBuffer());
    assert.deepEqual(await measurePicture(path), { format: 'webp', width: 10, height: 10 });
    await near(path, [200, 200, 200], 1);
  });

  test('of a BMP are exact, from the bottom or from the top', async () => {
    for (const fromTop of [false, true]) {
      const picture = await readPicture(await made(`${fromTop}.bmp`, bmp(13, 7, fromTop)));
      assert.deepEqual(pixel(picture, 0, 0), [200, 0, 0]);
      assert.deepEqual(pixel(picture, 12, 6), [200, 6, 12]);
    }
  });
});

describe('a file that is no good picture', () => {
  test('is refused when it is cut short or damaged', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const whole = await noise().toFormat(format).toBuffer();
      const path = await made(`cut.${format}`, whole.subarray(0, whole.length * 0.6));
      await assert.rejects(readPicture(path), { name: 'InputError', code: 'unreadable', message: /cut short/ });
    }
    const torn = await made('torn.bmp', bmp(40, 30, false).subarray(0, -3));
    await assert.rejects(readPicture(torn), { name: 'InputError', code: 'unreadable' });
    const scratched = await noise().png().toBuffer();
    scratched.fill(0x5a, 100_000, 100_040);
    await assert.rejects(readPicture(await made('scratched.png', scratched)), InputError);
  });

  test('is told by what it is, not by its name', async () => {
    const wrong: [contents: string | Buffer, said: RegExp][] = [
      ['Just words, and a smile: ☺\n', /a text/],
      ['BMs are the beginning of this text, which goes on for a while', /a text/],
      ['<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', /an SVG/],
      ['<!doctype html><p>Not found', /a web page/],
      [await plain().gif().toBuffer(), /a GIF/],
      [await plain().tiff().toBuffer(), /a TIFF/],
      [await plain().avif().toBuffer(), /an AVIF/],
      [Buffer.from([7, 0, 1, 2, 3, 250, 251, 252]), /no known kind/],
    ];
    for (const [contents, said] of wrong) {
      const path = await made('picture.png', contents);
      await assert.rejects(measurePicture(path), { name: 'InputError', code: 'unsupported', message: said });
      await assert.rejects(readPicture(path), { name: 'InputError', code: 'unsupported', message: said });
    }
    await assert.rejects(measurePicture(await made('picture.png', '')), { code: 'unreadable', message: /empty/ });
  });

  test('is told again when the file at the same path has changed', async () => {
    const path = await made('same.png', await plain().png().toBuffer());
    await readPicture(path);
    await made('same.png', await plain().resize(60, 50).tint('blue').png().toBuffer());
    assert.deepEqual(await measurePicture(path), { format: 'png', width: 60, height: 50 });
    const { width, height } = await readPicture(path);
    assert.deepEqual([width, height], [60, 50]);
  });
});

// pixverse-v5.6-i2v through the front door: every parameter is seen or heard in the decoded film.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectFilm } from '@reelqueue/animatic';
import sharp from 'sharp';
import { readPicture } from '../../animatic/src/input/picture.ts';
import { composed } from '../../animatic/src/look/composed.ts';
import { decodeSound } from '../../animatic/test/decoding.ts';
import { fileServer, PHOTOS, QUEUE, startSystem, type TestSystem, testFolder } from './system.ts';
import { difference, watch } from './watching.ts';

let system: TestSystem;
let folder: Awaited<ReturnType<typeof testFolder>>;
let files: Awaited<ReturnType<typeof fileServer>>;
/** As it is asked for usually; tall, longer and extended; square, of more lines and of a long prompt. */
let base: Promise<Film>;
let tall: Promise<Film>;
let square: Promise<Film>;
/** The ones that are led somewhere: fast towards the middle, the same with another seed, another prompt, and without what leads there. */
let led: Promise<Film>[];

before(async () => {
  [folder, files] = await Promise.all([testFolder(), fileServer({ 'coffee.png': join(PHOTOS, 'coffee.png') })]);
  system = await startSystem({ REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' });
  base = film({});
  tall = film({ duration: 8, aspect_ratio: '3:4', prompt: LONG, thinking_type: 'enabled' });
  square = film({ quality: '540p', aspect_ratio: '1:1', prompt: LONG });
  const ways = [{}, { seed: 8 }, { prompt: 'pan left' }, { negative_prompt: 'zoom' }];
  led = ways.map((more) => film({ prompt: 'fast zoom in', thinking_type: 'disabled', ...more }));
  for (const one of [base, tall, square, ...led]) one.catch(() => {}); // whoever awaits it says so
});
after(async () => {
  await system[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

type Film = { path: string; actual_prompt: string | undefined };

/** Too long to be extended by itself. */
const LONG =
  'The camera moves slowly and steadily towards the cup of coffee that stands there on the old wooden table by the wall';

/** The smallest film of the coffee photo with seed 7, unless the payload says otherwise. */
async function film(payload: object): Promise<Film> {
  const asked = { image_url: `${files.url}/coffee.png`, prompt: 'slow push in', quality: '360p', seed: 7, ...payload };
  const record = await system.client.run('pixverse-v5.6-i2v', asked);
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  const path = join(folder.path, `${record.request_id}.mp4`);
  await writeFile(path, Buffer.from(await (await fetch(record.outcome.video_url)).arrayBuffer()));
  return { path, actual_prompt: record.outcome.actual_prompt };
}

const loudest = async ({ path }: Film): Promise<number> => {
  const { left } = await decodeSound(path);
  return left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
};

/** The largest change from a picture to the next. */
const leap = async ({ path }: Film): Promise<number> => Math.max(...(await watch(path)).changes);

test('with nothing but a picture and a prompt it is 5 s of silent 16:9 at 24 fps', async () => {
  const made = await base;
  const { width, height, fps, frames } = await inspectFilm(made.path);
  assert.deepEqual([width, height, fps, frames], [640, 360, 24, 120]);
  assert.equal(await loudest(made), 0);
});

test('duration, aspect ratio and quality are exact', async () => {
  const { width, height, frames } = await inspectFilm((await tall).path);
  assert.deepEqual([width, height, frames], [360, 480, 192]);
  const { width: wide, height: high } = await inspectFilm((await square).path);
  assert.deepEqual([wide, high], [540, 540]);
});

test('sound and cuts come when they are switched on', async () => {
  const made = await film({ generate_audio_switch: true, generate_multi_clip_switch: true });
  assert.ok((await loudest(made)) > 0.02);
  const [cut, smooth] = [await leap(made), await leap(await base)];
  assert.ok(cut > 4 * smooth, `${cut} against ${smooth}`);
});

test('the prompt is extended when asked, or by itself when it is short', async () => {
  assert.match((await base).actual_prompt ?? '', /^slow push in/);
  const [disabled, auto, enabled] = await Promise.all([led[0], square, tall]);
  assert.deepEqual([disabled.actual_prompt, auto.actual_prompt], [undefined, undefined]);
  assert.match(enabled.actual_prompt ?? '', /^The camera moves slowly/);
});

test('the film begins with the picture, and goes where prompt, negative prompt and seed lead it', async () => {
  const frame = { width: 640, height: 360 };
  const { width, height, rgb } = composed(await readPicture(join(PHOTOS, 'coffee.png')), frame);
  const photo = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(640, 360, { fit: 'cover' })
    .raw()
    .toBuffer();
  const { first: opening } = await watch((await base).path);
  // BT.709 luma, limited range.
  const luma = opening.y.map(
    (_, n) => 16 + 0.1826 * photo[3 * n] + 0.6142 * photo[3 * n + 1] + 0.062 * photo[3 * n + 2],
  );
  assert.ok(difference(opening, { ...opening, y: luma }) < 3);

  const ends = await Promise.all(
    led.map(async (one) => {
      const { first, last } = await watch((await one).path);
      return { last, way: difference(first, last) };
    }),
  );
  const [zoomed, reseeded, panned, held] = ends;
  for (const other of [reseeded, panned, held]) assert.ok(difference(zoomed.last, other.last) > 1);
  assert.ok(held.way < 0.8 * zoomed.way, `${held.way} against ${zoomed.way}`);
});

test('10 s at 1080p is refused, naming both values', async () => {
  const payload = { image_url: `${files.url}/coffee.png`, prompt: 'x', duration: 10, quality: '1080p' };
  const { status, body } = await system.call('POST', `${QUEUE}/requests`, {
    body: { model: 'pixverse-v5.6-i2v', payload },
  });
  assert.deepEqual([status, body.code, body.param], [400, 'invalid_payload', 'duration']);
  assert.match(body.error, /10.*"1080p"/);
});

test('a request without a prompt is refused', async () => {
  const { status, body } = await system.call('POST', `${QUEUE}/requests`, {
    body: { model: 'pixverse-v5.6-i2v', payload: { image: `${files.url}/coffee.png` } },
  });
  assert.deepEqual([status, body.error], [400, 'prompt is required']);
});

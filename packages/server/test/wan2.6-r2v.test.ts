// wan2.6-r2v through the front door: what its clips may be and how they may come, and what a film of it is.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectFilm } from '@reelqueue/animatic';
import { decodeSound, type Picture } from '../../animatic/test/decoding.ts';
import { texture, writeClip } from '../../animatic/test/made/clips.ts';
import { fileServer, QUEUE, startSystem, type TestSystem, testFolder } from './system.ts';
import { difference, type Seen, watch } from './watching.ts';

let system: TestSystem;
let folder: Awaited<ReturnType<typeof testFolder>>;
let files: Awaited<ReturnType<typeof fileServer>>;

/** By the order of the clips: what each is told by in the film. */
const CHARACTERS = {
  one: { colour: { u: 100, v: 210 }, tone: 300 },
  two: { colour: { u: 210, v: 100 }, tone: 500 },
};
type Character = keyof typeof CHARACTERS;

const clip = (name: string): string => join(folder.path, name);

before(async () => {
  folder = await testFolder();
  const like = { width: 160, height: 120, fps: 15, luma: texture };
  const [red, blue] = Object.values(CHARACTERS).map(({ colour, tone }) => ({
    ...{ ...like, colour },
    sound: (t: number) => 0.3 * Math.sin(2 * Math.PI * tone * t),
  }));
  await writeClip(clip('one.mp4'), { ...red, seconds: 3 });
  await writeClip(clip('two.mov'), { ...blue, seconds: 3, width: 120, height: 160 });
  await writeClip(clip('short.mp4'), { ...red, seconds: 1 });
  const text = Buffer.from('no film, whatever its name says\n'.repeat(50));
  files = await fileServer({ 'one.mp4': clip('one.mp4'), 'two.mov': clip('two.mov'), 'text.mp4': text });
  system = await startSystem({ REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' });
});
after(async () => {
  await system[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const dataUri = async (name: string): Promise<string> =>
  `data:video/mp4;base64,${(await readFile(clip(name))).toString('base64')}`;

const submit = (payload: object) =>
  system.call('POST', `${QUEUE}/requests`, { body: { model: 'wan2.6-r2v', payload } });

/** A film of 960 × 960 in several shots. */
async function film(payload: object) {
  const asked = {
    prompt: 'character2 waits, then character1 looks up',
    size: '960*960',
    shot_type: 'multi',
    ...payload,
  };
  const record = await system.client.run('wan2.6-r2v', asked);
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  const path = join(folder.path, `${record.request_id}.mp4`);
  await writeFile(path, Buffer.from(await (await fetch(record.outcome.video_url)).arrayBuffer()));
  return { record, outcome: record.outcome, path, ...(await watch(path, 5)) };
}

/** Share of a picture that has a character's colour. */
function shareOf(name: Character, { u, v }: Picture): number {
  const { colour } = CHARACTERS[name];
  return u.reduce((sum, cb, i) => sum + Number(Math.hypot(cb - colour.u, v[i] - colour.v) < 30), 0) / u.length;
}

/** Amplitude of a character's tone in the film's sound between two seconds. */
function voiceOf(name: Character, samples: Float32Array, from: number, to: number): number {
  const turn = (2 * Math.PI * CHARACTERS[name].tone) / 48_000;
  let [x, y] = [0, 0];
  for (let i = from * 48_000; i < to * 48_000; i++) {
    x += samples[i] * Math.cos(turn * i);
    y += samples[i] * Math.sin(turn * i);
  }
  return (2 * Math.hypot(x, y)) / ((to - from) * 48_000);
}

test('clips become 5 s of the size asked for, however they came; each is seen and heard; the seed is told', async () => {
  const reference_video_urls = [`${files.url}/one.mp4`, `${files.url}/two.mov`];
  const { record, outcome, path, kept } = await film({ reference_video_urls });
  const { width, height, fps, frames, duration } = await inspectFilm(path);
  assert.deepEqual([width, height, fps, frames, duration], [960, 960, 30, 150, 5]);
  assert.deepEqual([outcome.width, outcome.height, outcome.duration], [960, 960, 5]);
  assert.ok(!('actual_prompt' in outcome), 'no prompt is extended');
  assert.deepEqual(record.payload.reference_video_urls, reference_video_urls);

  const seen = kept.map((picture) => [shareOf('one', picture), shareOf('two', picture)]);
  const alone = seen.flatMap(([one, two]) =>
    one > 0.2 && two < one / 4 ? ['one'] : two > 0.2 && one < two / 4 ? ['two'] : [],
  );
  const order = alone.filter((name, i) => name !== alone[i - 1]);
  assert.deepEqual(
    order,
    ['two', 'one'],
    'in shots of their own, in the order of the words, by the order of the clips',
  );
  const { left } = await decodeSound(path);
  for (const name of ['one', 'two'] as const) {
    const heard = [0, 1, 2, 3, 4].map((second) => voiceOf(name, left, second, second + 1));
    assert.ok(Math.max(...heard) > 0.03, `${name} is heard: ${heard}`);
  }

  const uploaded = await system.client.upload(new Blob([await readFile(clip('two.mov'))]), { file_type: 'mov' });
  const others = [await dataUri('one.mp4'), uploaded];
  const again = await film({ reference_video_urls: others, seed: outcome.seed, watermark: true });
  assert.equal(again.outcome.seed, outcome.seed);
  // Before the first cut: behind it the encoder remembers the mark.
  const [first, second] = [kept[2], again.kept[2]];
  assert.ok(difference(first, second, 0, 700) < 0.5, 'the same clips and seed give the same film');
  assert.ok(difference(first, second, 860) > 2 * difference(first, second, 0, 700) + 0.3, 'but for the mark');

  const { body } = await system.call('GET', `${QUEUE}/requests?model=wan2.6-r2v`);
  const [listed] = body.requests;
  assert.ok(listed.payload.reference_video_urls[0].length < 200, 'a list cuts what was sent inside the payload');
  assert.deepEqual(listed.payload.reference_video_urls.slice(1), others.slice(1));
});

test('one shot or several, ten seconds, and a move that the negative prompt takes out', async () => {
  const asked = { reference_video_urls: [`${files.url}/one.mp4`], shot_type: 'single', seed: 5 };
  const zoomed = await film({ ...asked, prompt: 'character1, fast zoom in' });
  const held = await film({ ...asked, prompt: 'character1, fast zoom in', negative_prompt: 'zoom', duration: 10 });
  assert.equal((await inspectFilm(held.path)).frames, 300);
  const way = ({ first, last }: Seen): number => difference(first, last);
  assert.ok(way(held) < 0.8 * way(zoomed), `${way(held)} against ${way(zoomed)}`);
  const leap = ({ changes }: Seen): number => Math.max(...changes);
  assert.ok(leap(zoomed) < 6, `no cut in a single shot: ${leap(zoomed)}`);
  const several = await film({ ...asked, prompt: 'character1, fast zoom in', shot_type: 'multi' });
  assert.ok(leap(several) > 2 * leap(zoomed), `${leap(several)} against ${leap(zoomed)}`);
});

test('a single address and its other names are taken as the array, with a warning', async () => {
  for (const [key, value] of [
    ['reference_video_urls', `${files.url}/one.mp4`],
    ['video_url', `${files.url}/one.mp4`],
    ['reference_urls', [`${files.url}/one.mp4`]],
  ] as const) {
    const { body } = await submit({ [key]: value });
    const { warnings = [], payload } = await system.client.cancel(body.request_id);
    if (typeof value === 'string') assert.match(warnings.join('\n'), /taken as an array of one/);
    if (key !== 'reference_video_urls') assert.match(warnings.join('\n'), new RegExp(`${key} was taken as`));
    assert.deepEqual(payload[key], value);
  }
});

const address = 'https://example.com/a.mp4';
for (const [what, reference_video_urls, sentence] of [
  ['no clips', undefined, 'reference_video_urls is required'],
  ['null', null, 'reference_video_urls is required'],
  ['an empty array', [], 'reference_video_urls has 0 members; 1 to 3 are allowed'],
  ['four clips', Array(4).fill(address), 'reference_video_urls has 4 members; 1 to 3 are allowed'],
  ['a number', 5, 'reference_video_urls is 5; it must be an array'],
  ['a null among them', [address, null], 'reference_video_urls[1] is null; it must be a string'],
  ['an object among them', [{ url: address }], `reference_video_urls[0] is {"url":"${address}"}; it must be a string`],
] as const) {
  test(`${what} is refused in words`, async () => {
    const { status, body } = await submit({ prompt: 'a lake', reference_video_urls });
    const told = [status, body.code, body.param, body.error];
    assert.deepEqual(told, [400, 'invalid_payload', 'reference_video_urls', sentence]);
  });
}

test('every other broken rule is told beside it, and durations are fewer than those of the other models', async () => {
  const { status, body } = await submit({ size: '640*360', duration: 15, shot_type: 'double' });
  assert.equal(status, 400);
  const told = Object.fromEntries(body.details.map(({ param, error }: Record<string, string>) => [param, error]));
  assert.deepEqual(Object.keys(told).sort(), ['duration', 'reference_video_urls', 'shot_type', 'size']);
  assert.equal(told.duration, 'duration is 15; it must be one of 5, 10');
});

test('of clips that are here already the first that breaks its rule is told at once, by its index', async () => {
  const wrong = [`${files.url}/one.mp4`, await dataUri('short.mp4'), 'a.mp4'];
  const { status, body } = await submit({ reference_video_urls: wrong });
  const sentence = 'reference_video_urls[1] is 1 s long; it must be 2 to 30 s';
  assert.deepEqual([status, body.code, body.error], [400, 'invalid_media', sentence]);
  assert.deepEqual(body.details, [{ param: 'reference_video_urls', error: sentence }]);
  const local = await submit({ reference_video_urls: [wrong[0], wrong[2]] });
  assert.match(local.body.error, /^reference_video_urls\[1\] is "a\.mp4"; it must be an http or https address/);
});

test('a clip that is found wrong when it is fetched fails the record, by its index', async () => {
  for (const [name, code, sentence] of [
    ['text.mp4', 'invalid_media', /^reference_video_urls\[1\]: The file is a text/],
    ['nothing.mp4', 'media_unreachable', /^reference_video_urls\[1\]: .* answered 404/],
  ] as const) {
    const { body } = await submit({ reference_video_urls: [`${files.url}/one.mp4`, `${files.url}/${name}`] });
    const record = await system.client.wait(body.request_id);
    if (record.status !== 'failed') return assert.fail(record.status);
    assert.deepEqual([record.error_code, record.error_param], [code, 'reference_video_urls']);
    assert.match(record.error, sentence);
  }
});

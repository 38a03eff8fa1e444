// wan2.6-t2v through the front door: every parameter is seen or heard in the decoded film.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectFilm } from '@reelqueue/animatic';
import { decodeSound, type Picture } from '../../animatic/test/decoding.ts';
import { QUEUE, startSystem, type TestSystem, testFolder } from './system.ts';
import { difference, type Seen, watch } from './watching.ts';

let system: TestSystem;
let folder: Awaited<ReturnType<typeof testFolder>>;
let base: Promise<Film>;

before(async () => {
  folder = await testFolder();
  system = await startSystem();
  base = film({});
});
after(async () => {
  await system[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

type Film = { path: string; actual_prompt: string | undefined; warnings: string[]; leap: number } & Seen;

const PROMPT = 'a mountain lake at noon, slow push in';

/** A film of the smallest size with seed 7, unless the payload says otherwise; `leap`: the largest change from a picture to the next. */
async function film(payload: object): Promise<Film> {
  const asked = { prompt: PROMPT, size: '1088*832', seed: 7, ...payload };
  const record = await system.client.run('wan2.6-t2v', asked);
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  const path = join(folder.path, `${record.request_id}.mp4`);
  await writeFile(path, Buffer.from(await (await fetch(record.outcome.video_url)).arrayBuffer()));
  const seen = await watch(path);
  const { outcome, warnings = [] } = record;
  return { path, actual_prompt: outcome.actual_prompt, warnings, leap: Math.max(...seen.changes), ...seen };
}

const loudest = (sound: Float32Array): number => sound.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

/** Mean luma of a picture from one row to another, in shares of its height. */
function luma({ y, width, height }: Picture, from = 0, to = 1): number {
  const part = y.subarray(width * Math.floor(from * height), width * Math.floor(to * height));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

/** 3 s of a tone as a data URI: a WAV at 8 kHz. */
function tone(): string {
  const samples = 8000 * 3;
  const bytes = Buffer.alloc(44 + 2 * samples);
  bytes.write('RIFF');
  bytes.writeUInt32LE(36 + 2 * samples, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ])
    bytes.writeUInt16LE(value, at);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(16_000, 28);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i++) bytes.writeInt16LE(Math.round(12_000 * Math.sin(i * 0.35)), 44 + 2 * i);
  return `data:audio/wav;base64,${bytes.toString('base64')}`;
}

test('words alone become 5 s with sound, a bright sky over a lake, and a prompt written out', async () => {
  const made = await base;
  const { width, height, fps, frames } = await inspectFilm(made.path);
  assert.deepEqual([width, height, fps, frames], [1088, 832, 30, 150]);
  assert.ok(loudest((await decodeSound(made.path)).left) > 0.02);
  assert.ok(luma(made.first, 0, 0.3) > 120);
  assert.ok(difference(made.first, made.last) > 2, 'the camera moves');
  assert.match(made.actual_prompt ?? '', /^a mountain lake at noon, slow push in\./);
});

test('the prompt is seen, what can not be is said, and switches are obeyed', async () => {
  const made = await base;
  const dark = await film({
    prompt: 'a mountain lake at night with a fisherman, slow push in',
    prompt_extend: false,
    shot_type: 'multi',
    audio: false,
    seed: 8,
  });
  assert.equal(dark.actual_prompt, undefined);
  assert.ok(luma(dark.first) < 0.6 * luma(made.first));
  assert.ok(
    dark.warnings.some((sentence) => sentence.includes('"fisherman"')),
    dark.warnings.join(),
  );
  assert.equal(loudest((await decodeSound(dark.path)).left), 0, 'audio: false');
  assert.ok(dark.leap < 4 * made.leap, 'shot_type counts only with prompt_extend');
});

test('cuts, a given sound, the negative prompt and another seed change the film', async () => {
  const made = await base;
  const other = await film({ shot_type: 'multi', audio_url: tone(), negative_prompt: 'mountains' });
  assert.ok(other.leap > 4 * made.leap, `${other.leap} against ${made.leap}`);
  const { left } = await decodeSound(other.path);
  assert.ok(loudest(left.subarray(0, 48_000)) > 0.2);
  assert.ok(loudest(left.subarray(48_000 * 4)) < 0.01, 'silent after the sound is over');
  // The first picture is what was painted: neither cuts nor sounds change it.
  assert.ok(difference(made.first, other.first) > 5, 'the negative prompt');
  const reseeded = await film({ seed: 9, audio: false });
  assert.ok(difference(made.first, reseeded.first) > 5, 'the seed');
});

test('ten seconds are exact, and a watermark stands bottom right and nowhere else', async () => {
  const [made, marked] = [await base, await film({ duration: 10, audio: false, watermark: true })];
  const { frames, duration } = await inspectFilm(marked.path);
  assert.deepEqual([frames, duration], [300, 10]);
  const [plain, seen] = [made.first, marked.first];
  const changed = (isCorner: boolean): number => {
    let most = 0;
    for (let y = 0; y < seen.height; y += 1)
      for (let x = 0; x < seen.width; x += 1) {
        const at = y * seen.width + x;
        if ((x > 544 && y > 650) === isCorner) most = Math.max(most, Math.abs(plain.y[at] - seen.y[at]));
      }
    return most;
  };
  assert.ok(changed(true) > 40 && changed(false) < 25, `${changed(true)} in the corner, ${changed(false)} elsewhere`);
});

test('a size and a duration that are not in the tables, and no prompt, are refused', async () => {
  const payload = { size: '640*360', duration: 7 };
  const { status, body } = await system.call('POST', `${QUEUE}/requests`, { body: { model: 'wan2.6-t2v', payload } });
  assert.equal(status, 400);
  const details = body.details as { param: string }[];
  assert.deepEqual(details.map(({ param }) => param).sort(), ['duration', 'prompt', 'size']);
});

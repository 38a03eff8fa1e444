// The plan of a film: read beside it, gone with it, and silent about the machine that made it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mixing } from '../../animatic/test/made/onnx.ts';
import { wav } from '../../animatic/test/made/sounds.ts';
import { picture, QUEUE, startSystem, type TestSystem, testFolder } from './system.ts';

let system: TestSystem;
let folder: Awaited<ReturnType<typeof testFolder>>;
before(async () => {
  folder = await testFolder();
  const [depth, said] = [join(folder.path, 'depth.onnx'), join(folder.path, 'said.wav')];
  writeFileSync(depth, mixing([1, 1, 1]));
  writeFileSync(said, wav({ rate: 8_000, channels: 1, seconds: 1 }, tone));
  system = await startSystem({
    REELQUEUE_DEPTH_MODEL: depth,
    REELQUEUE_MATTING_MODEL: join(folder.path, 'gone.onnx'),
    REELQUEUE_VOICE: `cat ${said}`,
  });
});
after(async () => {
  await system[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const tone = (t: number): number => 0.3 * Math.sin(2 * Math.PI * 440 * t);

test('a film has a plan that says what is in it, without a path of the machine, and goes with the files', async () => {
  const sound = wav({ rate: 8_000, channels: 1, seconds: 3 }, tone);
  const payload = {
    first_frame: await picture(400, 400),
    driving_audio: `data:audio/wav;base64,${Buffer.from(sound).toString('base64')}`,
    prompt: 'pan left',
    resolution: '720P',
    duration: 2,
    seed: 3,
  };
  const record = await system.client.run('wan2.7-i2v', payload);
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  const path = `${QUEUE}/requests/${record.request_id}`;
  const { status, headers, body: plan } = await system.call('GET', `${path}/plan`);
  assert.deepEqual([status, headers.get('content-type')], [200, 'application/json; charset=utf-8']);
  const { width, height, fps, seed, actual_prompt } = record.outcome;
  assert.deepEqual(
    [plan.width, plan.height, plan.fps, plan.frames, plan.seed, plan.actual_prompt],
    [width, height, fps, 60, seed, actual_prompt],
  );
  assert.equal(
    plan.shots.reduce((sum: number, { frames }: { frames: number }) => sum + frames, 0),
    60,
  );
  assert.match(plan.shots[0].name, /pan left/);
  assert.equal(plan.sound.given, 'driving_audio');
  assert.deepEqual(
    plan.plugins.map(({ kind }: { kind: string }) => kind),
    ['depth'],
  );
  const unused =
    'The matting model was not used: its file can not be read (ENOENT). The subject is cut out as without it.';
  assert.deepEqual(record.warnings, [unused]);
  const text = JSON.stringify(plan);
  assert.ok(!text.includes(system.config.REELQUEUE_DATA_DIR) && !/"[^"]*[/\\][^"]*"/.test(text), text.slice(0, 500));
  assert.ok(!JSON.stringify(record).includes('.json'), 'the outcome does not link it');

  // Neither the film's address nor anything else serves it without a key.
  const unlocked = await fetch(record.outcome.video_url.replace('.mp4', '.json'));
  assert.equal(unlocked.status, 404);
  assert.equal((await system.call('GET', `${path}/plan`, { key: null })).status, 401);

  const kept = () => system.storage.list(`files/${record.request_id}/`, { after: '', most: 10 });
  assert.equal((await kept()).length, 3);
  await system.call('DELETE', `${path}/files`);
  const gone = await system.call('GET', `${path}/plan`);
  assert.deepEqual([gone.status, gone.body.code], [410, 'gone']);
  assert.deepEqual(await kept(), []);
});

test('what a prompt quotes is said by the voice that the operator chose', async () => {
  const payload = { first_frame: await picture(400, 400), prompt: 'she says "hello"', resolution: '720P', duration: 2 };
  const record = await system.client.run('wan2.7-i2v', payload);
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  const { body: plan } = await system.call('GET', `${QUEUE}/requests/${record.request_id}/plan`);
  assert.deepEqual([plan.speech[0].text, plan.speech[0].lasts], ['hello', 1]);
  assert.ok(!record.warnings?.some((one) => one.includes('hello')), JSON.stringify(record.warnings));
});

test('there is no plan before the film, and none of a request that does not exist', async () => {
  const body = { model: 'wan2.6-t2v', payload: { prompt: 'the sea' } };
  const { request_id } = (await system.call('POST', `${QUEUE}/requests`, { body })).body;
  await system.client.cancel(request_id);
  for (const id of [request_id, '550e8400-e29b-41d4-a716-446655440000', 'x']) {
    const { status, body: told } = await system.call('GET', `${QUEUE}/requests/${id}/plan`);
    assert.deepEqual([status, told.code], [404, 'not_found']);
  }
});

// ComfyUI as an engine, against a server that speaks its protocol over HTTP and WebSocket, and what goes wrong there.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findModel } from '@reelqueue/models';
import { readConfig } from '../../src/config.ts';
import { readConfiguration } from '../../src/engines/configuration.ts';
import { NotTaken, Stopped } from '../../src/engines/engine.ts';
import { RequestError } from '../../src/errors.ts';
import { picture, startSystem, testFolder } from '../system.ts';
import { type Call, type CallFault, type ComfyOptions, type RunFault, startComfy } from './comfyui-server.ts';
import { film } from './films.ts';
import { attempts, engineAt, pictureIn, QUICK, requestOf, taking } from './studio.ts';

/** A server, an engine at it that takes its films as they are, and a request for a film of a picture. */
async function scene(options: Partial<ComfyOptions> = {}, settings: Parameters<typeof engineAt>[2] = {}) {
  const mp4 = await film();
  const server = await startComfy({ film: mp4, ...options });
  const folder = await testFolder();
  const image = await pictureIn(folder.path);
  return {
    server,
    image,
    folder: folder.path,
    engine: engineAt(server.url, taking(mp4), settings),
    request: requestOf('wan2.6-i2v', { resolution: '720P', audio: false }, { img_url: image }),
    tries: attempts(folder.path),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Waits until something is so. */
async function until(so: () => boolean): Promise<void> {
  while (!so()) await sleep(2);
}

const once = <T>(fault: T) => {
  let given = false;
  return (): T | null => {
    if (given) return null;
    given = true;
    return fault;
  };
};

test('a film of a model comes through the queue as it was asked: size, rate, length, sound, seed', async () => {
  await using comfy = await startComfy({ film: await film(81 / 16) });
  await using system = await startSystem({ REELQUEUE_COMFYUI: comfy.url });
  const submitted = await system.client.submit({
    model: 'pixverse-v5.6-i2v',
    payload: {
      image_url: await picture(640, 480),
      prompt: 'the sea',
      quality: '360p',
      generate_audio_switch: true,
      seed: 5,
    },
  });
  const record = await system.client.wait(submitted.request_id);
  assert.equal(record.status, 'success', JSON.stringify(record));
  const { width, height, fps, duration, seed, engine } = record.outcome as Record<string, unknown>;
  assert.deepEqual(
    { width, height, fps, duration, seed, engine },
    { width: 640, height: 360, fps: 24, duration: 5, seed: 5, engine: 'comfyui' },
  );
  assert.match(record.warnings!.join('\n'), /128 × 72 pixels.*\n.*16 frames a second.*\n.*soundtrack was made/);
  const [{ prompt }] = comfy.asked;
  assert.deepEqual(
    [prompt.prompt.inputs.text, prompt.sample_high.inputs.noise_seed, prompt.start.inputs.length],
    ['the sea', 5, 81],
  );
  assert.deepEqual([prompt.start.inputs.width, prompt.start.inputs.height], [640, 368]);
});

test('the configurations of the guide are ones', async () => {
  const checkout = join(import.meta.dirname, '../../../..');
  const guide = await readFile(join(checkout, 'docs/guides/comfyui.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```json\n(.*?)^```$/gms)].map(([, block]) => block);
  assert.equal(blocks.length, 2);
  for (const block of blocks) {
    const here = block.replace('packages/server', join(checkout, 'packages/server'));
    const { engines } = readConfiguration(here, 'the guide', readConfig({}));
    engineAt('http://127.0.0.1:9', undefined, engines[0].settings);
  }
});

test('each model goes to its workflow, in sizes, frames and words that the model takes', async () => {
  await using scenery = await scene();
  const { server, engine, image, folder } = scenery;
  const sound = join(folder, 'sound');
  await writeFile(sound, 'RIFF');
  const cases = [
    ['wan2.6-i2v', {}, { img_url: image }, 'WanImageToVideo', [1280, 720, 81]],
    ['wan2.6-t2v', { size: '1080*1920' }, {}, 'Wan22ImageToVideoLatent', [704, 1280, 121]],
    ['wan2.7-i2v', { duration: 3 }, { first_frame: image }, 'WanImageToVideo', [1280, 720, 49]],
    ['wan2.7-i2v', {}, { first_frame: image, last_frame: image }, 'WanFirstLastFrameToVideo', [1280, 720, 81]],
    ['wan2.7-i2v', {}, { first_frame: image, driving_audio: sound }, 'WanSoundImageToVideo', [1280, 720, 81]],
  ] as const;
  for (const [model, payload, media, node, size] of cases) {
    const request = requestOf(model, { resolution: '1080P', negative_prompt: 'rain', ...payload, ...media }, media);
    assert.equal(engine.refuses(request.model, request.payload), null);
    await engine.render(request, attempts(folder).next().context);
    const { prompt, prompt_id } = server.asked.at(-1)!;
    const start = Object.values(prompt).find(({ class_type }) => class_type === node)!;
    assert.deepEqual([start.inputs.width, start.inputs.height, start.inputs.length], size, model);
    assert.deepEqual([prompt.prompt.inputs.text, prompt.negative.inputs.text], ['waves', 'rain']);
    const loads = Object.values(prompt).filter(({ class_type }) => /^Load/.test(class_type));
    assert.equal(loads.length, Object.keys(media).length);
    for (const { inputs } of loads) {
      const name = String(inputs.image ?? inputs.audio);
      assert.ok(name.includes(prompt_id) && server.inputs.has(name));
    }
    assert.equal(new Set(loads.map(({ inputs }) => inputs.image ?? inputs.audio)).size, loads.length);
  }
});

test('what no workflow can do is refused in words; what has no effect is told', async () => {
  await using scenery = await scene();
  const { engine, image, folder } = scenery;
  const refusal = (id: string, payload: object) => engine.refuses(findModel(id)!, { duration: 5, ...payload });
  assert.match(refusal('wan2.6-r2v', {})!, /^gpu does not render it: it has no workflow for wan2.6-r2v$/);
  assert.match(refusal('wan2.6-i2v', { duration: 10 })!, /at most 5 s, and duration is 10/);
  assert.match(refusal('wan2.6-i2v', { prompt_extend: true, shot_type: 'multi' })!, /one shot, and shot_type/);
  assert.equal(refusal('wan2.6-i2v', { prompt_extend: false, shot_type: 'multi' }), null);
  assert.match(refusal('pixverse-v5.6-i2v', { generate_multi_clip_switch: true })!, /one shot/);
  assert.match(refusal('wan2.7-i2v', { first_clip: 'x' })!, /go on from a clip/);
  assert.match(refusal('wan2.7-i2v', { last_frame: 'x', driving_audio: 'y' })!, /at once/);
  const request = requestOf('wan2.6-i2v', { resolution: '720P', prompt_extend: true }, { img_url: image });
  const { warnings, actual_prompt } = await engine.render(request, attempts(folder).next().context);
  assert.deepEqual([warnings.length, actual_prompt], [1, null]);
  assert.match(warnings[0], /not extended/);
});

test('progress is what the websocket tells, and a film needs no websocket', async () => {
  for (const options of [
    { onRun: () => 'slow' as const },
    { silent: true },
    { onCall: (call: Call) => (call === 'ws' ? ('reset' as const) : null) },
  ]) {
    await using scenery = await scene({ stepMs: 10, ...options });
    const attempt = scenery.tries.next();
    await scenery.engine.render(scenery.request, attempt.context);
    const shares = attempt.progress.flatMap(([, share]) => (share === null ? [] : [share]));
    if (!options.onRun) assert.deepEqual(shares, []);
    else assert.ok(shares.length >= 2 && shares.every((share) => share > 0 && share <= 0.9), String(shares));
  }
});

test('a node or a file that is missing is named before anything is asked, with what to do', async () => {
  const model = 'wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors';
  await using scenery = await scene({ lacks: [model, 'CreateVideo'] });
  const { server, engine, request, tries } = scenery;
  await assert.rejects(engine.render(request, tries.next().context), (error) => {
    assert.ok(error instanceof NotTaken && error.why === 'refused');
    assert.match(error.message, /workflow wan2.2-i2v: it has no node CreateVideo: update ComfyUI/);
    assert.match(error.message, /low_noise\S+ is not in models\/diffusion_models \(there is .*\): put it there/);
    return true;
  });
  assert.deepEqual(server.asked, []);
  await assert.rejects(engine.check(AbortSignal.timeout(5_000)), /ComfyUI 0.0.0 on none .* none of the workflows/);
});

test('its health says what it is and what it can make', async () => {
  await using scenery = await scene({ lacks: ['AudioEncoderLoader'] });
  const { says } = await scenery.engine.check(AbortSignal.timeout(5_000));
  assert.match(says, /^ComfyUI 0.0.0 on none \(8 GB\) makes films of the kinds image, last_frame, text; not audio: /);
});

test('a server that is away, busy or unwilling has certainly not taken the film', async () => {
  await using scenery = await scene();
  const { folder, request } = scenery;
  const nowhere = engineAt('http://127.0.0.1:9', taking(await film()));
  const why = async (render: Promise<unknown>) =>
    render.then(
      () => null,
      (error) => (error instanceof NotTaken ? [error.why, error.seconds] : error),
    );
  assert.deepEqual(await why(nowhere.render(request, attempts(folder).next().context)), ['away', null]);
  for (const [fault, call, expected] of [
    ['busy', 'prompt', ['busy', 7]],
    ['busy', 'upload', ['busy', 7]],
    ['mute', 'upload', ['away', null]],
    ['garbage', 'object_info', ['away', null]],
  ] as const) {
    await using other = await scene({ onCall: (one) => (one === call ? fault : null) });
    const tries = attempts(folder);
    assert.deepEqual(await why(other.engine.render(other.request, tries.next().context)), expected, `${fault} ${call}`);
    assert.equal(tries.saved(), null);
  }
});

test('a workflow that it refuses is told of in its words, and was certainly not taken', async () => {
  const inputs: Map<string, Buffer>[] = [];
  await using scenery = await scene({
    onCall(call) {
      if (call === 'prompt') inputs[0].clear();
      return null;
    },
  });
  inputs.push(scenery.server.inputs);
  await assert.rejects(scenery.engine.render(scenery.request, scenery.tries.next().context), (error) => {
    assert.ok(error instanceof NotTaken && error.why === 'refused');
    const said =
      'Prompt outputs failed validation; LoadImage: Custom validation failed for node: image - Invalid image file';
    assert.equal(error.message, `ComfyUI answered 400 to /prompt: ${said}`);
    return true;
  });
  assert.equal(scenery.tries.saved(), null);
});

const isUnknown = (error: unknown): boolean => error instanceof RequestError && error.code === 'unknown_outcome';

test('a call for a film whose answer is lost is looked for, and not made twice', async () => {
  for (const fault of ['reset after', 'mute after', 'broken after', 'late'] as const) {
    const lose = once<CallFault>(fault);
    await using scenery = await scene({ onCall: (call) => (call === 'prompt' ? lose() : null) });
    await scenery.engine.render(scenery.request, scenery.tries.next().context);
    assert.equal(scenery.server.asked.length, 1, fault);
  }
});

test('a call of which nothing is known may still come through: it is made again only where that is allowed', async () => {
  for (const fault of ['reset', 'mute', 'broken', 'garbage'] as const) {
    const lose = once<CallFault>(fault);
    await using scenery = await scene({ onCall: (call) => (call === 'prompt' ? lose() : null) });
    const { server, engine, request, tries } = scenery;
    await assert.rejects(engine.render(request, tries.next().context), isUnknown, fault);
    assert.equal(server.asked.length, 0);
    const daring = engineAt(server.url, taking(await film()), {}, QUICK, { REELQUEUE_PAID_RETRY: 'allow' });
    await daring.render(request, tries.next().context);
    assert.equal(server.asked.length, 1, fault);
  }
  await using scenery = await scene({ onCall: (call) => (call === 'prompt' ? 'late' : null) });
  const { server, request, tries } = scenery;
  const hasty = engineAt(server.url, taking(await film()), {}, { ...QUICK, lost: 0.01 });
  await assert.rejects(hasty.render(request, tries.next().context), isUnknown);
  await until(() => server.made().length === 1);
  assert.equal(server.asked.length, 1);
});

test('what was seen in line is known to have come through, also after a crash on both sides', async () => {
  await using scenery = await scene({
    onRun: () => 'stuck',
    onCall: (call) => (call === 'prompt' ? 'reset after' : null),
  });
  const { server, engine, request, tries } = scenery;
  const first = tries.next();
  const dying = engine.render(request, first.context);
  await until(() => (tries.saved() as { taken?: boolean } | null)?.taken === true);
  first.die();
  await assert.rejects(dying, Stopped);
  server.restart();
  const second = tries.next();
  const going = engine.render(request, second.context);
  // It is asked for again, since it was there and is there no more.
  await until(() => server.asked.length === 2);
  second.die();
  await assert.rejects(going, Stopped);
});

test('a ComfyUI that gives ids of its own is told to be too old, and is not asked again', async () => {
  await using scenery = await scene({ ownIds: true });
  const { server, engine, request, tries } = scenery;
  await assert.rejects(engine.render(request, tries.next().context), /too old, update it/);
  assert.equal(server.asked.length, 1);
});

test('a film that was asked for is found again by whoever comes after a crash', async () => {
  await using scenery = await scene({ stepMs: 20 });
  const { server, engine, request, tries } = scenery;
  const first = tries.next();
  const dying = engine.render(request, first.context);
  await until(() => server.running() !== null);
  first.die();
  await assert.rejects(dying, (error) => error instanceof Stopped && error.compute === 'still_running');
  await engine.render(request, tries.next().context);
  assert.equal(server.asked.length, 1);
});

test('work that is lost is asked for again; a film that was saved before is brought and not made again', async () => {
  for (const [fault, asked] of [
    ['crash', 2],
    ['crash after', 1],
  ] as const) {
    const crash = once<RunFault>(fault);
    await using scenery = await scene({ onRun: crash });
    await scenery.engine.render(scenery.request, scenery.tries.next().context);
    assert.equal(scenery.server.asked.length, asked, fault);
  }
  await using scenery = await scene({ onRun: () => 'crash' });
  await assert.rejects(scenery.engine.render(scenery.request, scenery.tries.next().context), /lost the film 3 times/);
});

test('a verdict ends it, in the words of the server without its paths', async () => {
  for (const [fault, said] of [
    ['error', /^ComfyUI did not make the film: KSampler: CUDA out of memory at model.py$/],
    ['no file', /the film is done, and has no file of it/],
    ['truncated', /did not make the film: The file is cut short/],
  ] as const) {
    await using scenery = await scene({ onRun: () => fault });
    await assert.rejects(
      scenery.engine.render(scenery.request, scenery.tries.next().context),
      (error) => error instanceof RequestError && error.code === 'engine_failed' && said.test(error.message),
    );
    assert.equal(scenery.server.asked.length, 1);
  }
});

test('a file that comes late, twice, or first as a login page, is the film all the same', async () => {
  for (const fault of ['late file', 'twice', 'slow'] as const) {
    await using scenery = await scene({ onRun: () => fault });
    await scenery.engine.render(scenery.request, scenery.tries.next().context);
    assert.equal(scenery.server.asked.length, 1);
  }
  for (const fault of ['garbage', 'reset', 'broken', 'mute'] as const) {
    const lose = once<CallFault>(fault);
    await using scenery = await scene({ onCall: (call) => (call === 'view' ? lose() : null) });
    await scenery.engine.render(scenery.request, scenery.tries.next().context);
  }
});

test('a cancel stops the compute, waiting or running, of new servers and old ones, and nobody else', async () => {
  for (const old of [false, true]) {
    await using scenery = await scene({ old, onRun: () => 'stuck' });
    const { server, engine, request, tries } = scenery;
    const running = tries.next();
    const render = engine.render(request, running.context);
    await until(() => server.running() !== null);
    const second = attempts(scenery.folder).next();
    const waiting = engine.render(request, second.context);
    await until(() => server.asked.length === 2);
    const [one, two] = server.asked.map(({ prompt_id }) => prompt_id);
    second.cancel();
    await assert.rejects(waiting, (error) => error instanceof Stopped && error.compute === 'stopped');
    assert.deepEqual([server.has(two), server.running()], [false, one]);
    running.cancel('late');
    await assert.rejects(render, (error) => error instanceof Stopped && error.compute === 'stopped');
    await until(() => server.running() === null);
    assert.deepEqual(server.made(), []);
  }
});

test('a cancel before its film is asked for, or while another one runs, touches nobody', async () => {
  await using scenery = await scene(
    { onRun: () => 'stuck', onCall: (call) => (call === 'upload' ? 'mute' : null) },
    {},
  );
  const { server, request, tries } = scenery;
  server.occupy('other');
  const engine = engineAt(server.url, undefined, {}, { ...QUICK, call: 5 });
  const attempt = tries.next();
  const render = engine.render(request, attempt.context);
  await sleep(30);
  attempt.cancel();
  await assert.rejects(render, (error) => error instanceof Stopped && error.compute === 'stopped');
  assert.equal(server.running(), 'other');
});

test('a cancel that is not heeded, or not answered, is said to have left the compute running', async () => {
  for (const options of [
    { ignoresCancel: true },
    { onCall: (call: Call) => (call === 'cancel' ? ('mute' as const) : null) },
  ]) {
    await using scenery = await scene({ onRun: () => 'stuck', ...options });
    const { server, engine, request, tries } = scenery;
    const attempt = tries.next();
    const render = engine.render(request, attempt.context);
    await until(() => server.running() !== null);
    const from = performance.now();
    attempt.cancel();
    const stopped = await render.then(
      () => null,
      (error: unknown) => error,
    );
    assert.ok(stopped instanceof Stopped && stopped.compute === 'still_running');
    assert.ok(performance.now() - from < 3_000);
    // Whoever goes on with it by what was saved knows when it has ended after all.
    server.heed();
    const left = { request_id: request.request_id, model: request.model, checkpoint: tries.saved() };
    const ended = engine.end!(left, AbortSignal.timeout(10_000));
    if (!options.ignoresCancel) server.restart();
    await ended;
    assert.equal(server.running(), null);
  }
});

test('a cancel also finds what comes through only after it', async () => {
  let came = false;
  await using scenery = await scene({
    onRun: () => 'stuck',
    onCall(call) {
      came ||= call === 'prompt';
      return call === 'prompt' ? 'late' : null;
    },
  });
  const { server, request, tries } = scenery;
  const engine = engineAt(server.url, undefined, {}, { ...QUICK, stop: 0.02, lost: 5 });
  const attempt = tries.next();
  const render = engine.render(request, attempt.context);
  await until(() => came);
  attempt.cancel();
  const stopped = await render.then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(stopped instanceof Stopped && stopped.compute === 'still_running');
  const left = { request_id: request.request_id, model: request.model, checkpoint: tries.saved() };
  await engine.end!(left, AbortSignal.timeout(10_000));
  assert.deepEqual([server.asked.length, server.running(), server.made()], [1, null, []]);
});

test('being let go of leaves the compute running for whoever goes on', async () => {
  await using scenery = await scene({ stepMs: 30 });
  const { server, engine, request, tries } = scenery;
  const attempt = tries.next();
  const render = engine.render(request, attempt.context);
  await until(() => server.running() !== null);
  attempt.cancel('left');
  await assert.rejects(render, Stopped);
  await until(() => server.made().length === 1);
});

test("an operator's own workflow is used where its titles have the slots, and else refused in words", async () => {
  const still = await readFile(join(import.meta.dirname, '../../workflows/still.json'), 'utf8');
  await using folder = await testFolder();
  const path = join(folder.path, 'mine.json');
  await writeFile(path, still);
  await using scenery = await scene({}, { workflows: { image: { file: path, fps: 10, longest: 15, pixels: 4096 } } });
  const { server, engine, request, tries } = scenery;
  const { warnings } = await engine.render(request, tries.next().context);
  const [{ prompt }] = server.asked;
  assert.deepEqual(
    [prompt.sized.inputs.width, prompt.sized.inputs.height, prompt.repeated.inputs.amount, prompt.film.inputs.fps],
    [80, 48, 53, 10],
  );
  assert.deepEqual(
    warnings.map((one) => one.replace(path, 'FILE')),
    ['prompt', 'seed'].map((slot) => `The workflow FILE has no place for ${slot}.`),
  );
  for (const [text, said] of [
    [still.replace('@first_frame:image', ''), /workflows.image: no node of .* has @first_frame in its title/],
    [still.replace('@frames:amount', '@frame:amount'), /asks for @frame, which there is not; did you mean @frames\?/],
    [still.replace('@frames:amount', '@frames'), /has no input frames; its inputs are image, amount/],
    ['{"nodes":[]}', /export it with Workflow, Export \(API\)/],
    ['{"1":{"class_type":3}}', /1 is no node/],
    ['nothing', /is not JSON/],
  ] as const) {
    await writeFile(path, text);
    assert.throws(() => engineAt(server.url, undefined, { workflows: { image: { file: path } } }), said);
  }
  const gone = { workflows: { image: { file: join(folder.path, 'gone.json') } } };
  assert.throws(() => engineAt(server.url, undefined, gone), /gone.json can not be read \(ENOENT\)/);
});

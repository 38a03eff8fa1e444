// Models and a voice of the user's own: what they say is seen and heard in the film, and what is wrong with them never ends one.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { type Asked, type Plugins, render } from '../src/index.ts';
import { motionBetween } from '../src/look/motion.ts';
import { cameraAt } from '../src/plan/camera.ts';
import { dissolvedAt } from '../src/plan/joints.ts';
import { placed, speechIn } from '../src/plan/speech.ts';
import { readManner } from '../src/plugins/manner.ts';
import { feedOf, planesOf } from '../src/plugins/tensors.ts';
import { tryPlugins } from '../src/plugins/trying.ts';
import { loudness } from '../src/sound/loudness.ts';
import { decodePictures, decodeSound, digestOf, type Picture } from './decoding.ts';
import { texture } from './made/clips.ts';
import { made } from './made/folder.ts';
import { mixing, onnx } from './made/onnx.ts';
import { wav } from './made/sounds.ts';

const [WIDTH, HEIGHT] = [320, 180];

/** A picture of the frame's size from what a function says of each pixel. */
async function photo(name: string, colour: (x: number, y: number) => number[]): Promise<string> {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) rgb.set(colour(i % WIDTH, Math.floor(i / WIDTH)), 3 * i);
  const path = await made(name);
  await sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .png()
    .toFile(path);
  return path;
}

async function film(name: string, asked: Asked, plugins: Plugins) {
  const video = await made(`${name}.mp4`);
  const small = { width: WIDTH, height: HEIGHT, duration: 2, prompt_extend: false, sound: 'silent', seed: 7 } as const;
  const { plan } = await render({ ...small, ...asked }, { video, preset: 'veryfast', plugins });
  return { video, plan };
}

/** How far what is seen in columns of the frame goes to the right, step by step, from a frame to another, in pixels. */
function way(pictures: Picture[], from: number, to: number, columns: [number, number]): number {
  let sum = 0;
  for (let frame = from; frame < to; frame += 1) {
    sum += shift(pictures[frame]!, pictures[frame + 1]!, columns);
  }
  return sum;
}

function shift(from: Picture, to: Picture, [first, last]: [number, number]): number {
  const part = ({ y }: Picture) => {
    const width = last - first;
    const samples = Float32Array.from({ length: width * HEIGHT }, (_, i) => {
      return y[Math.floor(i / width) * WIDTH + first + (i % width)]!;
    });
    return { width, height: HEIGHT, samples };
  };
  return -motionBetween(part(from), part(to)).x * (last - first);
}

describe('a depth model', () => {
  test('decides what is near, by the colours as they are fed, and the film says which model it was', async () => {
    const picture = await photo('sides.png', (x, y) => {
      const grey = 0.6 * texture(x, y);
      return x < WIDTH / 2 ? [grey + 80, grey + 20, grey] : [grey, grey + 20, grey + 80];
    });
    const asked = { picture, prompt: 'truck right' };
    const shifts: [number, number][] = [];
    for (const [name, weights] of [['red', [1, 0, -1]] as const, ['blue', [-1, 0, 1]] as const]) {
      const { video, plan } = await film(name, asked, { depth: await made(`${name}.onnx`, mixing([...weights])) });
      assert.deepEqual(plan.warnings, []);
      const [use] = plan.plugins;
      assert.match(`${use!.kind} ${use!.sha256} ${use!.runtime}`, /^depth [0-9a-f]{64} onnxruntime-web 1\./);
      const pictures = await decodePictures(video);
      shifts.push([way(pictures, 0, 59, [20, 140]), way(pictures, 0, 59, [180, 300])]);
    }
    const [red, blue] = shifts as [[number, number], [number, number]];
    // A zoom is in both; what differs between them is the depth.
    assert.ok(red[0] - blue[0] < -5, `the left goes ${red[0]} pixels where it is near, ${blue[0]} where it is far`);
    assert.ok(red[1] - blue[1] > 5, `the right goes ${red[1]} pixels where it is far, ${blue[1]} where it is near`);
  });

  test('that sees nothing is told of in a warning, and the film is the same as without it', async () => {
    const picture = await photo('plain.png', (x, y) => [texture(x, y), 90, y]);
    const asked = { picture, prompt: 'orbit left', duration: 1 };
    const blind = await film('blind', asked, { depth: await made('blind.onnx', mixing([0, 0, 0])) });
    assert.deepEqual(blind.plan.warnings, [
      'The depth model was not used: it sees everything at the same distance. Depth is guessed as without it.',
    ]);
    const without = await film('without', asked, {});
    assert.deepEqual({ ...blind.plan, warnings: [] }, without.plan);
    assert.equal(digestOf(...(await decodePictures(blind.video))), digestOf(...(await decodePictures(without.video))));
  });
});

test('what a matting model marks is cut out and moves as one thing before the rest', async () => {
  const isMarked = (x: number, y: number) => Math.abs(x - 160) < 40 && Math.abs(y - 95) < 50;
  const picture = await photo('square.png', (x, y) => {
    const grey = 0.7 * texture(x, y);
    return isMarked(x, y) ? [grey, grey + 60, grey] : [grey + 20, grey + 20, grey + 20];
  });
  // Green less red, twice as much as it is fed, is 60 / 255 × 2 × 2.1 = 1 in the square.
  const matting = await made('square.onnx', mixing([-2.1, 2.1, 0], [1, 3, 96, 160]));
  const { video, plan } = await film('square', { picture, prompt: 'truck right' }, { matting });
  assert.deepEqual(plan.warnings, []);
  const pictures = await decodePictures(video);
  const [first, last] = [pictures[0]!, pictures.at(-1)!];
  const box = ({ u, v }: Picture) => {
    const columns = [...u.keys()].filter((i) => u[i]! + v[i]! < 236).map((i) => i % (WIDTH / 2));
    return { left: 2 * Math.min(...columns), right: 2 * Math.max(...columns) + 2 };
  };
  const [before, after] = [box(first), box(last)];
  const { zoom, truck } = cameraAt(plan, plan.frames - 1);
  assert.ok(truck > 0.02);
  const wide = (after.right - after.left) / ((before.right - before.left) * zoom);
  assert.ok(Math.abs(wide - 1) < 0.06, `it is ${wide} times as wide`);
  const [own, beside] = [way(pictures, 0, 59, [120, 180]), way(pictures, 0, 59, [200, 300])];
  assert.ok(own < beside - 0.5 * truck * WIDTH, `it goes ${own} pixels, what is behind it ${beside}`);
});

test('a flow model says where everything goes on the way to the last picture', async () => {
  const picture = await photo('bright.png', (x, y) => Array(3).fill(90 + texture(x, y) / 2));
  const last_picture = await photo('dark.png', (x, y) => Array(3).fill(60 + ((x ^ y) & 7)));
  const [inputs, all] = [{ from: [1, 3, 64, 96], to: [1, 3, 64, 96] }, [1, 2, 64, 96]];
  // Twelve of 96 pixels to the right, from the brighter picture to the darker one, and as many back.
  const model = onnx({
    inputs,
    outputs: { flow: all },
    nodes: [
      { op: 'ReduceMean', inputs: ['from'], outputs: ['a'], ints: { axes: [1, 2, 3] } },
      { op: 'ReduceMean', inputs: ['to'], outputs: ['b'], ints: { axes: [1, 2, 3] } },
      { op: 'Sub', inputs: ['a', 'b'], outputs: ['more'] },
      { op: 'Sign', inputs: ['more'], outputs: ['sign'] },
      { op: 'Mul', inputs: ['sign', 'way'], outputs: ['each'] },
      { op: 'Expand', inputs: ['each', 'all'], outputs: ['flow'] },
    ],
    floats: [{ name: 'way', shape: [1, 2, 1, 1], values: [12, 0] }],
    integers: [{ name: 'all', shape: [4], values: all }],
  });
  const asked = { picture, last_picture, prompt: 'static', fps: 15 };
  assert.equal((await film('apart', { ...asked, duration: 1 }, {})).plan.joints!.way, 'push');
  const { video, plan } = await film('going', asked, { flow: await made('flow.onnx', model) });
  assert.equal(plan.joints!.way, 'morph');
  const pictures = await decodePictures(video);
  const half = plan.frames - 1 - Math.round(plan.joints!.ending / 2);
  const gone = way(pictures, 0, half, [60, 300]);
  const meant = dissolvedAt(plan, half) * (12 / 96) * WIDTH;
  assert.ok(Math.abs(gone - meant) < 2, `half way everything has gone ${gone} pixels, not ${meant}`);
});

describe('models that are of no use', () => {
  const fine = mixing([1, 1, 1]);
  const wrong: [what: string, Uint8Array | null, object | string | null, RegExp][] = [
    ['is not there', null, null, /^its file can not be read \(ENOENT\)$/],
    ['is no model', Buffer.from('not a model'), null, /protobuf/i],
    ['answers no numbers', mixing([Number.NaN, 1, 1]), null, /^its answer holds what is no number$/],
    ['has no such output', fine, { output: 'depth' }, /^it has no output depth; it has answer$/],
    ['takes too long', fine, { seconds: 0.01 }, /^it had not answered after 0\.01 s$/],
    ['is described by no JSON', fine, '{', /^its JSON file is no JSON$/],
  ];
  for (const [what, bytes, json, sentence] of wrong) {
    test(`one that ${what} is told of in a sentence without a path`, async () => {
      const name = `${what.replaceAll(' ', '-')}.onnx`;
      const depth = await made(name, bytes ?? undefined);
      if (json !== null) await made(`${name}.json`, typeof json === 'string' ? json : JSON.stringify(json));
      const [tried] = await tryPlugins({ depth }, new AbortController().signal);
      assert.match(tried!.wrong!, sentence);
      assert.ok(!tried!.wrong!.includes(dirname(depth)), tried!.wrong!);
    });
  }

  test('shapes that are no picture or no answer of their kind, and words that are not known, are named', async () => {
    const { manner } = await readManner('depth', 'nowhere.onnx');
    const view = { width: 1024, height: 576 };
    assert.throws(() => feedOf([1, 3], view, manner), /^Error: its input is 1×3; a picture is 1×3×H×W or 1×H×W×3$/);
    assert.throws(() => feedOf([1, 4, 8, 8], view, manner), /its input is 1×4×8×8/);
    assert.deepEqual(feedOf([], view, manner), { layout: 'NCHW', width: 518, height: 294 });
    assert.deepEqual(feedOf([1, 256, 320, 3], view, manner), { layout: 'NHWC', width: 320, height: 256 });
    const answered = (dims: number[]) => planesOf('depth', dims, new Float32Array(192), manner);
    assert.throws(() => answered([1, 192]), /^Error: its answer is 1×192; that of a depth model is 1×H×W$/);
    assert.deepEqual([answered([1, 1, 12, 16])[0]!.width, answered([12, 16, 1])[0]!.height], [16, 12]);
    const flow = (dims: number[]) =>
      planesOf(
        'flow',
        dims,
        Float32Array.from({ length: 40 }, (_, i) => i),
        manner,
      ).map(({ values }) => values[1]);
    assert.deepEqual(
      [flow([1, 2, 4, 5]), flow([1, 4, 5, 2])],
      [
        [1, 21],
        [2, 3],
      ],
    );
    const saying = async (words: object) => {
      await made('said.onnx.json', JSON.stringify(words));
      return readManner('depth', await made('said.onnx'));
    };
    await assert.rejects(saying({ sise: 256 }), /says sise; known are size, /);
    await assert.rejects(saying({ mean: [1, 2] }), /says mean \[1,2\]; it must be three numbers$/);
  });

  test('where no runtime is installed, or an old one, the sentence says what is needed', async () => {
    const copy = await made('runtime.ts');
    await copyFile(fileURLToPath(new URL('../src/plugins/runtime.ts', import.meta.url)), copy);
    const words = ['--eval', `import(${JSON.stringify(copy)}).then((one) => one.loadRuntime())`];
    const load = () => promisify(execFile)(process.execPath, words, { cwd: dirname(copy) });
    await assert.rejects(load, /no ONNX runtime is installed; npm install onnxruntime-node/);
    const old = join(dirname(copy), 'node_modules/onnxruntime-node');
    await mkdir(old, { recursive: true });
    await writeFile(join(old, 'index.js'), "exports.env = { versions: { common: '1.17.3' } };");
    await assert.rejects(load, /onnxruntime-node 1\.17\.3 does not tell what a model takes: 1\.22 or newer is needed/);
  });

  test('one that is well says on what it runs, and a JSON file changes how it is fed', async () => {
    const depth = await made('well.onnx', mixing([1, 1, 1], [1, 3, 32, 32]));
    // It takes pixel by pixel, and only pictures of that size.
    const rows = onnx({
      inputs: { image: [1, 'h', 'w', 3] },
      outputs: { answer: [1, 1, 32, 64] },
      nodes: [
        { op: 'Transpose', inputs: ['image'], outputs: ['planes'], ints: { perm: [0, 3, 1, 2] } },
        { op: 'Conv', inputs: ['planes', 'weights'], outputs: ['one'] },
        { op: 'Add', inputs: ['one', 'nothing'], outputs: ['answer'] },
      ],
      floats: [
        { name: 'weights', shape: [1, 3, 1, 1], values: [1, 1, 1] },
        { name: 'nothing', shape: [1, 1, 32, 64], values: Array(32 * 64).fill(0) },
      ],
    });
    const matting = await made('rows.onnx', rows);
    await made('rows.onnx.json', JSON.stringify({ size: [64, 32], layout: 'NHWC', mean: [0, 0, 0], std: [1, 1, 1] }));
    const tried = await tryPlugins({ depth, matting }, new AbortController().signal);
    assert.deepEqual(
      tried.map(({ kind, wrong }) => [kind, wrong]),
      [
        ['depth', null],
        ['matting', null],
      ],
    );
    assert.match(tried[0]!.says, /^It answers on onnxruntime-web \d+\.\d+\.\d+, within \d+\.\d s\.$/);
  });
});

describe('a voice', () => {
  /** A command that prints a second of 1 kHz and keeps what it is given. */
  async function tone(): Promise<{ voice: string[]; heard: string }> {
    const sound = await made(
      'tone.wav',
      wav({ rate: 22_050, channels: 1, seconds: 1 }, (t) => 0.5 * Math.sin(2000 * Math.PI * t)),
    );
    const [script, heard] = [await made('voice.mjs', VOICE), await made('heard.txt')];
    return { voice: [process.execPath, script, sound, heard], heard };
  }
  const VOICE = `import { readFileSync, writeFileSync, writeSync } from 'node:fs';
    const [, , sound, heard] = process.argv;
    writeFileSync(heard, readFileSync(0), { flag: 'a' });
    writeSync(1, readFileSync(sound));`;

  /** Strength of a frequency between two instants (Goertzel 1958). */
  function strength(samples: Float32Array, hertz: number, from: number, to: number): number {
    const [first, last] = [Math.round(from * 48_000), Math.round(to * 48_000)];
    const turn = 2 * Math.cos((2 * Math.PI * hertz) / 48_000);
    let [one, two] = [0, 0];
    for (let i = first; i < last; i++) [one, two] = [samples[i]! + turn * one - two, one];
    return Math.sqrt(one * one + two * two - turn * one * two) / (last - first);
  }

  test('says what is quoted when the plan says so, and all else makes way for it', async () => {
    const { voice, heard } = await tone();
    const prompt = 'waves by the sea, a woman says "hello\tthere" beside a sign that reads "OPEN"';
    const asked = { prompt, sound: 'generated', duration: 4, width: 64, height: 36 } as const;
    const { video, plan } = await film('spoken', asked, { voice });
    assert.equal(await readFile(heard, 'utf8'), 'hello there\n');
    const [{ text, at, lasts }] = plan.speech as [(typeof plan.speech)[0]];
    assert.deepEqual([text, lasts, plan.speech.length], ['hello\tthere', 1, 1]);
    assert.deepEqual(
      plan.plugins.map(({ kind }) => kind),
      ['voice'],
    );
    assert.ok(plan.warnings.some((one) => one.startsWith('"OPEN" is in quotation marks')));
    const others = plan.warnings.filter((one) => !one.startsWith('"OPEN"'));
    assert.ok(!others.some((one) => /hello|says/.test(one)), others.join());
    const { left } = await decodeSound(video);
    const during = strength(left, 1000, at + 0.1, at + 0.9);
    assert.ok(during > 30 * strength(left, 1000, at + 1.1, at + 1.9), 'it is heard then');
    assert.ok(during > 30 * strength(left, 1000, 0, Math.max(0.1, at - 0.05)), 'and not before');
    const rest = (from: number) =>
      [150, 220, 330, 480, 700, 1500, 2100].reduce((sum, hertz) => sum + strength(left, hertz, from, from + 0.8), 0);
    assert.ok(rest(at + 0.1) < 0.5 * rest(at + 1.4), `what is under it: ${rest(at + 0.1)}, then ${rest(at + 1.4)}`);
    assert.ok(Math.abs(loudness(await decodeSound(video)) + 16) < 1);
  });

  test('that fails is told of in a warning, and the film is made', async () => {
    const commands: [string[], RegExp][] = [
      [['no-such-command'], /did not say "hi": it ended with 127 \(.*no-such-command.*\)\./],
      [[process.execPath, '--eval', 'process.exit(3)'], /did not say "hi": it ended with 3\./],
      [['echo'], /did not say "hi": what it printed can not be heard: /],
      [['cat', '/dev/zero'], /did not say "hi": it printed more than 33554432 bytes\./],
    ];
    for (const [voice, sentence] of commands) {
      const asked = { prompt: 'he says "hi"', sound: 'generated', duration: 1, width: 64, height: 36 } as const;
      const { plan } = await film('dumb', asked, { voice });
      assert.match(plan.warnings.join('\n'), sentence);
      assert.match(plan.warnings.join('\n'), /"hi" is in quotation marks: it is neither spoken nor written\./);
      assert.deepEqual([plan.speech, plan.plugins], [[], []]);
    }
  });

  test('that is still at it when the render is cancelled is gone with it, and with all that it started', {
    timeout: 60_000,
  }, async () => {
    const [pids, begun] = [await made('pids.txt'), new AbortController()];
    const waits = `sh -c 'echo $$ > ${pids}; sleep 300'; true`;
    const asked: Asked = { prompt: 'he says "hi"', duration: 1, width: 64, height: 36 };
    const options = { video: await made('gone.mp4'), plugins: { voice: ['sh', '-c', waits] }, signal: begun.signal };
    const ended = assert.rejects(render(asked, options), /^Error: enough$/);
    const said = async () => (await readFile(pids, 'utf8').catch(() => '')).trim();
    while ((await said()) === '') await new Promise(setImmediate);
    begun.abort(new Error('enough'));
    await ended;
    const states = ['-o', 'stat=', '-p', await said()];
    // A process that has ended and that nobody has asked after counts as gone.
    while (!/^(Z.*)?$/.test(spawnSync('ps', states, { encoding: 'utf8' }).stdout.trim()))
      await new Promise(setImmediate);
  });

  test('says what people say, and not what is written somewhere', () => {
    assert.deepEqual(speechIn('A man shouts "Stop!", then “wait for me”. 「こんにちは」 she whispers'), [
      'Stop!',
      'wait for me',
      'こんにちは',
    ]);
    assert.deepEqual(speechIn('a neon sign "OPEN", a book titled "Ways", a t-shirt with the words "go"; "…"'), []);
  });

  test('speaks in the shot that a line belongs to, one line after the other, and never past the end unsaid', () => {
    const shots = [60, 60, 60].map((frames) => ({ frames })) as never;
    const said = ['a', 'b', 'c'].map((text) => ({ text, lasts: 1 }));
    const { lines, warnings } = placed(said, { shots, frames: 180, fps: 30 }, 10);
    assert.deepEqual([lines.map(({ at }) => Math.floor((at - 10) / 2)), warnings], [[0, 1, 2], []]);
    const tight = placed(said, { shots, frames: 75, fps: 30 }, 0);
    assert.deepEqual(
      tight.lines.map(({ lasts }) => lasts < 1),
      [false, false],
    );
    assert.equal(tight.lines.length, 2);
    const long = placed([{ text: 'long', lasts: 9 }], { shots, frames: 75, fps: 30 }, 0);
    assert.deepEqual(long.warnings, ['"long" takes 9.0 s to say, of which the film has time for 2.4 s.']);
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { fileServer, picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let system: TestSystem;
let good: string;
let files: Awaited<ReturnType<typeof fileServer>>;

before(async () => {
  files = await fileServer({
    'bomb.png': bomb(),
    'drawing.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"/>'),
    'cut.jpg': (await noise(800, 600)).subarray(0, 20_000),
    'text.png': Buffer.from('this is a text, whatever its name says\n'.repeat(50)),
    'small.png': await sharp({ create: { width: 300, height: 400, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
    'wide.png': await sharp({ create: { width: 2001, height: 400, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
    'heavy.jpg': Buffer.concat([await noise(800, 600), Buffer.alloc(10_000_001)]),
    'short.wav': wav(2),
    'long.wav': wav(31),
    'cut.wav': wav(5).subarray(0, 30),
  });
  system = await startSystem({ REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' });
  good = await picture(400, 400);
});
after(async () => {
  await system[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
});

/** 16000 × 16000 pixels in a few kilobytes. */
function bomb(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0x3e, 0x80, 0, 0, 0x3e, 0x80, 1, 0, 0, 0, 0]); // one bit of grey a pixel
  const rows = deflateSync(Buffer.alloc((16_000 / 8 + 1) * 16_000), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function noise(width: number, height: number): Promise<Buffer> {
  const background = { r: 90, g: 120, b: 150 };
  return sharp({
    create: { width, height, channels: 3, background, noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
    .jpeg()
    .toBuffer();
}

/** Seconds of silence, 8 kHz mono. */
function wav(duration: number): Buffer {
  const bytes = duration * 16_000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8);
  for (const [at, value] of [
    [16, 16],
    [24, 8_000],
    [28, 16_000],
    [40, bytes],
  ])
    head.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ])
    head.writeUInt16LE(value, at);
  head.write('data', 36);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}

const dataUri = (bytes: Buffer): string => `data:application/octet-stream;base64,${bytes.toString('base64')}`;

const post = (body: unknown) => system.call('POST', `${QUEUE}/requests`, { body });
const submit = (payload: object) => post({ model: 'wan2.6-i2v', payload: { img_url: good, ...payload } });

// Every rule of the wan2.6-i2v table that can be broken without a file: the value, and what the sentence must say.
for (const [payload, param, sentence] of [
  [{ img_url: undefined, prompt: 'x' }, 'img_url', /^img_url is required$/],
  [{ img_url: null }, 'img_url', /^img_url is required$/],
  [{ img_url: 7 }, 'img_url', /^img_url is 7; it must be a string$/],
  [{ img_url: ['a'] }, 'img_url', /^img_url is \["a"\]; it must be a string$/],
  [{ img_url: 'holiday.jpg' }, 'img_url', /^img_url is "holiday.jpg"; it must be an http or https address/],
  [{ img_url: 'file:///etc/passwd' }, 'img_url', /^img_url is "file:.*; it must be an http or https address/],
  [{ img_url: '' }, 'img_url', /^img_url is ""; it must be/],
  [{ img_url: 'data:image/png;base64,%%%' }, 'img_url', /^img_url is a data: URI with/],
  [{ prompt: 7 }, 'prompt', /^prompt is 7; it must be a string$/],
  [{ prompt: 'é'.repeat(1501) }, 'prompt', /^prompt is 1501 characters long; at most 1500 are allowed$/],
  [{ prompt: '🎬'.repeat(1501) }, 'prompt', /^prompt is 1501 characters long/],
  [{ negative_prompt: 'x'.repeat(501) }, 'negative_prompt', /501 characters long; at most 500/],
  [{ resolution: '720p' }, 'resolution', /^resolution is "720p"; it must be one of 720P, 1080P$/],
  [{ resolution: 720 }, 'resolution', /^resolution is 720; it must be one of/],
  [{ duration: 7 }, 'duration', /^duration is 7; it must be one of 5, 10, 15$/],
  [{ duration: '7' }, 'duration', /^duration is 7; it must be one of/],
  [{ duration: 'long' }, 'duration', /^duration is "long"; it must be one of/],
  [{ duration: 5.5 }, 'duration', /^duration is 5.5; it must be one of/],
  [{ prompt_extend: 'yes' }, 'prompt_extend', /^prompt_extend is "yes"; it must be true or false$/],
  [{ shot_type: 'triple' }, 'shot_type', /one of single, multi$/],
  [{ audio: 1 }, 'audio', /^audio is 1; it must be true or false$/],
  [{ watermark: 'on' }, 'watermark', /true or false$/],
  [{ seed: -2 }, 'seed', /^seed is -2; it must be 0 to 2147483647$/],
  [{ seed: 2147483648 }, 'seed', /^seed is 2147483648; it must be 0 to 2147483647$/],
  [{ seed: 1.5 }, 'seed', /^seed is 1.5; it must be a whole number$/],
  [{ seed: { toString: 1 } }, 'seed', /^seed is \{"toString":1\}; it must be a whole number$/],
  [{ seed: [-1] }, 'seed', /^seed is \[-1\]; it must be a whole number$/],
  [{ audio_url: 5 }, 'audio_url', /^audio_url is 5; it must be a string$/],
] as const) {
  test(`${JSON.stringify(payload).slice(0, 60)} is a 400 that names ${param} and the rule`, async () => {
    const { status, body } = await submit(payload);
    assert.equal(status, 400);
    assert.ok(['invalid_payload', 'invalid_media'].includes(body.code));
    assert.equal(body.param, param);
    assert.match(body.error, sentence);
  });
}

test('all broken parameters are told at once, the first broken rule of each', async () => {
  const { status, body } = await submit({ prompt: 1, duration: 6, seed: 'x', resolution: '4K' });
  assert.equal(status, 400);
  const params = body.details.map((detail: { param: string }) => detail.param);
  assert.deepEqual(params.sort(), ['duration', 'prompt', 'resolution', 'seed']);
});

for (const [name, body, code, status] of [
  ['broken JSON', '{"model":', 'invalid_json', 400],
  ['a text', 'hello', 'invalid_json', 400],
  ['nothing', undefined, 'invalid_payload', 400],
  ['an array', [], 'invalid_payload', 400],
  ['null', 'null', 'invalid_payload', 400],
  ['no payload', { model: 'wan2.6-i2v' }, 'invalid_payload', 400],
  ['an empty payload', { model: 'wan2.6-i2v', payload: {} }, 'invalid_payload', 400],
  ['a payload that is a string', { model: 'wan2.6-i2v', payload: 'x' }, 'invalid_payload', 400],
  ['no model', { payload: { prompt: 'x' } }, 'invalid_payload', 400],
  ['an unknown model', { model: 'x', payload: {} }, 'model_not_found', 404],
  ['a __proto__ key', '{"__proto__":{"a":1},"model":"wan2.6-i2v"}', 'invalid_json', 400],
  [
    'a payload nested 100,000 deep',
    `{"model":"wan2.6-i2v","payload":{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
    'invalid_payload',
    400,
  ],
  [
    '2 MB without data URIs',
    JSON.stringify({ model: 'wan2.6-i2v', payload: { prompt: 'x'.repeat(2e6) } }),
    'payload_too_large',
    413,
  ],
  ['31 MiB', `"data:${'x'.repeat(31 * 2 ** 20)}"`, 'payload_too_large', 413],
] as const) {
  test(`${name} as a body is a ${status} ${code}`, async () => {
    const answer = await post(body);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
    assert.equal(typeof answer.body.error, 'string');
  });
}

test('what is no JSON is told with the place where it ceases to be, or the key that is forbidden', async () => {
  for (const [body, sentence] of [
    ['hello', /^the body is not JSON: .*"hello" is not valid JSON/],
    ['{"model":"wan2.6-i2v",}', /^the body is not JSON: .*position 22/],
    ['{"model":', /^the body is not JSON: Unexpected end/],
    ['{"__proto__":{}}', /^the body is not JSON: .*forbidden/],
  ] as const) {
    assert.match((await post(body)).body.error, sentence);
  }
});

test('a body that is not UTF-8 is a 400 that says so, and nothing of it is guessed', async () => {
  const body = Buffer.from('{"model":"wan2.6-t2v","payload":{"prompt":"caf\xe9"}}', 'latin1');
  const headers = { authorization: `Bearer ${system.key}` };
  const answer = await fetch(`${system.url}${QUEUE}/requests`, { method: 'POST', body, headers });
  assert.deepEqual(
    [answer.status, await answer.json()],
    [400, { error: 'the body is not JSON: it is not UTF-8', code: 'invalid_json' }],
  );
});

test('words that say nothing make no film', async () => {
  for (const prompt of ['', ' \n\u00a0', '\0']) {
    const { status, body } = await post({ model: 'wan2.6-t2v', payload: { prompt } });
    assert.deepEqual([status, body.code, body.param], [400, 'invalid_payload', 'prompt']);
    assert.match(body.error, /^prompt is ".*"; it must say something$/s);
  }
});

for (const [body, param, sentence] of [
  [undefined, 'file_type', /^file_type is undefined; it must be one of jpeg, /],
  [{ file_type: 'exe', filename: 'a.png' }, 'file_type', /^file_type is "exe"/],
  [{ file_type: ['png'] }, 'file_type', /^file_type is \["png"\]/],
  [{ file_type: { toString: 1 } }, 'file_type', /^file_type is \{"toString":1\}/],
  [{ filename: 'film' }, 'filename', /^filename is "film"; it must end in one of jpeg, /],
  [{ file_type: null, filename: ['a.png'] }, 'filename', /^filename is \["a.png"\]/],
] as const) {
  test(`an upload announced as ${JSON.stringify(body)} is a 400 that names ${param}`, async () => {
    const answer = await system.call('POST', `${QUEUE}/upload-url`, { body });
    assert.deepEqual([answer.status, answer.body.code, answer.body.param], [400, 'invalid_payload', param]);
    assert.match(answer.body.error, sentence);
  });
}

for (const [param, value] of [
  ['priority', 'urgent'],
  ['start_within', -1],
  ['start_within', 'soon'],
  ['metadata', { text: 'x'.repeat(5_000) }],
] as const) {
  test(`${param} ${JSON.stringify(value).slice(0, 30)} beside the payload is a 400 that names it`, async () => {
    const { status, body } = await post({ model: 'wan2.6-i2v', payload: { img_url: good }, [param]: value });
    assert.deepEqual([status, body.param], [400, param]);
  });
}

/** Every rule that needs the bytes: the file, the parameter, and what the sentence must say. */
const MEDIA: [file: string, param: string, sentence: RegExp][] = [
  ['bomb.png', 'img_url', /^img_url is 16000 × 16000 px; each side must be 360 to 2000 px$/],
  ['drawing.svg', 'img_url', /^img_url: .*SVG/],
  ['cut.jpg', 'img_url', /^img_url: .*cut short/],
  ['text.png', 'img_url', /^img_url: .*text/],
  ['small.png', 'img_url', /^img_url is 300 × 400 px; each side must be 360 to 2000 px$/],
  ['wide.png', 'img_url', /^img_url is 2001 × 400 px/],
  ['heavy.jpg', 'img_url', /^img_url is larger than 10 MB/],
  ['short.wav', 'audio_url', /^audio_url is 2 s long; it must be 3 to 30 s$/],
  ['long.wav', 'audio_url', /^audio_url is 31 s long; it must be 3 to 30 s$/],
  ['cut.wav', 'audio_url', /^audio_url: .*damaged/],
  ['text.png', 'audio_url', /^audio_url: .*text/],
];

for (const [file, param, sentence] of MEDIA) {
  test(`${file} at the address in ${param} fails the record, which says why`, async () => {
    const { body: sent } = await submit({ [param]: `${files.url}/${file}` });
    const { body } = await ended(sent.request_id);
    assert.deepEqual(
      [body.status, body.error_code, body.error_param, body.attempt],
      ['failed', 'invalid_media', param, 1],
    );
    assert.match(body.error, sentence);
    assert.deepEqual(body.outcome, { error: body.error });
  });
}

test('the same bytes in a data URI are judged at once', async () => {
  for (const [file, param, sentence] of MEDIA) {
    const bytes = Buffer.from(await (await fetch(`${files.url}/${file}`)).arrayBuffer());
    const { status, body } = await submit({ [param]: dataUri(bytes) });
    assert.deepEqual([status, body.code, body.param], [400, 'invalid_media', param], file);
    assert.match(body.error, sentence, file);
  }
  const kept = await system.storage.list('uploads/', { after: '', most: 100 });
  // Each submission brought the good picture too, when it was not the picture that was bad.
  assert.ok(kept.length <= 60, `${kept.length} files of refused submissions are kept`);
});

for (const [what, address, code] of [
  ['an address that answers 404', () => `${files.url}/nothing`, 'media_unreachable'],
  ['an address where nobody listens', () => 'http://127.0.0.1:1/a.png', 'media_unreachable'],
  ['a private address', () => 'http://10.0.0.1/a.png', 'invalid_media'],
  ['the address of cloud metadata', () => 'http://169.254.169.254/latest', 'invalid_media'],
  ['another loopback address, in hexadecimal', () => 'http://0x7f000002/a.png', 'invalid_media'],
] as const) {
  test(`${what} fails the record with ${code}, naming the parameter`, async () => {
    const { body: sent } = await submit({ img_url: address() });
    const { body } = await ended(sent.request_id);
    assert.deepEqual([body.status, body.error_code, body.error_param], ['failed', code, 'img_url']);
    assert.match(body.error, /^img_url/);
  });
}

/** The record once it has ended; fails the test when the worker is not free of it within two seconds. */
async function ended(request_id: string) {
  for (const end = Date.now() + 2_000; Date.now() < end; ) {
    const answer = await system.call('GET', `${QUEUE}/requests/${request_id}`);
    if (answer.body.status !== 'queued' && answer.body.status !== 'processing') return answer;
  }
  return assert.fail('the request still stands');
}

/** This process (the system runs in it) and its children by process id: resident memory in MB, and what they run. */
function processes(): Map<number, { memory: number; command: string }> {
  const seen = new Map<number, { memory: number; command: string }>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
      if (Number(entry) !== process.pid && parent !== process.pid) continue;
      const memory = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
      seen.set(Number(entry), { memory, command: readFileSync(`/proc/${entry}/cmdline`, 'utf8') });
    } catch {
      // the process has ended meanwhile
    }
  }
  return seen;
}

test('a picture bomb grows no process by 100 MB and starts no render', {
  skip: process.platform !== 'linux',
}, async () => {
  const before = processes();
  const { body: sent } = await submit({ img_url: `${files.url}/bomb.png` });
  let most = 0;
  let renders = 0;
  const watch = setInterval(() => {
    for (const [pid, { memory, command }] of processes()) {
      most = Math.max(most, memory - (before.get(pid)?.memory ?? 0));
      if (command.includes('render-child')) renders += 1;
    }
  }, 5);
  await ended(sent.request_id);
  clearInterval(watch);
  assert.ok(most < 100, `${most} MB`);
  assert.equal(renders, 0);
});

test('characters that are no text are left out, said, and break nothing behind', async () => {
  const { status, body } = await submit({ prompt: 'pan\0 left \ud800', seed: 1, resolution: '720P', '\0key': 1 });
  assert.equal(status, 200);
  const record = await system.client.wait(body.request_id);
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  assert.match(record.outcome.actual_prompt ?? '', /^pan left \ufffd/);
  assert.equal(record.payload.prompt, 'pan\0 left \ud800');
  assert.match((record.warnings ?? []).join(), /prompt holds characters that are no text/);
  assert.equal((await system.call('GET', `${QUEUE}/usage`)).body.usage[0].requests, 1);
});

test('what is refused leaves no row', async () => {
  const { body: before } = await system.call('GET', `${QUEUE}/requests?page_size=1`);
  for (const payload of [{ seed: -5 }, { img_url: 'x' }, { prompt: 1 }]) await submit(payload);
  const { body: after } = await system.call('GET', `${QUEUE}/requests?page_size=1`);
  assert.equal(after.total, before.total);
});

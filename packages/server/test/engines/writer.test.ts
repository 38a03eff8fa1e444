// A language model of the operator's own writes prompts out, where that is asked for; without it films are made all the same.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { pino } from 'pino';
import { ConfigError, readConfig } from '../../src/config.ts';
import { examineWriter } from '../../src/doctor/writer.ts';
import { picture, startSystem, type TestSystem } from '../system.ts';

const KEY = 'sk-a-secret-of-the-writer';
const WRITTEN = 'The camera pans left over the green field, slowly, while rain falls.';

type Call = { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown> };
type Said = { status?: number; body: string } | 'nothing';

const completion = (content: unknown): Said => ({ body: JSON.stringify({ choices: [{ message: { content } }] }) });

const calls: Call[] = [];
let say: (call: Call) => Said;
const service = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  const call = { path: request.url as string, headers: request.headers, body: JSON.parse(text) };
  calls.push(call);
  const said = say(call);
  if (said === 'nothing') return;
  response.writeHead(said.status ?? 200, { 'content-type': 'application/json' }).end(said.body);
}).listen(0, '127.0.0.1');

let system: TestSystem;
const lines: string[] = [];
before(async () => {
  if (!service.listening) await once(service, 'listening');
  const settings = {
    REELQUEUE_WRITER: `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1`,
    REELQUEUE_WRITER_MODEL: 'some-model',
    REELQUEUE_WRITER_KEY: KEY,
  };
  system = await startSystem(settings, {
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
  });
});
after(async () => {
  await system[Symbol.asyncDispose]();
  service.closeAllConnections();
  service.close();
});
beforeEach(() => {
  calls.length = 0;
  say = () => completion(WRITTEN);
});

const payloadOf = async (changes: Record<string, unknown> = {}) => ({
  image_url: await picture(400, 400),
  prompt: 'zoom in',
  negative_prompt: 'snow',
  quality: '360p',
  thinking_type: 'enabled',
  ...changes,
});

async function filmed(changes: Record<string, unknown> = {}) {
  const record = await system.client.run('pixverse-v5.6-i2v', await payloadOf(changes));
  if (record.status !== 'success') throw new Error(JSON.stringify(record));
  const { body: plan } = await system.call('GET', `/api/v1/ie/requestqueue/apikey/requests/${record.request_id}/plan`, {
    key: system.key,
  });
  return { record, outcome: record.outcome, plan, warnings: record.warnings ?? [] };
}

test('what it writes is filmed, and said', async () => {
  const { outcome, plan, warnings } = await filmed({ seed: 11 });
  assert.match(plan.shots[0].name, /pan left/);
  assert.ok(outcome.actual_prompt?.startsWith(WRITTEN), String(outcome.actual_prompt));
  assert.ok(!warnings.some((warning) => /language model/.test(warning)));
  const [{ path, headers, body }] = calls;
  assert.deepEqual([calls.length, path, headers.authorization], [1, '/v1/chat/completions', `Bearer ${KEY}`]);
  assert.deepEqual([body.model, body.temperature, body.seed], ['some-model', 0, 11]);
  const [, asked] = body.messages as { content: string }[];
  for (const words of ['Prompt: zoom in', 'Negative prompt: snow', '5 seconds', 'one continuous shot'])
    assert.ok(asked.content.includes(words), words);
});

test('a prompt that is not to be extended is not shown to it', async () => {
  const { plan } = await filmed({ thinking_type: 'disabled' });
  assert.match(plan.shots[0].name, /zoom in/);
  assert.equal(calls.length, 0);
});

test('thoughts are left out, and a model that refuses to be steady is asked as it wants', async () => {
  say = ({ body }) =>
    'temperature' in body ? { status: 400, body: '{}' } : completion(`<think>zoom out?</think>\n\n${WRITTEN}\n`);
  const { outcome } = await filmed();
  assert.ok(outcome.actual_prompt?.startsWith(WRITTEN), String(outcome.actual_prompt));
  assert.equal(calls.length, 2);
});

test('where it writes nothing the film is made without it, with a warning that tells no secret', async () => {
  const refused: Said = { status: 401, body: JSON.stringify({ error: `no such key ${KEY}` }) };
  say = () => refused;
  const { plan, warnings } = await filmed();
  assert.match(plan.shots[0].name, /zoom in/);
  const [warning] = warnings.filter((one) => /language model/.test(one));
  assert.match(String(warning), /it answered 401/);
  // Whatever it is that stands in its way, who asks it says so in the same words, to films and to the doctor.
  const answers: [Said, RegExp][] = [
    [refused, /it answered 401/],
    [{ body: 'a page' }, /not JSON/],
    [completion(null), /no text/],
    [completion(' \n'), /empty/],
    [completion('word '.repeat(5_000)), /at most 4000/],
    [{ body: `"${'x'.repeat(300_000)}"` }, /more than 262144 bytes/],
  ];
  for (const [answer, why] of answers) {
    say = () => answer;
    const [{ state, says }] = await examineWriter(system.config);
    assert.equal(state, 'warning');
    assert.match(says, why);
    assert.ok(!says.includes(KEY));
  }
  assert.ok(!JSON.stringify(warnings).includes(KEY) && !lines.join('').includes(KEY));
});

test('a cancel does not wait for it', async () => {
  const begun = new Promise<void>((resolve) => {
    say = () => {
      resolve();
      return 'nothing';
    };
  });
  const { request_id } = await system.client.submit({ model: 'pixverse-v5.6-i2v', payload: await payloadOf() });
  await begun;
  const started = performance.now();
  const { compute } = await system.client.cancel(request_id);
  assert.equal(compute, 'stopped');
  assert.ok(performance.now() - started < 1_000);
});

test('its address and its model go together', () => {
  assert.throws(() => readConfig({ REELQUEUE_WRITER: 'http://127.0.0.1:1/v1' }), ConfigError);
  assert.throws(() => readConfig({ REELQUEUE_WRITER_MODEL: 'some-model' }), /go together/);
});

test('the doctor asks it once, and says what came', async () => {
  const found = async () => (await examineWriter(system.config)).map(({ state, says }) => `${state}: ${says}`).join();
  assert.match(await found(), /^ok: some-model wrote 12 words in [\d.]+ s\.$/);
  say = () => ({ status: 401, body: KEY });
  assert.equal(await found(), 'warning: It did not write: it answered 401.');
  assert.deepEqual(await examineWriter(readConfig({})), []);
});

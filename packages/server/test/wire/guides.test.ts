// The calls of the published guides, a file for each model, sent as their curls send them and held against the answers
// that they show. Two things are put in their place: who is called, and the media, which lie on this machine.
// The guide of pixverse shows no call: its file is made after its table.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectFilm } from '@reelqueue/animatic';
import type { Payload } from '@reelqueue/models';
import { texture, writeClip } from '../../../animatic/test/made/clips.ts';
import { fileServer, PHOTOS, startSystem, type TestSystem, testFolder } from '../system.ts';

/** One curl, and what it is answered. In answers "<id>", "<time>", "<text>", "<mp4>" and "<jpg>" stand for what differs. */
type Call = { line: string; headers: Record<string, string>; status: number };
type Shown = { model: string; status: string; payload: Payload; outcome: object | null };
type Guide = {
  submit: Call & { body: { model: string; payload: Payload }; answer: object };
  record: Call & { answer: Shown };
  list: Call;
  models: Call & { answer?: { model_ids: string[] } };
  /** What is asked for less of when the film is really made, to spare time; the guide's own payload when empty. */
  cheaper: Payload;
};

const guides: Guide[] = globSync('*.json', { cwd: import.meta.dirname }).map((name) =>
  JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')),
);

let idle: TestSystem; // without workers: what is queued stays queued
let busy: TestSystem;
let folder: Awaited<ReturnType<typeof testFolder>>;
let media: Awaited<ReturnType<typeof fileServer>>;

before(async () => {
  const photo = join(PHOTOS, 'rocket.jpg');
  const settings = { REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' };
  folder = await testFolder();
  const clip = join(folder.path, 'clip.mp4');
  await writeClip(clip, {
    width: 320,
    height: 240,
    fps: 15,
    seconds: 2,
    luma: texture,
    sound: (t) => 0.2 * Math.sin(2764 * t),
  });
  [idle, busy, media] = await Promise.all([
    startSystem({ ...settings, REELQUEUE_WORKERS: '0' }),
    startSystem(settings),
    fileServer({
      'reference-image.jpg': photo,
      'start-frame.jpg': photo,
      'end-frame.jpg': join(PHOTOS, 'coffee.png'),
      'character1.mp4': clip,
      'character2.mp4': clip,
    }),
  ]);
});
after(() => Promise.all([idle, busy, media, folder].map((one) => one[Symbol.asyncDispose]())));

/** Sends a call to a system as curl does; `id` fills in the line. */
async function send(
  system: TestSystem,
  { line, headers, status }: Call,
  { id = '', body }: { id?: string; body?: string },
) {
  const [method, path] = line.replace('<id>', id).split(' ');
  const own = Object.entries(headers).map(([name, value]) => [name, value.replace('YOUR_API_KEY', system.key)]);
  const sent = { 'User-Agent': 'curl/8.5.0', Accept: '*/*', ...Object.fromEntries(own) };
  const answer = await fetch(system.url + path, { method, body, redirect: 'manual', headers: sent });
  assert.equal(answer.status, status, line);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/);
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the guides show of them
  return (await answer.json()) as any;
}

const local = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('https://example.com', media.url));

/** The body of a guide's curl, line by line as it is typed there. */
const typed = (body: object): string => JSON.stringify(body, null, 2);

const PLACEHOLDERS: Record<string, (seen: unknown, system: TestSystem) => boolean> = {
  '<id>': (seen) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(seen)),
  '<time>': (seen) => Number.isInteger(seen) && Math.abs(Number(seen) - Date.now() / 1000) < 300,
  '<text>': (seen) => typeof seen === 'string' && seen !== '',
  '<mp4>': (seen, { url }) => String(seen).startsWith(`${url}/`) && String(seen).endsWith('.mp4'),
  '<jpg>': (seen, { url }) => String(seen).startsWith(`${url}/`) && String(seen).endsWith('.jpg'),
};

/** Every key that is shown is there and has its value. Payloads are the same to the last key. */
function assertShown(system: TestSystem, seen: unknown, shown: unknown, at = 'answer'): void {
  const placeholder = typeof shown === 'string' ? PLACEHOLDERS[shown] : undefined;
  if (placeholder) {
    assert.ok(placeholder(seen, system), `${at} is ${JSON.stringify(seen)}, shown ${shown}`);
  } else if (typeof shown !== 'object' || shown === null || at.endsWith('.payload')) {
    assert.deepEqual(seen, shown, at);
  } else {
    for (const [key, value] of Object.entries(shown)) {
      assertShown(system, (seen as Record<string, unknown>)?.[key], value, `${at}.${key}`);
    }
  }
}

for (const { submit, record, list, models, cheaper } of guides) {
  const { model } = submit.body;

  test(`${model}: the calls of its guide are answered as it shows, while the request is queued`, async () => {
    const body = local(submit.body);
    const accepted = await send(idle, submit, { body: typed(body) });
    assertShown(idle, accepted, submit.answer);
    assert.deepEqual(Object.keys(accepted), Object.keys(submit.answer));
    const queued = { ...record.answer, status: 'queued', payload: body.payload, outcome: null };
    const seen = await send(idle, record, { id: accepted.request_id });
    assertShown(idle, seen, queued);
    assert.deepEqual(seen.warnings, []);
    const listed = await send(idle, list, {});
    assert.equal(listed.total, 1);
    assertShown(idle, listed.requests, [queued]);
    const { model_ids } = await send(idle, models, {});
    // Others may follow those that the guide knew.
    const known = models.answer?.model_ids ?? [model];
    assert.deepEqual(
      model_ids.filter((id: string) => known.includes(id)),
      known,
    );
  });

  const less = Object.entries(cheaper).map(([key, value]) => ` ${key} ${value}`);
  test(`${model}: asked until it has ended, the record is the one that its guide shows${less}`, async () => {
    const payload = { ...local(submit.body.payload), ...cheaper };
    const { request_id } = await send(busy, submit, { body: typed({ model, payload }) });
    const statuses = new Set<string>();
    let seen: Shown & { outcome: { video_url: string } };
    do {
      // A guide's client polls; `wait` only spares the time between.
      seen = await send(busy, { ...record, line: `${record.line}?wait=5` }, { id: request_id });
      statuses.add(seen.status);
    } while (seen.status === 'queued' || seen.status === 'processing');
    assertShown(busy, seen, { ...record.answer, payload });
    for (const status of statuses) assert.ok(['queued', 'processing', 'success'].includes(status), status);
    const film = join(folder.path, `${request_id}.mp4`);
    await writeFile(film, Buffer.from(await (await fetch(seen.outcome.video_url)).arrayBuffer()));
    assert.equal((await inspectFilm(film)).duration, payload.duration);
  });
}

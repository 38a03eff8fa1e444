// Whether what the system says now agrees with what clients were told. Each check finds violations of one promise.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectFilm } from '@reelqueue/animatic';
import type { Storage } from '../packages/server/src/artifacts/storage.ts';
import { type Compute, isFinal, NEXT, type Outcome, type Status } from '../packages/server/src/request.ts';
import type { Database } from '../packages/server/src/store/database.ts';
import type { Ledger } from './ledger.ts';

/** `request_id`: null where it is about none. */
export type Violation = { promise: string; request_id: string | null; seen: string };

type Row = {
  request_id: string;
  status: Status;
  attempt: number;
  compute: Compute | null;
  load: string | null;
  webhook_url: string | null;
  outcome: Partial<Outcome> | null;
  /** Types of its events in their order, without `request.`. */
  events: string[];
};

export function rowsOf(database: Database): Promise<Row[]> {
  return database.query<Row>(
    '',
    `select request_id, status, attempt, compute, metadata ->> 'load' as load, webhook_url, outcome,
       array(select replace(type, 'request.', '') from events where events.request_id = requests.request_id order by event_id) as events
     from requests order by request_id`,
    [],
  );
}

/** What a person needs who looks into a violation. */
export function eventsOf(database: Database, request_id: string): Promise<object[]> {
  return database.query(
    '',
    `select events.event_id, type, events.phase, at, position, status, attempt, losses, failures, error from events
     join requests using (request_id) where request_id::text = $1 order by events.event_id`,
    [request_id],
  );
}

/** Acknowledged requests are there, ended once and as they were told to have ended; keys made one request each. */
export function checkRows(rows: Row[], ledger: Ledger): Violation[] {
  const found: Violation[] = [];
  const violated = (promise: string, request_id: string | null, seen: string): void => {
    found.push({ promise, request_id, seen });
  };
  const byId = new Map(rows.map((row) => [row.request_id, row]));
  const byLoad = Map.groupBy(rows, ({ load }) => load);
  for (const { request_id, load } of ledger.all('submitted')) {
    if (!byId.has(request_id)) violated('an acknowledged request is there', request_id, 'no row');
    else if (byId.get(request_id)!.load !== load) violated('an answer is about what was asked', request_id, load);
  }
  const keyed = new Set(ledger.all('submitting').flatMap(({ load, key }) => (key === null ? [] : [load])));
  for (const [load, made] of byLoad) {
    const ids = made.map(({ request_id }) => request_id);
    if (load !== null && keyed.has(load) && ids.length > 1) violated('a key makes one request', ids[0], ids.join(' '));
  }
  for (const row of rows) {
    const steps = row.events.filter((type, n) => type in NEXT && type !== row.events[n - 1]) as Status[];
    const illegal = steps.findIndex((next, n) => n > 0 && !(NEXT[steps[n - 1]] as readonly Status[]).includes(next));
    const told = row.events.join(' ');
    if (steps[0] !== 'queued' || illegal > 0) violated('statuses follow each other as they may', row.request_id, told);
    if (row.events.filter((type) => type in NEXT && isFinal(type as Status)).length > 1) {
      violated('a request ends once', row.request_id, told);
    }
    if (steps.at(-1) !== row.status) violated('the last event is the status', row.request_id, `${row.status}: ${told}`);
  }
  for (const { request_id } of ledger.all('cancelled')) {
    const status = byId.get(request_id)?.status;
    if (status !== 'cancelled') violated('a cancel that was acknowledged stands', request_id, String(status));
  }
  for (const { request_id, status, sha256 } of ledger.all('seen')) {
    const row = byId.get(request_id);
    const now = `${row?.status} ${row?.outcome?.sha256 ?? null}`;
    if (now !== `${status} ${sha256}`)
      violated('an end that was shown stands', request_id, `${status} ${sha256}, ${now}`);
  }
  return found;
}

/** Requests that have not ended, and slots that are still taken, for when all of them should have and none should be. */
export const unended = (rows: Row[]): Violation[] =>
  rows.flatMap(({ request_id, status, compute, events }) => {
    const seen = events.join(' ');
    if (!isFinal(status)) return [{ promise: 'a request ends', request_id, seen }];
    return compute === 'still_running' ? [{ promise: 'a slot is given back', request_id, seen }] : [];
  });

/** A success has its film and its thumbnail, of its own attempt, whole. `fetchFile` asks an API. */
export async function checkFiles(
  rows: Row[],
  fetchFile: (path: string) => Promise<Response>,
  plays: (row: Row) => boolean,
): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const row of rows) {
    if (row.status !== 'success') continue;
    const { video_url = '', thumbnail_image_url = '', sha256 } = row.outcome as Outcome;
    const violated = (seen: string): void => {
      found.push({ promise: 'a success has its files', request_id: row.request_id, seen });
    };
    if (!video_url.startsWith(`/files/${row.request_id}/${row.attempt}-`)) violated(`${video_url} of ${row.attempt}`);
    const [video, thumbnail] = await Promise.all([fetchFile(video_url), fetchFile(thumbnail_image_url)]);
    const film = Buffer.from(await video.arrayBuffer());
    const digest = createHash('sha256').update(film).digest('hex');
    if (!video.ok || digest !== sha256) violated(`${video.status}, ${film.length} bytes, ${digest} for ${sha256}`);
    const jpeg = Buffer.from(await thumbnail.arrayBuffer());
    if (!thumbnail.ok || jpeg.subarray(0, 2).toString('hex') !== 'ffd8') violated(`thumbnail: ${thumbnail.status}`);
    if (digest !== sha256 || !plays(row)) continue;
    const folder = await mkdtemp(join(tmpdir(), 'chaos-film-'));
    await writeFile(join(folder, 'film.mp4'), film);
    await inspectFilm(join(folder, 'film.mp4')).catch((error) => violated(`does not play: ${error.message}`));
    await rm(folder, { recursive: true });
  }
  return found;
}

/** Every end was told: by a webhook to who asked for one, of the right type and signed, and once by the stream. */
export function checkTold(rows: Row[], ledger: Ledger): Violation[] {
  const found: Violation[] = [];
  const calls = Map.groupBy(ledger.all('called'), ({ request_id }) => request_id);
  const events = Map.groupBy(ledger.all('event'), ({ request_id }) => request_id);
  const streamed = new Set(ledger.all('submitting').map(({ load }) => load));
  for (const { request_id, status, load, webhook_url } of rows.filter((row) => isFinal(row.status))) {
    const called = calls.get(request_id) ?? [];
    const said = called.map(({ type, signed }) => `${type}${signed ? '' : ' (unsigned)'}`);
    const right = said.every((one) => one === `request.${status}`);
    if (!right || (webhook_url !== null) !== said.length > 0) {
      found.push({
        promise: 'its webhook tells of its end',
        request_id,
        seen: `${status}: ${said.join(', ') || 'none'}`,
      });
    }
    const told = (events.get(request_id) ?? []).map(({ type }) => type).join(' ');
    if (load !== null && streamed.has(load) && told !== `request.${status}`) {
      found.push({ promise: 'the stream tells of its end once', request_id, seen: `${status}: ${told || 'nothing'}` });
    }
  }
  return found;
}

/** Files that no row names, once a sweep for which they were old enough is through. */
export async function checkNoOrphans(rows: Row[], storage: Storage): Promise<Violation[]> {
  const named = new Set(
    rows.flatMap(({ status, outcome }) => {
      if (status !== 'success') return [];
      const { video_url, thumbnail_image_url } = outcome as Outcome;
      return [video_url, thumbnail_image_url, video_url.replace(/\.mp4$/, '.json')].map((path) => path.slice(1));
    }),
  );
  const found: Violation[] = [];
  for (let after = ''; ; ) {
    const page = await storage.list('files/', { after, most: 1000 });
    const strangers = page.filter(({ name }) => !named.has(name));
    found.push(
      ...strangers.map(({ name }) => ({ promise: 'a file has its row', request_id: name.split('/')[1], seen: name })),
    );
    if (page.length < 1000) return found;
    after = page[page.length - 1].name;
  }
}

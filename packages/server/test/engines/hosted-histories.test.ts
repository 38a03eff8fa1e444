// Random histories of one request at a hosted queue: faults of the network and the vendor, crashes and restarts of ours. Counted
// where it would be paid: nothing is asked twice, and no film that exists is lost. SEQUENCES and SEED say how many and which.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findModel } from '@reelqueue/models';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import { readConfig } from '../../src/config.ts';
import { Unusable } from '../../src/engines/child.ts';
import type { Conform } from '../../src/engines/conform.ts';
import { type ClaimedRequest, type EngineParts, NotTaken, Stop, Stopped } from '../../src/engines/engine.ts';
import { createGmicloud } from '../../src/engines/gmicloud/gmicloud.ts';
import { RequestError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { testFolder } from '../system.ts';
import { film } from './films.ts';
import { type Call, type Fault, type Passed, startProxy, startQuick } from './hosted.ts';

const SEQUENCES = Number(process.env.SEQUENCES ?? 40);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const SIDE_BY_SIDE = 12;
/** Attempts after which nothing goes wrong any more, so that every history ends. */
const TROUBLED = 6;

let upstream: Awaited<ReturnType<typeof startQuick>>;
let database: Database;
let folder: Awaited<ReturnType<typeof testFolder>>;
let digest: string;
let picture: string;
/** Shared, so that an answer that comes again may be another request's. */
const last = new Map<string, Passed>();

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

before(async () => {
  const bytes = await film(5);
  [upstream, folder] = await Promise.all([startQuick(bytes), testFolder()]);
  database = openDatabase(upstream.databaseUrl);
  digest = sha(bytes);
  picture = join(folder.path, 'a.png');
  await sharp({ create: { width: 400, height: 400, channels: 3, background: 'teal' } })
    .png()
    .toFile(picture);
});
after(async () => {
  await database.close();
  await upstream[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Stands in for conforming, which takes a second: a film is one only when every byte is there. */
const conform: Conform = async (source, _wanted, { workdir }) => {
  const bytes = await readFile(source);
  if (sha(bytes) !== digest) throw new Unusable('The film is damaged.');
  const [video, thumbnail] = [join(workdir, 'film.mp4'), join(workdir, 'film.jpg')];
  await writeFile(video, bytes);
  await writeFile(thumbnail, '');
  return { video, thumbnail, width: 1, height: 1, fps: 1, duration: 1, warnings: [] };
};

const CUTS: Fault[] = [{ kind: 'cut' }, { kind: 'lost' }, { kind: 'half' }, { kind: 'slow', ms: 60 }];
const refusal = (status: number): Fault => ({ kind: 'status', status, retry_after: 0 });

/** By what is called, what may happen to it. A vendor that lies the same lie for ever is not among them: nobody could tell. */
function faultsFor({ method, path }: Call): Fault[] {
  if (path.endsWith('.mp4')) return [...CUTS, refusal(503), { kind: 'page' }];
  if (method === 'POST' && path.endsWith('/requests')) {
    const after: Fault[] = [500, 502, 504].map((status) => ({ kind: 'status', status, after: true }));
    return [...CUTS, { kind: 'page' }, { kind: 'again' }, ...after, ...[400, 401, 429, 500, 503].map(refusal)];
  }
  if (method === 'GET' && /\/requests$/.test(path)) return [...CUTS, { kind: 'page' }, refusal(500), refusal(429)];
  if (method === 'GET') {
    const lies = [
      { status: 'failed' },
      { status: 'success', outcome: {} },
      { status: 'cancelled' },
      { status: 'paused' },
    ];
    return [
      ...CUTS,
      ...lies.map((record): Fault => ({ kind: 'lie', record })),
      { kind: 'page' },
      { kind: 'again' },
      ...[401, 429, 500, 503].map(refusal),
    ];
  }
  return [...CUTS, { kind: 'page' }, ...[401, 404, 429, 500].map(refusal)];
}

type End = 'film' | 'refused' | 'unknown';

class History {
  readonly next: () => number;
  readonly request_id = uuidv7();
  readonly name: string;
  readonly settings;
  saved: string | null = null;
  /** Where the other side was at the last attempt. */
  host = 'nowhere yet';
  /** Files that came as pages: more than three are not put up with. */
  pages = 0;

  constructor(seed: number) {
    this.next = chance(seed);
    this.name = `history ${seed}`;
    const mark = this.next() < 0.7;
    const media = this.next() < 0.3 ? ('data' as const) : ('upload' as const);
    this.settings = { key: upstream.key, media, mark, poll: 0.03, reconcile: 8 };
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)];
  }

  request(): ClaimedRequest {
    const id = this.name.length % 2 === 0 ? 'wan2.6-t2v' : 'pixverse-v5.6-i2v';
    const pictured = id.startsWith('pixverse');
    return {
      request_id: this.request_id,
      attempt: 1,
      model: findModel(id)!,
      payload: { prompt: this.name, seed: 7, ...(pictured ? { image_url: 'upload:a.png', quality: '360p' } : {}) },
      media: pictured ? { image_url: [picture] } : {},
      frame: { width: 1, height: 1, fps: 1 },
    };
  }

  /** How many requests for it there ever were where they are paid. */
  async asked(): Promise<number> {
    const sql = `select count(*) as n from requests where payload ->> 'prompt' = $1`;
    const [{ n }] = await database.query<{ n: number }>('', sql, [this.name]);
    return n;
  }

  faults(isTroubled: boolean) {
    let lied = false;
    return (call: Call): Fault | null => {
      let fault = isTroubled && this.next() < 0.35 ? this.pick(faultsFor(call)) : null;
      // Two lies without a true word between them are believed, and four times a page in place of the film.
      if (fault?.kind === 'lie' && lied) fault = null;
      if (fault?.kind === 'page' && call.path.endsWith('.mp4') && ++this.pages > 3) fault = null;
      if (fault?.kind === 'lie') lied = true;
      else if (fault === null) lied = false;
      return fault;
    };
  }

  /** One attempt, which may be killed at any moment. Null when there is to be another. */
  async attempt(number: number): Promise<End | null> {
    const isTroubled = number < TROUBLED;
    const proxy = await startProxy(upstream.url, last);
    proxy.fault = this.faults(isTroubled);
    const parts = { name: 'hosted', config: readConfig({ REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' }), slots: 1 };
    const log = createLog('silent');
    const engine = createGmicloud({ ...this.settings, url: proxy.url }, { ...parts, log } as EngineParts, conform);
    const workdir = join(folder.path, `${this.request_id}-${number}`);
    await mkdir(workdir);
    const stopping = new AbortController();
    const { promise: killed, resolve } = Promise.withResolvers<'killed'>();
    let isDead = false;
    // What a dead process still has to say, nobody hears.
    const kill = async (): Promise<void> => {
      isDead = true;
      resolve('killed');
      await proxy.close();
      stopping.abort(new Stop('left'));
    };
    const fate = isTroubled ? this.pick(['lives', 'lives', 'killed', 'killed at a save', 'restarted']) : 'lives';
    const moment = this.next() * 250;
    const onLate = fate === 'restarted' ? () => stopping.abort(new Stop('left')) : () => void kill();
    const timer = fate === 'killed' || fate === 'restarted' ? setTimeout(onLate, moment) : undefined;
    let savesLeft = Math.floor(this.next() * 3);
    const isStored = this.next() < 0.5;
    const save = async (state: unknown): Promise<void> => {
      const text = state === null ? null : JSON.stringify(state);
      const dies = fate === 'killed at a save' && savesLeft-- === 0;
      if (!isDead && (!dies || isStored)) this.saved = text;
      if (dies) await kill();
      if (isDead) await new Promise(() => {});
    };
    // Each proxy has an address of its own, where the other side has always the same.
    this.saved = this.saved?.replaceAll(this.host, proxy.url) ?? null;
    this.host = proxy.url;
    const load = async () => (this.saved === null ? null : JSON.parse(this.saved));
    const context = { signal: stopping.signal, workdir, checkpoint: { load, save }, onProgress: () => {} };
    const rendering = engine.render(this.request(), context);
    rendering.catch(() => {}); // of one that was killed
    try {
      const rendered = await Promise.race([rendering, killed]);
      if (rendered === 'killed') return null;
      assert.equal(sha(await readFile(rendered.video)), digest);
      return 'film';
    } catch (error) {
      return await this.judge(error);
    } finally {
      clearTimeout(timer);
      if (!isDead) await proxy.close();
    }
  }

  async judge(error: unknown): Promise<End | null> {
    if (error instanceof Stopped) return null;
    if (error instanceof NotTaken) {
      assert.equal(await this.asked(), 0, `${this.name}: it was taken, and said not to be: ${error.message}`);
      assert.equal(this.saved, null);
      return error.why === 'refused' ? 'refused' : null;
    }
    if (error instanceof RequestError && error.code === 'unknown_outcome') return 'unknown';
    throw error;
  }

  async run(): Promise<End> {
    for (let number = 0; ; number++) {
      assert.ok(number < 30, `${this.name} does not end`);
      const end = await this.attempt(number);
      const asked = await this.asked();
      assert.ok(asked <= 1, `${this.name}: asked ${asked} times`);
      if (end === null) {
        await sleep(this.next() * 20);
        continue;
      }
      const wanted = end === 'film' ? 1 : 0;
      assert.equal(asked, wanted, `${this.name} ended as ${end}, and was asked ${asked} times`);
      return end;
    }
  }
}

test(`${SEQUENCES} histories, from seed ${SEED}: never asked twice, and no film that exists is lost`, async (t) => {
  const ends: Record<End, number> = { film: 0, refused: 0, unknown: 0 };
  let begun = 0;
  const line = async (): Promise<void> => {
    try {
      while (begun < SEQUENCES) ends[await new History(SEED + begun++).run()]++;
    } finally {
      begun = SEQUENCES; // one that fails ends the others
    }
  };
  const lines = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, line));
  for (const { status, ...how } of lines) if (status === 'rejected') throw (how as PromiseRejectedResult).reason;
  t.diagnostic(JSON.stringify(ends));
  assert.ok(ends.film > SEQUENCES / 3, JSON.stringify(ends));
});

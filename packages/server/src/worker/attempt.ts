// One attempt at one request, in a straight line: fetch, render, publish, end. However it goes, the row says so.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Frame, findModel } from '@reelqueue/models';
import type { Disk } from '../artifacts/disk.ts';
import { type Engine, type Rendered, Stopped } from '../engines/engine.ts';
import { ERRORS, RequestError } from '../errors.ts';
import { type Gathered, gather, type MediaSources } from '../intake/media.ts';
import type { Log } from '../log.ts';
import type { Outcome } from '../request.ts';
import type { Claim } from '../store/claims.ts';
import { type Database, DatabaseAway } from '../store/database.ts';
import { type Change, loadCheckpoint, move, outcomeOf, reportCompute, saveCheckpoint } from '../store/requests.ts';
import type { Signals } from '../store/signals.ts';
import { holdLease, type Lease } from './lease.ts';

/** Engine errors after which a request ends as `engine_failed`. */
const MOST_FAILURES = 2;
/** Seconds for which a worker that is to stop asks a database that is away; then the next worker finds the request. */
const PARTING = 3;
/** Seconds before a request is tried again after its first engine error. */
const RETRY_AFTER = 2;

export type WorkerParts = {
  database: Database;
  signals: Signals;
  engine: Engine;
  sources: MediaSources;
  disk: Disk;
  /** Folder on the disk's file system for attempts' own directories. */
  work: string;
  /** Seconds for which results are kept after the end and uploads after their last use; null for ever. */
  keep: { results: number | null; uploads: number | null };
  /** Told of each request that ends here, but for those that a call ends. */
  onEnded?(request_ids: string[]): void;
  log: Log;
};

/** The folder, beside those of a request's attempts, of what they have fetched: the next one need not fetch it again. */
export const keptMedia = (work: string, request_id: string): string => join(work, `${request_id}-media`);

/** Asks the database until it answers. Throws `DatabaseAway` only after a shutdown. */
type Ask = <T>(statement: () => Promise<T>) => Promise<T>;

/** Asks again while the database is away: what an attempt has to say must not be lost to a restart. */
function patiently(shutdown: AbortSignal): Ask {
  return async (statement) => {
    let partingSince: number | null = null;
    for (let wait = 100; ; wait = Math.min(2 * wait, 2_000)) {
      try {
        return await statement();
      } catch (error) {
        if (!(error instanceof DatabaseAway)) throw error;
        if (shutdown.aborted) partingSince ??= performance.now();
        if (partingSince !== null && performance.now() - partingSince > PARTING * 1000) throw error;
        // A shutdown that comes now cuts the wait short; a wait that begins after it is waited out.
        await sleep(wait, undefined, partingSince === null ? { signal: shutdown } : {}).catch(() => {});
      }
    }
  };
}

function frameOf(claim: Claim, gathered: Gathered): Frame {
  const model = findModel(claim.model)!;
  const seen = Object.values(gathered)
    .flat()
    .flatMap(({ probed }) => (probed.kind === 'audio' ? [] : [probed]));
  // A clip leads: the pictures beside it are cut to its shape.
  return model.frame(claim.normalised, seen.find(({ kind }) => kind === 'video') ?? seen[0] ?? null);
}

async function render(
  parts: WorkerParts,
  claim: Claim,
  lease: Lease,
  workdir: string,
  signal: AbortSignal,
): Promise<Rendered> {
  const model = findModel(claim.model)!;
  const folders = { workdir, kept: keptMedia(parts.work, claim.request_id) };
  const gathered = await gather(parts.sources, model, claim.normalised, folders, signal);
  const media = Object.fromEntries(
    Object.entries(gathered).map(([param, files]) => [param, files.map(({ path }) => path)]),
  );
  return parts.engine.render(
    { request_id: claim.request_id, model, payload: claim.normalised, media, frame: frameOf(claim, gathered) },
    {
      signal,
      onProgress: lease.report,
      workdir,
      checkpoint: {
        load: () => loadCheckpoint(parts.database, claim),
        save: async (state) => {
          if (!(await saveCheckpoint(parts.database, claim, state))) throw new Stopped('stopped');
        },
      },
    },
  );
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** Files first, then one statement: a crash between leaves a file without a row, which the next attempt removes. */
async function publish(parts: WorkerParts, answered: Ask, claim: Claim, rendered: Rendered): Promise<boolean> {
  const { database, disk } = parts;
  const digest = await sha256(rendered.video);
  const names = [
    await disk.save(claim.request_id, claim.attempt, rendered.video),
    await disk.save(claim.request_id, claim.attempt, rendered.thumbnail),
  ];
  if (rendered.plan !== undefined) names.push(await disk.saveBeside(names[0], rendered.plan));
  const [video_url, thumbnail_image_url] = names.map((name) => `/files/${name}`);
  const { width, height, fps, duration, seed, actual_prompt } = rendered;
  const outcome: Outcome = {
    video_url,
    thumbnail_image_url,
    media_urls: [{ id: '0', url: video_url }],
    seed,
    ...(actual_prompt === null ? {} : { actual_prompt }),
    ...{ width, height, fps, duration, sha256: digest, engine: parts.engine.name },
  };
  const warnings = rendered.warnings;
  await answered(() => move(database, claim, 'success', { outcome, warnings }));
  // Asked anew rather than read off the move: it may have been done by a statement whose answer was lost.
  const published = (await answered(() => outcomeOf(database, claim.request_id)))?.video_url === video_url;
  if (published) await disk.removeOlder(claim.request_id, claim.attempt);
  else await disk.remove(names);
  return published;
}

/** What an error makes of the request: its next status, and what is written with it. */
function verdict(parts: WorkerParts, claim: Claim, error: unknown): ['failed' | 'queued', Change] {
  // Others, such as a prober with too much to do, are no fault of the request's.
  if (error instanceof RequestError && ERRORS[error.code].ends) {
    return ['failed', { error: { error: error.message, code: error.code, param: error.param } }];
  }
  parts.log.error({ request_id: claim.request_id, attempt: claim.attempt, err: error }, 'the render failed');
  if (claim.failures + 1 < MOST_FAILURES) return ['queued', { retry_after: RETRY_AFTER * 2 ** claim.failures }];
  const sentence = `the ${parts.engine.name} engine failed ${MOST_FAILURES} times; the log of the server says why`;
  return ['failed', { error: { error: sentence, code: 'engine_failed', param: null } }];
}

/**
 * Sees a claim through: whatever happens is written to the row, or the claim is no longer ours. Throws `DatabaseAway` when
 * nothing could be written before a shutdown.
 */
export async function attempt(parts: WorkerParts, claim: Claim, shutdown: AbortSignal): Promise<void> {
  const { database, signals, log } = parts;
  const answered = patiently(shutdown);
  const lease = holdLease(database, signals, claim);
  const limit = parts.engine.deadline(claim.normalised);
  let deadline: AbortSignal | null = null;
  // A claim that a crash of the database took back may come again under the same number.
  const workdir = join(parts.work, `${claim.request_id}-${claim.attempt}-${randomBytes(4).toString('hex')}`);
  const started = performance.now();
  const told = { request_id: claim.request_id, model: claim.model, attempt: claim.attempt };
  log.info(told, 'claimed');
  signals.announce(`changed ${claim.request_id}`);
  let end = 'success';
  let isOver = false;
  try {
    deadline = AbortSignal.timeout(Math.ceil(limit * 1000));
    const signal = AbortSignal.any([lease.lost, shutdown, deadline]);
    await mkdir(workdir, { recursive: true, mode: 0o700 });
    const rendered = await render(parts, claim, lease, workdir, signal);
    lease.report('publishing', null);
    isOver = await publish(parts, answered, claim, rendered);
    if (!isOver) end = 'no longer ours';
  } catch (error) {
    if (lease.lost.aborted) {
      end = 'no longer ours';
      const compute = error instanceof Stopped ? error.compute : 'stopped';
      await answered(() => reportCompute(database, claim, compute));
    } else if (shutdown.aborted) {
      end = 'handed back';
      await answered(() => move(database, claim, 'queued'));
      signals.announce('queued');
    } else {
      const late = new RequestError('timed_out', `the render took more than ${limit} s and was stopped`);
      const [next, change] = verdict(parts, claim, deadline?.aborted ? late : error);
      end = change.error?.error ?? 'to be tried again';
      const moved = await answered(() => move(database, claim, next, change));
      isOver = moved?.status === 'failed';
      // It may have failed between two files.
      if (moved) await parts.disk.removeOlder(claim.request_id, claim.attempt + 1);
    }
  } finally {
    signals.announce(`changed ${claim.request_id}`);
    signals.announce('delivery');
    if (isOver) parts.onEnded?.([claim.request_id]);
    await lease.end();
    await rm(workdir, { recursive: true, force: true });
    // After a cancel it is cleared away with what others left.
    if (isOver) await rm(keptMedia(parts.work, claim.request_id), { recursive: true, force: true });
  }
  log.info({ ...told, seconds: Number(((performance.now() - started) / 1000).toFixed(2)), end }, 'ended');
}

// One attempt at one request, in a straight line: fetch, render, publish, end. However it goes, the row says so.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Frame, findModel, type ModelSpec } from '@reelqueue/models';
import { resultsIn } from '../artifacts/results.ts';
import { type Storage, StorageAway } from '../artifacts/storage.ts';
import { type Engine, NotTaken, type Rendered, Stop, Stopped } from '../engines/engine.ts';
import type { Routes } from '../engines/routing.ts';
import { ERRORS, RequestError } from '../errors.ts';
import { type Gathered, gather, gatherUploads, type MediaSources } from '../intake/media.ts';
import type { Log } from '../log.ts';
import type { Compute, Outcome } from '../request.ts';
import { hasPreview, loadCheckpoint, outcomeOf, reportCompute, saveCheckpoint } from '../store/attempts.ts';
import type { Claim } from '../store/claims.ts';
import type { Database } from '../store/database.ts';
import { type Change, move } from '../store/moves.ts';
import type { Signals } from '../store/signals.ts';
import type { Gate } from './gate.ts';
import { holdLease, type Lease } from './lease.ts';
import { type Ask, parting, patiently, persistent } from './patience.ts';
import type { Previewer } from './preview.ts';
import { modelOf, sendOn } from './turned-away.ts';

/** Engine errors after which a request ends as `engine_failed`. */
const MOST_FAILURES = 2;
/** Seconds before a request is tried again after its first engine error. */
const RETRY_AFTER = 2;

export type WorkerParts = {
  database: Database;
  signals: Signals;
  /** Whose pool's requests it takes. */
  engine: Engine;
  routes: Pick<Routes, 'engines' | 'legOf' | 'choose'>;
  gate: Gate;
  /** null, or absent, where no route asks for previews. */
  previewer?: Previewer | null;
  sources: MediaSources;
  storage: Storage;
  /** What tells this database from others; a storage belongs to one. */
  database_id: string;
  /** Folder of this process's own for attempts' own directories. */
  work: string;
  /** Seconds for which results are kept after the end and uploads after their last use; null for ever. */
  keep: { results: number | null; uploads: number | null };
  /** Told of each request that ends here, but for those that a call ends. */
  onEnded?(request_ids: string[]): void;
  log: Log;
};

/** The folder, beside those of a request's attempts, of what they have fetched: the next one need not fetch it again. */
export const keptMedia = (work: string, request_id: string): string => join(work, `${request_id}-media`);

function frameOf(model: ModelSpec, claim: Claim, gathered: Gathered): Frame | null {
  if (findModel(model.id) === null) return null;
  const seen = Object.values(gathered)
    .flat()
    .flatMap(({ probed }) => (probed.kind === 'audio' ? [] : [probed]));
  // A clip leads: the pictures beside it are cut to its shape.
  return model.frame(claim.normalised, seen.find(({ kind }) => kind === 'video') ?? seen[0] ?? null);
}

async function render(
  parts: WorkerParts,
  answered: Ask,
  claim: Claim,
  lease: Lease,
  workdir: string,
  signal: AbortSignal,
): Promise<Rendered> {
  const model = modelOf(claim);
  const sources = { ...parts.sources, storage: persistent(parts.storage, parts.log) };
  const folders = { workdir, kept: keptMedia(parts.work, claim.request_id) };
  const gathered = await gather(sources, model, claim.normalised, folders, signal);
  const media =
    findModel(model.id) === null
      ? await gatherUploads(sources, claim.normalised, workdir, signal)
      : Object.fromEntries(Object.entries(gathered).map(([param, files]) => [param, files.map(({ path }) => path)]));
  const { request_id, attempt, normalised: payload } = claim;
  const request = { request_id, attempt, model, payload, media, frame: frameOf(model, claim, gathered) };
  const wanted =
    parts.routes.legOf(claim.model, parts.engine).preview && !(await hasPreview(parts.database, request_id));
  const preview = wanted ? parts.previewer?.begin(parts, claim, request, workdir) : undefined;
  return parts.engine
    .render(request, {
      signal,
      onProgress(phase, share) {
        parts.gate.taken();
        lease.report(phase, share);
      },
      workdir,
      checkpoint: {
        load: () => answered(() => loadCheckpoint(parts.database, claim)),
        save: async (state) => {
          if (await answered(() => saveCheckpoint(parts.database, claim, state))) return;
          // The signal says why before the engine hears of it; what it then ends, it ends by what is saved.
          await lease.confirm();
          throw new Stopped('still_running');
        },
      },
    })
    .finally(() => preview?.end());
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** Clears away what nobody will ask for; where the storage is away, `clearing.ts` finds it later. */
const inPassing = (log: Log, clearing: Promise<void>): Promise<void> =>
  clearing.catch((error) => {
    if (!(error instanceof StorageAway)) throw error;
    log.warn({ err: error }, 'files are left for later');
  });

/** Files first, then one statement: a crash between leaves a file without a row, which is cleared away later. */
async function publish(
  parts: WorkerParts,
  answered: Ask,
  claim: Claim,
  rendered: Rendered,
  signal: AbortSignal,
): Promise<boolean> {
  const { database, storage, log } = parts;
  const results = resultsIn(persistent(storage, log));
  const digest = await sha256(rendered.video);
  const names = [
    await results.save(claim.request_id, claim.attempt, rendered.video, signal),
    await results.save(claim.request_id, claim.attempt, rendered.thumbnail, signal),
  ];
  if (rendered.plan !== undefined) names.push(await results.saveBeside(names[0], rendered.plan, signal));
  const [video_url, thumbnail_image_url] = names.map((name) => `/${name}`);
  const { width, height, fps, duration, seed, actual_prompt } = rendered;
  const outcome: Outcome = {
    video_url,
    thumbnail_image_url,
    media_urls: [{ id: '0', url: video_url }],
    ...(seed === null ? {} : { seed }),
    ...(actual_prompt === null ? {} : { actual_prompt }),
    ...{ width, height, fps, duration, sha256: digest, engine: parts.engine.name },
  };
  const warnings = rendered.warnings;
  await answered(() => move(database, claim, 'success', { outcome, warnings }));
  // Asked anew rather than read off the move: it may have been done by a statement whose answer was lost.
  const published = (await answered(() => outcomeOf(database, claim.request_id)))?.video_url === video_url;
  const left = published ? results.removeOlder(claim.request_id, claim.attempt) : storage.remove(names);
  await inPassing(log, left);
  return published;
}

/** Errors that say more of a request than that its time is over. */
const isOutcome = (error: unknown): boolean => error instanceof RequestError && error.code === 'unknown_outcome';

/** What an error makes of the request: its next status, and what is written with it. */
function verdict(parts: WorkerParts, claim: Claim, error: unknown): ['failed' | 'queued', Change] {
  if (error instanceof NotTaken)
    return ['failed', { error: { error: error.message, code: 'engine_failed', param: null } }];
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
 * Sees a claim through: whatever happens is written to the row, or the claim is no longer ours. Answers whether the compute
 * of a cancelled request runs on. Throws `DatabaseAway` when nothing could be written before a shutdown.
 */
export async function attempt(parts: WorkerParts, claim: Claim, shutdown: AbortSignal): Promise<boolean> {
  const { database, signals, log } = parts;
  const answered = patiently(shutdown);
  const last = parting(shutdown);
  const lease = holdLease(database, signals, claim, log);
  const limit = parts.routes.legOf(claim.model, parts.engine).deadline(claim.normalised);
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // A claim that a crash of the database took back may come again under the same number.
  const workdir = join(parts.work, `${claim.request_id}-${claim.attempt}-${randomBytes(4).toString('hex')}`);
  const started = performance.now();
  const told = { request_id: claim.request_id, model: claim.model, attempt: claim.attempt };
  log.info(told, 'claimed');
  signals.announce(`changed ${claim.request_id}`);
  let end = 'success';
  let isOver = false;
  let compute: Compute = 'stopped';
  let runsOn = false;
  // A cancel may come as the attempt ends by itself: a slot counts as taken until it has been told what runs on.
  const letGo = (): Promise<void> => {
    end = 'no longer ours';
    runsOn = compute === 'still_running';
    return answered(() => reportCompute(database, claim, compute));
  };
  const settle = async (error: unknown): Promise<void> => {
    if (error instanceof Stopped) ({ compute } = error);
    if (lease.lost.aborted) {
      await letGo();
    } else if (shutdown.aborted) {
      end = 'handed back';
      if (!(await answered(() => move(database, claim, 'queued')))) await letGo();
      signals.announce('queued');
    } else {
      const sent = error instanceof NotTaken ? await answered(() => sendOn(parts, claim, error)) : 'refused';
      if (sent === 'gone') return letGo();
      if (sent === 'sent') {
        end = `not taken: ${(error as NotTaken).message}`;
        return signals.announce('queued');
      }
      const late = new RequestError('timed_out', `the render took more than ${limit} s and was stopped`);
      const [next, change] = verdict(parts, claim, deadline.signal.aborted && !isOutcome(error) ? late : error);
      end = change.error?.error ?? 'to be tried again';
      const moved = await answered(() => move(database, claim, next, change));
      isOver = moved?.status === 'failed';
      // It may have failed between two files.
      if (moved) await inPassing(log, resultsIn(parts.storage).removeOlder(claim.request_id, claim.attempt + 1));
      else await letGo();
    }
  };
  try {
    if (!(limit > 0)) throw new Error(`a render can not be given ${limit} s`);
    timer = setTimeout(() => deadline.abort(new Stop('late')), limit * 1000);
    const signal = AbortSignal.any([lease.lost, shutdown, deadline.signal]);
    await mkdir(workdir, { recursive: true, mode: 0o700 });
    const rendered = await render(parts, answered, claim, lease, workdir, signal);
    lease.report('publishing', null);
    // A worker that slept through its lease finds out here, before it writes a file.
    await lease.confirm();
    if (lease.lost.aborted) throw new Stopped('stopped');
    isOver = await publish(parts, answered, claim, rendered, AbortSignal.any([lease.lost, last.signal]));
    if (!isOver) await letGo();
  } catch (error) {
    await settle(error);
  } finally {
    signals.announce(`changed ${claim.request_id}`);
    signals.announce('delivery');
    if (isOver) parts.onEnded?.([claim.request_id]);
    clearTimeout(timer);
    await lease.end();
    last.end();
    await rm(workdir, { recursive: true, force: true });
    // After a cancel it is cleared away with what others left.
    if (isOver) await rm(keptMedia(parts.work, claim.request_id), { recursive: true, force: true });
  }
  log.info({ ...told, seconds: Number(((performance.now() - started) / 1000).toFixed(2)), end }, 'ended');
  return runsOn;
}

// One film at a ComfyUI: asked for once, found again after anything, and waited for until there is a verdict.
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RequestError } from '../../errors.ts';
import { Unusable } from '../child.ts';
import { NotTaken, type RenderContext } from '../engine.ts';
import { type Address, CallRefused, type ComfyFile, ComfyServer, NoAnswer, OtherId, type Seen } from './server.ts';
import type { Graph } from './workflow.ts';

/**
 * Seconds. `call`: for an answer. `poll`: between looks. `lost`: for which a prompt must be nowhere before it is taken for
 * lost, when its call had no answer and it may still be on its way; and a film that is said to be there. `stop`: in which a
 * cancel looks whether the compute ended.
 */
export type Patience = { call: number; poll: number; lost: number; stop: number };

export const PATIENCE: Patience = { call: 30, poll: 2, lost: 20, stop: 1 };

/** Times that one attempt asks for work that is lost again and again. */
const MOST_ASKED = 3;
/** Looks in a row that find nothing before a prompt that had been taken is lost. */
const LOOKS = 2;
/** Times at least that a film is brought which can not be used: what carries it may have spoilt it. */
const MOST_BAD = 3;

/** What the checkpoint holds: the id under which the film was asked for, and whether ComfyUI said that it has it. */
export type Asked = { prompt_id: string; taken: boolean };

/**
 * `remembered`: ComfyUI says itself that it is done; else the file has the name that its film would have. `taken`: ComfyUI had
 * it; else nobody knows whether the call has come through, or will.
 */
type Ended = { files: readonly ComfyFile[]; remembered: boolean; taken: boolean };

/** What one request asks of a server. */
export type Work<Film> = {
  server: ComfyServer;
  patience: Patience;
  /** Whether it is asked for again where it is not known whether the first call will come through. */
  again: boolean;
  context: Pick<RenderContext, 'signal' | 'checkpoint'>;
  /** The graph for an id, by which its film is named. Uploads what the graph names. */
  graph(prompt_id: string): Promise<Graph>;
  /** What the film of an id is called. */
  named(prompt_id: string): ComfyFile;
  /** Where a file is brought to. */
  path: string;
  /** Makes what was brought the film that was asked for. Throws `Unusable`. */
  finish(): Promise<Film>;
  /** It is about to be asked for under this id, or was; null: what had it is gone. `look` ends a pause between looks. */
  onAsked(prompt_id: string | null, look: () => void): void;
  onSeen(seen: Seen): void;
};

const isAsked = (value: unknown): value is Asked =>
  typeof (value as Asked | null)?.prompt_id === 'string' && typeof (value as Asked).taken === 'boolean';

const failed = (said: string): RequestError =>
  new RequestError('engine_failed', `ComfyUI did not make the film: ${said}`);

const unknown = ({ lost }: Patience): RequestError =>
  new RequestError(
    'unknown_outcome',
    `ComfyUI was asked for the film and gave no answer, and for ${lost} s it did not know of it: it may still come to make it`,
  );

/**
 * Sees a film through to the end. Asks for it unless an earlier attempt has, and again only when ComfyUI had it and has it no
 * more: it knows the id of everything that it has. Throws `NotTaken`, `RequestError` on a verdict or where nothing is known of
 * the call, the signal's reason, or any other error where it may be tried again.
 */
export async function attend<Film>(work: Work<Film>): Promise<Film> {
  const saved = await work.context.checkpoint.load();
  let asked = isAsked(saved) ? saved : null;
  for (let times = 0; times < MOST_ASKED; times++) {
    asked ??= await ask(work);
    const ended = await wait(work, asked);
    const film = await collect(work, ended);
    if (film !== null) return film;
    if (ended.remembered) throw failed('it says that the film is done, and has no file of it');
    // A call that is still on its way, in a proxy or in the system's buffers, may come through at any time.
    if (!ended.taken && !work.again) throw unknown(work.patience);
    work.onAsked(null, () => {});
    await work.context.checkpoint.save(null);
    asked = null;
  }
  throw new Error(`ComfyUI lost the film ${MOST_ASKED} times`);
}

/** Asks for it under a new id, which is saved before. */
async function ask<Film>({ server, graph, onAsked, context }: Work<Film>): Promise<Asked> {
  const { signal, checkpoint } = context;
  const prompt_id = randomUUID();
  const prompt = await graph(prompt_id).catch(notTaken);
  await checkpoint.save({ prompt_id, taken: false });
  onAsked(prompt_id, () => {});
  try {
    await server.ask(prompt_id, prompt, signal);
  } catch (error) {
    signal.throwIfAborted();
    // It may have come through although the answer did not.
    if (error instanceof NoAnswer && !error.unsent) return { prompt_id, taken: false };
    if (error instanceof OtherId) throw failed(error.message);
    await checkpoint.save(null);
    return notTaken(error);
  }
  await checkpoint.save({ prompt_id, taken: true });
  return { prompt_id, taken: true };
}

/** Passes on what went wrong while nothing was asked for. */
function notTaken(error: unknown): never {
  if (error instanceof CallRefused) throw new NotTaken('refused', error.message);
  if (!(error instanceof NoAnswer)) throw error;
  const { busy, message } = error;
  throw busy === null ? new NotTaken('away', message) : new NotTaken('busy', message, busy.seconds);
}

/** Looks until there is a verdict. */
async function wait<Film>(work: Work<Film>, asked: Asked): Promise<Ended> {
  const { server, patience, context, named, onAsked, onSeen } = work;
  const { signal, checkpoint } = context;
  const { prompt_id } = asked;
  let { taken } = asked;
  let absent = { looks: 0, since: 0 };
  for (let silent = 0; ; ) {
    const hint = Promise.withResolvers<void>();
    onAsked(prompt_id, hint.resolve);
    const seen = await server.look(prompt_id, signal).catch((error) => {
      // Nothing is known then, and nothing is decided: the deadline ends it.
      if (error instanceof NoAnswer || error instanceof CallRefused) return null;
      throw error;
    });
    silent = seen === null ? silent + 1 : 0;
    if (seen !== null) onSeen(seen);
    if (seen !== null && seen.state !== 'absent' && !taken) {
      taken = true;
      await checkpoint.save({ prompt_id, taken });
    }
    if (seen?.state === 'done')
      return { files: seen.files.length > 0 ? seen.files : [named(prompt_id)], remembered: true, taken };
    if (seen?.state === 'failed') throw failed(seen.said);
    if (seen?.state === 'interrupted') throw failed('somebody stopped it there');
    if (seen?.state !== 'absent') absent = { looks: 0, since: 0 };
    else {
      if (absent.looks++ === 0) absent.since = performance.now();
      const over = taken || performance.now() - absent.since >= patience.lost * 1000;
      // It forgets what it has made when it is started anew, but the file is still there.
      if (absent.looks >= LOOKS && over) return { files: [named(prompt_id)], remembered: false, taken };
    }
    await Promise.race([pause(work, silent), hint.promise]);
    signal.throwIfAborted();
  }
}

/** What is away is asked more seldom, and not by all at once. Throws the signal's reason. */
async function pause<Film>({ patience, context: { signal } }: Work<Film>, silent = 0): Promise<void> {
  const seconds = patience.poll * 2 ** Math.min(silent, 3) * (0.8 + randomInt(400) / 1000);
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {}); // the next line says why
  signal.throwIfAborted();
}

/** Brings the file and finishes it; null when there is none. Throws when what comes is no film, again and again. */
async function collect<Film>(work: Work<Film>, { files, remembered }: Ended): Promise<Film | null> {
  const { server, patience, context, path, finish } = work;
  const file = files.findLast(({ type }) => type === 'output') ?? files.at(-1)!;
  const since = performance.now();
  for (let [bad, silent] = [0, 0]; ; ) {
    let there: boolean | null = null;
    // A look that began in time says nothing of later.
    const isLate = performance.now() - since > patience.lost * 1000;
    try {
      there = await bring(server, file, path, context.signal);
      if (there) return await finish();
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      // Half a film that nobody remembers was left by a crash.
      if (!remembered) return null;
      if (++bad >= MOST_BAD && isLate) throw failed(error.message);
    }
    silent = there === null ? silent + 1 : 0;
    if (there === false && (!remembered || isLate)) return null;
    await pause(work, silent);
  }
}

/** Whether it is there; null when nothing is known. Throws `Unusable` when something else came. */
async function bring(server: ComfyServer, file: ComfyFile, to: string, signal: AbortSignal): Promise<boolean | null> {
  try {
    return await server.download(file, to, signal);
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    if (error instanceof CallRefused) throw failed(error.message);
    throw error;
  }
}

/** Has the compute of an id ended, and looks until it has. Throws the signal's reason. */
async function untilEnded(
  server: ComfyServer,
  { prompt_id, taken }: Asked,
  { poll, lost }: Patience,
  signal: AbortSignal,
): Promise<void> {
  let seen = taken;
  const since = performance.now();
  for (;;) {
    try {
      const { state } = await server.look(prompt_id, signal);
      const isThere = state === 'waiting' || state === 'running';
      // It may still be on its way there, and would be computed for nobody.
      const isGone = seen || state !== 'absent' || performance.now() - since > lost * 1000;
      if (!isThere && isGone) return;
      if (isThere) await server.end(prompt_id, state, signal);
      seen ||= isThere;
    } catch (error) {
      // Without an answer it is not known what it computes.
      if (!(error instanceof NoAnswer || error instanceof CallRefused)) throw error;
    }
    // Nobody has to stay for it.
    await sleep(poll * 1000, undefined, { signal, ref: false });
  }
}

/** Ends the compute of what was asked, and says what came of it within a second or so. */
export async function stop(
  server: ComfyServer,
  asked: Asked,
  { stop, poll, ...patience }: Patience,
): Promise<'stopped' | 'still_running'> {
  const over = AbortSignal.timeout(Math.ceil(stop * 1000));
  return untilEnded(server, asked, { ...patience, stop, poll: Math.min(poll, 0.1) }, over).then(
    () => 'stopped',
    () => 'still_running', // the time is over
  );
}

/** The same, however long it takes, for what a checkpoint names. Throws the signal's reason. */
export async function stopAtLast(
  address: Address,
  saved: unknown,
  patience: Patience,
  signal: AbortSignal,
): Promise<void> {
  if (!isAsked(saved)) return;
  await using server = new ComfyServer(address);
  await untilEnded(server, saved, patience, signal);
}

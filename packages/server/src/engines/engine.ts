// What every engine is: one method and one question, and what it says when it can not.
import type { Frame, ModelSpec, Payload } from '@reelqueue/models';
import type { TObject } from 'typebox';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Prober } from '../media/probe.ts';
import type { Compute, Phase } from '../request.ts';

/** A request as an engine sees it: no keys, no organisation, and files instead of addresses. */
export type ClaimedRequest = {
  request_id: string;
  /** Which try this is, from 1. */
  attempt: number;
  model: ModelSpec;
  /** Normalised: every default filled in. As it was sent where Reelqueue does not describe the model. */
  payload: Payload;
  /**
   * Paths of the files of each media parameter that was given, in its order: one, unless the parameter is an array. Where
   * the model is not described: of each upload, by what the payload calls it.
   */
  media: Record<string, readonly string[]>;
  /** The size the film must have; null where Reelqueue does not describe the model. */
  frame: Frame | null;
};

export type RenderContext = {
  /** Aborts with a `Stop`; heed it promptly and throw `Stopped`. */
  signal: AbortSignal;
  /** What is happening, and the share done, 0 to 1; null when the engine can not know. */
  onProgress(phase: Phase, share: number | null): void;
  /** An empty directory of this attempt's own. */
  workdir: string;
  /**
   * What an earlier attempt at this engine saved, or null. Saved before a paid call is made and again with its id, so that
   * it is resumed, never paid twice. `save` throws `Stopped` once the request is no longer this attempt's.
   */
  checkpoint: { load(): Promise<unknown>; save(state: unknown): Promise<void> };
};

/** Files in the workdir, and what is known of them. `duration` in seconds. */
export type Rendered = {
  video: string;
  thumbnail: string;
  /** How it was planned, as JSON that names no path of this machine; absent where an engine has no plan. */
  plan?: string;
  width: number;
  height: number;
  fps: number;
  duration: number;
  /** null where the model knows none. */
  seed: number | null;
  /** null when the prompt was not extended. */
  actual_prompt: string | null;
  warnings: string[];
};

/**
 * Why a render is to stop. `cancelled`, `late` (its deadline is over): nobody wants the film any more, so end the compute.
 * `left`: this process lets go of it, and another attempt goes on from the checkpoint, so let the compute run.
 */
export class Stop extends Error {
  readonly why: 'cancelled' | 'late' | 'left';
  constructor(why: Stop['why']) {
    super(`told to stop: ${why}`);
    this.name = 'Stop';
    this.why = why;
  }
}

/** Why a context's signal aborted; null while it has not. */
export function stopOf(signal: AbortSignal): Stop['why'] | null {
  if (!signal.aborted) return null;
  return signal.reason instanceof Stop ? signal.reason.why : 'left';
}

/** Thrown by `render` when its signal aborted: whether the compute ended with it. */
export class Stopped extends Error {
  readonly compute: Compute;
  constructor(compute: 'stopped' | 'still_running') {
    super(`stopped on request; the compute is ${compute}`);
    this.name = 'Stopped';
    this.compute = compute;
  }
}

/** A cancelled request whose compute may run on at its engine, and what its last attempt saved. */
type RunningOn = { request_id: string; model: ModelSpec; checkpoint: unknown };

/**
 * Thrown by `render` when the engine certainly did not take the request: nothing is made and nothing owed. It is no failure
 * of the request. `busy`: it has too much to do, and is asked again after `seconds`. `away`: it can not be reached, or takes
 * nothing from anybody now; the next engine of the route is asked. `refused`: it will never take this one; the next engine of
 * the route is asked, and without one the request fails with this sentence. A sentence holds no secret.
 */
export class NotTaken extends Error {
  readonly why: 'busy' | 'away' | 'refused';
  /** null leaves it to the queue. */
  readonly seconds: number | null;
  constructor(why: NotTaken['why'], sentence: string, seconds: number | null = null) {
    super(sentence);
    this.name = 'NotTaken';
    this.why = why;
    this.seconds = seconds;
  }
}

export interface Engine {
  /** As the configuration calls it; its workers are the pool of that name. */
  readonly name: string;
  /** Why this engine can not honour the payload, as a sentence; null when it can. Asked at submit and at routing. */
  refuses(model: ModelSpec, payload: Payload): string | null;
  /** Seconds that a render of this payload takes, about: the pool learns by what factor that is wrong on its machines. */
  takes(model: ModelSpec, payload: Payload): number;
  /** What it asks for a film of this payload, in millionths of a US dollar, where its route says nothing else; owed when the film is there. */
  bills(model: ModelSpec, payload: Payload): number;
  /** Seconds after which a render of this payload is given up, where its route says nothing else. */
  deadline(payload: Payload): number;
  /** Returns (success), throws `RequestError` (failed for good), `NotTaken`, `Stopped`, or anything else (tried again). */
  render(request: ClaimedRequest, context: RenderContext): Promise<Rendered>;
  /**
   * Ends what a cancelled request has left running there, whichever process asked for it, and resolves once nothing of it runs
   * any more or nobody could tell. Throws the signal's reason. null: what it computes ends with the process that rendered.
   */
  readonly end: ((left: RunningOn, signal: AbortSignal) => Promise<void>) | null;
  /**
   * Looks whether it could render now; makes nothing and costs nothing. Throws an error whose sentence may be shown when it
   * could not. `says`: what was found, in a few words. `models`: the ids that it takes although Reelqueue does not describe
   * such a model.
   */
  check(signal: AbortSignal): Promise<Health>;
}

export type Health = { says: string; models: readonly string[] };

/** What an engine is made of beside its settings. */
export type EngineParts = {
  name: string;
  config: Config;
  /** Renders at once in this process. */
  slots: number;
  /** Reads what comes from elsewhere, in a process that may break without harm. */
  prober: Prober;
  log: Log;
};

/** A kind of engine: what its settings are, and how it is made of them. */
export type EngineType = {
  /** What it is, a sentence for editors and docs. */
  means: string;
  /** JSON Schema of its settings. One that is a secret has the keyword `secret`, and is written as env:NAME. */
  settings: TObject;
  /** The setting of Reelqueue that alone, without a file, makes an engine of this type, and the settings that it then has. */
  alone: { setting: keyof Config; settings(value: string): object } | null;
  /** Whether it renders on this machine, where REELQUEUE_WORKERS says how much; else `slots` does. */
  local: boolean;
  /** Whether it takes models that Reelqueue does not describe. */
  passes: boolean;
  /** `settings`: valid, secrets filled in. */
  create(settings: never, parts: EngineParts): Engine;
};

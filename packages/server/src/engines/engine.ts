// What every engine is: one method and one question.
import type { Frame, ModelSpec, Payload } from '@reelqueue/models';
import type { Compute, Phase } from '../request.ts';

/** The engines that there are; the workers of each are its pool. */
export const POOLS = ['animatic'] as const;

/** A request as an engine sees it: no keys, no organisation, and files instead of addresses. */
export type ClaimedRequest = {
  request_id: string;
  model: ModelSpec;
  /** Normalised: every default filled in. */
  payload: Payload;
  /** Paths of the files of each media parameter that was given, in its order: one, unless the parameter is an array. */
  media: Record<string, readonly string[]>;
  /** The size the film must have. */
  frame: Frame;
};

export type RenderContext = {
  /** Aborts on cancel, lost lease, deadline or shutdown; stop promptly and throw `Stopped`. */
  signal: AbortSignal;
  /** What is happening, and the share done, 0 to 1; null when the engine can not know. */
  onProgress(phase: Phase, share: number | null): void;
  /** An empty directory of this attempt's own. */
  workdir: string;
  /**
   * What an earlier attempt saved, or null. Saved before a paid call is made and again with its id, so that it is
   * resumed, never paid twice.
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
  seed: number;
  /** null when the prompt was not extended. */
  actual_prompt: string | null;
  warnings: string[];
};

/** Thrown by `render` when its signal aborted: whether the compute ended with it. */
export class Stopped extends Error {
  readonly compute: Compute;
  constructor(compute: 'stopped' | 'still_running') {
    super(`stopped on request; the compute is ${compute}`);
    this.name = 'Stopped';
    this.compute = compute;
  }
}

export interface Engine {
  readonly name: string;
  /** Why this engine can not honour the payload, as a sentence; null when it can. Asked at submit and at routing. */
  refuses(model: ModelSpec, payload: Payload): string | null;
  /** Seconds that a render of this payload takes, about: the pool learns by what factor that is wrong on its machines. */
  takes(model: ModelSpec, payload: Payload): number;
  /** What it asks for a film of this payload, in millionths of a US dollar; owed when the film is there. */
  bills(model: ModelSpec, payload: Payload): number;
  /** Seconds after which a render of this payload is given up. */
  deadline(payload: Payload): number;
  /** Returns (success), throws `RequestError` (failed for good), `Stopped`, or anything else (tried again). */
  render(request: ClaimedRequest, context: RenderContext): Promise<Rendered>;
}

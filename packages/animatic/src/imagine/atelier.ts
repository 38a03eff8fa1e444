// A thread that paints, so that one place can be filmed while the next is painted.
import { Worker } from 'node:worker_threads';
import type { Imagined, imagine } from './imagine.ts';

/** What `imagine` is asked. */
export type Task = Parameters<typeof imagine>;

/** Paints one picture after the other. Dispose of it: the thread, with what it has in hand, is gone then. */
export class Atelier implements AsyncDisposable {
  #thread: Worker | null = null;
  readonly #waiting: PromiseWithResolvers<Imagined>[] = [];

  /** What is waited for throws the signal's reason as soon as that aborts. */
  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#fail(signal.reason), { once: true });
  }

  /** What `imagine` gives. Throws what the thread threw. */
  paint(...task: Task): Promise<Imagined> {
    const painted = Promise.withResolvers<Imagined>();
    this.#waiting.push(painted);
    this.#thread ??= this.#open();
    this.#thread.postMessage(task);
    return painted.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new Error('The atelier was closed.'));
    await this.#thread?.terminate();
  }

  #open(): Worker {
    const thread = new Worker(new URL(`./atelier-thread${import.meta.filename.slice(-3)}`, import.meta.url));
    thread.on('message', (imagined: Imagined) => this.#waiting.shift()?.resolve(imagined));
    thread.on('error', (error) => this.#fail(error));
    return thread;
  }

  #fail(error: unknown): void {
    for (const { promise, reject } of this.#waiting.splice(0)) {
      // Who waits for it sees it; often nobody does any more.
      promise.catch(() => {});
      reject(error);
    }
  }
}

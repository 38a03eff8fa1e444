// Where pictures are painted: the first of a film by all hands, this thread's among them; later ones on a thread while the film is drawn.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { newSheet, type Sheet } from './canvas.ts';
import { Apart, Hands, TALLY_BYTES } from './hands.ts';
import type { Commission, Imagined } from './imagine.ts';

/** A third hand would save less than it takes to begin, and 30 MB. */
const HANDS = Math.min(2, availableParallelism());

type Size = Pick<Sheet, 'width' | 'height'>;

/** What a thread is told: to paint that alone, or to help with it as one of so many hands. */
export type Task = {
  commission: Commission;
  sheet: Omit<Sheet, 'hands'>;
  help: { hands: number; tally: SharedArrayBuffer } | null;
};

/** Dispose of it when all is painted: threads, what they have in hand, and their memory are gone then. */
export class Atelier implements AsyncDisposable {
  readonly #hands: number;
  #threads: (Worker | undefined)[] = [];
  /** All large pictures are painted in the same memory, which has 44 MB at 1080p: only one is painted at a time. So is only one sketch. */
  #sheet: Sheet | null = null;
  #pad: Sheet | null = null;
  readonly #waiting: PromiseWithResolvers<Imagined>[] = [];

  /** What is waited for throws the signal's reason as soon as that aborts. `hands`: how many paint a picture together. */
  constructor(signal: AbortSignal, hands = HANDS) {
    this.#hands = hands;
    signal.addEventListener('abort', () => this.#fail(signal.reason), { once: true });
  }

  /** Has the other hands begin, which takes them a tenth of a second. */
  open(): void {
    for (let helper = 1; helper < this.#hands; helper++) this.#threads[helper - 1] ??= this.#thread();
  }

  /** What `imagine` gives, by all hands; this thread does nothing else meanwhile. Not to be called while something is painted. */
  async imagine(commission: Commission): Promise<Imagined> {
    const hands = this.#hands;
    const sheet = this.#large(commission);
    const help = { hands, tally: new SharedArrayBuffer(TALLY_BYTES) };
    for (let helper = 1; helper < hands; helper++)
      this.#tell(helper - 1, { commission, sheet: withoutHands(sheet), help });
    // Two dozen modules, a tenth of a second, that other films have no use for.
    const { imagine } = await import('./imagine.ts');
    const hand = hands === 1 ? new Hands() : new Hands(hands, help.tally);
    try {
      return imagine(commission, { ...sheet, hands: hand });
    } catch (error) {
      hand.fail();
      if (!(error instanceof Apart)) throw error;
      // The others' sheet is left to them: one may only be slow, and still be at it.
      this.#sheet = null;
      return imagine(commission, this.#large(commission));
    }
  }

  /** What `imagine` gives, painted by a thread. Throws what the thread threw. */
  paint(commission: Commission): Promise<Imagined> {
    this.#pad = null;
    return this.#asked(commission, this.#large(commission));
  }

  /** The same on a sheet of that size, which may be while the large one is painted. */
  sketch(commission: Commission, size: Size): Promise<Imagined> {
    this.#pad = sheetFor(size, this.#pad);
    return this.#asked(commission, this.#pad);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new Error('The atelier was closed.'));
    this.#sheet = null;
    this.#pad = null;
    await Promise.all(this.#threads.splice(0).map((thread) => thread?.terminate()));
  }

  #asked(commission: Commission, sheet: Sheet): Promise<Imagined> {
    const painted = Promise.withResolvers<Imagined>();
    this.#waiting.push(painted);
    this.#tell(0, { commission, sheet: withoutHands(sheet), help: null });
    return painted.promise;
  }

  #large(size: Size): Sheet {
    this.#sheet = sheetFor(size, this.#sheet);
    return this.#sheet;
  }

  #tell(number: number, task: Task): void {
    const thread = this.#threads[number] ?? this.#thread();
    this.#threads[number] = thread;
    thread.postMessage(task);
  }

  #thread(): Worker {
    const script = new URL(`./atelier-thread${import.meta.filename.slice(-3)}`, import.meta.url);
    const thread = new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: 4 } });
    thread.on('message', (imagined: Imagined) => this.#waiting.shift()?.resolve(imagined));
    thread.on('error', (error) => this.#fail(error));
    thread.on('exit', () => {
      this.#fail(new Error('A painting thread has ended.'));
      // Another begins in its place when it is needed.
      this.#threads = this.#threads.map((one) => (one === thread ? undefined : one));
    });
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

/** That sheet if it has the size, else a new one. */
function sheetFor({ width, height }: Size, sheet: Sheet | null): Sheet {
  return sheet?.width === width && sheet.height === height ? sheet : newSheet(width, height);
}

function withoutHands({ width, height, memory }: Sheet): Task['sheet'] {
  return { width, height, memory };
}

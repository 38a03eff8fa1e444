// Hands: those who paint one picture together, each on a thread of its own. All go through the same program step by step, on the same
// canvas; who does which part of a step differs from time to time, the picture never does.

/** Rows or columns that one takes at a time, where nothing else is said. */
const HANDFUL = 8;

/** Steps of a picture at most, and the tally's numbers for each: how many parts were taken, and how many are done. */
const STEPS = 96;
const TAKEN = 1;
const DONE = 2;

/** Where the tally says that somebody could not go on. */
const FAILED = 0;

/** Milliseconds after which whoever waits looks whether the others can still go on. */
const GLANCE = 500;

/**
 * Milliseconds for which the one who leads waits while nothing gets done. A thread that has ended, out of memory, takes its part with it,
 * and nothing tells of it to one who waits. No part takes a tenth of this; if another is only that slow, the same is painted twice.
 */
const PATIENCE = 20_000;

/** Those who paint a picture together can not go on, and what they have painted is of no use. */
export class Apart extends Error {
  constructor() {
    super('Another who painted this picture could not go on.');
    this.name = 'Apart';
  }
}

/** Bytes that hands share to keep together. */
export const TALLY_BYTES = 4 * (1 + 2 * STEPS);

/**
 * One of those hands. Whoever comes late finds the earlier steps done, and nobody waits for one who has not begun. So that all
 * paint the same, what lies between two steps must not depend on what a step paints, and no part of a step on another part of it.
 */
export class Hands {
  readonly count: number;
  readonly #tally: Int32Array | null;
  readonly #leads: boolean;
  readonly #patience: number;
  #step = 0;

  /** One that paints alone; or of `count` with that `tally` in common, the one who `leads` and returns the picture, or who helps. */
  constructor(count = 1, tally: SharedArrayBuffer | null = null, leads = true, patience = PATIENCE) {
    this.count = count;
    this.#tally = tally && new Int32Array(tally);
    this.#leads = leads;
    this.#patience = patience;
  }

  /**
   * A step in parts: `work` is called for each number from `from` to below `to`, here or by another, `handful` by `handful`. All
   * are done when this returns. Throws `Apart` when another could not go on.
   */
  each(from: number, to: number, work: (index: number) => void, handful = HANDFUL): void {
    const tally = this.#tally;
    if (tally === null) {
      for (let index = from; index < to; index++) work(index);
      return;
    }
    const at = this.#next();
    const parts = Math.max(0, Math.ceil((to - from) / handful));
    for (let part = Atomics.add(tally, at + TAKEN, 1); part < parts; part = Atomics.add(tally, at + TAKEN, 1)) {
      const start = from + part * handful;
      for (let index = start, end = Math.min(to, start + handful); index < end; index++) work(index);
      if (Atomics.add(tally, at + DONE, 1) + 1 === parts) Atomics.notify(tally, at + DONE);
    }
    this.#until(tally, at + DONE, parts);
  }

  /** A step that the one who leads does alone, while the others wait. */
  alone(work: () => void): void {
    const tally = this.#tally;
    if (tally === null) {
      work();
      return;
    }
    const at = this.#next();
    if (this.#leads) {
      work();
      Atomics.store(tally, at + DONE, 1);
      Atomics.notify(tally, at + DONE);
    }
    this.#until(tally, at + DONE, 1);
  }

  /** Tells the others that this one can not go on, and they need not wait. */
  fail(): void {
    if (this.#tally) Atomics.store(this.#tally, FAILED, 1);
  }

  /** Where the tally of the next step begins. */
  #next(): number {
    if (this.#step === STEPS) throw new RangeError(`A picture has at most ${STEPS} steps.`);
    return 2 * this.#step++;
  }

  #until(tally: Int32Array, at: number, goal: number): void {
    let since = performance.now();
    for (let [done, before] = [Atomics.load(tally, at), 0]; done < goal; done = Atomics.load(tally, at)) {
      if (done > before) since = performance.now();
      if (this.#leads && performance.now() - since > this.#patience) this.fail();
      if (Atomics.load(tally, FAILED) === 1) throw new Apart();
      before = done;
      Atomics.wait(tally, at, done, GLANCE);
    }
  }
}

// A line before work of which only so much may be done at once.

export class Turns {
  #free: number;
  readonly #line: (() => void)[] = [];

  /** `most`: turns that may be taken at once. */
  constructor(most: number) {
    this.#free = most;
  }

  /** Waits for a turn; disposing of it gives it to the next. Throws the signal's reason, and leaves the line then. */
  async take(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    return { [Symbol.dispose]: () => this.#next() };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#line.splice(this.#line.indexOf(turn), 1);
        reject(signal.reason);
      };
      this.#line.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #next(): void {
    const turn = this.#line.shift();
    if (turn === undefined) this.#free++;
    else turn();
  }
}

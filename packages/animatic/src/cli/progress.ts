// A progress bar on a terminal; nothing where nobody looks.
import type { WriteStream } from 'node:tty';

/** Cells of the bar. */
const WIDTH = 28;

/** Milliseconds between two drawings of it. */
const PAUSE_MS = 80;

/** Shows how far a render is; `end` clears the line. */
export class Progress {
  readonly #stream: WriteStream;
  readonly #began = performance.now();
  #drawn = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** What is happening, and the share done, 0 to 1. */
  show(phase: string, share: number): void {
    const now = performance.now();
    if (!this.#stream.isTTY || (now - this.#drawn < PAUSE_MS && share < 1)) return;
    this.#drawn = now;
    const full = Math.round(share * WIDTH);
    const left = share > 0.1 ? `${Math.ceil(((now - this.#began) / 1000) * (1 / share - 1))} s left` : '';
    const bar = `${'━'.repeat(full)}\x1b[2m${'━'.repeat(WIDTH - full)}\x1b[22m`;
    this.#stream.write(`\r${bar} ${String(Math.round(100 * share)).padStart(3)} % ${phase.padEnd(9)} ${left}\x1b[K`);
  }

  end(): void {
    if (this.#drawn > 0) this.#stream.write('\r\x1b[K');
  }
}

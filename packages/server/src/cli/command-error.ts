// How a command ends when it does not end well.
import { once } from 'node:events';

/** Ends the command with a sentence for its user. `exitCode`: 1 something failed, 2 the command was not used as it can be. */
export class CommandError extends Error {
  readonly exitCode: 1 | 2;

  constructor(exitCode: 1 | 2, sentence: string) {
    super(sentence);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** The reason with which an interruption aborts. */
export class Interrupted extends Error {
  /** 128 and the signal's number, as shells have it. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('interrupted');
    this.name = 'Interrupted';
    this.exitCode = exitCode;
  }
}

/**
 * Aborts with Interrupted when the process is told to stop (Ctrl-C, SIGTERM, a closed terminal); from then on the command ends by itself. Further
 * signals change nothing: npm passes on the Ctrl-C that the terminal has already sent.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.on(name, () => controller.abort(new Interrupted(128 + number)));
  }
  return controller.signal;
}

/** Milliseconds within which a second SIGTERM is the first one's double: a process manager tells every process, and npm passes it on. */
const DOUBLE_MS = 1_000;

/**
 * How a system is told to end. `told` aborts at any signal; `hurried` when it may not take its time: Ctrl-C, a closed terminal,
 * or a SIGTERM after another.
 */
export function ending(): { told: AbortSignal; hurried: AbortSignal } {
  const [told, hurried] = [new AbortController(), new AbortController()];
  let terminated: number | null = null;
  process.on('SIGTERM', () => {
    if (terminated !== null && performance.now() - terminated > DOUBLE_MS) hurried.abort();
    terminated ??= performance.now();
    told.abort();
  });
  for (const name of ['SIGINT', 'SIGHUP']) {
    process.on(name, () => {
      hurried.abort();
      told.abort();
    });
  }
  return { told: told.signal, hurried: hurried.signal };
}

/** Waits until the signal is aborted. A signal keeps no process alive: something else has to, such as a listening server. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

// What a user's file is: format and size, read in a process that may break without harm.
import { RequestError } from '../errors.ts';
import { type Reader, startReader } from './confined.ts';
import type { Answer, Probed, Question } from './probe-child.ts';

// Beyond this many the caller had better come again: at 0.1 s each the last one waits 10 s.
const LONGEST_LINE = 100;

export type { Probed };

/** The part of a logger that is used. */
type Log = { warn(details: object, sentence: string): void };

export type Prober = {
  /**
   * What the file at `path` is, after having read all of it; a picture with a side over `max_side` (4000) is measured
   * only, so that the caller can say which of its rules that breaks. One file is read at a time, others wait.
   *
   * Throws RequestError `invalid_media`, its sentence about `param`, where the file is no such picture, sound or film, is
   * damaged or takes too long, and `unavailable` where too many wait; the signal's reason when that aborts. Any other
   * error is this machine's.
   */
  probe(
    path: string,
    kind: Probed['kind'],
    options: { param: string; max_side?: number; signal: AbortSignal },
  ): Promise<Probed>;
  /** Ends the reading process; nothing can be probed any more. Until then it keeps this process alive. */
  close(): Promise<void>;
};

/**
 * Starts the reading process at once, or with the first file (`lazy`), and anew after it has ended. `patience` is the most seconds for
 * one file (10).
 */
export function createProber({
  log,
  patience = 10,
  lazy = false,
}: {
  log: Log;
  patience?: number;
  lazy?: boolean;
}): Prober {
  let closed = false;
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();
  let starting = lazy ? null : startReader();
  // Whoever probes first hears of it.
  starting?.catch(() => {});

  async function livingReader(): Promise<Reader> {
    const alive = await starting?.then((reader) => reader.alive()).catch(() => false);
    if (closed) throw new Error('the prober is closed');
    if (!starting || !alive) starting = startReader();
    return starting;
  }

  async function ask(question: Question): Promise<Answer | 'too_slow' | 'died'> {
    let answer: Answer | 'too_slow' | 'died' = 'died';
    // A process that somebody killed says nothing about the file; one that dies of the same file twice does.
    for (let attempts = 0; attempts < 2 && answer === 'died'; attempts += 1) {
      const reader = await livingReader();
      answer = await reader.ask(question, patience);
      if (typeof answer === 'string')
        log.warn({ answer, written: reader.written() }, 'the process that reads media ended');
    }
    return answer;
  }

  return {
    async probe(path, kind, { param, max_side = 4000, signal }) {
      signal.throwIfAborted();
      if (waiting >= LONGEST_LINE) throw tooManyWait(param);
      waiting += 1;
      const answered = turn
        .then(() => {
          signal.throwIfAborted();
          return ask({ path, kind, max_side });
        })
        .finally(() => {
          waiting -= 1;
        });
      // Its own caller hears what went wrong.
      turn = answered.catch(() => {});
      return judge(await orAborted(answered, signal), param, patience);
    },
    async close() {
      closed = true;
      const reader = await starting?.catch(() => null);
      await reader?.kill();
    },
  };
}

function judge(answer: Answer | 'too_slow' | 'died', param: string, patience: number): Probed {
  if (answer === 'too_slow') throw invalid(param, `it could not be read within ${patience} s`);
  if (answer === 'died') throw invalid(param, 'it could not be read: it breaks what reads it');
  if ('refused' in answer) throw invalid(param, answer.refused);
  if ('fault' in answer) throw new Error(answer.fault);
  return answer.probed;
}

function invalid(param: string, seen: string): RequestError {
  return new RequestError('invalid_media', `${param}: ${seen}`, param);
}

function tooManyWait(param: string): RequestError {
  return new RequestError(
    'unavailable',
    `${param}: ${LONGEST_LINE} files wait to be read already; try again soon`,
    param,
  );
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}

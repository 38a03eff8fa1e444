// Asks a model: in a process of its own, for as long as it may take.
import { type ChildProcess, spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plane } from '../look/raster.ts';
import type { ModelNews, ModelOrder } from './model-child.ts';
import { PlugInError } from './plug-in-error.ts';

const SOURCE = extname(import.meta.url);
const CHILD = fileURLToPath(new URL(`./model-child${SOURCE}`, import.meta.url));

/** Seconds in which the process comes up; an idle machine takes 0.1. */
const START = 30;

// No core dump, 4 GiB of memory (-d counts kB), ten minutes of processor time in case that nobody is left to end it, and
// where user namespaces are allowed no network.
const CONFINE = `ulimit -c 0; ulimit -d 4194304; ulimit -t 600
unshare --user --net true 2>/dev/null && exec unshare --user --net "$0" "$@"
exec "$0" "$@"`;

function start(): ChildProcess {
  const node = [process.execPath, ...(SOURCE === '.ts' ? ['--conditions=reelqueue-source'] : []), CHILD];
  const [command, ...words] = process.platform === 'win32' ? node : ['/bin/sh', '-c', CONFINE, ...node];
  return spawn(command!, words, {
    env: { MALLOC_ARENA_MAX: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}

export type Answered = { answers: Plane[][]; sha256: string; runtime: string; seconds: number };

/** A model's answers, one for each run. Throws `PlugInError`, or the signal's reason when that aborted. */
export async function askModel(order: ModelOrder, signal: AbortSignal): Promise<Answered> {
  signal.throwIfAborted();
  const began = performance.now();
  const child = start();
  let written = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    written = `${written}${chunk}`.slice(-500);
  });
  let [end, late] = [null as Exclude<ModelNews, { kind: 'begun' }> | null, 0];
  const kill = (): void => void child.kill('SIGKILL');
  const within = (seconds: number): NodeJS.Timeout => {
    return setTimeout(() => {
      late = seconds;
      kill();
    }, seconds * 1000);
  };
  let timer = within(START);
  signal.addEventListener('abort', kill);
  child.on('message', (news: ModelNews) => {
    clearTimeout(timer);
    if (news.kind === 'begun') timer = within(news.limit);
    else end = news;
  });
  child.once('spawn', () => child.send(order, () => {})); // a child that died already is told of by 'close'
  const code = await new Promise<string>((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.once('close', (code, by) => resolve(String(by ?? code)));
  });
  clearTimeout(timer);
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  const seconds = (performance.now() - began) / 1000;
  if (end?.kind === 'answered') return { answers: end.answers, sha256: end.sha256, runtime: end.runtime, seconds };
  if (end?.kind === 'failed') throw new PlugInError(end.why);
  if (late > 0) throw new PlugInError(`it had not answered after ${late} s`);
  const last = written.trim().split('\n').at(-1)!.replaceAll(order.file, 'it');
  throw new PlugInError(`its process ended with ${code}${last === '' ? '' : ` (${last})`}`);
}

// A process of its own for work that native code does: told one order, it says how it goes and ends. Its death is its cancel.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What a child says: any number of times how it goes, then one of the others. */
export type News<Progress, Done> =
  | ({ kind: 'progress' } & Progress)
  | ({ kind: 'done' } & Done)
  /** `file`: it is the file that was given it that can not be used, and `error` is a sentence about it. */
  | { kind: 'failed'; error: string; file?: boolean };

/** A file that an engine delivered can not be used; the sentence begins with what was seen of it. */
export class Unusable extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'Unusable';
  }
}

type ChildOptions<Progress> = {
  signal: AbortSignal;
  /** A folder for compiled code, which halves a child's start. */
  cache: string;
  /** What else it finds in its environment. */
  environment?: Record<string, string>;
  /** The folders that it may write to, where it reads files of strangers; else it is not confined. */
  writes?: readonly string[];
  onProgress(news: Progress): void;
};

// Native code does not heed Node's permissions, so the system holds it: no core dump, 4 GiB of memory (-d counts kB), and
// where user namespaces are allowed no network.
const CONFINE = `ulimit -c 0; ulimit -d 4194304
unshare --user --net true 2>/dev/null && exec unshare --user --net "$0" "$@"
exec "$0" "$@"`;

/**
 * Little is there to be collected, and the encoder has the cores: helping threads cost 20 MB and more than they do. Room for more
 * young objects than these (MB) is only held, and less would be cleared again and again of what is loaded and stays. A compiler
 * beside the program compiles what is over by then. With most other flags V8 refuses the code of Node's own modules that comes
 * with it, half of a start: a child sets those itself.
 */
export const FLAGS = [
  '--single-threaded-gc',
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  '--no-concurrent-recompilation',
];

/**
 * One heap of the C library's for all threads, and what is larger than this (bytes) apart from it, so that it is given back when it is
 * freed: without either a film of 1080p holds 26 and up to 50 MB that nobody uses.
 */
export const HEAP = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' };

/** Nothing else of this process's environment, keys and passwords among it, is the child's business. */
function start(
  module: URL,
  { cache, environment = {}, writes }: Pick<ChildOptions<unknown>, 'cache' | 'environment' | 'writes'>,
): ChildProcess {
  const env = { ...environment, ...HEAP, NODE_COMPILE_CACHE: cache };
  if (writes === undefined) {
    const execArgv = [...process.execArgv, ...FLAGS];
    return fork(module, { env, execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  }
  const may = ['--permission', '--allow-addons', '--allow-fs-read=*', '--disable-warning=SecurityWarning'];
  const node = [
    process.execPath,
    ...process.execArgv.filter((argument) => argument.startsWith('--conditions')),
    ...may,
    ...[cache, ...writes].map((folder) => `--allow-fs-write=${folder}`),
    fileURLToPath(module),
  ];
  const options = { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] as ['ignore', 'ignore', 'pipe', 'ipc'] };
  if (process.platform === 'win32') return spawn(node[0], node.slice(1), options);
  return spawn('/bin/sh', ['-c', CONFINE, ...node], options);
}

/**
 * Runs a child to its last word. Rejects with the signal's reason when that aborted, once the child is gone; with
 * `Unusable` when a file was at fault.
 */
export function runChild<Progress extends object, Done extends object>(
  module: URL,
  order: object,
  { signal, onProgress, ...options }: ChildOptions<Progress>,
): Promise<Done> {
  const child = start(module, options);
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  let written = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    written = `${written}${chunk}`.slice(-2_000);
  });
  let done: Done | null = null;
  let failure: Error | null = null;
  child.on('message', (news: News<Progress, Done>) => {
    if (news.kind === 'progress') onProgress(news);
    else if (news.kind === 'done') done = news;
    else failure = news.file ? new Unusable(news.error) : new Error(news.error);
  });
  child.once('spawn', () => child.send(order, () => {})); // a child that died already is told of by 'close'
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.once('close', (code, by) => {
      signal.removeEventListener('abort', kill);
      if (signal.aborted) reject(signal.reason);
      else if (done) resolve(done);
      else reject(failure ?? new Error(`the process ended with ${by ?? code}: ${written.trim()}`));
    });
    // The API answers first; renders take what is left.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  });
}

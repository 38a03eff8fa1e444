// Starts the process that reads users' bytes, confined, and asks it one question at a time.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Question } from './probe-child.ts';

// Our own sources run as .ts, the packed package as .js.
const SOURCE = extname(import.meta.url);
const CHILD = fileURLToPath(new URL(`./probe-child${SOURCE}`, import.meta.url));
const START_TIME = 30; // seconds; an idle machine takes 0.4

// JavaScript may read files and load the decoders: no writing, no processes, no workers.
const NODE_ARGUMENTS = [
  '--permission',
  '--allow-addons',
  '--allow-fs-read=*',
  '--disable-warning=SecurityWarning',
  '--max-old-space-size=64',
  '--v8-pool-size=1',
  ...(SOURCE === '.ts' ? ['--conditions=reelqueue-source'] : []),
];

// Native code does not heed Node's permissions, so the system holds it: no core dump, no byte written to a file, and
// 1.5 GiB of writable memory (-d counts kB): Node 24 reserves 0.6 GB for itself, a picture of 4000×4000 takes up to 0.3
// (both measured). Where user namespaces are allowed, no network either. What this system can not limit, it can not.
const CONFINE = `ulimit -c 0; ulimit -f 0; ulimit -d 1572864
unshare --user --net true 2>/dev/null && exec unshare --user --net "$0" "$@"
exec "$0" "$@"`;

// Nothing of ours: no key, no database address. The rest keeps its memory small and the same on every machine: one
// thread per decoder, two heaps of glibc, and what is larger than 1 MB goes back to the system as soon as it is freed.
const ENVIRONMENT = { VIPS_CONCURRENCY: '1', MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1000000' };

/** A process that reads. It ends when this one does. */
export type Reader = {
  alive(): boolean;
  /** One question at a time. `too_slow`: no answer in `patience` seconds, killed for it; `died`: ended without one. */
  ask(question: Question, patience: number): Promise<Answer | 'too_slow' | 'died'>;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
  /** The end of what it wrote to its error output. */
  written(): string;
};

/** Resolves when the process can be asked. Throws, with what it wrote, when it does not come up. */
export async function startReader(): Promise<Reader> {
  const child = spawnConfined();
  let written = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written = (written + text).slice(-2000);
  });
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`)),
  );
  try {
    const late = AbortSignal.timeout(START_TIME * 1000);
    const end = await Promise.race([once(child, 'message', { signal: late }), ended]);
    if (typeof end === 'string') throw new Error(`it ended with ${end}`);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the process that reads media did not start: ${written}`, { cause: error });
  }
  const alive = () => child.connected && child.exitCode === null && child.signalCode === null;
  // Whatever goes wrong from here on ends the process, and that is what is listened for.
  child.on('error', () => {});
  return {
    alive,
    ask: async (question, patience) => (alive() ? ask(child, question, patience) : 'died'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    written: () => written,
  };
}

function spawnConfined(): ChildProcess {
  const options: SpawnOptions = { env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] };
  const node = [process.execPath, ...NODE_ARGUMENTS, CHILD];
  if (process.platform === 'win32') return spawn(process.execPath, node.slice(1), options);
  return spawn('/bin/sh', ['-c', CONFINE, ...node], options);
}

function ask(child: ChildProcess, question: Question, patience: number): Promise<Answer | 'too_slow' | 'died'> {
  return new Promise((resolve) => {
    let slow = false;
    const timer = setTimeout(() => {
      slow = true;
      child.kill('SIGKILL');
    }, patience * 1000);
    const finish = (answer: Answer | 'too_slow' | 'died') => {
      clearTimeout(timer);
      child.off('message', finish).off('exit', onExit);
      resolve(answer);
    };
    const onExit = () => finish(slow ? 'too_slow' : 'died');
    child.on('message', finish).on('exit', onExit);
    // Who can not be asked is ending, or has lost its channel and should.
    child.send(question, (error) => error && child.kill('SIGKILL'));
  });
}

// A voice: a command of the user's that is given a text and prints its sound.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAudio } from '../input/audio.ts';
import { InputError } from '../input/input-error.ts';
import { loudness } from '../sound/loudness.ts';
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import { PlugInError } from './plug-in-error.ts';

/** Seconds that it may take for a text, bytes that it may print, and seconds of them that are heard. */
const LIMIT = 60;
const MOST_BYTES = 32 * 2 ** 20;
const LONGEST = 120;

/** What the command says for a text. Throws `PlugInError`, or the signal's reason when that aborted. */
export async function say(
  command: readonly string[],
  text: string,
  signal: AbortSignal,
): Promise<{ sound: Stereo; lasts: number; sha256: string }> {
  const bytes = await printed(command, text, signal);
  const folder = await mkdtemp(join(tmpdir(), 'animatic-voice-'));
  try {
    const file = join(folder, 'said');
    await writeFile(file, bytes);
    const sound = await readAudio(file, LONGEST).catch((error) => {
      if (error instanceof InputError) throw new PlugInError(`what it printed can not be heard: ${error.message}`);
      throw error;
    });
    if (loudness(sound) === Number.NEGATIVE_INFINITY) throw new PlugInError('it printed silence');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { sound, lasts: sound.left.length / SAMPLE_RATE, sha256 };
  } finally {
    await rm(folder, { recursive: true });
  }
}

// Where nobody is left to end it, processor time runs out, and with GNU's timeout the time on the wall.
const CONFINE = `ulimit -c 0; ulimit -t ${2 * LIMIT}
timeout 1 true 2>/dev/null && exec timeout -s KILL ${2 * LIMIT} "$0" "$@"
exec "$0" "$@"`;

/** All that the command prints for a text on standard input. It and all that it starts are gone then. */
function printed(command: readonly string[], text: string, signal: AbortSignal): Promise<Buffer> {
  signal.throwIfAborted();
  const group = process.platform !== 'win32';
  const [name, ...words] = group ? ['/bin/sh', '-c', CONFINE, ...command] : command;
  // No key or password of this process is the command's business.
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME, LANG = 'C.UTF-8' } = process.env;
  const child = spawn(name!, words, { env: { PATH, HOME, LANG }, stdio: 'pipe', detached: group });
  const end = (): void => {
    try {
      if (group && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
  const chunks: Buffer[] = [];
  let [size, why, written] = [0, '', ''];
  const stop = (reason: string): void => {
    why = reason;
    end();
  };
  const timer = setTimeout(() => stop(`it had not answered after ${LIMIT} s`), LIMIT * 1000);
  signal.addEventListener('abort', end);
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_BYTES) stop(`it printed more than ${MOST_BYTES} bytes`);
    else chunks.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    written = `${written}${chunk}`.slice(-2000);
  });
  child.stdin.on('error', () => {}); // one that does not read says so by what it prints
  // One line: some take each for a text of its own.
  child.stdin.end(`${text.replace(/[\s\p{Cc}]+/gu, ' ')}\n`);
  return new Promise((resolve, reject) => {
    child.on('error', ({ message }) => reject(new PlugInError(message)));
    child.once('close', (code, by) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      end();
      const lines = written.trim().split('\n');
      const last = (lines.find((line) => /error/i.test(line)) ?? lines.at(-1)!).slice(0, 200);
      if (signal.aborted) reject(signal.reason);
      else if (why !== '') reject(new PlugInError(why));
      else if (code !== 0) reject(new PlugInError(`it ended with ${by ?? code}${last ? ` (${last})` : ''}`));
      else resolve(Buffer.concat(chunks));
    });
  });
}

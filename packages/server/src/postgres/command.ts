// Running one small command of the system (flock, initdb, chown …) to its end.
import { type SpawnOptions, spawn } from 'node:child_process';

/**
 * As whom PostgreSQL runs, because it refuses uid 0: `prefix` goes before each of its commands (a user namespace), `uid`
 * and `gid` are what root becomes. Ordinary users need neither.
 */
export type Account = { prefix: string[]; uid?: number; gid?: number };

/**
 * The words that run `command` as `account` with nothing of our environment but PATH: PGPORT, PGTZ and the like would
 * change what PostgreSQL does, and keys are none of its business.
 */
export function wordsOf(account: Account, command: string[]): string[] {
  return ['sh', '-c', 'exec env -i PATH="$PATH" LC_ALL=C TZ=UTC "$@"', 'sh', ...account.prefix, ...command];
}

/**
 * Runs `command`, as `account` if one is given, and answers its exit code (null when a signal ended it) and what it printed,
 * both streams together. `fds` become its descriptors 3, 4, … Throws when it can't be started (ENOENT: there is no such
 * command) or on abort.
 */
export async function run(
  command: string[],
  options: { account?: Account; fds?: number[]; signal?: AbortSignal } = {},
): Promise<{ code: number | null; output: string }> {
  const { account, fds = [], signal } = options;
  const [program = '', ...words] = account === undefined ? command : wordsOf(account, command);
  const settings: SpawnOptions = {
    cwd: '/', // ours may be closed to the account
    stdio: ['ignore', 'pipe', 'pipe', ...fds],
    ...(account?.uid === undefined ? {} : { uid: account.uid, gid: account.gid }),
    ...(signal === undefined ? {} : { signal }),
  };
  const child = spawn(program, words, settings);
  let output = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    output += bytes.toString();
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    output += bytes.toString();
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  return { code: await promise, output: output.trim() };
}

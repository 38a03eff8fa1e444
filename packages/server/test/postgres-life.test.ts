// What the embedded PostgreSQL promises to the processes that use it, however they end.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { kill, newFolder, oldFolder, processesWith, query, start, until, use } from './postgres-lab.ts';

/** The number of the server's process. */
function postmaster(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8'), 10);
}

/** The guard is the one process that names the folder and has the server as its child. */
function guard(folder: string): number {
  return Number(
    readFileSync(`/proc/${postmaster(folder)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ')[1],
  );
}

function socketsOf(url: string): string {
  return new URL(url).searchParams.get('host') ?? '';
}

test('a new folder becomes a durable UTF-8 database behind a socket that only we can reach', async () => {
  const folder = newFolder();
  const postgres = await start(folder, { settings: {} });
  const show = async (name: string) => (await query(postgres.url, `show ${name}`))[0];
  assert.equal(await show('server_encoding'), 'UTF8');
  assert.deepEqual(await query(postgres.url, `select x from (values ('é'), ('z'), ('Z')) as t (x) order by x`), [
    'Z',
    'z',
    'é',
  ]);
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums'])
    assert.equal(await show(name), 'on');
  assert.equal(await show('listen_addresses'), '');
  assert.equal(await show('shared_buffers'), '128MB');
  assert.equal(await show('max_connections'), '100');
  assert.deepEqual(await query(postgres.url, 'select current_database()'), ['reelqueue']);
  const sockets = socketsOf(postgres.url);
  assert.equal(statSync(sockets).mode & 0o777, 0o700);
  assert.equal(statSync(join(folder, 'data')).mode & 0o777, 0o700);
  const rules = await query(postgres.url, `select type || ' ' || auth_method from pg_hba_file_rules`);
  assert.deepEqual([...new Set(rules)].sort(), ['host reject', 'local trust']);
  await postgres.stop();
  assert.deepEqual(processesWith(folder), []);
});

test('what was written is there after a stop and a start, and stopping twice is stopping once', async () => {
  const folder = await oldFolder();
  const first = await start(folder);
  await query(first.url, 'create table kept as select 1 as id');
  await Promise.all([first.stop(), first.stop()]);
  const second = await start(folder);
  assert.deepEqual(await query(second.url, 'select id from kept'), [1]);
  await second.stop();
});

test('a process killed with SIGKILL takes PostgreSQL along within two seconds', async () => {
  const folder = await oldFolder();
  const user = await use(folder);
  await user.kill();
  await until('nothing of PostgreSQL runs', () => processesWith(folder).length === 0);
  assert.deepEqual(readdirSync(join(folder, 'socket')), []);
});

test('Ctrl-C reaches the process but not PostgreSQL, so that the process can stop first', async () => {
  const folder = await oldFolder();
  const user = await use(folder);
  await user.interrupt();
  assert.deepEqual(await query(user.url, 'select 1'), [1]);
  await user.stop();
  assert.deepEqual(processesWith(folder), []);
});

test('processes that start at once share one PostgreSQL, which lives until the last of them ends', async () => {
  const folder = newFolder();
  const users = await Promise.all([1, 2, 3, 4].map(() => use(folder)));
  assert.equal(new Set(users.map(({ url }) => url)).size, 1);
  const pid = postmaster(folder);
  const [one, two, three, four] = users;
  await one?.kill();
  await two?.stop();
  await three?.kill();
  assert.deepEqual(await query(four?.url ?? '', 'select 1'), [1]);
  assert.equal(postmaster(folder), pid);
  await four?.stop();
  assert.deepEqual(processesWith(folder), []);
});

test('PostgreSQL killed under its users runs again under the same url, with all that was committed', async () => {
  const folder = await oldFolder();
  const [one, two] = await Promise.all([use(folder), use(folder)]);
  await query(one.url, 'create table committed as select 1 as id');
  kill(postmaster(folder));
  const again = () => query(one.url, 'select id from committed').catch(() => null);
  await until('the row is back', async () => (await again())?.[0] === 1, 5);
  // The other one may look only when it runs again, and has nothing to say then.
  await until('one of them says so', () => /has died; it is started again/.test(`${one.log} ${two.log}`));
  await Promise.all([one.stop(), two.stop()]);
  assert.deepEqual(processesWith(folder), []);
});

test('no acknowledged row is lost when all of PostgreSQL and its user are killed while rows are written', async () => {
  const folder = await oldFolder();
  const acknowledged: number[] = [];
  for (const round of [1, 2, 3]) {
    const user = await use(folder, { flags: ['durable'] });
    await query(user.url, 'create table if not exists ledger (id int)');
    const writing = (async () => {
      for (let id = round * 1e6; ; id++) {
        await query(user.url, `insert into ledger values (${id})`);
        acknowledged.push(id);
      }
    })();
    const before = acknowledged.length;
    await until('rows are written', () => acknowledged.length >= before + 10);
    kill(...processesWith(folder));
    await assert.rejects(writing);
    await user.kill();
  }
  const postgres = await start(folder);
  const kept = new Set(await query(postgres.url, 'select id from ledger'));
  assert.deepEqual(
    acknowledged.filter((id) => !kept.has(id)),
    [],
  );
});

test('a PostgreSQL whose guard and user were killed is adopted, and then stopped', async () => {
  const folder = await oldFolder();
  const user = await use(folder);
  const pid = postmaster(folder);
  kill(...processesWith(folder).filter((other) => other !== pid && other !== user.process.pid));
  await user.kill();
  const adopter = await start(folder);
  assert.equal(postmaster(folder), pid);
  assert.equal(adopter.url, user.url);
  await adopter.stop();
  assert.deepEqual(processesWith(folder), []);
});

test('pid files of a power cut do not hinder a start, even if their number is a living process of ours', async () => {
  const folder = await oldFolder();
  writeFileSync(join(folder, 'data/postmaster.pid'), `${process.pid}\n${folder}/data\n1700000000\n5432\n`);
  mkdirSync(join(folder, 'socket'), { recursive: true });
  writeFileSync(join(folder, 'socket/.s.PGSQL.5432.lock'), `${process.pid}\n`);
  const postgres = await start(folder);
  await postgres.stop();
});

test('a start waits for the processes that a killed PostgreSQL left behind', async (t) => {
  const folder = await oldFolder();
  const user = await use(folder);
  const [backend] = await query(user.url, `select pid from pg_stat_activity where backend_type = 'checkpointer'`);
  process.kill(Number(backend), 'SIGSTOP'); // it can't notice that its server has gone
  kill(postmaster(folder), ...processesWith(folder));
  const starting = start(folder);
  t.after(() => kill(Number(backend)));
  const early = await Promise.race([starting, until('', () => false, 1).catch(() => 'waits')]);
  assert.equal(early, 'waits');
  kill(Number(backend));
  await (await starting).stop();
});

test('a start can be aborted while it waits, and leaves nothing running', async () => {
  const folder = newFolder();
  const signal = AbortSignal.timeout(150); // initdb takes longer
  await assert.rejects(start(folder, { signal }), { name: /AbortError|TimeoutError/ });
  await until('nothing runs', () => processesWith(folder).length === 0);
  assert.equal(existsSync(join(folder, 'data')), false);
});

test('a kill in the middle of initdb leaves nothing that the next start takes for a database', async () => {
  const folder = newFolder();
  const user = use(folder);
  user.catch(() => {}); // it never gets to say anything
  await until('initdb writes', () => existsSync(join(folder, 'data.new/base')));
  kill(
    ...processesWith('postgres-user.ts').filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)),
  );
  await assert.rejects(user);
  const postgres = await start(folder);
  assert.deepEqual(await query(postgres.url, 'select 1'), [1]);
  assert.equal(existsSync(join(folder, 'data.new')), false);
  await postgres.stop();
});

test('a database of another major version is refused with both versions and the way out', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'data/PG_VERSION'), '17\n');
  await assert.rejects(start(folder), (error: Error) => {
    for (const word of [folder, 'PostgreSQL 17', 'PostgreSQL 18', 'pg_dump', 'DATABASE_URL'])
      assert.ok(error.message.includes(word));
    return true;
  });
});

test('a system without flock is told which package has it', async () => {
  await assert.rejects(use(newFolder(), { env: { PATH: '/nowhere' } }), /ENOENT.*package util-linux/);
});

test('a start that fails says what PostgreSQL said', async () => {
  const folder = await oldFolder();
  const conf = join(folder, 'data/postgresql.auto.conf');
  writeFileSync(conf, 'max_connections = many\n');
  await assert.rejects(start(folder), (error: Error) => {
    assert.ok(error.message.includes(folder));
    assert.match(error.message, /invalid value for parameter "max_connections": "many"/);
    return true;
  });
  assert.deepEqual(processesWith(folder), []);
  writeFileSync(conf, '');
});

test('a folder may have a strange name', async () => {
  const folder = join(newFolder(), `it's "100%", ñ $HOME`);
  const postgres = await start(folder);
  assert.deepEqual(await query(postgres.url, 'select 1'), [1]);
  await postgres.stop();
});

test('a folder may have a name too long for a socket, which then has a short folder of its own for as long as it lives', async () => {
  const folder = join(newFolder(), 'long'.repeat(30));
  const one = await start(folder);
  const two = await use(folder, { env: { TMPDIR: dirname(folder) } });
  assert.equal(two.url, one.url);
  const sockets = socketsOf(one.url);
  assert.equal(statSync(sockets).mode & 0o777, 0o700);
  await two.stop();
  await one.stop();
  assert.equal(existsSync(sockets), false);

  symlinkSync(dirname(folder), sockets);
  await assert.rejects(start(folder), /could pose as the database/);
  rmSync(sockets);
});

test('the log stays short', async () => {
  const folder = await oldFolder();
  const log = join(folder, 'postgres.log');
  const postgres = await start(folder);
  truncateSync(log, 9 * 1024 * 1024);
  await until('it was cut', () => statSync(log).size < 1024 * 1024);
  await postgres.stop();
  assert.match(readFileSync(log, 'utf8'), /database system is shut down/);
});

test('the guard ends with PostgreSQL, and a guard that was killed alone is not missed', async () => {
  const folder = await oldFolder();
  const postgres = await start(folder);
  kill(guard(folder));
  assert.deepEqual(await query(postgres.url, 'select 1'), [1]);
  await postgres.stop();
  await until('nothing runs', () => processesWith(folder).length === 0);
});

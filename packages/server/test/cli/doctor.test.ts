// reelqueue doctor in the situations that it is for, each a real one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { uuidv7 } from 'uuidv7';
import { mixing } from '../../../animatic/test/made/onnx.ts';
import { findingsOf } from '../../src/cli/doctor.ts';
import { openDatabase } from '../../src/store/database.ts';
import { testDatabase } from '../postgres.ts';
import { startS3 } from '../s3.ts';
import { fileServer, QUEUE, startSystem, type TestSystem, testFolder } from '../system.ts';
import { reelqueue } from './command-line.ts';

type Finding = { check: string; state: string; says: string; remedy: string | null };

/** What it finds with such settings, in this process: one of its own takes a second, and most of the tests' time. */
async function findings(env: Record<string, string>): Promise<(check: string) => Finding> {
  const found: Finding[] = await findingsOf({}, env);
  for (const { check, state, says, remedy } of found) {
    assert.ok(says.endsWith('.') && !/undefined|\[object/.test(says), `${check}: ${says}`);
    assert.equal(remedy === null, state === 'ok', check);
  }
  return (check) => found.find((one) => one.check === check) ?? assert.fail(`${check}: ${JSON.stringify(found)}`);
}

/** What the command says of them as JSON. Its exit status must be that of its findings. */
async function told(env: Record<string, string>, as: { cwd?: string; uid?: number } = {}): Promise<Finding[]> {
  const { code, stdout, stderr } = await reelqueue(['doctor', '--json'], { env, ...as });
  assert.equal(stderr, '');
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  assert.equal(code, findings.some(({ state }) => state === 'error') ? 1 : 0);
  return findings;
}

const states = (found: (check: string) => Finding, ...checks: string[]): string[] =>
  checks.map((check) => found(check).state);

let system: TestSystem;
let settings: Record<string, string>;
before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
  settings = {
    DATABASE_URL: system.databaseUrl,
    REELQUEUE_DATA_DIR: system.config.REELQUEUE_DATA_DIR,
    PORT: new URL(system.url).port,
  };
});
after(() => system[Symbol.asyncDispose]());

test('a new machine is fit, and nothing is made on it', async () => {
  await using folder = await testFolder();
  const { code, stdout } = await reelqueue(['doctor'], { env: { PORT: '0' }, cwd: folder.path });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^ok +node-av +node-av loads\.$/m);
  assert.match(stdout, /^ok +database +The embedded PostgreSQL 18 is started with the system/m);
  assert.match(stdout, /\nAll is well\.\n$/);
  assert.deepEqual(await readdir(folder.path), []);
});

test('a running system: its server, its port, its tables; and that nobody works', async () => {
  const idle = await findings({ ...settings, REELQUEUE_PUBLIC_URL: system.url });
  const outside = await told({ ...settings, REELQUEUE_PUBLIC_URL: system.url });
  for (const { check, state } of outside) assert.equal(idle(check).state, state, check);
  const well = ['server', 'port', 'public-url', 'tables', 'clock', 'key', 'owner', 'leases', 'webhooks'];
  assert.deepEqual(states(idle, ...well), Array(well.length).fill('ok'));
  // So the tests' own server is.
  assert.match(idle('database').says, /fsync off: a power cut loses it/);
  assert.equal(idle('pool animatic').state, 'warning');
  const body = { model: 'wan2.6-t2v', payload: { prompt: 'a lake' } };
  const { body: made } = await system.call('POST', `${QUEUE}/requests`, { body });
  const waiting = await findings(settings);
  assert.equal(waiting('pool animatic').state, 'error');
  assert.match(waiting('pool animatic').says, /No worker takes requests for animatic; 1 waits, the oldest for \d+ s/);
  await system.call('POST', `${QUEUE}/requests/${made.request_id}/cancel`);
});

test('what does not belong together: another database, its key, and an address that leads elsewhere', async () => {
  await using elsewhere = await fileServer({ healthz: Buffer.from('Welcome') });
  const misled = await findings({ ...settings, REELQUEUE_PUBLIC_URL: elsewhere.url });
  assert.match(misled('public-url').says, /answers 200, from this machine, and not as a Reelqueue does/);
  await using other = await startSystem({ REELQUEUE_WORKERS: '0' });
  const REELQUEUE_PUBLIC_URL = 'https://127.0.0.1:1';
  const mixed = await findings({ ...settings, DATABASE_URL: other.databaseUrl, REELQUEUE_PUBLIC_URL });
  assert.match(mixed('public-url').says, /can not be reached from this machine: connect ECONNREFUSED/);
  assert.deepEqual(states(mixed, 'key', 'owner'), ['error', 'error']);
  assert.match(mixed('owner').says, /holds the files of another database/);
  await using folder = await testFolder();
  const keyless = await findings({ ...settings, REELQUEUE_DATA_DIR: folder.path });
  assert.match(keyless('key').says, /There is no key in /);
});

test('a disk that is full or can only be read', {
  skip: process.getuid?.() !== 0 && 'only root may mount',
}, async () => {
  await using folder = await testFolder();
  for (const [options, check, says] of [
    ['size=64k', 'storage-disk', /0\.0 GB are free/],
    ['ro', 'storage', /lies on a disk that can only be read/],
  ] as const) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder.path]);
    const found = await findings({ ...settings, REELQUEUE_STORAGE: `file:${folder.path}` }).finally(() =>
      execFileSync('umount', [folder.path]),
    );
    assert.equal(found(check).state, 'error');
    assert.match(found(check).says, says);
  }
});

test('a request that lost its worker, and a webhook that fails', async () => {
  const database = openDatabase(system.databaseUrl, { connections: 1 });
  const request_id = uuidv7();
  await database.query(
    '',
    `insert into requests (request_id, org_id, model, pool, payload, normalised, status, lease_until)
     select $1, org_id, 'm', 'p', '{}', '{}', 'success', null from organisations`,
    [request_id],
  );
  await database.query(
    '',
    `insert into deliveries (request_id, org_id, url, type, attempts, failures, next_attempt_at)
     select request_id, org_id, 'https://hooks.example.com/secret', 't', array['{"at":1,"status":500,"error":"it answered 500"}'::json], 1,
       now() + interval '1 h' from requests where request_id = $1`,
    [request_id],
  );
  const found = await findings(settings);
  assert.equal(found('webhooks').says, '1 webhook has failed and will be tried again: it answered 500.');
  await database.query('', 'delete from deliveries', []);
  await system.stop();
  await database.query(
    '',
    `update requests set status = 'processing', lease_until = now() - interval '1 min' where request_id = $1`,
    [request_id],
  );
  const lost = await findings(settings);
  assert.deepEqual([lost('leases').state, lost('server').state], ['error', 'ok']);
  await database.query('', 'delete from requests where request_id = $1', [request_id]);
  await database.close();
});

test('a port that another program has, and a server that is gone', async () => {
  await using folder = await testFolder();
  await using other = await fileServer({});
  const PORT = new URL(other.url).port;
  await writeFile(
    join(folder.path, 'server.json'),
    JSON.stringify({ url: 'http://127.0.0.1:1', pid: 1, version: '0.0.0' }),
  );
  const found = await findings({ PORT, REELQUEUE_DATA_DIR: folder.path });
  assert.deepEqual(states(found, 'port', 'server'), ['error', 'error']);
  assert.match(found('port').says, new RegExp(`Port ${PORT} of 127\\.0\\.0\\.1 is taken by another program`));
  assert.match((await findings({ HOST: '203.0.113.1' }))('port').says, /is no address of this machine/);
});

test('a bucket that can be written, that can only be read, that is not there, or behind an address where nobody listens; never its secret', async () => {
  const s3 = await startS3();
  const env = { ...settings, ...s3.environment('here/') };
  assert.equal((await findings(env))('storage').state, 'ok');
  const probe = s3.calls.find((call) => call.startsWith('PUT '))?.split(/[ ?]/)[1];
  assert.ok(
    s3.calls.some((call) => call.startsWith(`DELETE ${probe}`)),
    'what it wrote is gone',
  );
  s3.mode = 'read_only';
  assert.match((await findings(env))('storage').says, /may not do that/);
  s3.mode = 'up';
  const storage = async (address: string) =>
    (await findings({ ...env, REELQUEUE_STORAGE: address, AWS_SECRET_ACCESS_KEY: 'geheim' }))('storage');
  const away = await storage('s3://films/?endpoint=http://127.0.0.1:1');
  assert.match(away.says, /^The storage can not be used: .*nobody listens there/);
  assert.ok(!JSON.stringify(away).includes('geheim'));
  assert.equal((await storage(`s3://nothing/?endpoint=${s3.endpoint}`)).state, 'error');
  assert.match((await storage('file:/proc/version/films')).says, /\/proc\/version is a file, not a folder/);
});

test('a data folder that is a file, that is another user’s, or whose key others can read', async () => {
  await using folder = await testFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  assert.match((await findings({ REELQUEUE_DATA_DIR: join(file, 'data') }))('folder').says, /is a file, not a folder/);
  const data = join(folder.path, 'data');
  await mkdir(data);
  await writeFile(join(data, 'admin-key'), 'secret', { mode: 0o644 });
  const open = await findings({ REELQUEUE_DATA_DIR: data });
  assert.deepEqual(states(open, 'folder', 'disk', 'admin-key'), ['ok', 'ok', 'warning']);
  if (process.getuid?.() !== 0) {
    await chmod(data, 0o500);
    assert.equal((await findings({ REELQUEUE_DATA_DIR: data }))('folder').state, 'error');
    return;
  }
  // Root may write anywhere, so that another has to look.
  await chown(data, 4711, 4711);
  await chmod(folder.path, 0o755);
  const seen = await told({ REELQUEUE_DATA_DIR: data }, { cwd: '/', uid: 65534 });
  assert.match(
    seen.find(({ check }) => check === 'folder')?.says ?? '',
    /user 65534 can not write into .*, which is user 4711's/,
  );
});

test('a database that is away, is newer, or refuses; and never a password', async () => {
  const secret = 'geheim-4711';
  const { stdout } = await reelqueue(['doctor'], {
    env: { DATABASE_URL: `postgresql://films:${secret}@127.0.0.1:1/films` },
  });
  assert.match(stdout, /^error +database +127\.0\.0\.1:1\/films can not be used: connect ECONNREFUSED/m);
  assert.match(stdout, /correct the host and port/);
  assert.ok(!stdout.includes(secret));

  await using empty = await testDatabase();
  assert.match((await findings({ DATABASE_URL: empty.url }))('tables').says, /the first start makes the tables/);
  const database = openDatabase(empty.url, { connections: 1 });
  assert.deepEqual(
    await database.query('', `select 1 from pg_tables where schemaname = 'public'`, []),
    [],
    'it made tables',
  );
  await database.query('', 'create table kysely_migration (name text, timestamp text)', []);
  await database.query('', `insert into kysely_migration values ('0001-requests', '')`, []);
  assert.match((await findings({ DATABASE_URL: empty.url }))('tables').says, /of an older version: 0002-limits/);
  await database.query('', `insert into kysely_migration values ('9999-wonders', '')`, []);
  assert.match((await findings({ DATABASE_URL: empty.url }))('tables').says, /A newer Reelqueue .* \(9999-wonders\)/);
  await database.query('', 'create role reader login', []);
  await database.query('', 'grant select on kysely_migration to reader', []);
  const reader = empty.url.replace('user=reelqueue', 'user=reader');
  assert.match(
    (await findings({ DATABASE_URL: reader }))('database').says,
    /may not write its tables or make new ones/,
  );
  await database.query('', 'drop owned by reader', []);
  await database.query('', 'drop role reader', []);
  await database.close();
});

test('addresses that lead nowhere, certificates that are not good, settings that are none', async () => {
  await using folder = await testFolder();
  const env = { HOST: '0.0.0.0', PORT: '0', REELQUEUE_DATA_DIR: folder.path };
  assert.equal((await findings(env))('public-url').state, 'warning');
  assert.match(
    (await findings({ ...env, REELQUEUE_PUBLIC_URL: 'http://localhost:8787' }))('public-url').says,
    /leads every client to its own machine/,
  );
  const pem = join(folder.path, 'none.pem');
  const tls = await findings({
    ...env,
    REELQUEUE_PUBLIC_URL: 'https://films.example.com',
    REELQUEUE_TLS_CERT: pem,
    REELQUEUE_TLS_KEY: pem,
  });
  assert.deepEqual(states(tls, 'public-url', 'tls'), ['ok', 'error']);
  const good = join(import.meta.dirname, '../media/media.test.pem');
  const served = { ...env, REELQUEUE_TLS_CERT: good, REELQUEUE_TLS_KEY: good };
  assert.equal((await findings({ ...served, REELQUEUE_PUBLIC_URL: 'https://media.test' }))('tls').state, 'ok');
  const misled = await findings({ ...served, REELQUEUE_PUBLIC_URL: 'https://films.example.com' });
  assert.match(misled('tls').says, /is not for films\.example\.com/);
  const wrong = await findings({
    REELQUEUE_WORKER: '1',
    REELQUEUE_API_KEY: 'a secret',
    REELQUEUE_DATA_DIR: folder.path,
  });
  assert.deepEqual(states(wrong, 'node', 'settings'), ['ok', 'error']);
  assert.ok(!existsSync(join(folder.path, 'postgres')));
});

test('plug-ins of the embedded renderer: each is tried, with what the file says of them before the settings', async () => {
  await using folder = await testFolder();
  const [model, config] = [join(folder.path, 'depth.onnx'), join(folder.path, 'reelqueue.config.json')];
  await writeFile(model, mixing([1, 1, 1]));
  const plugins = { depth: model, voice: ['no-such-voice'] };
  await writeFile(config, JSON.stringify({ engines: { own: { type: 'animatic', plugins } } }));
  const found = await findings({ ...settings, REELQUEUE_CONFIG: config, REELQUEUE_FLOW_MODEL: 'nowhere.onnx' });
  assert.match(found('own depth').says, /^It answers on onnxruntime-web 1\./);
  assert.match(found('own flow').says, /^It can not be used: its file can not be read \(ENOENT\)\.$/);
  assert.match(found('own voice').says, /^It can not be used: it ended with 127 \(.*no-such-voice.*\)\.$/);
  assert.deepEqual(states(found, 'own depth', 'own flow', 'own voice'), ['ok', 'warning', 'warning']);
});

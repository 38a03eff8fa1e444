import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createProgram } from '../../src/cli/program.ts';
import { QUEUE, startSystem, type TestSystem } from '../system.ts';
import { type Ended, reelqueue } from './command-line.ts';

const NOBODY = '00000000-0000-7000-8000-000000000000';

let system: TestSystem;
let acme: { org_id: string; name: string };

const run = (...args: string[]): Promise<Ended> => {
  const { REELQUEUE_DATA_DIR } = system.config;
  return reelqueue(args, { env: { REELQUEUE_DATA_DIR, DATABASE_URL: system.databaseUrl } });
};

/** What a command prints that has to end well. */
async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
  acme = await json('orgs', 'create', 'Acme Films');
});
after(() => system[Symbol.asyncDispose]());

test('an organisation that is made is listed beside the first, with its limits', async () => {
  assert.deepEqual(Object.keys(acme).sort(), ['name', 'org_id']);
  assert.equal(acme.name, 'Acme Films');
  const { organisations } = await json('orgs', 'list');
  assert.deepEqual(
    organisations.map(({ name }: { name: string }) => name),
    ['default', 'Acme Films'],
  );
  const { created_at, ...row } = organisations[1];
  assert.ok(Number.isInteger(created_at));
  assert.deepEqual(row, {
    ...acme,
    requests_per_minute: null,
    max_waiting: 100_000,
    max_running: null,
    weight: 1,
    budget_micro_usd: null,
    spent_micro_usd: 0,
  });
});

test('set changes what it names, keeps the rest, shows the row after, and none lifts a limit', async () => {
  const set = (...flags: string[]) => json('orgs', 'set', acme.org_id, ...flags);
  const all = ['--requests-per-minute', '60', '--max-waiting', '0', '--max-running', '2', '--weight', '0.5'];
  const first = await set(...all, '--budget', '12.345678');
  const { requests_per_minute, max_waiting, max_running, weight, budget_micro_usd } = first;
  assert.deepEqual(
    [requests_per_minute, max_waiting, max_running, weight, budget_micro_usd],
    [60, 0, 2, 0.5, 12345678],
  );
  assert.deepEqual(await set('--weight', '3'), { ...first, weight: 3 });

  const lifted = [
    '--requests-per-minute',
    'none',
    '--max-waiting',
    'none',
    '--max-running',
    'none',
    '--budget',
    'none',
  ];
  const { code, stdout, stderr } = await run('orgs', 'set', acme.org_id, ...lifted);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^org_id +name +submits\/min +max waiting +max running +weight +budget +spent\n/);
  assert.match(stdout, new RegExp(`${acme.org_id}  Acme Films  none +none +none +3 +none +\\$0\\.00\n$`));
  await set('--max-waiting', '100000', '--weight', '1');
});

/** What a command says that is refused before it does anything; in this process, which is quicker. */
async function refusal(args: string[]): Promise<string> {
  const program = createProgram();
  const hush = (command: typeof program): void => {
    command.configureOutput({ writeErr: () => {} });
    command.commands.forEach(hush);
  };
  hush(program);
  return program.parseAsync(args, { from: 'user' }).then(
    () => assert.fail(`${args.join(' ')} was accepted`),
    (error: Error) => error.message,
  );
}

test('what is no limit, id or name is refused with its value and rule before anything is opened', async () => {
  const set = ['orgs', 'set', NOBODY];
  const refusals: [string[], RegExp][] = [
    [set, /nothing to set.*--requests-per-minute, --max-waiting, --max-running, --weight, --budget$/],
    [[...set, '--requests-per-minute', '0'], /'0' is invalid.*from 1 to 2147483647, or none/],
    [[...set, '--requests-per-minute', ''], /'' is invalid/],
    [[...set, '--max-waiting', '-1'], /'-1' is invalid.*from 0 to/],
    [[...set, '--max-running', '1e3'], /'1e3' is invalid.*whole number/],
    [[...set, '--max-waiting', '2147483648'], /'2147483648' is invalid/],
    [[...set, '--weight', '0'], /'0' is invalid.*above 0/],
    [[...set, '--weight', 'none'], /'none' is invalid/],
    [[...set, '--budget', '$5'], /'\$5' is invalid.*US dollars/],
    [[...set, '--budget', '0.0000001'], /'0.0000001' is invalid/],
    [['orgs', 'set', 'acme', '--weight', '1'], /'acme' is invalid.*UUID/],
    [['orgs', 'create', ''], /'' is invalid.*1 to 200 characters/],
    [['orgs', 'create', 'a\nb'], /control character/],
    [['keys', 'rotate', NOBODY, '--overlap', 'soon'], /'soon' is invalid/],
  ];
  for (const [args, sentence] of refusals) assert.match(await refusal(args), sentence);
});

test('what is not there, or is there already, is said with exit code 1', async () => {
  const refusals: [string[], RegExp][] = [
    [['orgs', 'set', NOBODY, '--weight', '1'], new RegExp(`there is no organisation ${NOBODY}`)],
    [['orgs', 'create', 'Acme Films'], /named "Acme Films" already/],
    [['keys', 'list', '--org', NOBODY], new RegExp(`there is no organisation ${NOBODY}`)],
    [['keys', 'rotate', NOBODY], new RegExp(`there is no key ${NOBODY}`)],
  ];
  for (const [args, sentence] of refusals) {
    const { code, stdout, stderr } = await run(...args);
    assert.match(stderr, sentence);
    assert.deepEqual([code, stdout], [1, ''], args.join(' '));
  }
});

test('a rotated key gives way to one of the same organisation, scopes and expiry, at once or after the overlap', async () => {
  const list = async (key: string): Promise<number> => (await system.call('GET', `${QUEUE}/requests`, { key })).status;
  const create = ['keys', 'create', '--org', acme.org_id, '--scopes', 'read'];
  const first = await json(...create, '--expires', '30d');
  const second = await json('keys', 'rotate', first.key_id, '--overlap', '1h');
  assert.deepEqual([await list(first.key), await list(second.key)], [200, 200]);
  const third = await run('keys', 'rotate', second.key_id);
  assert.deepEqual([await list(second.key), await list(third.stdout.trim())], [401, 200]);
  assert.match(third.stderr, /^Key [0-9a-f-]{36}\. Keep it/);
  assert.equal((await run('keys', 'rotate', second.key_id)).code, 1);

  const { keys } = await json('keys', 'list', '--org', acme.org_id);
  assert.equal(keys.length, 3);
  for (const { organisation, scopes, last_used_at } of keys) {
    assert.deepEqual([organisation, scopes, last_used_at === null], ['Acme Films', ['read'], false]);
  }
  const [old, , newest] = keys;
  const hour = old.expires_at - keys[1].created_at;
  assert.ok(Math.abs(hour - 3600) < 5, `${hour}`);
  assert.ok(Math.abs(newest.expires_at - old.created_at - 30 * 86_400) < 5);
  assert.match((await run('keys', 'list')).stdout, new RegExp(`${second.key_id}  Acme Films .* revoked `));
});

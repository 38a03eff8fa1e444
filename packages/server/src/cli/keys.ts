// reelqueue keys: makes, lists and revokes API keys, in the database itself.
import { type Command, InvalidArgumentError } from 'commander';
import { readDuration } from '../config.ts';
import type { Database } from '../store/database.ts';
import { addKey, firstOrganisation, type KeyRow, listKeys, revokeKey, SCOPES, type Scope } from '../store/keys.ts';
import { CommandError } from './command-error.ts';
import { printJson, printTable } from './output.ts';
import { dataDirOption, loadSystem, settingsOf } from './system.ts';

type KeysOptions = { dataDir?: string; json?: boolean };
type CreateOptions = KeysOptions & { org?: string; scopes: Scope[]; expires?: number };

/** PostgreSQL's code for a row that names another which is not there. */
const FOREIGN_KEY_VIOLATION = '23503';

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('make, list and revoke API keys').helpCommand(false);
  keys.addHelpText(
    'after',
    `
They work on the database: the data folder's, or the one that DATABASE_URL names, whether Reelqueue runs or not.

Examples:
  reelqueue keys create --scopes read,submit --expires 30d
  reelqueue keys list
  reelqueue keys revoke 01890a5d-ac96-774b-bcce-b302099a8057`,
  );
  addCreate(keys);
  addListing(keys);
  addRevoke(keys);
}

/** Adds the flags that all of them have; `work` is done with the database open. */
function withStore<T extends KeysOptions>(
  command: Command,
  work: (database: Database, options: T, ...args: string[]) => Promise<void>,
): void {
  dataDirOption(command)
    .option('--json', 'print JSON')
    .action(async (...given) => {
      const [options] = given.slice(-2) as [T];
      const store = await (await loadSystem(settingsOf(options))).open();
      try {
        await work(store.database, options, ...(given.slice(0, -2) as string[]));
      } finally {
        await store.close();
      }
    });
}

function addCreate(keys: Command): void {
  const create = keys.command('create').description('make a key; it is shown this once');
  create
    .option('--org <org_id>', 'the organisation it speaks for; else the first', uuid)
    .option('--scopes <list>', `what it may do, of ${SCOPES.join(', ')}; admin may all`, scopes, ['read', 'submit'])
    .option('--expires <duration>', 'how long it is good, such as 12h or 30d; else for ever', seconds);
  withStore<CreateOptions>(create, async (database, { org, scopes, expires, json }) => {
    const org_id = org ?? (await firstOrganisation(database, null)).org_id;
    const made = await addKey(database, { org_id, scopes, expires_in: expires ?? null }).catch((error) => {
      throw error.code === FOREIGN_KEY_VIOLATION ? new CommandError(1, `there is no organisation ${org_id}`) : error;
    });
    if (json) return printJson(made);
    process.stdout.write(`${made.key}\n`);
    process.stderr.write(`Key ${made.key_id}. Keep it: it can not be shown again.\n`);
  });
}

function addListing(keys: Command): void {
  withStore<KeysOptions>(
    keys.command('list').description('list the keys; not what they are'),
    async (database, { json }) => {
      const rows = await listKeys(database);
      if (json) return printJson({ keys: rows });
      printTable([['key_id', 'begins', 'scopes', 'last used', 'state'], ...rows.map(rowOf)]);
    },
  );
}

function addRevoke(keys: Command): void {
  const revoke = keys
    .command('revoke')
    .description('end a key at once')
    .argument('<key_id>', 'as keys list shows it', uuid);
  withStore<KeysOptions>(revoke, async (database, { json }, key_id) => {
    if (!(await revokeKey(database, key_id as string))) {
      throw new CommandError(1, `there is no key ${key_id}, or it was revoked before`);
    }
    if (json) return printJson({ key_id, revoked: true });
    process.stdout.write(`${key_id} is revoked\n`);
  });
}

function rowOf({ key_id, prefix, scopes, last_used_at, expires_at, revoked_at }: KeyRow): string[] {
  const state =
    revoked_at !== null ? `revoked ${day(revoked_at)}` : expires_at !== null ? `until ${day(expires_at)}` : 'good';
  return [key_id, `${prefix}…`, scopes.join(','), last_used_at === null ? 'never' : day(last_used_at), state];
}

/** A unix time as its UTC day. */
const day = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);

function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new InvalidArgumentError('It is a UUID.');
  return text;
}

function scopes(text: string): Scope[] {
  const named = text.split(',').map((word) => word.trim());
  const known = named.filter((word): word is Scope => (SCOPES as readonly string[]).includes(word));
  if (known.length < named.length) throw new InvalidArgumentError(`It is a list of ${SCOPES.join(', ')}.`);
  return known;
}

/** A duration as the settings write them: 45s, 10m, 12h, 30d. */
function seconds(text: string): number {
  const duration = readDuration(text);
  if (duration === null) throw new InvalidArgumentError('It is a number with a unit: 45s, 10m, 12h, 30d.');
  return duration;
}

// reelqueue keys: makes, lists, rotates and revokes API keys, in the database itself.
import { type Command, InvalidArgumentError } from 'commander';
import {
  addKey,
  firstOrganisation,
  type KeyRow,
  listKeys,
  revokeKey,
  rotateKey,
  SCOPES,
  type Scope,
} from '../store/keys.ts';
import { listOrganisations } from '../store/organisations.ts';
import { day, duration, noOrganisation, type StoreOptions, uuid, WHERE, withStore } from './administration.ts';
import { CommandError } from './command-error.ts';
import { printJson, printTable } from './output.ts';

type CreateOptions = StoreOptions & { org?: string; scopes: Scope[]; expires?: number };
type ListOptions = StoreOptions & { org?: string };
type RotateOptions = StoreOptions & { overlap: number };

/** PostgreSQL's code for a row that names another which is not there. */
const FOREIGN_KEY_VIOLATION = '23503';

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('make, list, rotate and revoke API keys').helpCommand(false);
  keys.addHelpText(
    'after',
    `
${WHERE}
A revoked key is refused at once, by every process; streams and waiting calls that it opened end within a second.

Examples:
  reelqueue keys create --scopes read,submit --expires 30d
  reelqueue keys create --org 01890a5d-ac96-774b-bcce-b302099a8057 --json | jq -r .key
  reelqueue keys list
  reelqueue keys rotate 01890a5d-ac96-774b-bcce-b302099a8057 --overlap 24h
  reelqueue keys revoke 01890a5d-ac96-774b-bcce-b302099a8057`,
  );
  addCreate(keys);
  addListing(keys);
  addRotate(keys);
  addRevoke(keys);
}

/** Shows a key that was just made: the key alone on stdout. */
function show(made: { key_id: string; org_id: string; key: string }, json: boolean | undefined): void {
  if (json) {
    printJson(made);
  } else {
    process.stdout.write(`${made.key}\n`);
    process.stderr.write(`Key ${made.key_id}. Keep it: it can not be shown again.\n`);
  }
}

function addCreate(keys: Command): void {
  const create = keys.command('create').description('make a key; it is shown this once');
  create
    .option('--org <org_id>', 'the organisation it speaks for; else the first', uuid)
    .option('--scopes <list>', `what it may do, of ${SCOPES.join(', ')}; admin may all but metrics`, scopes, [
      'read',
      'submit',
    ])
    .option('--expires <duration>', 'how long it is good, such as 12h or 30d; else for ever', lifetime);
  withStore<CreateOptions>(create, async (database, { org, scopes, expires, json }) => {
    const org_id = org ?? (await firstOrganisation(database, null)).org_id;
    const made = await addKey(database, { org_id, scopes, expires_in: expires ?? null }).catch((error) => {
      throw error.code === FOREIGN_KEY_VIOLATION ? noOrganisation(org_id) : error;
    });
    show(made, json);
  });
}

function addListing(keys: Command): void {
  const list = keys.command('list').description('list the keys; not what they are');
  list.option('--org <org_id>', 'only those of this organisation', uuid);
  withStore<ListOptions>(list, async (database, { org, json }) => {
    if (org !== undefined && (await listOrganisations(database, org)).length === 0) throw noOrganisation(org);
    const rows = await listKeys(database, org);
    if (json) return printJson({ keys: rows });
    const now = Date.now() / 1000;
    const head = ['key_id', 'organisation', 'begins', 'scopes', 'last used', 'state'];
    printTable([head, ...rows.map((row) => rowOf(row, now))]);
  });
}

function addRotate(keys: Command): void {
  const rotate = keys
    .command('rotate')
    .description('put a new key in the place of one: same organisation, scopes and expiry; shown this once')
    .argument('<key_id>', 'as keys list shows it', uuid)
    .option('--overlap <duration>', 'how long the old key is still good, such as 24h', duration, 0);
  withStore<RotateOptions>(rotate, async (database, { overlap, json }, key_id) => {
    const made = await rotateKey(database, key_id as string, overlap);
    if (!made) throw new CommandError(1, `there is no key ${key_id}, or it was revoked or has expired before`);
    show(made, json);
  });
}

function addRevoke(keys: Command): void {
  const revoke = keys
    .command('revoke')
    .description('end a key at once')
    .argument('<key_id>', 'as keys list shows it', uuid);
  withStore<StoreOptions>(revoke, async (database, { json }, key_id) => {
    if (!(await revokeKey(database, key_id as string))) {
      throw new CommandError(1, `there is no key ${key_id}, or it was revoked before`);
    }
    if (json) return printJson({ key_id, revoked: true });
    process.stdout.write(`${key_id} is revoked\n`);
  });
}

function stateOf({ expires_at, revoked_at }: KeyRow, now: number): string {
  if (revoked_at !== null) return `revoked ${day(revoked_at)}`;
  if (expires_at === null) return 'good';
  return `${expires_at <= now ? 'expired' : 'until'} ${day(expires_at)}`;
}

function rowOf(key: KeyRow, now: number): string[] {
  const used = key.last_used_at === null ? 'never' : day(key.last_used_at);
  return [key.key_id, key.organisation, `${key.prefix}…`, key.scopes.join(','), used, stateOf(key, now)];
}

function lifetime(text: string): number {
  const seconds = duration(text);
  if (seconds === 0) throw new InvalidArgumentError('It is longer than nothing.');
  return seconds;
}

function scopes(text: string): Scope[] {
  const named = text.split(',').map((word) => word.trim());
  const known = named.filter((word): word is Scope => (SCOPES as readonly string[]).includes(word));
  if (known.length < named.length) throw new InvalidArgumentError(`It is a list of ${SCOPES.join(', ')}.`);
  return known;
}

// reelqueue orgs: makes and lists organisations, and sets what they may use, in the database itself.
import { inDollars } from '@reelqueue/models';
import { type Command, InvalidArgumentError } from 'commander';
import { firstOrganisation } from '../store/keys.ts';
import {
  addOrganisation,
  type Limits,
  listOrganisations,
  type OrganisationRow,
  setLimits,
} from '../store/organisations.ts';
import { noOrganisation, type StoreOptions, uuid, WHERE, withStore } from './administration.ts';
import { CommandError } from './command-error.ts';
import { printJson, printTable } from './output.ts';

/** The word that lifts a limit. */
const NONE = 'none';
const LONGEST_NAME = 200;
/** The largest number of a column that counts. */
const MOST = 2_147_483_647;
/** US dollars. */
const MOST_BUDGET = 1_000_000_000;
const MOST_WEIGHT = 1_000_000;

/** A limit as a flag gives it: commander takes null for a flag without a value. */
type Given = number | typeof NONE;

type SetOptions = StoreOptions & {
  requestsPerMinute?: Given;
  maxWaiting?: Given;
  maxRunning?: Given;
  weight?: number;
  /** Millionths of a US dollar. */
  budget?: Given;
};

export function addOrgs(program: Command): void {
  const orgs = program.command('orgs').description('make organisations and set what they may use').helpCommand(false);
  orgs.addHelpText(
    'after',
    `
${WHERE}
An organisation sees its own requests only. A new one may have 100000 requests waiting and has no other limit.

Examples:
  reelqueue orgs create "Acme Films"
  reelqueue orgs list
  reelqueue orgs set 01890a5d-ac96-774b-bcce-b302099a8057 --requests-per-minute 60 --budget 250
  reelqueue orgs set 01890a5d-ac96-774b-bcce-b302099a8057 --budget none
  reelqueue keys create --org 01890a5d-ac96-774b-bcce-b302099a8057`,
  );
  addCreate(orgs);
  addListing(orgs);
  addSet(orgs);
}

function addCreate(orgs: Command): void {
  const create = orgs.command('create').description('make an organisation').argument('<name>', 'no two alike', name);
  withStore<StoreOptions>(create, async (database, { json }, name) => {
    // The first is the one that `serve` speaks for: it has to be there before another is.
    await firstOrganisation(database, null);
    const made = await addOrganisation(database, name as string);
    if (!made) throw new CommandError(1, `there is an organisation named ${JSON.stringify(name)} already`);
    if (json) return printJson(made);
    process.stdout.write(`${made.org_id}\n`);
    process.stderr.write(`Organisation ${made.name}. A key for it: reelqueue keys create --org ${made.org_id}\n`);
  });
}

function addListing(orgs: Command): void {
  const list = orgs.command('list').description('list the organisations, their limits and what they have spent');
  withStore<StoreOptions>(list, async (database, { json }) => {
    const rows = await listOrganisations(database);
    if (json) return printJson({ organisations: rows });
    printOrganisations(rows);
  });
}

function addSet(orgs: Command): void {
  const set = orgs
    .command('set')
    .description(`set what an organisation may use; ${NONE} lifts a limit`)
    .argument('<org_id>', 'as orgs list shows it', uuid)
    .option('--requests-per-minute <number>', 'submits a minute', limit(1))
    .option('--max-waiting <number>', 'requests waiting in line', limit(0))
    .option('--max-running <number>', 'requests being rendered at once', limit(0))
    .option('--weight <number>', 'its share of the workers beside others that wait; 1 is usual', weight)
    .option('--budget <usd>', 'US dollars that it may spend in all, such as 250 or 12.50', budget)
    .addHelpText(
      'after',
      `
What is not named stays as it is. A budget counts all that was spent before it was set, too: raise it to go on.

Examples:
  reelqueue orgs set 01890a5d-ac96-774b-bcce-b302099a8057 --max-running 2 --weight 0.5
  reelqueue orgs set 01890a5d-ac96-774b-bcce-b302099a8057 --requests-per-minute ${NONE}`,
    );
  set.hook('preAction', () => {
    const limits = set.options.filter((option) => !['json', 'dataDir'].includes(option.attributeName()));
    if (limits.some((option) => set.getOptionValue(option.attributeName()) !== undefined)) return;
    const flags = limits.map(({ long }) => long).join(', ');
    throw new CommandError(2, `nothing to set: give at least one of ${flags}`);
  });
  withStore<SetOptions>(set, async (database, { json, ...options }, org_id) => {
    const limits: Partial<Limits> = {
      requests_per_minute: limitOf(options.requestsPerMinute),
      max_waiting: limitOf(options.maxWaiting),
      max_running: limitOf(options.maxRunning),
      weight: options.weight,
      budget_micro_usd: limitOf(options.budget),
    };
    if (!(await setLimits(database, org_id as string, limits))) throw noOrganisation(org_id as string);
    const rows = await listOrganisations(database, org_id);
    if (json) return printJson(rows[0]);
    printOrganisations(rows);
  });
}

/** Null for a limit that is lifted, undefined for one that stays. */
const limitOf = (given: Given | undefined): number | null | undefined => (given === NONE ? null : given);

function printOrganisations(rows: OrganisationRow[]): void {
  const shown = (value: number | null): string => (value === null ? NONE : String(value));
  const cells = rows.map((row) => [
    row.org_id,
    row.name,
    shown(row.requests_per_minute),
    shown(row.max_waiting),
    shown(row.max_running),
    shown(row.weight),
    row.budget_micro_usd === null ? NONE : inDollars(row.budget_micro_usd),
    inDollars(row.spent_micro_usd),
  ]);
  printTable([['org_id', 'name', 'submits/min', 'max waiting', 'max running', 'weight', 'budget', 'spent'], ...cells]);
}

function name(text: string): string {
  if (text.trim() !== text || text.length < 1 || text.length > LONGEST_NAME || /\p{Cc}/u.test(text)) {
    throw new InvalidArgumentError(
      `It has 1 to ${LONGEST_NAME} characters, none of them a control character, and no space at its ends.`,
    );
  }
  return text;
}

/** Reads a limit that counts. */
function limit(least: number): (text: string) => Given {
  return (text) => {
    if (text === NONE) return NONE;
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= MOST) return number;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${MOST}, or ${NONE}.`);
  };
}

function weight(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number > 0 && number <= MOST_WEIGHT) return number;
  throw new InvalidArgumentError(`It is a number above 0 and at most ${MOST_WEIGHT}, such as 2 or 0.5.`);
}

/** Reads US dollars, as millionths. */
function budget(text: string): Given {
  if (text === NONE) return NONE;
  const dollars = Number(text);
  if (/^\d+(\.\d{1,6})?$/.test(text) && dollars <= MOST_BUDGET) return Math.round(dollars * 1e6);
  throw new InvalidArgumentError(`It is US dollars from 0 to ${MOST_BUDGET}, such as 250 or 12.50, or ${NONE}.`);
}

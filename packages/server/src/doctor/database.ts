// Whether the database is there, is one that Reelqueue can use, and is as this version left it.
import type { Config } from '../config.ts';
import { layout } from '../layout.ts';
import { accountOf, inspectPrograms, runningAt } from '../postgres/inspect.ts';
import { readServer, type ServerFacts } from '../store/condition.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { MIGRATION_NAMES, OLDEST } from '../store/migrations.ts';
import { error, type Finding, ok, reason, warning } from './finding.ts';

/** Seconds between the clocks of this machine and the database beyond which times look odd to people. */
const CLOCK = 2;
/** Connections that one process may open. */
const CONNECTIONS = 12;

const check = 'database';

/** What to do about why a database can not be used, by the codes of Node.js and PostgreSQL. */
const REMEDIES: Record<string, string> = {
  ECONNREFUSED: 'Start it, or correct the host and port of DATABASE_URL.',
  ENOTFOUND: 'Correct the host of DATABASE_URL.',
  '28P01': 'Correct the user or the password of DATABASE_URL.',
  '28000': 'Let this machine and that user in (its pg_hba.conf), or correct the user of DATABASE_URL.',
  '3D000': 'Make that database (createdb), or correct the name in DATABASE_URL.',
};
const ANY_REMEDY = 'Start it, let this machine in, or correct DATABASE_URL: host, port, user, password, database.';

function remedyOf(failure: unknown): string {
  const { code, cause } = failure as NodeJS.ErrnoException & { cause?: unknown };
  return REMEDIES[code ?? ''] ?? (cause instanceof Error ? remedyOf(cause) : ANY_REMEDY);
}

/** Without its password. */
function nameOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
}

/** The embedded server, as far as it can be judged unstarted; and where it answers, if it runs. */
async function embedded(folder: string): Promise<{ url: string | null; finding: Finding }> {
  try {
    const programs = await inspectPrograms(folder);
    const account = await accountOf();
    const url = await runningAt(folder);
    const says = url === null ? `is started with the system, ${account}` : 'runs';
    return { url, finding: ok(check, `The embedded ${programs} ${says}.`) };
  } catch (failure) {
    const remedy = 'Repair that, or set DATABASE_URL to a PostgreSQL of your own.';
    return { url: null, finding: error(check, `The embedded PostgreSQL can not be used: ${reason(failure)}.`, remedy) };
  }
}

function versionAndRights(facts: ServerFacts, name: string): Finding {
  const major = Math.floor(facts.version / 10_000);
  if (facts.version < OLDEST) {
    return error(check, `${name} is PostgreSQL ${major}; 14 or newer is needed.`, 'Upgrade it, or name another.');
  }
  if (facts.standby)
    return error(check, `${name} is a standby and can not be written.`, 'Name the primary in DATABASE_URL.');
  if (!facts.may_write) {
    const remedy = 'Make its user the owner of the database, or of the tables in it.';
    return error(check, `The user of ${name} may not write its tables or make new ones.`, remedy);
  }
  if (!facts.fsync)
    return warning(
      check,
      `${name} runs with fsync off: a power cut loses it.`,
      'Set fsync = on in its postgresql.conf.',
    );
  if (facts.connections_left < CONNECTIONS) {
    const says = `${name} has ${facts.connections_left} connections left; a process opens up to ${CONNECTIONS}.`;
    return warning(check, says, 'Raise max_connections, or run fewer processes.');
  }
  return ok(check, `${name} is PostgreSQL ${major} and answers.`);
}

function tables(facts: ServerFacts): Finding {
  const [here, brought] = [new Set(facts.migrations), new Set(MIGRATION_NAMES)];
  const unknown = facts.migrations.filter((name) => !brought.has(name));
  const missing = MIGRATION_NAMES.filter((name) => !here.has(name));
  if (unknown.length > 0) {
    const says = `A newer Reelqueue has been at this database (${unknown.join(', ')}).`;
    return error('tables', says, 'Install that version here: an older one does not know these tables.');
  }
  if (here.size === 0) return ok('tables', 'The database is empty: the first start makes the tables.');
  if (missing.length === 0) return ok('tables', 'The tables are those of this version.');
  const says = `The tables are of an older version: ${missing.join(', ')} will be done at the next start.`;
  return warning('tables', says, 'Back the database up, then start this version.');
}

function clock(facts: ServerFacts, seconds: number): Finding {
  const off = Math.abs(facts.at - seconds);
  if (off <= CLOCK) return ok('clock', 'The clocks of the database and of this machine agree.');
  const says = `The clock of this machine and that of the database are ${off.toFixed(0)} s apart.`;
  return warning('clock', says, 'Have both set by NTP: certificates and signatures go by them.');
}

/** `database`: open, as this version expects it; null when nothing can be read from it. The caller closes it. */
export async function examineDatabase(
  config: Config,
  now: () => number,
): Promise<{ findings: Finding[]; database: Database | null }> {
  const findings: Finding[] = [];
  let url = config.DATABASE_URL;
  if (url === null) {
    const own = await embedded(layout(config.REELQUEUE_DATA_DIR).postgres);
    findings.push(own.finding);
    url = own.url;
  }
  if (url === null) return { findings, database: null };
  const name = config.DATABASE_URL === null ? 'The embedded database' : nameOf(url);
  const database = openDatabase(url, { connections: 1 });
  try {
    const began = now();
    const facts = await readServer(database);
    findings.push(versionAndRights(facts, name), tables(facts), clock(facts, (began + now()) / 2));
    const isCurrent = MIGRATION_NAMES.every((one) => facts.migrations.includes(one));
    if (isCurrent) return { findings, database };
  } catch (failure) {
    findings.push(error(check, `${name} can not be used: ${reason(failure)}.`, remedyOf(failure)));
  }
  await database.close();
  return { findings, database: null };
}

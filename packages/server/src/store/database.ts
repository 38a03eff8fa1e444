// The connection to PostgreSQL: one pool, named prepared statements, and one word for "the database is away".
import pg from 'pg';

/** The database could not be asked, or hung up, or lacks what it needs: nothing is known of the statement's effect. */
export class DatabaseAway extends Error {
  /** What it says that it lacks, such as room on its disk, which somebody has to see to; null when it will be back. */
  readonly lacks: string | null;

  constructor(cause: unknown) {
    super('the database is away', { cause });
    this.name = 'DatabaseAway';
    this.lacks = cause instanceof pg.DatabaseError && LACKING.test(cause.code ?? '') ? cause.message : null;
  }
}

export type Database = {
  /** Runs one statement, prepared under `name`. Throws `DatabaseAway` when the database did not answer. */
  query<Row>(name: string, text: string, values: unknown[]): Promise<Row[]>;
  /** For what needs a connection of its own: migrations. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

/** Codes of PostgreSQL by which it, not the statement, is the reason: shutting down, starting up, short of something. */
const AWAY = /^(57P0|08|53)/;
/** Of those, what does not pass by itself: no room, no memory. A connection is free again in a moment. */
const LACKING = /^53(?!300)/;

function isAway(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || AWAY.test(error.code ?? '');
}

const types: pg.CustomTypesConfig = {
  // Counts and event ids stay far below 2^53.
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** Two statements waited for each other, and this one was undone: alone it may as well be sent again. */
const DEADLOCK = '40P01';
const MOST_SENT = 3;

/** A statement takes milliseconds: without an answer for so long its connection leads nowhere, and is given up. */
const PATIENCE_MS = 15_000;

function queryOn(connection: pg.Pool | pg.PoolClient): Database['query'] {
  return async <Row>(name: string, text: string, values: unknown[]): Promise<Row[]> => {
    const statement = { name, text, values, query_timeout: PATIENCE_MS };
    for (let sent = 1; ; sent++) {
      try {
        return (await connection.query(statement)).rows as Row[];
      } catch (error) {
        const again = error instanceof pg.DatabaseError && error.code === DEADLOCK && connection instanceof pg.Pool;
        if (again && sent < MOST_SENT) continue;
        throw isAway(error) ? new DatabaseAway(error) : error;
      }
    }
  };
}

/**
 * Planning takes longer than most statements, so each is planned once, and written for one plan: a walk along indexes, however
 * few rows its tables had when it was first prepared.
 */
const PLANS = `set plan_cache_mode = force_generic_plan; set enable_hashjoin = off; set enable_mergejoin = off;
  set enable_material = off; set enable_seqscan = off; set enable_bitmapscan = off`;

/** See migration 0009, which may be yet to come. */
const NOTE_START = `do $$ begin if to_regproc('note_start') is not null then perform note_start(); end if; end $$`;

/** `url` as in DATABASE_URL. Connects at the first statement. */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    types,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    onConnect: (client) => client.query(`${PLANS}; ${NOTE_START}`),
  });
  // An idle connection that breaks is dropped by the pool; the next statement reports it if the database is still away.
  pool.on('error', () => {});
  return {
    pool,
    query: queryOn(pool),
    close: () => pool.end(),
  };
}

/** Runs statements one after the other in a transaction, which is undone when `work` throws. */
export async function inTransaction<T>(database: Database, work: (within: Database) => Promise<T>): Promise<T> {
  const connection = await database.pool.connect().catch((error) => {
    throw isAway(error) ? new DatabaseAway(error) : error;
  });
  const within = { ...database, query: queryOn(connection) };
  try {
    await within.query('begin', 'begin', []);
    const made = await work(within);
    await within.query('commit', 'commit', []);
    connection.release();
    return made;
  } catch (error) {
    // A connection that can not even undo is of no use to the next.
    await within.query('rollback', 'rollback', []).then(
      () => connection.release(),
      () => connection.release(true),
    );
    throw error;
  }
}

/** The SQL of a time column, also of a named table's, as unix seconds under its own name. */
export const seconds = (column: string): string =>
  `extract(epoch from ${column})::bigint as ${column.replace(/^.*\./, '')}`;

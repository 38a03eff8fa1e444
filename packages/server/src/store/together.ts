// Calls that meet go together: while statements are under way, the calls that come wait, and the next statement takes them
// all. Nothing waits when nothing is under way, and nothing is answered from a statement that was sent before it was asked.
import { type Database, DatabaseAway } from './database.ts';

/** One statement for some calls; answers in their order. */
type Send<Call, Answer> = (database: Database, calls: Call[]) => Promise<Answer[]>;

export type Rules<Call> = {
  /** Statements under way at once over a database: with two, one is made up while the other is carried out. */
  under_way: number;
  /** Calls of one statement, at most. */
  most: number;
  /** Calls of different lines never share a statement, nor wait for each other; absent: there is one line. */
  line?(call: Call): string;
  /** No two calls of a statement have the same: the second has to see what the first did. Absent: they may. */
  apart?(call: Call): string;
};

type Waiting<Call, Answer> = { call: Call; resolve(answer: Answer): void; reject(error: unknown): void };
type Line<Call, Answer> = { under_way: number; waiting: Waiting<Call, Answer>[] };

/** The calls that go next, and those that stay: the order of those with something in common is kept. */
function split<Call, Answer>(
  waiting: Waiting<Call, Answer>[],
  { most, apart }: Rules<Call>,
): [going: Waiting<Call, Answer>[], staying: Waiting<Call, Answer>[]] {
  if (!apart) return [waiting.slice(0, most), waiting.slice(most)];
  const [going, staying]: Waiting<Call, Answer>[][] = [[], []];
  const taken = new Set<string>();
  for (const one of waiting) {
    const key = apart(one.call);
    (going.length < most && !taken.has(key) ? going : staying).push(one);
    taken.add(key);
  }
  return [going, staying];
}

/** What is wrong with one call is not the others' fault: after an error that undid them all, each goes alone. */
async function carry<Call, Answer>(
  database: Database,
  send: Send<Call, Answer>,
  going: Waiting<Call, Answer>[],
): Promise<void> {
  try {
    const answers = await send(
      database,
      going.map(({ call }) => call),
    );
    for (const [n, { resolve }] of going.entries()) resolve(answers[n]);
  } catch (error) {
    if (going.length === 1 || error instanceof DatabaseAway) for (const { reject } of going) reject(error);
    else for (const one of going) await carry(database, send, [one]);
  }
}

/** Makes of a statement for many calls a function for one, whose calls go together when they meet. */
export function together<Call, Answer>(
  send: Send<Call, Answer>,
  rules: Rules<Call>,
): (database: Database, call: Call) => Promise<Answer> {
  const linesOf = new WeakMap<Database, Map<string, Line<Call, Answer>>>();
  const advance = async (database: Database, lines: Map<string, Line<Call, Answer>>, name: string): Promise<void> => {
    const line = lines.get(name);
    if (!line || line.under_way >= rules.under_way || line.waiting.length === 0) return;
    const [going, staying] = split(line.waiting, rules);
    line.waiting = staying;
    line.under_way++;
    await carry(database, send, going);
    line.under_way--;
    if (line.waiting.length > 0) setImmediate(advance, database, lines, name);
    else if (line.under_way === 0) lines.delete(name);
  };
  return (database, call) => {
    const lines = linesOf.get(database) ?? new Map<string, Line<Call, Answer>>();
    linesOf.set(database, lines);
    const name = rules.line?.(call) ?? '';
    const line = lines.get(name) ?? { under_way: 0, waiting: [] };
    lines.set(name, line);
    return new Promise((resolve, reject) => {
      line.waiting.push({ call, resolve, reject });
      // What a burst of calls, or the answers of a statement, sets off comes one after the other: all of it is waited for.
      if (line.waiting.length === 1) setImmediate(advance, database, lines, name);
    });
  };
}

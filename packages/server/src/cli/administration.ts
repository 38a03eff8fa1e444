// What the commands share that work on the database itself: the data folder's, or the one that DATABASE_URL names.
import { type Command, InvalidArgumentError } from 'commander';
import { readDuration } from '../setting-values.ts';
import type { Database } from '../store/database.ts';
import { CommandError } from './command-error.ts';
import { dataDirOption, loadSystem, settingsOf } from './system.ts';

/** The flags that all of them have. */
export type StoreOptions = { dataDir?: string; json?: boolean };

/** Said in the help of each group of them. */
export const WHERE =
  "They work on the database: the data folder's, or the one that DATABASE_URL names, whether Reelqueue runs or not.";

/** Adds the flags that all of them have; `work` is done with the database open. */
export function withStore<T extends StoreOptions>(
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

/** How a command ends that was given the id of no organisation. */
export const noOrganisation = (org_id: string): CommandError =>
  new CommandError(1, `there is no organisation ${org_id}; reelqueue orgs list shows those that there are`);

/** Reads an id. */
export function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new InvalidArgumentError('It is a UUID.');
  return text;
}

/** Reads a duration as the settings write them: 45s, 10m, 12h, 30d. In seconds. */
export function duration(text: string): number {
  const seconds = readDuration(text);
  if (seconds === null)
    throw new InvalidArgumentError('It is a number with a unit: 45s, 10m, 12h, 30d; at most 36500d.');
  return seconds;
}

/** A unix time as its UTC day. */
export const day = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);

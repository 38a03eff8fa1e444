// reelqueue worker: renders without an API, beside others that share the database.
import type { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { dataDirOption, runSystem, type SettingFlags, settingsOf } from './system.ts';

export function addWorker(program: Command): void {
  dataDirOption(program.command('worker').description('run a worker only: it takes requests and renders them'))
    .addHelpText(
      'after',
      `
Workers find their work in the database and write films into the data folder: both must be those of the API.

Example:
  DATABASE_URL=postgresql://films@db/films REELQUEUE_WORKERS=4 reelqueue worker --data-dir /mnt/films`,
    )
    .action(async (flags: SettingFlags) => {
      const config = settingsOf(flags);
      const renders = config.REELQUEUE_WORKERS;
      if (renders === 0) throw new CommandError(2, 'REELQUEUE_WORKERS is 0; a worker renders at least 1 at once');
      await runSystem(config, false, () => `A worker takes requests, ${renders} at once. Ctrl-C stops it.\n`);
    });
}

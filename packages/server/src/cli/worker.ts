// reelqueue worker: renders without an API, beside others that share the database.
import type { Command } from 'commander';
import { POOLS } from '../engines/engine.ts';
import { CommandError } from './command-error.ts';
import { dataDirOption, runSystem, type SettingFlags, settingsOf } from './system.ts';

type Pool = (typeof POOLS)[number];
type WorkerFlags = SettingFlags & { pools?: Pool[] };

export function addWorker(program: Command): void {
  dataDirOption(program.command('worker').description('run a worker only: it takes requests and renders them'))
    .option('--pools <names>', 'take only what is for these engines, comma-separated; else for all', names)
    .option('--port <number>', 'answer /healthz, /readyz and /metrics there; else it listens nowhere')
    .option('--host <address>', 'address for --port')
    .addHelpText(
      'after',
      `
Workers find their work in the database, and uploads and films in the storage: both must be those of the API. REELQUEUE_WORKERS is
how many requests it takes at once, of each pool. Ctrl-C stops it and hands back what is under way; SIGTERM lets that end
first, for as long as REELQUEUE_DRAIN.

Examples:
  DATABASE_URL=postgresql://films@db/films REELQUEUE_STORAGE=file:/mnt/films REELQUEUE_WORKERS=4 reelqueue worker
  reelqueue worker --pools animatic --host 0.0.0.0 --port 9464`,
    )
    .action(async ({ pools, ...flags }: WorkerFlags) => {
      const config = settingsOf(flags);
      const renders = config.REELQUEUE_WORKERS;
      if (renders === 0) throw new CommandError(2, 'REELQUEUE_WORKERS is 0; a worker renders at least 1 at once');
      const serving = { api: false, listens: flags.port !== undefined, pools };
      await runSystem(config, serving, ({ url }) => {
        const where = url === null ? '' : ` Metrics at ${url}/metrics.`;
        return `A worker takes requests, ${renders} at once.${where} Ctrl-C stops it.\n`;
      });
    });
}

/** Each once. Throws CommandError when it names one that there is not, or none. */
function names(text: string): Pool[] {
  const named = text.split(',').map((name) => name.trim());
  const unknown = named.find((name) => !POOLS.some((pool) => pool === name));
  if (unknown !== undefined) {
    throw new CommandError(2, `--pools: there is no pool ${JSON.stringify(unknown)}; there are ${POOLS.join(', ')}`);
  }
  return POOLS.filter((pool) => named.includes(pool));
}

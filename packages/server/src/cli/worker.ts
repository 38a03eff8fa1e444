// reelqueue worker: renders without an API, beside others that share the database.
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { CommandError } from './command-error.ts';
import { dataDirOption, runSystem, type SettingFlags, settingsOf } from './system.ts';

type WorkerFlags = SettingFlags & { pools?: string[] };

export function addWorker(program: Command): void {
  dataDirOption(program.command('worker').description('run a worker only: it takes requests and renders them'))
    .option('--pools <names>', 'take only what is for these engines, comma-separated; else for all', names)
    .option('--port <number>', 'answer /healthz, /readyz and /metrics there; else it listens nowhere')
    .option('--host <address>', 'address for --port')
    .addHelpText(
      'after',
      `
Workers find their work in the database, and uploads and films in the storage: both must be those of the API. REELQUEUE_WORKERS is
how many it renders at once, of each engine on this machine. Ctrl-C stops it and hands back what is under way; SIGTERM lets that end
first, for as long as REELQUEUE_DRAIN.

Examples:
  DATABASE_URL=postgresql://films@db/films REELQUEUE_STORAGE=file:/mnt/films REELQUEUE_WORKERS=4 reelqueue worker
  reelqueue worker --pools animatic --host 0.0.0.0 --port 9464`,
    )
    .action(async ({ pools, ...flags }: WorkerFlags) => {
      const config = settingsOf(flags);
      const renders = config.REELQUEUE_WORKERS;
      if (renders === 0) throw new CommandError(2, 'REELQUEUE_WORKERS is 0; a worker renders at least 1 at once');
      if (pools !== undefined) await checkNames(pools, config);
      const serving = { api: false, listens: flags.port !== undefined, pools };
      await runSystem(config, serving, ({ url }) => {
        const where = url === null ? '' : ` Metrics at ${url}/metrics.`;
        return `A worker takes requests, ${renders} at once.${where} Ctrl-C stops it.\n`;
      });
    });
}

/** Throws CommandError when the configuration has no engine of one of these names, or is wrong itself. */
async function checkNames(pools: string[], config: Config): Promise<void> {
  const { loadConfiguration } = await import('../engines/configuration.ts');
  const { engines } = await loadConfiguration(config).catch((error: Error) => {
    throw new CommandError(2, error.message);
  });
  const known = engines.map(({ name }) => name);
  const unknown = pools.find((pool) => !known.includes(pool));
  if (unknown === undefined) return;
  throw new CommandError(2, `--pools: there is no engine ${JSON.stringify(unknown)}; there are ${known.join(', ')}`);
}

/** Which of them there are, only the configuration says. */
const names = (text: string): string[] => text.split(',').map((name) => name.trim());

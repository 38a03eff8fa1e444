// Commands that are a system themselves, or open its database: their settings, and how they start and end.
import { relative } from 'node:path';
import { type Command, Option } from 'commander';
import { type Config, ConfigError, readConfig } from '../config.ts';
import type { Serving, System } from '../serve.ts';
import { aborted, CommandError, ending } from './command-error.ts';

/** Settings that are flags too; every other one is an environment variable. */
export type SettingFlags = { host?: string; port?: string; dataDir?: string };

/** The one flag that all of them have. */
export function dataDirOption(command: Command): Command {
  return command.addOption(new Option('--data-dir <folder>', 'data folder').env('REELQUEUE_DATA_DIR'));
}

/** The settings: flags before environment. Throws CommandError with a sentence for each that is wrong. */
export function settingsOf({ host, port, dataDir }: SettingFlags, environment = process.env): Config {
  const flags = { HOST: host, PORT: port, REELQUEUE_DATA_DIR: dataDir };
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  try {
    return readConfig({ ...environment, ...given });
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(2, error.message);
    throw error;
  }
}

/**
 * What makes a system or a part of one, each loaded only by the commands that need it: the others start in half the time
 * without. All throw CommandError when it can not start; the log says where, at its level debug.
 */
export async function loadSystem(config: Config) {
  const { createLog } = await import('../log.ts');
  const log = createLog(config.REELQUEUE_LOG);
  const failed = (error: Error): never => {
    log.debug({ err: error }, 'can not start');
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new CommandError(1, `can not start: ${error.message}${cause}`);
  };
  return {
    start: async (serving: Serving) => (await import('../serve.ts')).serve(config, log, serving).catch(failed),
    open: async () => (await import('../opening.ts')).openStore(config, log).catch(failed),
    engines: async () => (await import('../serve.ts')).openAssembly(config, log).catch(failed),
  };
}

/** Runs a system until the process is told to stop, and then ends it cleanly. `welcome` is printed when it is ready. */
export async function runSystem(config: Config, serving: Serving, welcome: (system: System) => string): Promise<void> {
  const { told, hurried } = ending();
  const system = await (await loadSystem(config)).start(serving);
  try {
    process.stdout.write(welcome(system));
    await aborted(told);
    const late = AbortSignal.timeout(config.REELQUEUE_DRAIN * 1000);
    await system.drain(AbortSignal.any([hurried, late]));
  } finally {
    await system.stop();
  }
}

/** A path as a person would write it here: relative when it lies below the working directory. */
export function shortPath(path: string): string {
  const short = relative('', path);
  return short.startsWith('..') ? path : short;
}

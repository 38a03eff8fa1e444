// reelqueue engines: how the engines of the configuration are, and one small real request to one of them.
import type { Command } from 'commander';
import type { Engine } from '../engines/engine.ts';
import { breakerOf, type EngineNow, readEngines } from '../store/engines.ts';
import { type PoolNow, readPools } from '../store/pools.ts';
import { type StoreOptions, withStore } from './administration.ts';
import { interruption } from './command-error.ts';
import { printJson, printTable } from './output.ts';
import { dataDirOption, loadSystem, type SettingFlags, settingsOf } from './system.ts';

/** Seconds in which an engine has to say how it is. */
const PATIENCE = 10;

type TestOptions = SettingFlags & { json?: boolean; model?: string; output?: string };

export function addEngines(program: Command): void {
  const engines = program.command('engines').description('show how the engines are').helpCommand(false);
  engines.addHelpText(
    'after',
    `
It reads the configuration file (REELQUEUE_CONFIG) and the database, and asks each engine whether it could render now: that makes
nothing and costs nothing. An engine that turned requests away rests; requests then wait, or go to the next engine of their route.

Examples:
  reelqueue engines
  reelqueue engines --json | jq '.engines[] | select(.health.ok | not)'
  reelqueue engines test hosted`,
  );
  withStore<StoreOptions>(engines, async (database, { json, dataDir }) => {
    const { routes, close } = await (await loadSystem(settingsOf({ dataDir }))).engines();
    try {
      const names = routes.engines.map(({ name }) => name);
      const [{ pools }, rows] = await Promise.all([readPools(database, names), readEngines(database)]);
      const shown = await Promise.all(routes.engines.map((engine) => show(engine, pools, rows)));
      if (json) printJson({ engines: shown });
      else printShown(shown);
    } finally {
      await close();
    }
  });
  addTest(engines);
}

type Shown = Awaited<ReturnType<typeof show>>;

async function show(engine: Engine, pools: PoolNow[], rows: EngineNow[]) {
  const health = await engine.check(AbortSignal.timeout(PATIENCE * 1000)).then(
    ({ says }) => ({ ok: true, says }),
    (error: Error) => ({
      ok: false,
      says: error.name === 'TimeoutError' ? `no answer in ${PATIENCE} s` : error.message,
    }),
  );
  const { slots = 0, busy = 0, waiting = 0 } = pools.find(({ pool }) => pool === engine.name) ?? {};
  const {
    failures = 0,
    why = null,
    rests = 0,
    last_error = null,
    last_error_at = null,
  } = rows.find((row) => row.engine === engine.name) ?? {};
  const breaker = breakerOf({ why, rests });
  const rests_for = Math.ceil(rests);
  return {
    engine: engine.name,
    health,
    slots,
    busy,
    waiting,
    breaker,
    why,
    rests_for,
    failures,
    last_error,
    last_error_at,
  };
}

function printShown(shown: Shown[]): void {
  const rows = shown.map(({ engine, health, slots, busy, waiting, breaker, why, rests_for }) => [
    engine,
    health.ok ? 'well' : 'not well',
    `${busy}/${slots}`,
    String(waiting),
    why === null ? breaker : `${breaker} (${why}${rests_for > 0 ? `, ${rests_for} s` : ''})`,
    health.says,
  ]);
  printTable([['engine', 'health', 'busy', 'waiting', 'breaker', ''], ...rows]);
  for (const { engine, last_error, last_error_at } of shown) {
    if (last_error === null) continue;
    const at = new Date((last_error_at ?? 0) * 1000).toISOString();
    process.stdout.write(`\n${engine}, last error at ${at}: ${last_error}\n`);
  }
}

function addTest(engines: Command): void {
  const test = engines
    .command('test')
    .description('make one small film with an engine')
    .argument('<engine>', 'its name');
  test.option('--model <id>', 'which model; else one whose smallest film is small');
  dataDirOption(test)
    .option('--output <file>', 'keep the film there; else it is looked at and removed')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The request goes to the engine itself, past queue and budgets: a hosted engine bills it. It is given up with Ctrl-C.

Examples:
  reelqueue engines test animatic
  reelqueue engines test hosted --model wan2.6-t2v --output test.mp4`,
    )
    .action(async (name: string, options: TestOptions) => {
      const signal = interruption();
      const { routes, close } = await (await loadSystem(settingsOf(options))).engines();
      const { makeSmallFilm } = await import('./small-film.ts');
      try {
        await makeSmallFilm(routes, name, options, signal);
      } finally {
        await close();
      }
    });
}

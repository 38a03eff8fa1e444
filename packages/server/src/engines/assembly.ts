// The engines of a system, made as its configuration says.
import type { Config } from '../config.ts';
import { ANIMATIC } from './animatic.ts';
import { type Configuration, loadConfiguration } from './configuration.ts';
import type { Engine, EngineParts } from './engine.ts';
import { createRoutes, type Routes } from './routing.ts';
import { engineType } from './table.ts';

/** Requests that one process has at an engine elsewhere at once, where the engine's `slots` allow more: looking costs little. */
const ELSEWHERE = 16;

/** An engine, and how many requests this process has at it at once. `cap`: how many all processes may have; null: any. */
export type Stand = { engine: Engine; slots: number; cap: number | null };

/** `previewing`: the embedded renderer as it makes previews, and how many at once; null where no route asks for any. */
export type Assembly = {
  configuration: Configuration;
  stands: readonly Stand[];
  routes: Routes;
  previewing: { engine: Engine; most: number } | null;
};

type Parts = Pick<EngineParts, 'prober' | 'log'>;

/** REELQUEUE_WORKERS is for what this machine renders; 0 is a process that takes no requests at all. */
function slotsOf({ local }: { local: boolean }, cap: number | null, { REELQUEUE_WORKERS: workers }: Config): number {
  return local || workers === 0 ? workers : Math.min(cap ?? ELSEWHERE, ELSEWHERE);
}

function assemble(configuration: Configuration, config: Config, parts: Parts): Assembly {
  const stands = configuration.engines.map(({ name, type, slots: cap, settings }): Stand => {
    const row = engineType(type);
    const slots = slotsOf(row, cap, config);
    return { engine: row.create(settings as never, { name, config, slots, ...parts }), slots, cap };
  });
  const passes = (name: string): boolean =>
    configuration.engines.some((one) => one.name === name && engineType(one.type).passes);
  const engines = stands.map(({ engine }) => engine);
  const asked = Object.values(configuration.routes).some((legs) => legs.some(({ preview }) => preview));
  const most = Math.max(1, config.REELQUEUE_WORKERS);
  // A preview is not worth a call to a language model.
  const previewer = { name: 'animatic', config: { ...config, REELQUEUE_WRITER: null }, slots: most, ...parts };
  const previewing = asked ? { engine: ANIMATIC.create({} as never, previewer), most } : null;
  return { configuration, stands, routes: createRoutes(engines, configuration.routes, passes), previewing };
}

/** Throws `ConfigError` where the configuration is wrong. */
export const openEngines = async (config: Config, parts: Parts): Promise<Assembly> =>
  assemble(await loadConfiguration(config), config, parts);

// Whether the configuration of engines can be used, and whether the engines could render now.
import { type Config, ConfigError } from '../config.ts';
import type { Assembly } from '../engines/assembly.ts';
import { type Configuration, loadConfiguration } from '../engines/configuration.ts';
import { error, type Finding, ok, reason } from './finding.ts';
import { examinePlugins } from './plugins.ts';
import { examineWriter } from './writer.ts';

/** The engines of the configuration. */
export type Opened = () => Promise<Assembly & { close(): Promise<void> }>;

/** Seconds in which an engine has to say how it is. */
const PATIENCE = 10;

async function healths(open: Opened): Promise<Finding[]> {
  const { routes, close } = await open();
  const remedy = 'Requests for it wait, or go to the next engine of their route: reelqueue engines tells of it.';
  const asked = routes.engines.map(async (engine) => {
    const check = `engine ${engine.name}`;
    return engine.check(AbortSignal.timeout(PATIENCE * 1000)).then(
      ({ says }) => ok(check, says),
      (failure) => error(check, `It could not render now: ${reason(failure)}.`, remedy),
    );
  });
  return Promise.all(asked).finally(close);
}

const REMEDY = 'Correct it; docs/guides/engines.md says what it may hold.';

/** `configuration`: null where it is wrong. */
export async function examineEngines(
  config: Config,
  open: Opened,
): Promise<{ findings: Finding[]; configuration: Configuration | null }> {
  try {
    const configuration = await loadConfiguration(config);
    const { file, engines } = configuration;
    const names = engines.map(({ name }) => name).join(', ');
    const says = file === null ? `No configuration file; engines: ${names}.` : `${file} is well; engines: ${names}.`;
    const findings = [
      ok('engines', says),
      ...(await healths(open)),
      ...(await examinePlugins(configuration, config)),
      ...(await examineWriter(config)),
    ];
    return { findings, configuration };
  } catch (failure) {
    if (!(failure instanceof ConfigError)) throw failure;
    const findings = failure.message.split('\n').map((line) => error('engines', `${line}.`, REMEDY));
    return { findings, configuration: null };
  }
}

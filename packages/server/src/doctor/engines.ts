// Whether the configuration of engines can be used.
import { type Config, ConfigError } from '../config.ts';
import { type Configuration, loadConfiguration } from '../engines/configuration.ts';
import { error, type Finding, ok } from './finding.ts';

const REMEDY = 'Correct it; docs/guides/engines.md says what it may hold.';

/** `configuration`: null where it is wrong. */
export async function examineEngines(
  config: Config,
): Promise<{ findings: Finding[]; configuration: Configuration | null }> {
  try {
    const configuration = await loadConfiguration(config);
    const { file, engines } = configuration;
    const names = engines.map(({ name }) => name).join(', ');
    const says = file === null ? `No configuration file; engines: ${names}.` : `${file} is well; engines: ${names}.`;
    return { findings: [ok('engines', says)], configuration };
  } catch (failure) {
    if (!(failure instanceof ConfigError)) throw failure;
    const findings = failure.message.split('\n').map((line) => error('engines', `${line}.`, REMEDY));
    return { findings, configuration: null };
  }
}

// Whether the plug-ins of the embedded renderer can be used: each is tried once.
import type { Plugins } from '@reelqueue/animatic';
import type { Config } from '../config.ts';
import type { Configuration } from '../engines/configuration.ts';
import { pluginsOf } from '../engines/plugins.ts';
import { type Finding, ok, warning } from './finding.ts';

const REMEDY = 'Films are made without it, and say so in warnings; docs/guides/plugins.md tells what it has to be.';

/** Seconds for all of them. */
const PATIENCE = 300;

/** Each film would be made without them, so that nothing here is an error. */
export async function examinePlugins({ engines }: Configuration, config: Config): Promise<Finding[]> {
  const embedded = engines.filter(({ type }) => type === 'animatic');
  const findings: Finding[] = [];
  for (const { name, settings } of embedded) {
    const plugins = pluginsOf((settings as { plugins?: Plugins & { voice?: string[] } }).plugins, config);
    if (Object.keys(plugins).length === 0) continue;
    // Loaded late: where a native part of the renderer is missing, the other findings say which.
    const { tryPlugins } = await import('@reelqueue/animatic/plugins');
    for (const { kind, says, wrong } of await tryPlugins(plugins, AbortSignal.timeout(PATIENCE * 1000))) {
      const check = `${name} ${kind}`;
      findings.push(wrong === null ? ok(check, says) : warning(check, `It can not be used: ${wrong}.`, REMEDY));
    }
  }
  return findings;
}

// Plug-ins tried before any film needs them, as a library of its own.
import { KINDS } from './manner.ts';
import { askModel } from './model.ts';
import { PlugInError } from './plug-in-error.ts';
import { type Plugins, viewOf } from './plugins.ts';
import { say } from './voice.ts';

/** What trying a plug-in showed. `wrong`: why it can not be used; null when it can. */
export type Tried = { kind: keyof Plugins; says: string; wrong: string | null };

/** Tries each plug-in once: a model on a small picture, the voice on a word. Rejects only with the signal's reason. */
export async function tryPlugins(plugins: Plugins, signal: AbortSignal): Promise<Tried[]> {
  const tried: Tried[] = [];
  const attempt = async (kind: keyof Plugins, work: () => Promise<string>): Promise<void> => {
    try {
      tried.push({ kind, says: await work(), wrong: null });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PlugInError)) throw error;
      tried.push({ kind, says: '', wrong: error.message });
    }
  };
  // Stripes, so that what is seen is not one and the same everywhere.
  const rgb = new Uint8Array(128 * 128 * 3).map((_, i) => (((i % 384) >> 5) & 1) * 200 + ((i / 384) >> 1));
  const view = viewOf({ width: 128, height: 128, rgb }, { width: 128, height: 128 });
  for (const kind of KINDS) {
    const file = plugins[kind];
    const [pictures, run] =
      kind === 'flow'
        ? [
            [view, view],
            [0, 1],
          ]
        : [[view], [0]];
    if (file === undefined) continue;
    await attempt(kind, async () => {
      const { runtime, seconds } = await askModel({ kind, file, pictures, runs: [run] }, signal);
      return `It answers on ${runtime}, within ${seconds.toFixed(1)} s.`;
    });
  }
  const { voice } = plugins;
  if (voice) {
    await attempt('voice', async () => `It says "one" in ${(await say(voice, 'one', signal)).lasts.toFixed(1)} s.`);
  }
  return tried;
}

// Whether a ComfyUI is there and has what the workflows need, in words.
import type { Health } from '../engine.ts';
import type { Kind, Skill } from './kinds.ts';
import { lacks } from './lacks.ts';
import type { ComfyServer } from './server.ts';

/** Looks what it can make. Throws a sentence when it is nothing. */
export async function healthOf(
  server: ComfyServer,
  skills: Record<Kind, Skill | null>,
  signal: AbortSignal,
): Promise<Health> {
  const says = await server.says(signal);
  const [able, unable]: [string[], string[]] = [[], []];
  for (const [kind, skill] of Object.entries(skills)) {
    if (skill === null) continue;
    const lacking = await lacks(server, skill.workflow, signal);
    if (lacking.length === 0) able.push(kind);
    else unable.push(`not ${kind}: ${lacking.join('; ')}`);
  }
  if (able.length === 0) throw new Error(`${says} can run none of the workflows; ${unable.join('; ')}`);
  return { says: [`${says} makes films of the kinds ${able.join(', ')}`, ...unable].join('; '), models: [] };
}

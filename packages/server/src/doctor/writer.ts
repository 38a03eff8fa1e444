// Whether the language model that writes prompts out does so: it is asked once.
import type { Config } from '../config.ts';
import { createWriter } from '../engines/writer.ts';
import { type Finding, ok, reason, warning } from './finding.ts';

const REMEDY =
  'Films are made without it, and say so in warnings; see that REELQUEUE_WRITER is the address before /chat/completions, and that REELQUEUE_WRITER_MODEL is known there.';

/** Seconds for its text. */
const PATIENCE = 60;

/** Each film would be made without it, so that nothing here is an error. */
export async function examineWriter(config: Config): Promise<Finding[]> {
  const writer = createWriter(config);
  if (writer === null) return [];
  const begun = performance.now();
  const asked = { prompt: 'a lake', negative_prompt: '', duration: 5, shot_type: 'single', seed: 1 } as const;
  try {
    const words = (await writer(asked, AbortSignal.timeout(PATIENCE * 1000))).split(' ').length;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    return [ok('writer', `${config.REELQUEUE_WRITER_MODEL} wrote ${words} words in ${seconds} s.`)];
  } catch (failure) {
    return [warning('writer', `It did not write: ${reason(failure)}.`, REMEDY)];
  }
}

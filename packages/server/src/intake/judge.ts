// Whether what lies at a media address keeps the rule of its parameter.
import type { MediaRule } from '@reelqueue/models';
import { RequestError } from '../errors.ts';
import type { Probed } from '../media/probe.ts';

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** The rule that is broken, as a sentence that begins with the parameter; null when all are kept. */
function broken(param: string, rule: MediaRule, probed: Probed): string | null {
  if (!rule.formats.includes(probed.format)) return `${param} is ${probed.format}; it must be ${list(rule.formats)}`;
  if (rule.kind === 'image' && probed.kind === 'image') {
    const { width, height } = probed;
    const fits = (side: number): boolean => side >= rule.min_side && side <= rule.max_side;
    if (fits(width) && fits(height)) return null;
    return `${param} is ${width} × ${height} px; each side must be ${rule.min_side} to ${rule.max_side} px`;
  }
  if (rule.kind !== 'image' && probed.kind === rule.kind) {
    const { duration } = probed;
    if (duration >= rule.min_seconds && duration <= rule.max_seconds) return null;
    return `${param} is ${Number(duration.toFixed(2))} s long; it must be ${rule.min_seconds} to ${rule.max_seconds} s`;
  }
  return `${param} is ${probed.kind}; it must be ${rule.kind}`;
}

/** Throws `invalid_media` naming the parameter, what was seen and the rule. */
export function judge(param: string, rule: MediaRule, probed: Probed): void {
  const sentence = broken(param, rule, probed);
  if (sentence !== null) throw new RequestError('invalid_media', sentence, param);
}

// What references already do of the words, so that it is not said to be impossible.
import { type Intent, UNDERSTOOD_NOTHING } from './intent.ts';
import { REASONS } from './lexicon/limits.ts';
import type { Mentions } from './mentions.ts';

/** The reasons that are others once clips play: how a sentence in limits.ts ends, and how it ends then. */
const ENDINGS = [
  [REASONS.acting, '"WORD" is shown only where a reference does it: each does in the film what it does in its clip.'],
  [REASONS.arrival, '"WORD" can not be shown: nobody but the references can come into the picture.'],
].map((pair) => pair.map((sentence) => sentence!.slice('"WORD"'.length)) as [string, string]);

/** The intent without warnings about what the references do, and with those that they give reason for. */
export function performed(intent: Intent, { named, shown, warnings }: Mentions): Intent {
  const reworded = (sentence: string) => {
    const ending = ENDINGS.find(([usual]) => sentence.endsWith(usual));
    return ending ? sentence.slice(0, -ending[0].length) + ending[1] : sentence;
  };
  const isShown = (sentence: string) =>
    shown.has(/^"([^"]*)"/.exec(sentence)?.[1] ?? '') && ENDINGS.some(([usual]) => sentence.endsWith(usual));
  const left = intent.warnings.filter(
    (sentence) => !(named > 0 && sentence === UNDERSTOOD_NOTHING) && !isShown(sentence),
  );
  return { ...intent, warnings: [...warnings, ...left.map(reworded)] };
}

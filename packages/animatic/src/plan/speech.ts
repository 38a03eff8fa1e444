// Quoted words of a prompt: which of them somebody says, and when.
import { QUOTED } from './lexicon/reading.ts';
import type { Line, Plan } from './plan.ts';

/** What stands before words that are written and not spoken. */
const WRITTEN =
  /\b(reads?|reading|written|writes?|writing|signs?|texts?|titles?|titled|captions?|captioned|words?|letters?|lettering|labels?|label?led|logos?|named|called|entitled|inscriptions?|inscribed|banners?|posters?|billboards?|subtitles?|screens?|t-?shirts?)\b/i;

/** Seconds before, between and after lines, where there is time for them. */
const PAUSE = { least: 0.15, most: 0.7 };

/** The warning on quoted words that nobody says. */
export const sentenceOn = (speech: string): string =>
  `"${speech.slice(0, 60)}" is in quotation marks: it is neither spoken nor written.`;

/** The warning on words that say that somebody speaks: somebody does, though nobody is seen to. */
const SPEAKS = /^"(say|says|saying|said|speak|speaks|speaking|talk|talks|talking)" can not be shown/;

/** Whether a warning has become untrue where those texts are heard. */
export const isAnswered = (warning: string, texts: readonly string[]): boolean =>
  SPEAKS.test(warning) || texts.some((text) => warning === sentenceOn(text));

/** What somebody says in a prompt, in order: all that is quoted, but for what is on a sign or a page. */
export function speechIn(prompt: string): string[] {
  const spoken: string[] = [];
  let from = 0;
  for (const match of prompt.matchAll(QUOTED)) {
    const clause = prompt
      .slice(from, match.index)
      .split(/[.;!?,]/)
      .at(-1)!;
    const text = match[0].slice(1, -1).trim();
    if (/[\p{L}\p{N}]/u.test(text) && !WRITTEN.test(clause)) spoken.push(text);
    from = match.index + match[0].length;
  }
  return spoken;
}

/**
 * When each line is said (`lasts`: seconds), by the clock of the film in which the plan begins after `before` seconds: one
 * after the other with pauses, in films of several shots each in its own where there is time. With warnings on lines that the
 * film is too short for: there are fewer lines then, or the last is cut off.
 */
export function placed(
  said: readonly { text: string; lasts: number }[],
  { shots, frames, fps }: Pick<Plan, 'shots' | 'frames' | 'fps'>,
  before: number,
): { lines: Line[]; warnings: string[] } {
  const whole = frames / fps;
  const starts = shots.map((_, i) => shots.slice(0, i).reduce((sum, shot) => sum + shot.frames, 0) / fps);
  const talk = said.reduce((sum, { lasts }) => sum + lasts, 0);
  const pause = Math.min(PAUSE.most, Math.max(PAUSE.least, (whole - talk) / (said.length + 1)));
  const lines: Line[] = [];
  const warnings: string[] = [];
  let [free, left] = [pause, talk];
  for (const [i, { text, lasts }] of said.entries()) {
    const own = starts[Math.floor((i * starts.length) / said.length)]! + pause;
    const latest = whole - left - PAUSE.least * (said.length - i);
    const at = Math.max(free, Math.min(own, latest));
    const room = Math.max(0, whole - at);
    if (room < PAUSE.least) break;
    if (room < lasts) {
      const [has, takes] = [room, lasts].map((seconds) => `${seconds.toFixed(1)} s`);
      warnings.push(`"${text.slice(0, 60)}" takes ${takes} to say, of which the film has time for ${has}.`);
    }
    lines.push({ text, at: before + at, lasts: Math.min(lasts, room) });
    [free, left] = [at + lasts + pause, left - lasts];
  }
  return { lines, warnings };
}

// What the references are called in a prompt: by number, or all of them at once.

/**
 * A name in a text, from one index to before another. `number`: from 0; null where several are meant: everyone (`all`), or
 * those who were named before.
 */
export type Name = { said: string; start: number; end: number; number: number | null; all: boolean };

const THING = 'character|person|reference|subject|clip|video';

/** In languages without spaces a word may follow at once. "First person view" is a camera's. */
const NAMES = new RegExp(
  [
    `\\b(?:${THING})\\s?(?<digit>[1-9])(?!\\d)`,
    `\\b(?:${THING})\\s(?<word>one|two|three)\\b`,
    `\\b(?<rank>first|second|third)\\s(?:${THING})\\b(?!\\s(?:view|perspective|pov|shot))`,
    '(?:角色|人物)\\s?(?<sign>[1-9一二三])(?!\\d)',
    '\\b(?<all>everyone|everybody|both(?:\\sof\\sthem)?|all\\s(?:of\\sthem|three|two))\\b',
    '\\b(?<they>they)\\b',
  ].join('|'),
  'gi',
);

const NUMBERS = [
  ['1', 'one', 'first', '一'],
  ['2', 'two', 'second', '二'],
  ['3', 'three', 'third', '三'],
];

/** The names in a text, in its order. */
export function namesIn(text: string): Name[] {
  return Array.from(text.matchAll(NAMES), (match) => {
    const { digit, word, rank, sign, all } = match.groups!;
    const said = (digit ?? word ?? rank ?? sign)?.toLowerCase();
    const known = said === undefined ? -1 : NUMBERS.findIndex((words) => words.includes(said));
    const number = said === undefined ? null : known === -1 ? Number(said) - 1 : known;
    return { said: match[0], start: match.index, end: match.index + match[0].length, number, all: all !== undefined };
  });
}

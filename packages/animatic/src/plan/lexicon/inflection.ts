// English inflections, made from a base word rather than guessed from an inflected one: "pane" must not become "pan".

const VOWEL_Y = /[aeiou]y$/;
/** One syllable that ends in a short vowel and one consonant doubles it: pan, panning. */
const DOUBLES = /^[^aeiou]*[aeiou][^aeiouwxy]$/;
/** Regular inflections that are everyday words of another meaning. */
const OTHER_WORDS = new Set([
  'winding',
  'seed',
  'evened',
  'ages',
  'pined',
  'being',
  'stationed',
  'lens',
  'tied',
  'passing',
  'songs',
]);

/**
 * The word and its regular inflections: plural and third person, -ing, -ed. Irregular ones are listed in the lexicon.
 */
export function inflections(word: string): string[] {
  const consonantY = word.endsWith('y') && !VOWEL_Y.test(word);
  const stem = word.endsWith('e') && !word.endsWith('ee') ? word.slice(0, -1) : word;
  const doubled = DOUBLES.test(word) ? word + word.at(-1) : stem;
  const plural = consonantY ? `${word.slice(0, -1)}ies` : /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
  const past = consonantY ? `${word.slice(0, -1)}ied` : `${doubled}ed`;
  const forms = [plural, `${doubled}ing`, past].filter((form) => !OTHER_WORDS.has(form));
  return [word, ...forms];
}

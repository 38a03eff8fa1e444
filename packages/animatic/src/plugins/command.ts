// How the voice's command is written on a line.

/** A command as words between spaces, or as a JSON array of them where a word has a space. Throws an error with a sentence. */
export function commandOf(said: string): string[] {
  if (!said.trimStart().startsWith('[')) return said.split(/\s+/).filter((word) => word !== '');
  const words: unknown = JSON.parse(said);
  if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')) return words;
  throw new Error('a command is an array of words');
}

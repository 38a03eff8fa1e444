// What a server far away said, made fit for a record: one line, no colours, no paths of its machine, not endless.

/** Characters that are kept. */
const MOST = 300;

export function cleaned(text: string): string {
  const line = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' colours begin with one
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/(?:[A-Za-z]:)?(?:[\\/][^\s\\/"':,;]+){2,}/g, (path) => path.slice(path.search(/[^\\/]+$/)))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}

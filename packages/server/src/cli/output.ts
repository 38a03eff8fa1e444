// What a command answers, on stdout: JSON for programs, aligned columns for people.

/** Indented, and one value only: a program can read all of stdout as JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints rows with their columns aligned to the widest cell. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] as number));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}

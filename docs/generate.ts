// Writes docs/reference from the tables in the sources. With --check it writes nothing and fails when a page is stale.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PAGES } from './pages.ts';

const FOLDER = join(import.meta.dirname, 'reference');

await mkdir(FOLDER, { recursive: true });
const present = await readdir(FOLDER);
let stale = 0;
for (const name of new Set([...Object.keys(PAGES), ...present])) {
  const path = join(FOLDER, name);
  const wanted = PAGES[name]?.();
  const found = present.includes(name) ? await readFile(path, 'utf8') : undefined;
  if (found === wanted) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`docs/reference/${name} is stale: npm run docs\n`);
    stale += 1;
  } else if (wanted === undefined) await rm(path);
  else await writeFile(path, wanted);
}
process.exitCode = stale > 0 ? 1 : 0;

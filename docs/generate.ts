// Writes docs/reference and docs/llms.txt from the tables in the sources. With --check it writes nothing and fails when a
// page is stale.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PAGES } from './pages.ts';

const DOCS = import.meta.dirname;

await mkdir(join(DOCS, 'reference'), { recursive: true });
const present = (await readdir(join(DOCS, 'reference'))).map((name) => `reference/${name}`);
let stale = 0;
for (const name of new Set([...Object.keys(PAGES), ...present])) {
  const path = join(DOCS, name);
  const wanted = PAGES[name]?.();
  const found = await readFile(path, 'utf8').catch(() => undefined); // not written yet
  if (found === wanted) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`docs/${name} is stale: npm run docs\n`);
    stale += 1;
  } else if (wanted === undefined) await rm(path);
  else await writeFile(path, wanted);
}
process.exitCode = stale > 0 ? 1 : 0;

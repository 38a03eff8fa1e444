#!/usr/bin/env -S MALLOC_MMAP_THRESHOLD_=131072 node --single-threaded-gc --max-semi-space-size=4
// The command as npm links it: a package runs what was built, a checkout its sources.
// With these settings a film takes less memory: what is freed is given back. Some systems read 127 characters of the first line.
import { existsSync } from 'node:fs';

const source = new URL('../src/cli/main.ts', import.meta.url);

if (existsSync(source)) (await import('../../from-sources.js')).runFromSources(source);
else await import('../dist/cli/main.js');

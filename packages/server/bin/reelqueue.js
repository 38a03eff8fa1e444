#!/usr/bin/env -S node --max-semi-space-size=4
// The command as npm links it: a package runs what was built, a checkout its sources.
// Thousands of open streams fit into half the memory when what is young is swept sooner.
import { existsSync } from 'node:fs';

const source = new URL('../src/cli/main.ts', import.meta.url);

if (existsSync(source)) (await import('../../from-sources.js')).runFromSources(source);
else await import('../dist/cli/main.js');

// Makes of the package in the working directory what npm publishes: JavaScript and types in dist/, and the licence.
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true }); // what a renamed source left
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
copyFileSync('../../LICENSE', 'LICENSE');

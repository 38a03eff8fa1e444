// What one test's processes have compiled those of the others need not compile again: `npm test` names a folder for it.
import { mkdir, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { layout } from '../src/layout.ts';

const { NODE_COMPILE_CACHE } = process.env;

/** For the environment of a process that tests start. */
export const COMPILED: Record<string, string> = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

/** Has the renders of a data folder, which keep what they compile there, keep it in that folder, too. */
export async function shareCompiled(data: string): Promise<void> {
  if (NODE_COMPILE_CACHE === undefined) return;
  const { cache } = layout(data);
  await mkdir(NODE_COMPILE_CACHE, { recursive: true });
  await mkdir(dirname(cache), { recursive: true });
  await symlink(NODE_COMPILE_CACHE, cache).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error; // another system of the folder was there first
  });
}

// Clears away files that no row names, as a crash between file and row leaves them: a batch a round, of old ones only.
import { ownerOf } from '../artifacts/owner.ts';
import { unknownUploads, unnamedResults } from '../store/retention.ts';
import type { WorkerParts } from './attempt.ts';

/** Objects that one round looks at, of each kind. */
const BATCH = 1000;

/** By path: what such names look like (others are not ours), and those among them that nobody knows. */
const KINDS = [
  {
    path: 'files/',
    name: /^files\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/\d+-[0-9a-f]{32}\./,
    strangers: unnamedResults,
  },
  { path: 'uploads/', name: /^uploads\/[0-9a-f]{32}\./, strangers: unknownUploads },
];

type OrphanParts = Pick<WorkerParts, 'database' | 'storage' | 'database_id' | 'log'>;

/** A round each time it is called; each goes on where the last one ended. */
export function orphanSweep({ database, storage, database_id, log }: OrphanParts): () => Promise<void> {
  const reached = new Map<string, string>();
  return async () => {
    // Another database's rows may name what ours do not.
    if ((await ownerOf(storage)) !== database_id) return;
    for (const { path, name, strangers } of KINDS) {
      const listed = await storage.list(path, { after: reached.get(path) ?? '', most: BATCH });
      reached.set(path, listed.length < BATCH ? '' : listed[BATCH - 1].name);
      const found = await strangers(
        database,
        listed.filter((one) => name.test(one.name)),
      );
      await storage.remove(found);
      if (found.length > 0) log.info({ path, files: found.length }, 'removed files that no row names');
    }
  };
}

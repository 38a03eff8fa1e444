// Everything that can be found out about a machine and the system on it without changing either.
import type { Config } from '../config.ts';
import { POOLS } from '../engines/engine.ts';
import { examineAddress } from './address.ts';
import { examineDatabase } from './database.ts';
import type { Finding } from './finding.ts';
import { examineFolder } from './folder.ts';
import { examineMachine } from './machine.ts';
import { examineQueue } from './queue.ts';

/** `now`: unix seconds. */
export async function examine(config: Config, now: () => number): Promise<Finding[]> {
  const [machine, folder, address, { findings, database }] = await Promise.all([
    examineMachine(),
    examineFolder(config.REELQUEUE_DATA_DIR),
    examineAddress(config, now()),
    examineDatabase(config, now),
  ]);
  const queue = database === null ? [] : await examineQueue(database, POOLS).finally(() => database.close());
  return [...machine, ...folder, ...address, ...findings, ...queue];
}

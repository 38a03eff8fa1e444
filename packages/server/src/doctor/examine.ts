// Everything that can be found out about a machine and the system on it without changing either.
import type { Storage } from '../artifacts/storage.ts';
import type { Config } from '../config.ts';
import { examineAddress } from './address.ts';
import { examineBelonging } from './belonging.ts';
import { examineDatabase } from './database.ts';
import { examineEngines, type Opened } from './engines.ts';
import type { Finding } from './finding.ts';
import { examineFolder } from './folder.ts';
import { examineMachine } from './machine.ts';
import { examineQueue } from './queue.ts';
import { examineStorage } from './storage.ts';

/** `now`: unix seconds. `open`, `openEngines`: the storage and the engines of the configuration. */
export async function examine(
  config: Config,
  now: () => number,
  open: () => Promise<Storage>,
  openEngines: Opened,
): Promise<Finding[]> {
  const [machine, folder, storage, engines, address, { findings, database }] = await Promise.all([
    examineMachine(),
    examineFolder(config.REELQUEUE_DATA_DIR),
    examineStorage(config, open),
    examineEngines(config, openEngines),
    examineAddress(config, now()),
    examineDatabase(config, now),
  ]);
  const pools = engines.configuration?.engines.map(({ name }) => name) ?? [];
  const inside = async (): Promise<Finding[]> => {
    if (database === null) return [];
    try {
      return [...(await examineBelonging(config, database, open)), ...(await examineQueue(database, pools))];
    } finally {
      await database.close();
    }
  };
  return [...machine, ...folder, ...storage, ...engines.findings, ...address, ...findings, ...(await inside())];
}

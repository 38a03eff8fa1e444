// Whether requests move: workers live, nothing is stuck, webhooks arrive.
import { readQueue } from '../store/condition.ts';
import type { Database } from '../store/database.ts';
import { type PoolNow, readPools } from '../store/pools.ts';
import { error, type Finding, ok, warning } from './finding.ts';

/** Seconds that a request may wait while slots are free. */
const PATIENCE = 60;

function workers({ pool, waiting, oldest, busy, slots, workers: count }: PoolNow): Finding {
  const check = `pool ${pool}`;
  const line = `${waiting} wait${waiting === 1 ? 's' : ''}${waiting > 0 ? `, the oldest for ${Math.round(oldest)} s` : ''}`;
  if (slots === 0) {
    const remedy = `Start one: reelqueue worker --pools ${pool}, or REELQUEUE_WORKERS above 0 for a server.`;
    const says = `No worker takes requests for ${pool}; ${line}.`;
    return waiting > 0 ? error(check, says, remedy) : warning(check, says, remedy);
  }
  const says = `${count} worker${count === 1 ? '' : 's'} with ${slots} slots, ${busy} busy; ${line}.`;
  if (busy < slots && waiting > 0 && oldest > PATIENCE) {
    const remedy =
      'Their organisation may be at its limit of running requests (reelqueue orgs list); else see the logs.';
    return warning(check, says, remedy);
  }
  return ok(check, says);
}

/** `pools`: those that there must be workers for. */
export async function examineQueue(database: Database, known: readonly string[]): Promise<Finding[]> {
  const [{ pools }, { lost, failing, overdue, last_error }] = [
    await readPools(database, known),
    await readQueue(database),
  ];
  const leases =
    lost === 0
      ? ok('leases', 'Every request that is being rendered has a worker.')
      : error(
          'leases',
          `${lost} request${lost === 1 ? ' has' : 's have'} lost the worker, and nobody has taken over.`,
          'Start a server or a worker: each looks for such requests once a second.',
        );
  const webhooks = (): Finding => {
    if (overdue > 0) {
      return error('webhooks', `${overdue} webhooks are due and not sent.`, 'Start a server: workers alone send none.');
    }
    if (failing === 0) return ok('webhooks', 'No webhook has failed that is still to be delivered.');
    const says = `${failing} webhook${failing === 1 ? ' has' : 's have'} failed and will be tried again: ${last_error}.`;
    return warning('webhooks', says, 'GET …/requests/{id}/deliveries tells of each; the receiver must answer 2xx.');
  };
  return [...pools.map(workers), leases, webhooks()];
}

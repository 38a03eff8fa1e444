// Rows for tests and benches that enter requests without the front door.
import { uuidv7 } from 'uuidv7';
import type { NewRequest } from '../src/store/requests.ts';

/** A request as a submit enters it: of words alone and without limits, but for what `more` says. */
export const newRequest = (org_id: string, pool: string, more: Partial<NewRequest> = {}): NewRequest => ({
  request_id: uuidv7(),
  org_id,
  model: 'wan2.6-t2v',
  pool,
  payload: {},
  normalised: {},
  warnings: [],
  metadata: null,
  webhook_url: null,
  priority: 1,
  start_within: null,
  cost: 1,
  micro_usd: 0,
  idempotency_key: null,
  ...more,
});

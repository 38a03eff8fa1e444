// Webhook deliveries over HTTP: what came of them, and once more.
import { RequestError } from '../errors.ts';
import { show } from '../intake/validate.ts';
import type { Database } from '../store/database.ts';
import { type Delivery, listDeliveries, replayDelivery } from '../store/deliveries.ts';
import type { Signals } from '../store/signals.ts';
import { findRequest, UUID } from './requests.ts';

/** Throws `not_found`, also for another organisation's request. */
export async function readDeliveries(database: Database, org_id: string, id: string) {
  const { request_id } = await findRequest(database, org_id, id);
  return { deliveries: await listDeliveries(database, org_id, request_id) };
}

/** Answers the delivery, which is due now. Throws `not_found`, also for another organisation's. */
export async function replay(database: Database, signals: Signals, org_id: string, id: string): Promise<Delivery> {
  const delivery = UUID.test(id) ? await replayDelivery(database, org_id, id) : null;
  if (!delivery) throw new RequestError('not_found', `delivery ${show(id)} does not exist`);
  signals.announce('delivery');
  return delivery;
}

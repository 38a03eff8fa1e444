// The headers of Standard Webhooks 1.0.0, by which a receiver knows who sent a body, and when.
import { Webhook } from 'standardwebhooks';

/**
 * `id` stays the same however often a delivery is tried; `at` is when it is, in unix seconds. There is a signature for each
 * of `secrets` (whsec_…), so that a receiver may know any of them.
 */
export function signatureHeaders(secrets: string[], id: string, at: number, body: string): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at * 1000), body)).join(' '),
  };
}

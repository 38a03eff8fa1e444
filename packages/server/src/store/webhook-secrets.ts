// The secrets with which organisations' webhooks are signed, whsec_ and base64. A change leaves the secret before it good
// for a while, so that receivers can follow.
import { randomBytes } from 'node:crypto';
import type { Database } from './database.ts';

/** SQL for the secret before the last change while that still signs too, else null. */
export const SECRET_BEFORE = `case when webhook_secret_rotated_at > now() - interval '24 hours' then webhook_secret_before end`;

/** 32 random bytes. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The secret with which an organisation's webhooks are signed. */
export async function webhookSecret(database: Database, org_id: string): Promise<string> {
  const rows = await database.query<{ webhook_secret: string }>(
    'webhook secret',
    'select webhook_secret from organisations where org_id = $1',
    [org_id],
  );
  return rows[0].webhook_secret;
}

/** Gives an organisation a new secret, and returns it. */
export async function rotateWebhookSecret(database: Database, org_id: string): Promise<string> {
  const rows = await database.query<{ webhook_secret: string }>(
    'rotate webhook secret',
    `update organisations set webhook_secret_before = webhook_secret, webhook_secret_rotated_at = now(), webhook_secret = $2
     where org_id = $1 returning webhook_secret`,
    [org_id, newWebhookSecret()],
  );
  return rows[0].webhook_secret;
}

/** Takes over a configured secret where it is not the one that was configured last: a restart undoes no rotation. */
export async function setWebhookSecret(database: Database, org_id: string, secret: string): Promise<void> {
  await database.query(
    'set webhook secret',
    `update organisations set webhook_secret = $2, webhook_secret_given = $2,
       webhook_secret_before = case when webhook_secret = $2 then webhook_secret_before else webhook_secret end,
       webhook_secret_rotated_at = case when webhook_secret = $2 then webhook_secret_rotated_at else now() end
     where org_id = $1 and webhook_secret_given is distinct from $2`,
    [org_id, secret],
  );
}

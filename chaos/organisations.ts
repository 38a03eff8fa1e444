// The organisations of the load: one of more weight, one with a cap.
import type { Database } from '../packages/server/src/store/database.ts';
import { addKey } from '../packages/server/src/store/keys.ts';
import {
  addOrganisation,
  type Limits,
  listOrganisations,
  setLimits,
} from '../packages/server/src/store/organisations.ts';
import { webhookSecret } from '../packages/server/src/store/webhook-secrets.ts';

const ORGANISATIONS: Record<string, Partial<Limits>> = {
  'chaos light': {},
  'chaos heavy': { weight: 3 },
  'chaos capped': { max_running: 1 },
};

export type Organisation = { org_id: string; key: string; secret: string };

/** The organisations of the load, made when they are not there yet. */
export async function organisationsOf(database: Database): Promise<Organisation[]> {
  const known = await listOrganisations(database);
  const made = Object.entries(ORGANISATIONS).map(async ([name, limits]) => {
    const { org_id } = known.find((one) => one.name === name) ?? (await addOrganisation(database, name))!;
    await setLimits(database, org_id, { weight: 1, ...limits });
    const { key } = await addKey(database, { org_id, scopes: ['read', 'submit'], expires_in: null });
    return { org_id, key, secret: await webhookSecret(database, org_id) };
  });
  return Promise.all(made);
}

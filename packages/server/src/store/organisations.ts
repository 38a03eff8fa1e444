// Organisations: whose requests they are, what they may use, and what they have spent.
import { uuidv7 } from 'uuidv7';
import { type Database, seconds } from './database.ts';
import { newWebhookSecret } from './webhook-secrets.ts';

/** What an organisation may use; null is no limit. */
export type Limits = {
  /** Submits. */
  requests_per_minute: number | null;
  /** Requests in status queued. */
  max_waiting: number | null;
  /** Requests in status processing. */
  max_running: number | null;
  /** Its share of the workers beside others that wait: twice the weight, twice as many. */
  weight: number;
  /** Millionths of a US dollar, in all. */
  budget_micro_usd: number | null;
};

/** `spent_micro_usd`: the price of what has succeeded and of what still may. */
export type OrganisationRow = {
  org_id: string;
  name: string;
  created_at: number;
  spent_micro_usd: number;
} & Limits;

const LIMITS = 'requests_per_minute, max_waiting, max_running, weight, budget_micro_usd';

/** Null when another has that name. */
export async function addOrganisation(
  database: Database,
  name: string,
): Promise<{ org_id: string; name: string } | null> {
  const rows = await database.query<{ org_id: string; name: string }>(
    'add named organisation',
    `insert into organisations (org_id, name, webhook_secret) values ($1, $2, $3)
     on conflict (name) do nothing returning org_id, name`,
    [uuidv7(), name, newWebhookSecret()],
  );
  return rows[0] ?? null;
}

/** Every organisation, or the one of that id, in the order in which they were made. */
export function listOrganisations(database: Database, org_id: string | null = null): Promise<OrganisationRow[]> {
  return database.query<OrganisationRow>(
    'organisations',
    `select org_id, name, ${LIMITS}, ${seconds('created_at')}, coalesce(
       (select micro_usd from spending where spending.org_id = organisations.org_id),
       (select sum(micro_usd)::bigint from requests where requests.org_id = organisations.org_id
          and micro_usd > 0 and status in ('queued', 'processing', 'success')),
       0) as spent_micro_usd
     from organisations where $1::uuid is null or org_id = $1 order by organisations.created_at, org_id`,
    [org_id],
  );
}

/** Sets those limits that are given; null lifts one. False when there is no such organisation. */
export async function setLimits(database: Database, org_id: string, limits: Partial<Limits>): Promise<boolean> {
  const rows = await database.query(
    'set limits',
    `update organisations set (${LIMITS}) =
       (select ${LIMITS} from json_populate_record(organisations, $2::json)) where org_id = $1 returning 1`,
    [org_id, JSON.stringify(limits)],
  );
  return rows.length === 1;
}

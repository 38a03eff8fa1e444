// What an organisation has had made, by day, model and engine.
import type { Database } from './database.ts';

/** `date` in UTC; `seconds` of film; `micro_usd`: what the engines billed. */
export type Usage = {
  date: string;
  model: string;
  engine: string;
  requests: number;
  seconds: number;
  micro_usd: number;
};

/** Films that ended well from `from` up to but not at `to`, both unix seconds. */
export function usageOf(database: Database, org_id: string, from: number, to: number): Promise<Usage[]> {
  return database.query<Usage>(
    'usage',
    `select to_char(finished_at at time zone 'utc', 'YYYY-MM-DD') as date, model, outcome->>'engine' as engine,
       count(*) as requests, sum((outcome->>'duration')::float8) as seconds, sum(micro_usd)::bigint as micro_usd
     from requests where org_id = $1 and status = 'success' and finished_at >= to_timestamp($2) and finished_at < to_timestamp($3)
     group by 1, 2, 3 order by 1, 2, 3`,
    [org_id, from, to],
  );
}

// What a change of requests leaves behind, in the same statement as the change itself: an event, and at the end a delivery.

/** Goes into a statement in which `changed` has the changed rows of requests: an event for each. */
export const EVENT = `insert into events (event_id, request_id, org_id, type, phase)
  select event_id, request_id, org_id, 'request.' || status, phase from changed`;

/** Like EVENT, beside it wherever a request may end: a webhook delivery for each that did, if it asked for one. */
export const DELIVERY = `insert into deliveries (request_id, org_id, url, type)
  select request_id, org_id, webhook_url, 'request.' || status from changed
  where finished_at is not null and webhook_url is not null`;

// The events of an organisation as streams that never end. A reader for each organisation and process serves them all; a
// stream that is behind reads for itself until it has caught up.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseAway } from '../store/database.ts';
import { type Reader, type ReaderParts, startReader, tell } from './event-reader.ts';
import { beginStream, departure, STILL_HERE, sinceOf } from './server-sent.ts';

export type OrganisationEvents = {
  /**
   * Answers with every event of the organisation after the one that the call names (none: from the first on; `since=now`:
   * from now on), for as long as the client stays.
   */
  send(org_id: string, call: FastifyRequest, reply: FastifyReply): FastifyReply;
};

/** Made once in a process: its readers serve all streams. */
export function organisationEvents(parts: ReaderParts): OrganisationEvents {
  const readers = new Map<string, Reader & { streams: number }>();

  /** The reader of an organisation, for one stream more. */
  const join = (org_id: string): Reader => {
    const reader = readers.get(org_id) ?? { ...startReader(parts, org_id), streams: 0 };
    readers.set(org_id, reader);
    reader.streams += 1;
    return reader;
  };
  const leave = (org_id: string): void => {
    const reader = readers.get(org_id)!;
    reader.streams -= 1;
    if (reader.streams > 0) return;
    reader.stop();
    readers.delete(org_id);
  };
  /** Nothing while the database is away: it is asked again at the reader's next word. */
  const past = (org_id: string, after: number) =>
    tell(parts, org_id, after).catch((error) => {
      if (error instanceof DatabaseAway) return [];
      throw error;
    });

  /** `since`: null begins with what comes from now on. */
  async function* stream(org_id: string, since: number | null, gone: AbortSignal): AsyncGenerator<string | Buffer> {
    const { memory, waiting } = join(org_id);
    try {
      while (since === null && memory.head === null && !gone.aborted) await waiting.next(gone);
      let last = since ?? memory.head ?? 0;
      // Whoever loses the connection before the first event goes on from here.
      yield `id: ${last}\n\n`;
      while (!gone.aborted) {
        const { turn } = waiting;
        const told = memory.after(last) ?? (await past(org_id, last));
        for (const { position, text } of told) {
          yield text;
          last = position;
        }
        if (told.length > 0 || turn !== waiting.turn) continue;
        await waiting.next(gone);
        if (!memory.after(last)?.length) yield STILL_HERE;
      }
    } finally {
      leave(org_id);
    }
  }

  /** No faster than the client takes them. */
  const write = async (
    events: AsyncGenerator<string | Buffer>,
    to: ServerResponse,
    gone: AbortSignal,
  ): Promise<void> => {
    try {
      for await (const text of events) if (!to.write(text)) await once(to, 'drain', { signal: gone });
    } catch (error) {
      if (!gone.aborted) parts.log.error({ err: error }, 'a stream of events broke off');
      to.destroy();
    }
  };

  return {
    send(org_id, call, reply) {
      const { since } = call.query as { since?: unknown };
      const fromNow = since === 'now' && call.headers['last-event-id'] === undefined;
      const after = fromNow ? null : (sinceOf(call) ?? 0);
      const gone = departure(reply);
      void write(stream(org_id, after, gone), beginStream(call, reply), gone);
      return reply;
    },
  };
}

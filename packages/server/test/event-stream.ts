// Reading a stream of server-sent events as a test needs it.
import assert from 'node:assert/strict';
import { QUEUE, type TestSystem } from './system.ts';

export type ServerEvent = {
  id: number | null;
  event: string;
  data: { type: string; timestamp: string; data: Record<string, unknown> };
};

/** The events of a stream below the queue's path as they come, until there are `enough` or the last of them, or its end. */
export async function listen(
  system: Pick<TestSystem, 'url' | 'key'>,
  path: string,
  {
    headers = {},
    enough = 1000,
    isLast = () => false,
  }: { headers?: Record<string, string>; enough?: number; isLast?(event: ServerEvent): boolean } = {},
): Promise<ServerEvent[]> {
  const answer = await fetch(`${system.url}${QUEUE}${path}`, {
    headers: { authorization: `Bearer ${system.key}`, ...headers },
  });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const events: ServerEvent[] = [];
  let text = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => block.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
      const [event, data] = [field('event'), field('data')];
      if (!event || !data) continue;
      const heard = { id: field('id') ? Number(field('id')) : null, event, data: JSON.parse(data) };
      events.push(heard);
      if (isLast(heard) || events.length >= enough) return events; // which ends the connection
    }
  }
  return events;
}

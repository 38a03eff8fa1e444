// A real HTTP server that says what a test tells it to, one answer per call, and remembers what it was asked.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** What to answer: JSON, or text; `drop` closes the connection without a word and `hang` never says one. */
type Answer = 'drop' | 'hang' | { status?: number; headers?: Record<string, string>; json?: unknown; text?: string };
type Call = { method: string; path: string; headers: IncomingMessage['headers']; body: Buffer };

export type SmallQueue = { url: string; calls: Call[] };

/** Starts one on a free port of 127.0.0.1; it answers in order, repeats its last answer, and stops with the test. */
export async function smallQueue(t: TestContext, ...answers: Answer[]): Promise<SmallQueue> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const answer = answers[Math.min(calls.length, answers.length - 1)] as Answer;
    calls.push({ method, path, headers, body: Buffer.concat(chunks) });
    if (answer === 'drop') return request.socket.destroy();
    if (answer === 'hang') return;
    const body = answer.text ?? JSON.stringify(answer.json ?? {});
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

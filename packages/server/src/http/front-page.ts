// What a person sees who opens the address of the system in a browser. It shows nothing that would need a key.
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { QUEUE } from './operation.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1a17; --paper: #faf8f4; --faint: #6b655b; --line: #ddd6c9; --reel: #b4451f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece7dd; --paper: #171512; --faint: #a39b8d; --line: #3a352d; --reel: #f08a5d; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: clamp(1.5rem, 8vw, 5rem) 1.25rem; }
h1 { margin: 0; font-size: 2rem; letter-spacing: -.02em; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.1rem; }
p { margin: .5rem 0; }
.state { color: var(--faint); }
.state::before { content: ''; display: inline-block; width: .6em; height: .6em; margin-right: .5em; border-radius: 50%; background: #2e9e5b; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; font: 14px/1.5 ui-monospace, monospace; }
p code { overflow-wrap: anywhere; }
code { font: .9em ui-monospace, monospace; }
a { color: var(--reel); }
dl { margin: 0; }
dt { margin-top: .75rem; }
dd { margin: 0; color: var(--faint); }
`;

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23b4451f'/%3E" +
  "%3Cg fill='%23faf8f4'%3E%3Ccircle cx='8' cy='4.4' r='1.6'/%3E%3Ccircle cx='8' cy='11.6' r='1.6'/%3E%3Ccircle cx='4.4' cy='8' r='1.6'/%3E" +
  "%3Ccircle cx='11.6' cy='8' r='1.6'/%3E%3C/g%3E%3C/svg%3E";

/** Nothing is loaded from anywhere, nothing runs, nobody frames it. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  ...['img-src data:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A submit that needs no file, as a line for a shell. */
const example = (url: string): string => `KEY=…   # printed as Reelqueue starts, and kept in its data folder: admin-key
curl -sS ${url}${QUEUE}/requests \\
  -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
  -d '{"model":"wan2.6-t2v","payload":{"prompt": "A lake at sunrise, slow push in"}}'`;

const page = (url: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reelqueue</title>
<link rel="icon" href="${ICON}">
<style>${STYLE}</style>
<main>
<h1>Reelqueue</h1>
<p class="state">Version ${VERSION} is running here.</p>
<p>A self-hosted request queue for video models: ask for a film over HTTP, follow how it is going, fetch an MP4.</p>
<h2>Make a film</h2>
<pre><code>${escaped(example(url))}</code></pre>
<p>The answer holds a <code>request_id</code>. <code>GET ${QUEUE}/requests/REQUEST_ID?wait=60</code>, with the same key, says how far it
is; once <code>status</code> is <code>success</code>, <code>outcome.video_url</code> is the film.</p>
<h2>Read on</h2>
<dl>
<dt><a href="llms.txt">llms.txt</a></dt><dd>How to use this system, its models and their parameters, in brief.</dd>
<dt><a href="openapi.json">openapi.json</a></dt><dd>Every call, parameter, answer and error (OpenAPI 3.1).</dd>
<dt><a href="readyz">readyz</a></dt><dd>Whether it can take calls now. More is told at <code>metrics</code>, with a key of that scope.</dd>
</dl>
</main>
</html>
`;

/** Programs, which do not ask for HTML, are told that nothing is here, as at any other address without a call. */
export function frontPage(app: FastifyInstance, publicUrl: () => string): void {
  app.get('/', async ({ headers }, reply) => {
    reply.header('vary', 'Accept');
    if (!/\btext\/html\b/i.test(headers.accept ?? '')) throw new RequestError('not_found', 'there is no GET / here');
    return reply
      .type('text/html; charset=utf-8')
      .headers({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
      })
      .send(page(publicUrl()));
  });
}

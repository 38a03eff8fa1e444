// llms.txt: how to use this system, in brief, for programs that read text. Made from the same tables as the document.
import { MODELS, type ModelSpec, parameterRows } from '@reelqueue/models';
import { ERRORS } from '../errors.ts';
import { QUEUE } from './operation.ts';
import { OPERATIONS } from './operations.ts';

const GUIDES = [
  'getting-started',
  'using-your-client',
  'following',
  'webhooks',
  'command-line',
  'operating',
  'engines',
];
const REFERENCE = ['models', 'errors', 'statuses', 'settings', 'command-line'];

/** One parameter in a line: `duration` (enum 5, 10, 15; default 5): Length in seconds. */
function parameterLines(model: ModelSpec): string[] {
  return parameterRows(model).map(({ name, type, options, required, default_value, min_value, max_value, ...row }) => {
    const range = min_value === null ? '' : ` ${min_value} to ${max_value}`;
    const kind = `${type}${options === null ? range : ` ${options.join(', ')}`}`;
    const initial =
      default_value === null ? (required ? '; required' : '') : `; default ${JSON.stringify(default_value)}`;
    return `- \`${name}\` (${kind}${initial}): ${row.description}`;
  });
}

function modelChapter(model: ModelSpec): string {
  const example = `Example: \`${JSON.stringify({ model: model.id, payload: model.example })}\``;
  return [`### ${model.id}`, `${model.brief} ${model.guide}`, parameterLines(model).join('\n'), example].join('\n\n');
}

/** The text for the system that clients reach at `url`. */
export function llmsText(url: string): string {
  const calls = Object.entries(OPERATIONS).map(([call, { summary }]) => `- \`${call}\`: ${summary}`);
  const ends = Object.entries(ERRORS).filter(([, { ends }]) => ends);
  const paragraphs = [
    '# Reelqueue',
    '> A self-hosted request queue for video models: submit a request over HTTP, ask how it is going, fetch an MP4.',
    `Base URL: ${url}${QUEUE}. Calls under it need the header \`Authorization: Bearer <key>\`. Bodies and answers are JSON; times are unix seconds.`,
    '## Make a film',
    [
      `1. \`POST ${url}${QUEUE}/requests\` with \`{"model": "…", "payload": {…}}\` answers 200 with a \`request_id\`. A picture, sound or clip is an http(s) ` +
        'address, a data URI, or the `public_url` of an upload.',
      `2. \`GET ${url}${QUEUE}/requests/{id}?wait=60\` answers when something has changed; again until \`status\` is \`success\`, \`failed\` or \`cancelled\`.`,
      '3. `outcome.video_url` is the film, `outcome.thumbnail_image_url` its picture; neither needs a key. After a failure `error` says why, and `error_code` ' +
        `is one of ${ends.map(([code]) => code).join(', ')}.`,
    ].join('\n'),
    'An error is `{"error": "<sentence>", "code": "<word>", "param": "<payload key>"}`. Go by the code. An `Idempotency-Key` header makes a submit safe to repeat.',
    '## Models',
    ...MODELS.map(modelChapter),
    '## Calls',
    calls.join('\n'),
    '## Docs',
    [
      `- [OpenAPI document](${url}/openapi.json): every call, parameter and answer`,
      `- In Reelqueue's repository: ${GUIDES.map((name) => `docs/guides/${name}.md`).join(', ')}; ${REFERENCE.map((name) => `docs/reference/${name}.md`).join(', ')}`,
    ].join('\n'),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

// The pages that are made, each from the table that the code itself uses. The same on every machine.
import { describeModel, inDollars, MODELS } from '../packages/models/src/index.ts';
import { createProgram } from '../packages/server/src/cli/program.ts';
import { SETTINGS } from '../packages/server/src/config.ts';
import { editorSchema } from '../packages/server/src/engines/schema.ts';
import { ERRORS } from '../packages/server/src/errors.ts';
import { llmsText } from '../packages/server/src/http/llms.ts';
import { openapi } from '../packages/server/src/http/openapi.ts';
import { isFinal, NEXT, STATUSES, type Status } from '../packages/server/src/request.ts';
import { VERSION } from '../packages/server/src/version.ts';
import { provenParameters } from './proofs.ts';

/** A page of Markdown that says where it comes from. */
function page(title: string, source: string, ...paragraphs: string[]): string {
  return [`<!-- Made by "npm run docs" from ${source}. -->`, `# ${title}`, ...paragraphs].join('\n\n').concat('\n');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (text: string): string => `\`${text}\``;
const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

function settings(): string {
  const rows = Object.entries(SETTINGS).map(([name, { initial, shown, doc }]) => [
    code(name),
    shown ?? code(String(initial)),
    doc,
  ]);
  return page(
    'Settings',
    'packages/server/src/config.ts',
    'Settings are environment variables, read once at the start. An empty one counts as absent. A value that breaks its rule, and a name ' +
      'that begins with `REELQUEUE_` and is not in this table, keep Reelqueue from starting; all of them are named at once.',
    table(['name', 'default', 'meaning'], rows),
  );
}

function models(): string {
  const chapters = MODELS.map((model) =>
    [
      `## ${model.id}`,
      `${model.brief} List price: ${inDollars(model.price_micro_usd)} for a second of film.`,
      describeModel(model),
      'A payload:',
      fenced('json', JSON.stringify(model.example, null, 2)),
    ].join('\n\n'),
  );
  return page(
    'Models',
    'packages/models/src',
    '`GET …/models/{id}` answers the same as JSON, with the parameters also as JSON Schema in `json_schema`.',
    ...chapters,
  );
}

function errors(): string {
  const all = Object.entries(ERRORS);
  const answers = all.filter(([, { http }]) => http !== null).sort(([, a], [, b]) => Number(a.http) - Number(b.http));
  const example = { error: 'duration is 7; it must be one of 5, 10, 15', code: 'invalid_payload', param: 'duration' };
  return page(
    'Errors',
    'packages/server/src/errors.ts',
    'A program goes by `code`. `error` is a sentence for people: it says the value seen and the rule, and may change. `param` names the ' +
      'payload key, where there is one; `details` lists every broken rule as `{"param","error"}`.',
    fenced('json', JSON.stringify(example)),
    '## Answers to calls',
    table(
      ['HTTP', 'code', 'meaning'],
      answers.map(([name, { http, means }]) => [String(http), code(name), means]),
    ),
    '## Ends of requests',
    'A request that was accepted and fails ends with `status` "failed", the sentence in `error` and `outcome.error`, and one of these in ' +
      '`error_code`; `error_param` names the payload key, where there is one.',
    table(
      ['error_code', 'meaning'],
      all.filter(([, { ends }]) => ends).map(([name, { means }]) => [code(name), means]),
    ),
  );
}

type Arrow = { [From in Status]: `${From} --> ${(typeof NEXT)[From][number]}` }[Status];

/** Why a status follows another: one for each arrow of NEXT, or this does not compile. */
const WHY: Record<Arrow, string> = {
  'queued --> processing': 'a worker claims it',
  'queued --> cancelled': 'cancelled',
  'queued --> failed': 'not started in time',
  'processing --> success': 'the film is published',
  'processing --> failed': 'it can not be made',
  'processing --> cancelled': 'cancelled',
  'processing --> queued': 'its worker stopped or was lost, or it is tried again',
};

function statuses(): string {
  const arrows = Object.entries(WHY).map(([arrow, why]) => `  ${arrow}: ${why}`);
  const ends = STATUSES.filter(isFinal).map((status) => `  ${status} --> [*]`);
  const rows = STATUSES.map((status) => [
    code(status),
    NEXT[status].length === 0 ? 'nothing: it has ended' : NEXT[status].map(code).join(', '),
  ]);
  return page(
    'Statuses',
    'packages/server/src/request.ts',
    'The status of a request changes only along these arrows: a statement that would take another matches no row.',
    fenced('mermaid', ['stateDiagram-v2', '  [*] --> queued: submitted', ...arrows, ...ends].join('\n')),
    table(['status', 'may be followed by'], rows),
  );
}

/** What a command and each of its subcommands says to --help. */
function helps(command: ReturnType<typeof createProgram>, name: string): string[] {
  let text = '';
  const keep = (more: string) => {
    text += more;
  };
  command.configureOutput({ writeOut: keep, getOutHelpWidth: () => 100, getOutHasColors: () => false });
  command.outputHelp();
  return [
    `## ${name}\n\n${fenced('text', text)}`,
    ...command.commands.flatMap((one) => helps(one, `${name} ${one.name()}`)),
  ];
}

function commandLine(): string {
  return page(
    'Command line',
    'packages/server/src/cli',
    'What each command says to `--help`. How they find the running system, and their exit codes: [the guide](../guides/command-line.md).',
    ...helps(createProgram(), 'reelqueue'),
  );
}

/** Where `npm start` listens. */
const ADDRESS = 'http://127.0.0.1:8787';

function proofs(): string {
  const chapters = Object.entries(provenParameters()).map(([model, rows]) => {
    const cells = rows.map(([parameter, test, file]) => [code(parameter), `[${test}](../../packages/${file})`]);
    return `## ${model}\n\n${table(['parameter', 'test that fails without its effect'], cells)}`;
  });
  return page(
    'Parameters and their tests',
    'packages/server/test/proofs.ts',
    'Every parameter of every model has an effect that can be seen or heard: a test looks for it in the decoded film, or in ' +
      'what is told beside it (`actual_prompt`). This page can not be made when one is missing.',
    ...chapters,
  );
}

/** By its path in docs/, what the page must hold. */
export const PAGES: Record<string, () => string> = {
  'reference/command-line.md': commandLine,
  'reference/settings.md': settings,
  'reference/models.md': models,
  'reference/parameters-and-tests.md': proofs,
  'reference/errors.md': errors,
  'reference/statuses.md': statuses,
  'reference/openapi.json': () => `${JSON.stringify(openapi(ADDRESS, VERSION), null, 2)}\n`,
  'llms.txt': () => llmsText(ADDRESS),
  'reference/reelqueue.config.schema.json': () => `${JSON.stringify(editorSchema(), null, 2)}\n`,
  '../packages/server/reelqueue.config.schema.json': () => `${JSON.stringify(editorSchema(), null, 2)}\n`,
};

// The command's front door. Exits with 0, with 1 when something failed, with 2 when it was not used as it can be, and with
// 128 and a signal's number when that signal ended it.
import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommanderError } from 'commander';
import { InputError } from '../input/input-error.ts';
import type { Plan } from '../plan/plan.ts';
import type { Plugins } from '../plugins/plugins.ts';
import { hasRuntime, NO_RUNTIME } from '../plugins/runtime.ts';
import type { Rendered } from '../render.ts';
import { saveWork } from '../thrift.ts';
import { createProgram, outputOf, type Words } from './program.ts';
import { Progress } from './progress.ts';

/** What ends the command with a sentence for its user. */
class Refused extends Error {}

/** The reason with which a signal ends it. */
class Interrupted extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('interrupted');
    this.exitCode = exitCode;
  }
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.on(name, () => controller.abort(new Interrupted(128 + number)));
  }
  return controller.signal;
}

async function make(picture: string | null, prompt: string, words: Words): Promise<void> {
  const video = words.output ?? outputOf(picture);
  await judge(picture, video, words);
  const { thumbnail, preset, threads } = words;
  const plugins = pluginsOf(words);
  const progress = new Progress(process.stderr);
  const began = performance.now();
  const signal = interruption();
  const onProgress = words.quiet ? undefined : (phase: string, share: number) => progress.show(phase, share);
  const { makeFilm } = await import('./making.ts');
  saveWork();
  const rendered = await makeFilm(picture, prompt, words, {
    video,
    preset,
    signal,
    ...(thumbnail !== undefined && { thumbnail }),
    ...(threads !== undefined && { threads }),
    ...(onProgress && { onProgress }),
    plugins,
  }).finally(() => progress.end());
  if (words.plan !== undefined) await writeFile(words.plan, `${JSON.stringify(rendered.plan, null, 2)}\n`);
  for (const warning of [...rendered.plan.warnings, ...idle(plugins, rendered.plan)])
    process.stderr.write(`warning: ${warning}\n`);
  if (words.json) process.stdout.write(`${JSON.stringify({ video, ...rendered }, null, 2)}\n`);
  else if (!words.quiet) tell(video, rendered, (performance.now() - began) / 1000);
}

/** Says before any work what could not be read or written after it. */
async function judge(picture: string | null, video: string, words: Words): Promise<void> {
  const { last, clip, reference = [], audio, drive, thumbnail, plan } = words;
  const { voice: _, ...models } = pluginsOf(words);
  for (const file of [picture, last, clip, ...reference, audio, drive, ...Object.values(models)]) {
    if (file != null) await access(file).catch(() => refuse(`there is no file ${file} that can be read`));
  }
  for (const file of [video, thumbnail, plan]) {
    if (file === undefined) continue;
    await access(dirname(file)).catch(() => refuse(`there is no folder ${dirname(file)} to write ${file} into`));
  }
  if (picture !== null && (clip !== undefined || reference.length > 0)) {
    refuse('a film begins with a picture, with --clip, or has --reference: give one of the three');
  }
  if (reference.length > 3) refuse(`${reference.length} references: at most 3`);
  if (Object.keys(models).length > 0 && !hasRuntime()) refuse(NO_RUNTIME);
}

/** What was given and had nothing to do, such as a flow model where there is no last picture. */
function idle(plugins: Plugins, { plugins: used, warnings }: Plan): string[] {
  const busy = (kind: string) =>
    used.some((one) => one.kind === kind) || warnings.some((sentence) => sentence.startsWith(`The ${kind} `));
  return Object.keys(plugins)
    .filter((kind) => !busy(kind))
    .map((kind) => `--${kind} had nothing to do in this film.`);
}

function pluginsOf({ depth, matting, flow, voice }: Words): Plugins {
  const given = Object.entries({ depth, matting, flow, voice }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

function refuse(sentence: string): never {
  throw new Refused(sentence);
}

function tell(video: string, { plan, width, height, fps, duration }: Rendered, seconds: number): void {
  const shots = plan.shots.map(({ name, frames }) => `${name} (${(frames / fps).toFixed(1)} s)`);
  const rows = [
    ['film', video],
    ['made', `${width} × ${height}, ${fps} fps, ${duration} s, seed ${plan.seed}, in ${seconds.toFixed(1)} s`],
    ['shots', shots.join(', ')],
    ...(plan.actual_prompt === null ? [] : [['planned', plan.actual_prompt]]),
  ];
  for (const [name, value] of rows) process.stdout.write(`${name!.padEnd(8)} ${value}\n`);
}

/** Says what went wrong on stderr and answers the exit code. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has spoken already
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof Refused || error instanceof RangeError) return failed(error.message, 2);
  if (error instanceof InputError) return failed(error.message, 1);
  return failed(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
}

function failed(sentence: string, exitCode: number): number {
  process.stderr.write(`error: ${sentence}\n`);
  return exitCode;
}

// A reader that has seen enough (`| head`) ends nothing before it has cleaned up.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
const exitCode = await createProgram(manifest.version, make)
  .parseAsync()
  .then(() => 0, exitCodeOf);
// Native encoders may keep threads; what was said is written first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));

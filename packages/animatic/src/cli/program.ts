// The command animatic: its words, and how they become a request.
import { parse } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { FilmRequest } from '../plan/plan.ts';

/** What the command line says. */
export type Words = {
  output?: string;
  duration?: number;
  size?: Size;
  aspect?: { width: number; height: number };
  fps?: number;
  seed?: number;
  last?: string;
  clip?: string;
  reference?: string[];
  audio?: string;
  silent?: true;
  drive?: string;
  shots: FilmRequest['shot_type'];
  negative?: string;
  extend: boolean;
  watermark?: true;
  preset: string;
  threads?: number;
  depth?: string;
  matting?: string;
  flow?: string;
  voice?: string[];
  thumbnail?: string;
  plan?: string;
  json?: true;
  quiet?: true;
};

type Size = { width: number; height: number } | { shorter: number };

const PICTURE = /\.(jpe?g|png|webp|bmp)$/i;

const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'];

/** The program; it throws CommanderError instead of ending the process, and hands what was said to `make`. */
export function createProgram(
  version: string,
  make: (picture: string | null, prompt: string, words: Words) => Promise<void>,
) {
  const program = new Command('animatic')
    .description(
      'Makes a film of a photo and words: camera, depth, light, cuts and sound. No network, no GPU, no model.',
    )
    .version(version)
    .exitOverride()
    .showHelpAfterError('(animatic --help shows everything)')
    .showSuggestionAfterError()
    .argument('[picture]', 'a JPEG, PNG, WebP or BMP; left out, a place is painted after the words')
    .argument('[prompt]', 'what the camera, the light and the world do, in English')
    .option('-o, --output <film.mp4>', "where the film goes; left out, the picture's name with .mp4")
    .option('-d, --duration <seconds>', 'how long it is (default: 5)', number)
    .option('-s, --size <size>', '720p, 1080p (the shorter side) or 1280x720 (default: 720p)', size)
    .option('-a, --aspect <ratio>', "its shape, as 16:9 or 1:1 (default: the picture's own)", ratio)
    .option('--fps <number>', 'frames a second (default: 30)', number)
    .option('--seed <number>', 'another number, another film of the same words (default: 1)', number)
    .addOption(
      new Option('--shots <type>', 'one continuous take, or two to four with cuts, or those that the words list')
        .choices(['single', 'multi'])
        .default('single'),
    )
    .option('-n, --negative <words>', 'what must not be in it, as "shaky, rain, music"')
    .option('--no-extend', 'do only what the words say, and fill in nothing');
  addMaterial(program);
  addPlugins(program);
  addOutput(program);
  return program
    .addHelpText('after', HELP)
    .action(async (picture: string | undefined, prompt: string | undefined, words: Words) => {
      if (words.size && 'width' in words.size && words.aspect)
        program.error('error: --size 1280x720 has a shape already: give --aspect with 720p, or neither');
      if (picture === undefined && words.clip === undefined && words.reference === undefined)
        program.help({ error: true });
      // Of one word that is no picture's name, it is the prompt.
      const alone = prompt === undefined && picture !== undefined && !PICTURE.test(picture);
      await (alone ? make(null, picture, words) : make(picture ?? null, prompt ?? '', words));
    });
}

function addMaterial(program: Command): void {
  program
    .optionsGroup('Material:')
    .option('--last <picture>', 'a picture that the film ends on')
    .option('--clip <film>', 'an MP4 or MOV that the film begins with and goes on from')
    .option('--reference <film...>', 'one to three clips whose subjects play in it: character1, character2, character3')
    .addOption(new Option('--audio <sound>', 'a WAV or MP3 in place of its own sound').conflicts(['silent', 'drive']))
    .addOption(new Option('--drive <sound>', 'as --audio, and its beats move camera and light').conflicts('silent'))
    .option('--silent', 'no sound');
}

function addPlugins(program: Command): void {
  program
    .optionsGroup('Plug-ins of your own (for models: npm install onnxruntime-node, or onnxruntime-web):')
    .option('--depth <model.onnx>', 'a model that sees how near everything is')
    .option('--matting <model.onnx>', 'a model that cuts the subject out')
    .option('--flow <model.onnx>', 'a model that sees where everything goes between two pictures, for --last')
    .option('--voice <command>', 'says what the words quote: is given the text, prints a WAV', command);
}

function addOutput(program: Command): void {
  program
    .optionsGroup('Output:')
    .option('--watermark', 'write "AI Generated" into the corner')
    .addOption(new Option('--preset <name>', "x264's: slower is smaller").choices(PRESETS).default('fast'))
    .option('--threads <number>', 'threads that draw; the pictures do not depend on it', number)
    .option('--thumbnail <picture.jpg>', 'also write its most typical frame')
    .option('--plan <plan.json>', 'also write what was planned, shot by shot')
    .option('--json', 'print what was made as JSON')
    .option('-q, --quiet', 'print nothing but warnings and errors');
}

const HELP = `
Words it knows:
  camera   pan, tilt, zoom, push in, pull out, truck, pedestal, orbit, crane, drift, handheld, static, whip pan,
           Dutch angle, dolly zoom, spiral, FPV, Ken Burns, reveal; slow, fast, subtle, dramatic; first …, then …, and hold; for two seconds
  world    wind, waves, clouds, rain, snow, fog, dust, embers, fire light, stars
  light    sunset, night, neon, noir, vintage, cold, warm, pastel, vivid, black and white, film grain
  sound    sea, river, forest, city, rain, wind, fire, room; calm, happy, hopeful, mysterious, sad or tense music; silent
What it can not show is said as a warning.

Examples:
  animatic photo.jpg "slow orbit, falling snow" -o out.mp4
  animatic photo.jpg "noir, tense" --shots multi --duration 10 --size 1080p
  animatic "a lake before mountains at sunset, crane up" -o lake.mp4
  animatic day.jpg "push in" --last night.jpg --audio song.mp3
  animatic photo.jpg 'truck right, she says "hello there"' --depth depth.onnx --voice "espeak-ng --stdout"`;

/** Where the film goes when nobody says. */
export function outputOf(picture: string | null): string {
  return picture === null ? 'film.mp4' : `${parse(picture).name}.mp4`;
}

function number(said: string): number {
  const value = Number(said);
  if (said.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is no number.');
  return value;
}

/** Words between spaces, or a JSON array of them where one has a space. */
function command(said: string): string[] {
  if (!said.trimStart().startsWith('[')) return said.trim().split(/\s+/);
  try {
    const words: unknown = JSON.parse(said);
    if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')) return words;
  } catch {
    // It is said below.
  }
  throw new InvalidArgumentError('A command is words between spaces, or a JSON array of them.');
}

function size(said: string): Size {
  const [, shorter, width, height] = /^(?:(\d+)p|(\d+)[x*×](\d+))$/i.exec(said) ?? [];
  if (shorter !== undefined) return { shorter: Number(shorter) };
  if (width === undefined) throw new InvalidArgumentError('A size is 720p or 1280x720.');
  return { width: Number(width), height: Number(height) };
}

function ratio(said: string): { width: number; height: number } {
  const [, width, height] = /^(\d+(?:\.\d+)?)[:/](\d+(?:\.\d+)?)$/.exec(said) ?? [];
  if (!(Number(width) > 0 && Number(height) > 0)) throw new InvalidArgumentError('A shape is two numbers, as 16:9.');
  return { width: Number(width), height: Number(height) };
}

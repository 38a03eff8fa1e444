// Renders the gallery's films and writes a page to look at them: npm run gallery -- --help
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { Command } from 'commander';
import type { FilmRequest, Plan } from '../packages/animatic/src/index.ts';
import { completed } from '../packages/animatic/src/request.ts';
import { type Entry, FILMS } from './films.ts';
import { measure } from './measure.ts';
import { pageOf, type Shown } from './page.ts';
import { renderApart } from './render-apart.ts';
import { Sources } from './sources.ts';
import { STILL_FILMS, writeStills } from './stills.ts';

type Options = {
  only?: string[];
  photos?: string;
  prompt: string;
  out: string;
  lines: string;
  preset: string;
  list?: true;
  stills?: true;
};

const program = new Command('gallery')
  .description(
    'Renders the films of the gallery into one page: players, frames at cuts and regular times, plans, figures.',
  )
  .option('--only <name...>', 'only these films')
  .option('--photos <folder>', 'a film of each photo in that folder instead')
  .option('--prompt <words>', 'what is asked of those photos', 'slow orbit')
  .option('--out <folder>', 'where the page goes', 'gallery/out')
  .option('--lines <pixels>', "the length of a film's shorter side", '720')
  .option('--preset <name>', 'an x264 preset', 'fast')
  .option('--list', 'say which films there are')
  .option('--stills', 'make the films that the guide shows, and its stills in docs/pictures')
  .parse();
const options = program.opts<Options>();
const set = options.photos === undefined ? FILMS : await photosOf(options.photos, options.prompt);
for (const name of options.only ?? []) {
  if (!set.some((entry) => entry.name === name))
    program.error(`There is no film "${name}": ${set.map((one) => one.name).join(', ')}.`);
}
const films = set.filter(({ name }) => options.only?.includes(name) ?? (!options.stills || STILL_FILMS.has(name)));
if (options.list) for (const { name, shows } of films) process.stdout.write(`${name.padEnd(12)} ${shows}\n`);
else await makeAll(films);
if (options.stills && !options.list) await writeStills(options.out);

async function photosOf(folder: string, prompt: string): Promise<Entry[]> {
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).sort();
  return names.map((name) => ({
    name: parse(name).name,
    shows: `${name}: ${prompt}`,
    picture: { is: 'photo', name: join(resolve(folder), name) },
    prompt,
  }));
}

async function makeAll(entries: Entry[]): Promise<void> {
  const made = join(options.out, 'sources');
  await mkdir(made, { recursive: true });
  const sources = new Sources(made);
  const shown: Shown[] = [];
  for (const [i, entry] of entries.entries()) {
    const said = `${String(i + 1).padStart(2)}/${entries.length} ${entry.name.padEnd(12)}`;
    const tell = (words: string) => process.stdout.write(process.stdout.isTTY ? `\r${said} ${words}\x1b[K` : '');
    tell('sources');
    shown.push(await make(entry, sources, tell));
    const { report, measures, seconds } = shown.at(-1)!;
    const line = `${seconds} s in ${report.wall.toFixed(1)} s, ${report.cpu.toFixed(1)} s of CPU, ${report.memory.toFixed(0)} MB, ${measures.digest}`;
    process.stdout.write(`${process.stdout.isTTY ? '\r' : ''}${said} ${line}\n`);
    // After each film, so that there is something to look at meanwhile.
    await writeFile(join(options.out, 'index.html'), pageOf(shown));
  }
  process.stdout.write(`${join(options.out, 'index.html')}\n`);
}

async function make(entry: Entry, sources: Sources, tell: (words: string) => void): Promise<Shown> {
  const folder = join(options.out, entry.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const request = await requestOf(entry, sources);
  const video = join(folder, 'film.mp4');
  const files = { video, thumbnail: join(folder, 'thumbnail.jpg'), preset: options.preset };
  const report = await renderApart(request, files, (share) => tell(`${Math.round(100 * share)} %`));
  tell('looking at it');
  await writeFile(join(folder, 'plan.json'), `${JSON.stringify(report.plan, null, 2)}\n`);
  const cuts = cutsOf(report.plan, report.frames);
  const expected = { frames: report.frames, first: request.picture, last: request.last_picture, cuts };
  const measures = await measure(video, expected, folder);
  const { size } = await stat(video);
  return { entry, report, measures, cuts, seconds: report.frames / request.fps, bytes: size };
}

/** The frames that shots begin with, but the first; a clip that the film begins with comes before all of them. */
function cutsOf({ shots, frames }: Plan, all: number): number[] {
  let first = all - frames;
  return shots.slice(0, -1).map((shot) => {
    first += shot.frames;
    return first;
  });
}

async function requestOf(entry: Entry, sources: Sources): Promise<FilmRequest> {
  const { name: _, shows: __, aspect = [16, 9], given, ...asked } = entry;
  const shorter = Number(options.lines);
  const even = (length: number) => 2 * Math.round(length / 2);
  const unit = shorter / Math.min(...aspect);
  const path = async (source: Entry['picture']) => (source ? sources.path(source) : null);
  return completed({
    seed: 7,
    ...asked,
    width: even(aspect[0] * unit),
    height: even(aspect[1] * unit),
    sound: given ? { file: await sources.path(given) } : 'generated',
    picture: await path(asked.picture),
    last_picture: await path(asked.last_picture),
    first_clip: await path(asked.first_clip),
    drive: await path(asked.drive),
    references: await Promise.all((asked.references ?? []).map((source) => sources.path(source))),
  });
}

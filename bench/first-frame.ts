// How soon a film of words alone shows its first frame: for each kind of place that can be painted, and for some that nobody tried.
// npm run bench:first-frame [-- WORDS …]: only prompts that hold one of the words. A render is the engine's own process, at 1080p.
// About four minutes on two idle cores.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilmRequest } from '../packages/animatic/src/index.ts';
import { DEFAULTS } from '../packages/animatic/src/request.ts';
import { runChild } from '../packages/server/src/engines/child.ts';
import type { RenderProgress } from '../packages/server/src/engines/render-child.ts';
import { costOf } from '../packages/server/test/cost.ts';

/** A film, and whether it goes through several places. */
const PROMPTS = [
  'a mountain lake at sunrise',
  'a lake in winter, snow falls, fir woods',
  'a storm over a lake with firs',
  'a starry night, the Milky Way over a lake',
  'aurora over snowy mountains, a cabin',
  'a stormy sea, waves crash on rocks',
  'a beach with palms at sunset',
  'a full moon over the sea, a lighthouse and six boats',
  'desert dunes at noon',
  'a desert highway with a volcano at dusk',
  'a red Martian desert with two suns',
  'a forest in autumn',
  'a misty birch forest at dawn',
  'a winding forest road in autumn',
  'a railway through snowy woods at night',
  'a waterfall in the woods',
  'a wide waterfall between mossy cliffs, broad trees',
  'a mossy forest with a wooden bridge over a river and a house',
  'a river with a stone bridge in autumn woods',
  'an erupting volcano over a meadow at night',
  'a meadow with wild flowers and six trees',
  'a field of lavender, a railway',
  'an orchard in spring, blossoming trees, a path',
  'a city skyline at night with a bridge',
  'a city at noon',
  'a street in the rain at night',
  'a planet with rings in space',
  'a galaxy',
  'a living room with a fireplace',
  'a kitchen in the morning',
  'colourful abstract silk',
  'First a forest at dawn, then waves on a beach at sunset, finally a city at night',
  'Shot 1: a waterfall in the woods. Shot 2: a forest road in autumn. Shot 3: a meadow in spring. Shot 4: a lake in winter. Shot 5: the desert. Shot 6: the sea. Shot 7: a city. Shot 8: a galaxy',
] as const;

const CHILD = new URL('../packages/server/src/engines/render-child.ts', import.meta.url);

const folder = await mkdtemp(join(tmpdir(), 'bench-'));

const request = (prompt: string, changes: Partial<FilmRequest> = {}): FilmRequest => ({
  ...DEFAULTS,
  prompt,
  shot_type: /first|shot/i.test(prompt) ? 'multi' : 'single',
  width: 1920,
  height: 1080,
  duration: /first|shot/i.test(prompt) ? 5 : 2,
  watermark: true,
  ...changes,
});

/** Seconds until the first frame was drawn and handed to the encoder. */
type First = {
  wall: number;
  /** Of the thread that the film is made on, and of all together. */
  main: number;
  cpu: number;
  /** For which that thread could have gone on, had a core been free. */
  waited: number;
};

/** One film by the engine's own process; what it had taken when its first frame was drawn. */
async function filmed(asked: FilmRequest): Promise<First> {
  const [video, thumbnail, plan] = ['mp4', 'jpg', 'json'].map((kind) => join(folder, `film.${kind}`));
  const order = { film: asked, video, thumbnail, plan, media: {}, preset: 'fast', threads: 1 };
  const started = performance.now();
  let first: First | null = null;
  // Threads that paint are gone by then: they are looked at all the time.
  let threads = new Map<string, Times>();
  const look = setInterval(() => {
    if (first === null) threads = seen(threads);
  }, 10);
  try {
    await runChild<RenderProgress, object>(CHILD, order, {
      signal: new AbortController().signal,
      cache: join(folder, 'cache'),
      onProgress: ({ phase }) => {
        if (phase !== 'rendering' || first !== null) return;
        const all = [...seen(threads).values()];
        const main = all.find(({ isMain }) => isMain) ?? { ran: 0, waited: 0 };
        const cpu = all.reduce((sum, { ran }) => sum + ran, 0);
        first = { wall: (performance.now() - started) / 1e3, main: main.ran, cpu, waited: main.waited };
      },
    });
  } finally {
    clearInterval(look);
  }
  return first!;
}

/** Seconds that a thread has run, and that it waited for a core. */
type Times = { isMain: boolean; ran: number; waited: number };

/** The threads of this process's child, by their numbers, with those that have ended as they were last seen. */
function seen(before: Map<string, Times>): Map<string, Times> {
  const now = new Map(before);
  for (const pid of childrenOf(process.pid)) {
    for (const thread of listed(`/proc/${pid}/task`)) {
      const [ran, waited] = read(`/proc/${pid}/task/${thread}/schedstat`).split(' ').map(Number);
      if (ran !== undefined && waited !== undefined)
        now.set(thread, { isMain: thread === `${pid}`, ran: ran / 1e9, waited: waited / 1e9 });
    }
  }
  return now;
}

/** Children of all its threads. */
function childrenOf(pid: number): string[] {
  const of = (thread: string) => read(`/proc/${pid}/task/${thread}/children`).split(' ');
  return listed(`/proc/${pid}/task`).flatMap(of).filter(Boolean);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it ended meanwhile
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // it ended meanwhile
  }
}

const asked = process.argv.slice(2);
const prompts = PROMPTS.filter((prompt) => asked.length === 0 || asked.some((word) => prompt.includes(word)));
try {
  await filmed(request('a lake', { width: 320, height: 180, duration: 1 })); // fills the engine's cache of compiled code
  console.log(
    'Seconds until the first frame: by the clock, without waiting for a core, CPU of the main thread, of all; peak MB',
  );
  for (const prompt of prompts) {
    let first!: First;
    const { memory } = await costOf(async () => {
      first = await filmed(request(prompt));
    });
    const times = [first.wall, first.wall - first.waited, first.main, first.cpu].map((time) =>
      time.toFixed(2).padStart(5),
    );
    console.log(`${times.join(' ')} ${memory.toFixed(0).padStart(4)}  ${prompt.slice(0, 80)}`);
  }
} finally {
  await rm(folder, { recursive: true });
}

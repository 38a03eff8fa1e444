// What a cutter would ask of a film of several shots.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart } from '../../src/plan/coverage.ts';
import { Chance } from '../../src/sound/chance.ts';
import { MOODS } from '../../src/sound/music/moods.ts';
import { writeScore } from '../../src/sound/music/score.ts';
import { cameras, LAKE, PORTRAIT, planned } from './set.ts';

const PROMPTS = ['', 'zoom in', 'pan left', 'orbit right', 'crane up', 'reveal', 'handheld', 'pan left, then tilt up'];
const FILMS = [LAKE, PORTRAIT].flatMap((look) =>
  PROMPTS.flatMap((prompt) =>
    [1, 2, 3, 4].flatMap((seed) =>
      [5, 10, 15].map((duration) => ({
        prompt,
        look,
        plan: planned({ prompt, seed, duration, shot_type: 'multi', prompt_extend: true }, look),
      })),
    ),
  ),
);

/** The frames that shots begin with, but the first. */
function cutsOf({ shots }: (typeof FILMS)[number]['plan']): number[] {
  let first = 0;
  return shots.slice(0, -1).map(({ frames }) => (first += frames));
}

test('a cut shows something else: things are clearly larger or smaller after it, or the view is another', () => {
  // Small pictures bear no near view, and two nearer ones in a row would be alike.
  const small = [0.27, 0.5].flatMap((detail) =>
    FILMS.map(({ look, prompt, plan: { seed, frames, fps } }) => {
      const duration = frames / fps;
      return { prompt, plan: planned({ prompt, seed, duration, shot_type: 'multi' }, { ...look, detail }) };
    }),
  );
  const cuts = [...FILMS, ...small].flatMap(({ plan, prompt }) => {
    const seen = cameras(plan);
    return cutsOf(plan).map((cut) => ({ by: apart(seen[cut - 1]!, seen[cut]!), at: `${prompt} ${cut}` }));
  });
  const alike = cuts.filter(({ by }) => by < 1);
  assert.deepEqual(alike, []);
});

test('whoever fills the frame to its top is filmed by the face, where there is most to see, and not by the middle', () => {
  const face = { x: 0.62, y: 0.21, width: 0.23, height: 0.4, weight: 0.3 };
  const bar = { x: 0.1, y: 0, width: 0.13, height: 0.4, weight: 0.02 };
  const sitter = { ...PORTRAIT, regions: [{ x: 0, y: 0, width: 1, height: 1, weight: 0.4 }, face, bar] };
  const middle = { x: face.x + face.width / 2, y: face.y + face.height / 2 };
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const plan = planned({ prompt: 'tense, fast cuts', shot_type: 'multi', duration: 8, seed }, sitter);
    const seen = cameras(plan);
    let first = 0;
    for (const { name, frames } of plan.shots) {
      for (const { x, y, zoom } of seen.slice(first, first + frames)) {
        const out = Math.max(Math.abs(x - middle.x), Math.abs(y - middle.y)) * zoom;
        if (/medium|detail/.test(name)) assert.ok(out < 0.4, `${name} of seed ${seed}: ${out} from the middle`);
      }
      first += frames;
    }
  }
});

test('a film of one move does not make it again in every shot', () => {
  for (const prompt of ['zoom in', 'pan left', 'orbit right']) {
    const { shots } = planned({ prompt, shot_type: 'multi', duration: 10 });
    const moves = shots.map(({ name }) => name.replace(/^\w+, /, ''));
    assert.notEqual(moves[1], moves[0], moves.join(' | '));
  }
});

test('a medium shot keeps its subject off the middle', () => {
  for (const seed of [1, 2, 3, 4]) {
    const { shots } = planned({ prompt: 'zoom in', shot_type: 'multi', duration: 15, seed }, PORTRAIT);
    const [, medium] = shots.map(({ camera }) => (camera[0]!.x + camera.at(-1)!.x) / 2 - 0.5);
    assert.ok(Math.abs(medium!) > 0.02, `${medium}`);
  }
});

test("every cut falls on a beat of the film's music, to the frame", () => {
  for (const { plan, prompt } of FILMS) {
    if (plan.sound?.given !== null || plan.sound.music === null) continue;
    const { mood } = plan.sound.music;
    const instants = plan.sound.accents.map(({ at }) => at);
    const { bars } = writeScore(MOODS[mood], plan.frames / plan.fps, instants, new Chance(plan.seed, `score, ${mood}`));
    const beat = bars[0]!.seconds / 4;
    for (const cut of cutsOf(plan)) {
      const off = Math.abs(cut / plan.fps / beat - Math.round(cut / plan.fps / beat)) * beat;
      assert.ok(off <= 0.5 / plan.fps + 1e-6, `${prompt}: ${off} s at frame ${cut}, ${mood}`);
    }
  }
});

test('a fast film hurries: its last shot is shorter than its first by a third and more', () => {
  const { shots } = planned({ prompt: 'fast, energetic zoom in', shot_type: 'multi', duration: 15 });
  assert.ok(shots.at(-1)!.frames < 0.67 * shots[0]!.frames, shots.map(({ frames }) => frames).join());
});

test('the camera comes no nearer than the picture has pixels for, and cuts to another view all the same', () => {
  const nearest = (detail: number, prompt: string, shot_type: 'single' | 'multi') =>
    Math.max(...cameras(planned({ prompt, shot_type, duration: 8 }, { ...PORTRAIT, detail })).map(({ zoom }) => zoom));
  for (const [prompt, type, least, few] of [
    ['fast dramatic zoom in', 'single', 1.65, 1.54],
    ['zoom in', 'multi', 1.8, 1.82],
  ] as const) {
    const [fine, coarse] = [nearest(2, prompt, type), nearest(0.42, prompt, type)];
    assert.ok(fine > least && coarse < least, `${prompt}: ${fine} with pixels enough, ${coarse} without`);
    const small = nearest(0.2, prompt, type);
    assert.ok(small < few, `${prompt}: ${small} with few pixels`);
  }
});

test('nearer shots of a group that fills the frame look at its heads, and not above them', () => {
  const group = { ...PORTRAIT, regions: [{ x: 0.05, y: 0, width: 0.9, height: 1, weight: 0.6 }] };
  for (const seed of [1, 2, 3, 4]) {
    const plan = planned({ prompt: 'friends', seed, duration: 8, shot_type: 'multi' }, group);
    for (const { y, zoom } of plan.shots.slice(1).flatMap(({ camera }) => camera)) {
      const [top, bottom] = [y - 0.5 / zoom, y + 0.5 / zoom];
      assert.ok(top < 0.2 && bottom > 0.4, `seed ${seed}: from ${top} to ${bottom}`);
    }
  }
});

test('shots of a group begin between its faces, and its wide shot keeps all of them', () => {
  const faces = [0.15, 0.45, 0.63, 0.84].map((left) => ({ left, right: left + 0.08 }));
  const band = { x: 0.1, y: 0.28, width: 0.85, height: 0.26, weight: 0.2 };
  const group = { ...PORTRAIT, faces, regions: [{ x: 0, y: 0.25, width: 1, height: 0.75, weight: 0.4 }, band] };
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const plan = planned({ prompt: 'a team', seed, duration: 8, shot_type: 'multi' }, group);
    const seen = cameras(plan);
    const [wide, ...others] = [cutsOf(plan)[0]! - 1, ...cutsOf(plan)].map((frame) => {
      const { x, zoom } = seen[frame]!;
      return [x - 0.5 / zoom, x + 0.5 / zoom] as const;
    });
    assert.ok(wide![0] < 0.15 && wide![1] > 0.92, `seed ${seed}: ${wide}`);
    for (const edge of others.flat()) {
      assert.ok(!faces.some(({ left, right }) => edge > left && edge < right), `seed ${seed}: an edge at ${edge}`);
    }
  }
});

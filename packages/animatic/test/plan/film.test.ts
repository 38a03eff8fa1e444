import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraAt, REST, reach, within } from '../../src/plan/camera.ts';
import type { FilmRequest, Plan } from '../../src/plan/plan.ts';
import { cameras, LAKE, PORTRAIT, planned } from './set.ts';

const WORDS =
  `pan left right up down tilt zoom in out dolly push pull back truck pedestal orbit around crane handheld static whip
  dutch angle ken burns drift reveal slow slowly fast dramatic subtle then first and no not without while , . ; wind waves clouds
  rain snow sunset night neon noir music sea city the camera moves a man walks hold roll clockwise very sudden closer forward`.split(
    /\s+/,
  );

/** Requests drawn at random, the same ones each time. */
function requests(count: number): Partial<FilmRequest>[] {
  let state = 2463534242;
  const draw = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  const text = (words: number) => Array.from({ length: draw(words) }, () => WORDS[draw(WORDS.length)]).join(' ');
  const sizes = [
    [1168, 768],
    [1920, 1080],
    [1080, 1920],
    [720, 720],
    [64, 36],
    [400, 1500],
  ] as const;
  return Array.from({ length: count }, () => {
    const [width, height] = sizes[draw(sizes.length)]!;
    return {
      prompt: text(25),
      negative_prompt: text(6),
      prompt_extend: draw(2) === 1,
      shot_type: draw(2) === 1 ? 'multi' : 'single',
      width,
      height,
      fps: [24, 30][draw(2)]!,
      duration: [1, 2, 5, 5, 8, 10, 15][draw(7)]!,
      seed: draw(2147483648),
    };
  });
}

const MANY = requests(300).flatMap((asked, i) => [{ asked, plan: planned(asked, i % 2 ? LAKE : PORTRAIT) }]);

test('frame 0 of every film is the whole picture', () => {
  for (const { asked, plan } of MANY) assert.deepEqual(cameraAt(plan, 0), REST, JSON.stringify(asked));
});

test('the shots of every film sum to its frames, and single is one shot', () => {
  for (const { asked, plan } of MANY) {
    assert.equal(plan.frames, Math.round(asked.duration! * asked.fps!));
    assert.equal(
      plan.shots.reduce((sum, { frames }) => sum + frames, 0),
      plan.frames,
    );
    assert.ok(
      plan.shots.every(({ frames }) => frames >= 7),
      JSON.stringify(asked),
    );
    if (asked.shot_type === 'single') assert.equal(plan.shots.length, 1);
    else assert.ok(plan.shots.length >= 2 && plan.shots.length <= 4, `${plan.shots.length} shots`);
  }
});

test('every shot has keys from 0 to 1, each later than the one before, all finite', () => {
  for (const { asked, plan } of MANY) {
    for (const { camera } of plan.shots) {
      assert.ok(camera.length >= 2 && camera[0]!.at === 0 && camera.at(-1)!.at === 1, JSON.stringify(asked));
      assert.ok(
        camera.every((key, i) => i === 0 || key.at > camera[i - 1]!.at),
        JSON.stringify(asked),
      );
      assert.ok(
        camera.every((key) => Object.values(key).every(Number.isFinite)),
        JSON.stringify(asked),
      );
    }
  }
});

test('no key and no frame of any film looks beyond the picture', () => {
  for (const { asked, plan } of MANY) {
    const aspect = plan.width / plan.height;
    for (const { camera } of plan.shots) {
      for (const { at, ...key } of camera) assert.deepEqual(within(key, aspect), key, `${at} ${JSON.stringify(asked)}`);
    }
    for (const camera of cameras(plan)) {
      const half = reach(camera, aspect);
      assert.ok(Math.abs(camera.x - 0.5) + half.x / camera.zoom <= 0.5 + 1e-9, JSON.stringify(asked));
      assert.ok(Math.abs(camera.y - 0.5) + half.y / camera.zoom <= 0.5 + 1e-9, JSON.stringify(asked));
    }
  }
});

test('the view does not jump within a shot', () => {
  for (const { asked, plan } of MANY) {
    if (plan.fps * (asked.duration ?? 0) < 100 || /whip/.test(asked.prompt!)) continue;
    const seen = cameras(plan);
    let first = 0;
    for (const { frames } of plan.shots) {
      for (let n = first + 1; n < first + frames; n++) {
        assert.ok(Math.abs(seen[n]!.x - seen[n - 1]!.x) < 0.04, `x ${n} ${JSON.stringify(asked)}`);
        assert.ok(Math.abs(seen[n]!.zoom / seen[n - 1]!.zoom - 1) < 0.06, `zoom ${n} ${JSON.stringify(asked)}`);
      }
      first += frames;
    }
  }
});

test('parallax stays within what the depth can bear', () => {
  for (const { plan } of MANY) {
    for (const { truck, pedestal, dolly } of plan.shots.flatMap(({ camera }) => camera)) {
      assert.ok(Math.abs(truck) <= 0.066 && Math.abs(pedestal) <= 0.066 && Math.abs(dolly) <= 0.13);
    }
  }
});

test('a plan is plain JSON and the same each time', () => {
  for (const { asked, plan } of MANY.slice(0, 60)) {
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
    assert.deepEqual(planned(asked, LAKE), planned(asked, LAKE));
  }
});

const FILMS = [
  '',
  'zoom in',
  'pan left',
  'tilt down',
  'orbit',
  'dolly out',
  'crane up',
  'static shot',
  'handheld',
  'drift',
  'dutch angle',
];

/** What can be seen of a plan. */
function seen(plan: Plan): string {
  return JSON.stringify({ shots: plan.shots.map(({ name: _, ...shot }) => shot), grade: plan.locations[0]!.grade });
}

test('another seed gives another film of the same moves', () => {
  for (const prompt of FILMS) {
    for (const prompt_extend of [false, true]) {
      const films = new Set([1, 2, 3, 4, 5].map((seed) => seen(planned({ prompt, prompt_extend, seed }))));
      assert.equal(films.size, 5, `${prompt}, extended: ${prompt_extend}`);
    }
  }
});

test('another prompt gives another film', () => {
  assert.equal(new Set(FILMS.map((prompt) => seen(planned({ prompt })))).size, FILMS.length);
});

test('prompt_extend writes the planned shots out after the own words, and fills in what was left open', () => {
  const asked = planned({ prompt: 'Pan left over the lake', prompt_extend: true });
  assert.match(asked.actual_prompt!, /^Pan left over the lake\. In one continuous take the camera pans to the left\./);
  assert.match(asked.actual_prompt!, /the water ripples/);
  assert.ok(asked.shots[0]!.life.water > 0);
  const plain = planned({ prompt: 'Pan left over the lake' });
  assert.equal(plain.actual_prompt, null);
  for (const prompt of FILMS) {
    assert.notEqual(seen(planned({ prompt, prompt_extend: true })), seen(planned({ prompt })), prompt);
  }
});

test('a film of several shots begins wide, goes nearer, and cuts to other framings', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const { shots } = planned({ shot_type: 'multi', duration: 10, seed, prompt_extend: true });
    assert.match(shots[0]!.name, /^wide/);
    for (const [i, shot] of shots.entries()) {
      const start = shot.camera[0]!;
      if (i === 0) continue;
      const before = shots[i - 1]!.camera.at(-1)!;
      const apart = Math.hypot(start.x - before.x, start.y - before.y) + Math.abs(Math.log(start.zoom / before.zoom));
      assert.ok(apart > 0.15, `cut ${i} of seed ${seed} joins two views that are alike: ${apart}`);
    }
  }
});

test('a fast film has more shots than a slow one', () => {
  const shots = (prompt: string) => planned({ prompt, shot_type: 'multi', duration: 10 }).shots.length;
  assert.ok(shots('fast, energetic') > shots('slow and gentle'));
});

test('any language and any rubbish plans a film, and says that it was not understood', () => {
  const prompts = [
    '镜头缓慢推进到杯子',
    'Kamera schwenkt langsam nach links',
    'الكاميرا تتحرك ببطء',
    '🙂🙃🚀🚀',
    '}{"]]\\0',
    '....,,,;;;',
    'asdf qwer',
  ];
  for (const prompt of prompts) {
    const plan = planned({ prompt, prompt_extend: true });
    assert.ok(plan.shots[0]!.camera.length >= 2);
    if (/\p{L}/u.test(prompt)) assert.match(plan.warnings.join(' '), /No word of the prompt/, prompt);
  }
});

test('the longest and oddest prompts are planned in under 50 ms', () => {
  const code = (text: string) => [...text].slice(0, 1500).join('');
  const odd = [
    'pan left then zoom in and '.repeat(80),
    'camera '.repeat(300),
    'no '.repeat(500),
    'the camera slowly slowly slowly slowly moves '.repeat(50),
    ','.repeat(1500),
    'a,'.repeat(750),
    '👩‍👩‍👧‍👦'.repeat(300),
    '\u202Eزووم'.repeat(300),
    'a\u0301'.repeat(750),
    '"'.repeat(1500),
    'x'.repeat(1500),
    `${'zoom '.repeat(200)}${'“'.repeat(300)}`,
  ].map(code);
  planned({ prompt: odd[0]! });
  for (const prompt of odd) {
    const start = process.cpuUsage();
    planned({ prompt, negative_prompt: prompt.slice(0, 500), prompt_extend: true, shot_type: 'multi' });
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 50_000, `${prompt.slice(0, 20)}: ${(user + system) / 1000} ms`);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Look } from '../../src/look/look.ts';
import type { Camera } from '../../src/plan/camera.ts';
import { cameras, change, PORTRAIT, planned } from './set.ts';

/** What a prompt must do to the camera from the first frame to the last: a field, and the way it goes. */
const MOVES: [prompt: string, field: keyof Camera, way: 1 | -1][] = [
  ['pan left', 'x', -1],
  ['The camera pans slowly to the right.', 'x', 1],
  ['panning left across the bay', 'x', -1],
  ['camera pans from left to right', 'x', 1],
  ['pan from the left', 'x', 1],
  ['tilt up', 'y', -1],
  ['tilting down to the floor', 'y', 1],
  ['pan up to the sky', 'y', -1],
  ['zoom in', 'zoom', 1],
  ['Zooms slowly in on the cup', 'zoom', 1],
  ['a slow push-in', 'zoom', 1],
  ['dolly in', 'dolly', 1],
  ['camera moves closer to her', 'zoom', 1],
  ['the camera moves forward', 'dolly', 1],
  ['truck left', 'truck', -1],
  ['the camera slides to the right', 'truck', 1],
  ['camera moves slowly from right to left', 'truck', -1],
  ['tracking shot to the right', 'truck', 1],
  ['pedestal up', 'pedestal', -1],
  ['crane down', 'pedestal', 1],
  ['the camera rises above the scene', 'y', -1],
  ['orbit right around the tower', 'truck', 1],
  ['arc shot to the left', 'truck', -1],
  ['roll clockwise', 'roll', 1],
  ['Dutch angle', 'zoom', 1],
  ['whip pan left', 'x', -1],
  ['ken burns effect', 'zoom', 1],
  ['dolly zoom', 'dolly', -1],
  ['slow drift to the left', 'truck', -1],
];

test('a camera word moves the view its way, whatever the seed', () => {
  for (const [prompt, field, way] of MOVES) {
    for (const seed of [0, 1, 77, 2147483647]) {
      for (const prompt_extend of [false, true]) {
        const gone = change(planned({ prompt, seed, prompt_extend }), field) * way;
        const least = field === 'roll' ? 3 : field === 'zoom' ? 0.02 : 0.01;
        assert.ok(gone > least, `${prompt} (seed ${seed}): ${field} goes ${gone * way}`);
      }
    }
  }
});

test('a pan never goes back on its way', () => {
  const way = cameras(planned({ prompt: 'pan left' })).map(({ x }) => x);
  assert.ok(way.every((x, i) => i === 0 || x <= way[i - 1]! + 1e-9));
});

test('a film sets out and comes to rest gently beside a crash zoom or a whip pan, and winds up for one without haste', () => {
  const steps = (prompt: string, duration: number) => {
    const seen = cameras(planned({ prompt, duration }));
    return seen
      .slice(1)
      .map((camera, i) =>
        Math.hypot(camera.x - seen[i]!.x, camera.y - seen[i]!.y, Math.log(camera.zoom / seen[i]!.zoom)),
      );
  };
  const set = steps('slow truck right, then crash zoom in', 5);
  assert.ok(set[0]! < 0.25 * Math.max(...set.slice(0, 40)), `sets out with ${set[0]}`);
  const rest = steps('crash zoom in, then truck right', 5);
  assert.ok(rest.at(-1)! < 0.25 * Math.max(...rest.slice(-40)), `ends with ${rest.at(-1)}`);
  for (const prompt of ['whip pan right, then hold', 'whip pan right']) {
    const whip = steps(prompt, 3);
    assert.ok(whip[0]! < 0.25 * Math.max(...whip), `${prompt}: it begins with ${whip[0]! / Math.max(...whip)}`);
    const zooms = cameras(planned({ prompt, duration: 3 })).map(({ zoom }) => zoom);
    const wound = zooms.findIndex((zoom) => zoom > zooms.at(-1)! - 1e-6);
    assert.ok(wound >= 20, `${prompt}: it winds up in ${wound} frames`);
  }
});

test('moves that need room have it within the first third', () => {
  for (const prompt of ['pan left', 'tilt up', 'zoom out', 'truck right', 'orbit left']) {
    const [first, ...rest] = planned({ prompt }).shots[0]!.camera;
    assert.equal(first!.zoom, 1);
    assert.ok(rest[0]!.at <= 0.34 && rest[0]!.zoom > 1.1, `${prompt}: ${JSON.stringify(rest[0])}`);
  }
});

test('a move aside that needs room sets out while it makes it, without haste', () => {
  for (const [prompt, field] of [
    ['pan left', 'x'],
    ['tilt up', 'y'],
    ['truck right', 'x'],
    ['orbit left', 'x'],
  ] as const) {
    const seen = cameras(planned({ prompt, duration: 5 }));
    const speeds = seen.slice(1).map(({ zoom }, i) => 30 * Math.log(zoom / seen[i]!.zoom));
    assert.ok(Math.max(...speeds) < 0.25, `${prompt}: the view comes nearer by ${Math.max(...speeds)} a second`);
    const half = seen.find(({ zoom }) => Math.log(zoom) > Math.log(seen.at(-1)!.zoom) / 2)!;
    const gone = (half[field] - 0.5) / (seen.at(-1)![field] - 0.5);
    assert.ok(gone > 0.08, `${prompt}: it has gone ${gone} of its way when half of its room is made`);
  }
});

test('zooming and pulling out open the view again, to the whole picture', () => {
  for (const prompt of ['zoom out', 'the camera pulls back', 'reveal']) {
    const zooms = cameras(planned({ prompt })).map(({ zoom }) => zoom);
    const peak = zooms.indexOf(Math.max(...zooms));
    assert.ok(zooms[peak]! > 1.15 && peak < 75, `${prompt}: ${zooms[peak]} at ${peak}`);
    assert.ok(zooms.at(-1)! < 1.05, `${prompt}: ${zooms.at(-1)}`);
  }
});

test('first one move, then another, gives both in that order', () => {
  const orders = [
    'first pan left, then zoom in',
    'Pan left. Zoom in.',
    'The camera pans to the left and then zooms in',
    'pan left followed by a zoom in',
    'pan left before zooming in',
  ];
  for (const prompt of orders) {
    const seen = cameras(planned({ prompt }));
    const [middle, end] = [seen[75]!, seen.at(-1)!];
    assert.ok(middle.x < 0.42, `${prompt}: ${middle.x}`);
    assert.ok(end.zoom > middle.zoom + 0.2, `${prompt}: ${middle.zoom} then ${end.zoom}`);
  }
});

test('"then right" repeats the move the other way', () => {
  for (const prompt of [
    'pan left, then right',
    'pan left and then to the right',
    'pan left and right',
    'pan left, then back to the right',
  ]) {
    const way = cameras(planned({ prompt })).map(({ x }) => x);
    const turn = way.indexOf(Math.min(...way));
    assert.ok(turn > 40 && turn < 120 && way.at(-1)! > way[turn]! + 0.15, prompt);
  }
});

test('two words for one move make one move', () => {
  for (const prompt of [
    'the camera pulls back to reveal the bay',
    'zoom out, revealing the scene',
    'a pan, panning left',
  ]) {
    assert.doesNotMatch(planned({ prompt }).shots[0]!.name, /then| with /, prompt);
  }
});

test('two moves at once are made at once', () => {
  const middle = cameras(planned({ prompt: 'pan left while zooming in' }))[75]!;
  assert.ok(middle.x < 0.47 && middle.zoom > 1.1, JSON.stringify(middle));
});

test('a slow move is smaller than a fast one, and a fast one is over earlier', () => {
  const [slow, fast] = ['slow zoom in', 'fast zoom in'].map((prompt) => cameras(planned({ prompt })));
  assert.ok(slow!.at(-1)!.zoom < fast!.at(-1)!.zoom);
  const half = (seen: Camera[]) => (seen[60]!.zoom - 1) / (seen.at(-1)!.zoom - 1);
  assert.ok(half(fast!) > half(slow!) + 0.15);
});

test('an adverb belongs to the move beside it', () => {
  const { name } = planned({ prompt: 'slowly pan left, then quickly zoom in' }).shots[0]!;
  assert.equal(name, 'slow pan left, then fast zoom in');
});

test('a move takes as many seconds as the words say, a hold too, and the film goes on with the rest', () => {
  const zooms = (prompt: string) => cameras(planned({ prompt, duration: 5 })).map(({ zoom }) => zoom);
  const [held, after] = [zooms('hold for two seconds, then zoom in'), zooms('after 2 seconds the camera zooms in')];
  for (const zoom of [held, after]) {
    assert.ok(Math.max(...zoom.slice(0, 50)) < 1.005, `${zoom[50]}`);
    assert.ok(zoom[75]! > 1.05 && zoom[149]! > zoom[75]! + 0.1, `${zoom[75]}, ${zoom[149]}`);
  }
  const swift = cameras(planned({ prompt: 'pan left for 1.5 seconds', duration: 5 })).map(({ x }) => x);
  assert.ok(swift[60]! - swift[149]! < 0.003 && swift[0]! - swift[60]! > 0.1, `${swift[60]}, ${swift[149]}`);
  assert.deepEqual(cameras(planned({ prompt: 'a 2 second clip, pan left' })), cameras(planned({ prompt: 'pan left' })));
});

test('what film-makers call a move by other names is made, or named in a warning', () => {
  const moves: [string, RegExp][] = [
    ['snap zoom out', /fast zoom out/],
    ['the camera spirals in', /zoom in with roll/],
    ['FPV drone shot', /fast push-in/],
    ['bullet time', /orbit/],
    ['slider left', /truck left/],
    ['the camera swoops down', /crane down/],
    ['the camera rises slowly and then descends', /crane up, then crane down/],
    ['pan left, then tilt up, finally zoom out', /pan left, then tilt up, then zoom out/],
  ];
  for (const [prompt, name] of moves) assert.match(planned({ prompt }).shots[0]!.name, name, prompt);
  for (const prompt of ['orbit 360', 'barrel roll', 'over the shoulder', 'POV', 'low angle shot', 'seamless loop'])
    assert.equal(planned({ prompt }).warnings.length, 1, prompt);
  assert.doesNotMatch(planned({ prompt: 'an eagle circles, then descends' }).shots[0]!.name, /crane/);
});

test('a static shot does not move at all', () => {
  const still = ['static shot', 'locked-off camera', 'the camera does not move', 'no camera movement', 'tripod shot'];
  for (const prompt of still) {
    for (const prompt_extend of [false, true]) {
      const plan = planned({ prompt, prompt_extend });
      assert.ok(
        cameras(plan).every((camera) => camera.zoom === 1 && camera.x === 0.5),
        prompt,
      );
    }
  }
});

test('a hand-held camera sways and has room to', () => {
  const plan = planned({ prompt: 'handheld camera', prompt_extend: true });
  assert.ok(plan.shots[0]!.handheld > 0.003);
  assert.ok(plan.shots[0]!.camera.at(-1)!.zoom > 1.03);
});

test('words that only look like camera words do nothing', () => {
  const plain = planned({ prompt: 'a quiet morning' });
  for (const prompt of [
    'a panda behind a window pane',
    'a frying pan',
    'rolling hills',
    'a truck in the yard',
    'a note',
  ]) {
    assert.deepEqual(planned({ prompt }).shots[0]!.camera, plain.shots[0]!.camera, prompt);
  }
});

test('what something else does is no move of the camera', () => {
  const orbit = planned({ prompt: 'orbit right around the rocket' }).shots[0]!;
  for (const deed of ['smoke drifts', 'leaves float by', 'a boat drifting past', 'clouds drift left']) {
    assert.equal(planned({ prompt: `orbit right around the rocket, ${deed}` }).shots[0]!.name, orbit.name, deed);
  }
  for (const prompt of ['drift left', 'slow drift left', 'handheld, drifting left']) {
    assert.match(planned({ prompt }).shots[0]!.name, /drift left/, prompt);
  }
});

test('what stands in quotation marks is not followed', () => {
  const said = planned({ prompt: 'a sign says "zoom out and pan left"' });
  assert.equal(said.shots[0]!.name, 'push-in');
  assert.match(said.warnings.join(' '), /"zoom out and pan left" is in quotation marks/);
});

test('a portrait is pushed in on rather than trucked past', () => {
  const sweep = (look: Parameters<typeof planned>[1]) =>
    Math.abs(change(planned({ prompt: 'truck left' }, look), 'truck'));
  assert.ok(sweep(PORTRAIT) < 0.6 * sweep(undefined));
  assert.match(planned({}, PORTRAIT).shots[0]!.name, /push-in/);
});

test('without a prompt the picture decides: the camera goes to what the eye goes to', () => {
  for (const seed of [1, 2, 3, 4]) {
    const left = planned({ seed });
    assert.ok(change(left, 'x') < -0.01 && change(left, 'zoom') > 0.08, `seed ${seed}`);
  }
});

test('a dolly zoom keeps the subject as large as it is while the background grows behind it', () => {
  const { zoom, dolly } = cameras(planned({ prompt: 'a dramatic dolly zoom' }, { ...PORTRAIT, trust: 0.9 })).at(-1)!;
  const [subject, background] = [zoom * (1 + dolly / 2), zoom * (1 - dolly / 2)];
  assert.ok(Math.abs(subject - 1) < 0.04, `the subject becomes ${subject} times as large`);
  assert.ok(background / subject > 1.1, `the background ${background / subject} times as large against it`);
});

test('an orbit around a group leaves everybody in the frame, and no move aside takes the head off what fills it', () => {
  const group: Look = { ...PORTRAIT, regions: [{ x: 0.05, y: 0.2, width: 0.88, height: 0.8, weight: 0.6 }] };
  const parrot: Look = { ...PORTRAIT, regions: [{ x: 0.3, y: 0, width: 0.4, height: 1, weight: 0.4 }] };
  for (const seed of [1, 2, 3]) {
    for (const way of ['left', 'right']) {
      for (const { x, zoom } of cameras(planned({ prompt: `orbit ${way}`, seed }, group)))
        assert.ok(x - 0.5 / zoom < 0.13 && x + 0.5 / zoom > 0.85, `seed ${seed}, ${way}: ${x} at ${zoom}`);
      for (const { y, zoom } of cameras(planned({ prompt: `orbit ${way}`, seed }, parrot)))
        assert.ok(y - 0.5 / zoom < 0.03, `seed ${seed}, ${way}: ${y} at ${zoom}`);
    }
  }
});

test('a pan through what fills the picture and has no head stays at its height: neither a pool nor a car below is lost', () => {
  const street: Look = { ...PORTRAIT, regions: [{ x: 0.03, y: 0, width: 0.89, height: 1, weight: 0.4 }] };
  for (const way of ['left', 'right']) {
    for (const { y } of cameras(planned({ prompt: `pan ${way}` }, street)))
      assert.ok(Math.abs(y - 0.5) < 0.02, `${way}: ${y}`);
  }
});

/** Somebody whose face is above and left of the middle. */
const HEAD = { x: 0.3, y: 0.05, width: 0.22, height: 0.3, weight: 0 };
const SOMEBODY = { ...PORTRAIT, detail: 0.6, face: HEAD };

/** The last view of a film, in shares of the picture. */
function lastView(prompt: string, look: Look, duration = 5) {
  const { x, y, zoom } = cameras(planned({ prompt, duration }, look)).at(-1)!;
  return { zoom, left: x - 0.5 / zoom, right: x + 0.5 / zoom, top: y - 0.5 / zoom, bottom: y + 0.5 / zoom };
}

const holdsFace = ({ left, right, top, bottom }: ReturnType<typeof lastView>) =>
  left <= HEAD.x && right >= HEAD.x + HEAD.width && top <= HEAD.y && bottom >= HEAD.y + HEAD.height;

test('a move to a face goes to the face, which is whole, and a close-up of it is nearer', () => {
  const plain = lastView('slow push-in', SOMEBODY);
  for (const prompt of ['slow push-in on her face', 'dolly in to the eyes', 'the camera zooms in on his head']) {
    const view = lastView(prompt, SOMEBODY);
    assert.ok(holdsFace(view), `${prompt}: ${JSON.stringify(view)}`);
    assert.ok(view.zoom > plain.zoom + 0.1, `${prompt}: ${view.zoom}`);
    const eyes = (HEAD.y + 0.46 * HEAD.height - view.top) * view.zoom;
    assert.ok(eyes > 0.2 && eyes < 0.5, `${prompt}: the eyes are at ${eyes}`);
  }
  for (const prompt of [
    'push in to a close-up of her face',
    'close-up of her eyes',
    'pan right, then a close-up of her face',
  ]) {
    const view = lastView(prompt, SOMEBODY);
    assert.ok(holdsFace(view) && view.zoom > 1.75, `${prompt}: ${JSON.stringify(view)}`);
  }
});

test('what goes nearer keeps a face whole, and of one that fills the frame the eyes and the nose, named or not', () => {
  for (const prompt of ['push in', 'slow dolly in', 'zoom in'])
    assert.ok(holdsFace(lastView(prompt, SOMEBODY)), prompt);
  const filled = { ...PORTRAIT, face: { x: 0.19, y: 0, width: 0.71, height: 1, weight: 0 } };
  for (const prompt of ['push in', 'zoom in', 'crash zoom in', 'push in on the face of the cat']) {
    const { zoom, left, right, top, bottom } = lastView(prompt, filled);
    assert.ok(zoom > 1.1, `${prompt}: ${zoom}`);
    assert.ok(
      left < 0.25 && right > 0.85 && top < 0.25 && bottom > 0.93,
      `${prompt}: ${left} ${right} ${top} ${bottom}`,
    );
  }
});

test('a close-up among moves is a move to it, and the film goes on from there', () => {
  const zooms = cameras(planned({ prompt: 'crane up, close-up of the nose, pull back', duration: 6 })).map(
    ({ zoom }) => zoom,
  );
  const nearest = zooms.indexOf(Math.max(...zooms));
  assert.ok(nearest > 90 && nearest < 150, `the nearest view is at ${nearest}`);
  assert.ok(
    zooms[nearest]! > 1.2 * zooms[60]! && zooms.at(-1)! < zooms[nearest]! - 0.1,
    `${zooms[60]} ${zooms[nearest]}`,
  );
  // Where it begins a prompt it says what is seen.
  const aside = planned({ prompt: 'Close-up of a cup, slow pan left' });
  assert.equal(aside.shots[0]!.name, planned({ prompt: 'a cup, slow pan left' }).shots[0]!.name);
});

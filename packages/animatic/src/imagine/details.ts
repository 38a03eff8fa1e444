// Things that stand small in a landscape: each where it looks at home, at its own distance, and none where it does not.
import { between, chance } from '../plan/chance.ts';
import { Chance } from '../sound/chance.ts';
import { bridgeOverRiver } from './arches.ts';
import { type Load, stroke } from './brush.ts';
import { house, lighthouse } from './buildings.ts';
import { type Canvas, LAND, noteEye, STILL, WATER } from './canvas.ts';
import { dyed } from './colours.ts';
import { type Easel, facing, spot, toneOf } from './easel.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';
import type { Thing } from './scenery.ts';
import { planterOf } from './trees.ts';

/** Paints those of the scene's things that stand on land or water; the water is painted after them and mirrors them. */
export function placeThings(easel: Easel): void {
  const { canvas } = easel;
  let noted = false;
  for (const [thing, many] of easel.scene.things) {
    const paint = PLACED[thing];
    if (paint === undefined) continue;
    const before = noted ? null : canvas.distance.slice();
    for (let nth = 0; nth < many; nth++) paint(easel, nth);
    if (before !== null) noted = noteChanged(canvas, before);
  }
}

/** Notes where a canvas is another than before, by how far everything was; false where it is nowhere. */
function noteChanged(canvas: Canvas, before: Float32Array): boolean {
  const { width, height, distance } = canvas;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let at = 0; at < before.length; at++) {
    if (distance[at] === before[at]) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), y + 1];
  }
  if (right === 0) return false;
  noteEye(canvas, left, top, right, bottom);
  return true;
}

/** Those in the air, over everything. */
export function paintBirds(canvas: Canvas, light: Light, scene: Scene): void {
  const { width, height, scale, horizon } = canvas;
  const flight = new Chance(scene.seed, 'birds');
  const flown = flight.between(0.3, 0.7);
  const side = scene.sides.get('birds');
  const [middleX, middleY] = [
    (side === undefined ? flown : 0.5 + 0.24 * side) * width,
    flight.between(0.18, 0.42) * horizon,
  ];
  const dark = [0, 1, 2].map((c) => 0.12 * light.ambient[c]! + 0.1 * light.fog[c]!);
  const some = flight.pick([7, 9, 12]);
  // One is as good as no number: where no number is named it is a flock.
  const many = scene.things.get('birds') ?? 1;
  for (let bird = many > 1 ? many : some; bird > 0; bird--) {
    const x = middleX + flight.between(-0.16, 0.16) * width;
    const y = middleY + flight.between(-0.1, 0.1) * height;
    const span = scale * flight.between(0.007, 0.015);
    const [lift, lean] = [flight.between(-0.1, 0.55), flight.between(-0.2, 0.2)];
    const load: Load = { z: 60, kind: STILL };
    for (const way of [-1, 1]) {
      const kneeX = x + way * 0.45 * span;
      const kneeY = y - span * (0.4 * lift + 0.12) + way * lean * span * 0.3;
      const thick = Math.max(0.9, span * 0.13);
      stroke(canvas, load, x, y, kneeX, kneeY, 1.3 * thick, thick, dark);
      stroke(canvas, load, kneeX, kneeY, x + way * span, kneeY + span * (0.35 - 0.4 * lift), thick, 0.5, dark);
    }
  }
}

/** `nth`: of several of a kind, from 0. */
const PLACED: Partial<Record<Thing, (easel: Easel, nth: number) => void>> = {
  lighthouse,
  bridge: (easel) => bridgeOverRiver(easel),
  boat,
  house,
  jetty,
  tree: (easel, nth) => loneTree(easel, 'crown', nth),
  palm: (easel, nth) => loneTree(easel, 'palm', nth),
};

/** A small boat under sail, or at night with its sail furled; it lies on the water, which mirrors it. */
function boat(easel: Easel, nth: number): void {
  const { canvas, scene } = easel;
  const { width, scale, horizon } = canvas;
  const place = spot(easel, 'boat', nth, { kind: WATER, from: 3.2, to: 9 + 2 * nth, room: 0.024 });
  if (place === null) return;
  const { column, row, z } = place;
  const long = Math.max(0.032 * width, Math.min(0.07 * width, (scale * 0.28) / z));
  const way = scene.sides.get('heading') ?? (chance(scene.seed, 'boat way') < 0.5 ? -1 : 1);
  const foot = Math.max(row, horizon + 3);
  // Nearer than the water that it stands on, so that the water keeps out of it.
  const load: Load = { z: z * 0.98, kind: LAND };
  const [tint] = scene.tints.boat ?? [];
  const hull = toneOf(easel, dyed([0.1, 0.055, 0.035], tint), 0.35, column, foot, z);
  const deep = 0.13 * long;
  for (let line = 0; line <= deep; line++) {
    const share = line / deep;
    const half = 0.5 * long * (1 - 0.3 * share ** 2);
    stroke(
      canvas,
      load,
      column - half,
      foot - deep + line,
      column + half * (1 + 0.12 * way * (1 - share)),
      foot - deep + line,
      1.4,
      1.4,
      hull,
    );
  }
  const tall = 1.15 * long;
  const mast = column + 0.08 * long * way;
  const bright = Math.max(0.18, 0.35 + 0.4 * easel.light.toSun[2]);
  const sail = dyed([0.72, 0.68, 0.6], tint);
  const cloth = toneOf(easel, sail, bright, column, foot, z);
  const shade = toneOf(easel, sail, 0.55 * bright, column, foot, z);
  for (let line = 0; line <= tall; line++) {
    const share = line / tall;
    const y = foot - 1.15 * deep - tall + line;
    const belly = 0.42 * long * share * (1 + 0.16 * Math.sin(Math.PI * share));
    stroke(canvas, load, mast - way * 1.2, y, mast - way * belly, y, 1.3, 1.3, cloth);
    if (share > 0.2)
      stroke(canvas, load, mast + way * 1.5, y, mast + way * 0.34 * long * (share - 0.2), y, 1.3, 1.3, shade);
  }
  stroke(canvas, load, mast, foot - deep, mast, foot - 1.2 * deep - tall, Math.max(1, 0.016 * long), 0.8, hull);
}

/** A wooden jetty that leads from the viewer out over the water. */
function jetty(easel: Easel): void {
  const { canvas, scene, terrain } = easel;
  if (terrain === null) return;
  const { width, height, scale, horizon, kind, colour, distance } = canvas;
  const [over, half, far] = [0.035, 0.06, between(scene.seed, 'jetty', 2.2, 3)];
  const from = between(scene.seed, 'jetty x', -0.12, 0.12);
  const lean = between(scene.seed, 'jetty lean', -0.1, 0.1);
  const planks = new Chance(scene.seed, 'planks');
  const tints = Float32Array.from({ length: 400 }, () => planks.between(0.7, 1.25));
  const load: Load = { z: 1, kind: LAND };
  for (let z = far; z > 0.5; z -= 0.24) {
    for (const way of [-1, 1]) {
      const x = width / 2 + (scale * (from + lean * z + way * half)) / z;
      const y = (level: number) => horizon + (scale * (terrain.eye - level)) / z;
      const post = toneOf(easel, [0.09, 0.065, 0.045], facing(easel, way), x, y(0), z);
      stroke(
        canvas,
        { ...load, z: z * 0.99 },
        x,
        y(-0.004),
        x,
        y(over + 0.018),
        (scale * 0.014) / z,
        (scale * 0.014) / z,
        post,
      );
    }
  }
  for (let row = Math.max(0, Math.floor(horizon)); row < height; row++) {
    const z = (scale * (terrain.eye - over)) / Math.max(0.5, row + 0.5 - horizon);
    if (z > far) continue;
    const middle = width / 2 + (scale * (from + lean * z)) / z;
    const reach = (scale * half) / z;
    const plank = z / 0.03;
    const gap = Math.min(1, Math.abs((plank % 1) - 0.5) * 2 < 0.86 ? 1 : 0.35);
    const own = 0.16 * tints[Math.floor(plank) % 400]! * gap;
    const tone = toneOf(easel, [own, own * 0.82, own * 0.66], 0.25 + 0.6 * easel.light.toSun[1], middle, row, z);
    for (let column = Math.max(0, Math.floor(middle - reach)); column < Math.min(width, middle + reach); column++) {
      const at = row * width + column;
      if (distance[at]! < z * 0.98) continue;
      colour.set(tone, 3 * at);
      kind[at] = LAND;
      distance[at] = z;
    }
  }
}

/** One tree that the picture is about, dark and large against the sky. */
function loneTree(easel: Easel, form: 'crown' | 'palm', nth: number): void {
  const { canvas, light, scene } = easel;
  const [from, to] = form === 'palm' ? ([0.9, 4] as const) : ([2, 6] as const);
  const place = spot(easel, 'tree', nth, { kind: LAND, from, to }, form === 'palm' ? 'palm' : 'tree');
  if (place === null) return;
  const tall = (canvas.height * between(scene.seed, `tall ${nth}`, 0.34, 0.46)) / (1 + 0.22 * nth);
  planterOf(canvas, light, scene)[form]({ x: place.column, base: place.row, tall, z: place.z, tint: 0.9 });
}

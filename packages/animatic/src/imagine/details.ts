// Things that stand small in a landscape: each where it looks at home, at its own distance, and none where it does not.
import { between, chance } from '../plan/chance.ts';
import { Chance } from '../sound/chance.ts';
import { dab, type Load, stroke } from './brush.ts';
import { type Canvas, LAND, type Rgb, SKY, WATER } from './canvas.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';
import type { Thing } from './scenery.ts';
import { airOf, type Terrain } from './terrain.ts';
import { planterOf } from './trees.ts';

type Easel = { canvas: Canvas; light: Light; scene: Scene; terrain: Terrain | null };

/** Paints those of the scene's things that stand on land or water; the water is painted after them and mirrors them. */
export function placeThings(easel: Easel): void {
  for (const thing of easel.scene.things) PLACED[thing]?.(easel);
}

/** Those in the air, over everything. */
export function paintBirds(
  { width, height, scale, distance, horizon, ...rest }: Canvas,
  light: Light,
  scene: Scene,
): void {
  const canvas = { width, height, scale, distance, horizon, ...rest };
  const flight = new Chance(scene.seed, 'birds');
  const [middleX, middleY] = [flight.between(0.3, 0.7) * width, flight.between(0.18, 0.42) * horizon];
  const dark = [0, 1, 2].map((c) => 0.12 * light.ambient[c]! + 0.1 * light.fog[c]!);
  for (let bird = flight.pick([7, 9, 12]); bird > 0; bird--) {
    const x = middleX + flight.between(-0.16, 0.16) * width;
    const y = middleY + flight.between(-0.1, 0.1) * height;
    const span = scale * flight.between(0.007, 0.015);
    const [lift, lean] = [flight.between(-0.1, 0.55), flight.between(-0.2, 0.2)];
    const load: Load = { z: 30, kind: null };
    for (const way of [-1, 1]) {
      const kneeX = x + way * 0.45 * span;
      const kneeY = y - span * (0.4 * lift + 0.12) + way * lean * span * 0.3;
      const thick = Math.max(0.9, span * 0.13);
      stroke(canvas, load, x, y, kneeX, kneeY, 1.3 * thick, thick, dark);
      stroke(canvas, load, kneeX, kneeY, x + way * span, kneeY + span * (0.35 - 0.4 * lift), thick, 0.5, dark);
    }
  }
}

const PLACED: Partial<Record<Thing, (easel: Easel) => void>> = {
  lighthouse,
  boat,
  house,
  jetty,
  tree: (easel) => loneTree(easel, 'crown'),
  palm: (easel) => {
    loneTree(easel, 'palm');
    loneTree(easel, 'palm', 0.12);
  },
};

/** A pixel of that kind about there (shares of the frame), not nearer than `from` nor farther than `to`; null: there is none. */
function spot(
  { canvas, scene }: Easel,
  name: string,
  kind: number,
  [from, to]: readonly [number, number],
  [left, right]: readonly [number, number] = [0.12, 0.88],
): { column: number; row: number; z: number } | null {
  const { width, height, distance } = canvas;
  const seek = new Chance(scene.seed, name);
  let best: { column: number; row: number; z: number } | null = null;
  for (let round = 0; round < 900; round++) {
    const column = Math.floor(width * seek.between(left, right));
    const row = Math.floor(height * seek.between(0.3, 0.98));
    const at = row * width + column;
    const z = distance[at]!;
    if (canvas.kind[at] !== kind || z < from || z > to) continue;
    // On a third of the frame it stands best.
    const off = Math.abs(Math.abs(column / width - 0.5) - 0.17);
    if (best === null || off < Math.abs(Math.abs(best.column / width - 0.5) - 0.17)) best = { column, row, z };
    if (off < 0.03) break;
  }
  return best;
}

/** A colour there, in so much sun and sky, with the air before it. */
function toneOf({ canvas, light }: Easel, own: Rgb, lit: number, column: number, row: number, z: number): Float32Array {
  const pixel = Float32Array.from(
    [0, 1, 2],
    (c) => own[c]! * (light.sun[c]! * lit + light.ambient[c]! * (0.8 + 0.4 * lit)),
  );
  airOf(light)(
    pixel,
    0,
    z,
    (column - canvas.width / 2) / canvas.scale,
    Math.max(0.01, (canvas.horizon - row) / canvas.scale),
  );
  return pixel;
}

/** How bright a wall is that faces right (1) or left (−1). */
function facing({ light }: Easel, way: number): number {
  return Math.max(0.03, 0.25 + 0.75 * way * light.toSun[0] - 0.3 * light.toSun[2]);
}

function lighthouse(easel: Easel): void {
  const { canvas, light, scene } = easel;
  const place = highest(easel) ?? spot(easel, 'lighthouse', LAND, [1.5, 20]);
  if (place === null) return;
  const { column, row, z } = place;
  const tall = Math.max(0.11 * canvas.height, (canvas.scale * 0.42) / z);
  const wide = tall * 0.17;
  const load: Load = { z: z * 0.99, kind: LAND };
  const top = row - tall;
  const bands = 24;
  for (let slice = 0; slice < bands; slice++) {
    const share = (slice + 0.5) / bands;
    const x = column + (share - 0.5) * wide;
    const lit = facing(easel, 2 * share - 1);
    for (let band = 0; band < 5; band++) {
      const own: Rgb = band % 2 === 0 ? [0.8, 0.78, 0.74] : [0.55, 0.07, 0.05];
      const [from, to] = [row - (tall * band) / 5, row - (tall * (band + 1)) / 5];
      const narrow = (y: number) => column + (x - column) * (1 - (0.35 * (row - y)) / tall);
      stroke(
        canvas,
        load,
        narrow(from),
        from,
        narrow(to),
        to,
        wide / bands + 0.7,
        wide / bands + 0.6,
        toneOf(easel, own, lit, column, row, z),
      );
    }
  }
  const dark = toneOf(easel, [0.05, 0.05, 0.06], 0.4, column, row, z);
  stroke(canvas, load, column - 0.48 * wide, top, column + 0.48 * wide, top, 0.05 * tall, 0.05 * tall, dark);
  stroke(canvas, load, column, top, column, top - 0.12 * tall, 0.34 * wide, 0.34 * wide, dark);
  stroke(canvas, load, column, top - 0.1 * tall, column, top - 0.2 * tall, 0.5 * wide, 0.04 * wide, dark);
  const dim = scene.hour === 'day' || scene.hour === 'morning' ? 0.5 : 5;
  dab(canvas, load, column, top - 0.055 * tall, 0.2 * wide, 0.055 * tall, [dim, 0.85 * dim, 0.55 * dim]);
  if (dim > 1) beam(canvas, column, top - 0.055 * tall, chance(scene.seed, 'beam') < 0.5 ? -1 : 1, light);
}

/** The lamp's light in the night's air: one beam to either side, fading with its length. */
function beam(
  { width, height, scale, colour, kind }: Canvas,
  x: number,
  y: number,
  way: number,
  { zenith }: Light,
): void {
  const strength = Math.max(0, 0.5 - 1.6 * zenith[2]);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const along = (column - x) * way;
      if (kind[at] !== SKY || along === 0) continue;
      const off = (row - y + 0.06 * along) / (0.004 * scale + 0.045 * Math.abs(along));
      const shine =
        strength * Math.exp(-off * off) * Math.exp(-Math.abs(along) / (0.5 * scale)) * (along > 0 ? 1 : 0.35);
      if (shine < 0.002) continue;
      for (let c = 0; c < 3; c++) colour[3 * at + c]! += shine * [1, 0.86, 0.6][c]!;
    }
  }
}

/** Where the land rises highest against the sky, off the middle of the frame. */
function highest({ canvas }: Easel): { column: number; row: number; z: number } | null {
  const { width, height, kind, distance } = canvas;
  let best: { column: number; row: number; z: number } | null = null;
  for (let column = Math.floor(0.16 * width); column < 0.84 * width; column += 2) {
    for (let row = 0; row < height; row++) {
      const at = row * width + column;
      if (kind[at] === SKY) continue;
      const rise = (line: number, x: number) => line + 0.25 * height * Math.abs(Math.abs(x / width - 0.5) - 0.2);
      const z = distance[at]!;
      if (kind[at] === LAND && z < 14 && (best === null || rise(row, column) < rise(best.row, best.column)))
        best = { column, row: row + 2, z };
      break;
    }
  }
  return best;
}

/** A small boat under sail, or at night with its sail furled; it lies on the water, which mirrors it. */
function boat(easel: Easel): void {
  const { canvas, scene } = easel;
  const { width, scale, horizon } = canvas;
  const place = spot(easel, 'boat', WATER, [3.2, 9], [0.2, 0.8]);
  if (place === null) return;
  const { column, row, z } = place;
  const long = Math.max(0.032 * width, Math.min(0.07 * width, (scale * 0.28) / z));
  const way = chance(scene.seed, 'boat way') < 0.5 ? -1 : 1;
  const foot = Math.max(row, horizon + 3);
  // Nearer than the water that it stands on, so that the water keeps out of it.
  const load: Load = { z: z * 0.98, kind: LAND };
  const hull = toneOf(easel, [0.1, 0.055, 0.035], 0.35, column, foot, z);
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
  const cloth = toneOf(easel, [0.72, 0.68, 0.6], bright, column, foot, z);
  const shade = toneOf(easel, [0.72, 0.68, 0.6], 0.55 * bright, column, foot, z);
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

/** A wooden house with a pitched roof; its windows are lit when it is dark. */
function house(easel: Easel): void {
  const { canvas, scene } = easel;
  const place = spot(easel, 'house', LAND, scene.family === 'lake' ? [1.6, 9] : [3.5, 12], [0.14, 0.86]);
  if (place === null) return;
  const { column, row, z } = place;
  const size = Math.max(0.045 * canvas.width, Math.min(0.085 * canvas.width, (canvas.scale * 0.22) / z));
  const hand = easel.light.toSun[0] > 0 ? 1 : -1;
  const load: Load = { z: z * 0.985, kind: LAND };
  const [wall, gable] = [
    toneOf(easel, [0.24, 0.13, 0.075], facing(easel, hand), column, row, z),
    toneOf(easel, [0.2, 0.11, 0.065], facing(easel, -hand), column, row, z),
  ];
  const snow = scene.season === 'winter';
  const roof = toneOf(
    easel,
    snow ? [0.8, 0.83, 0.88] : [0.1, 0.085, 0.085],
    0.5 + 0.4 * facing(easel, hand),
    column,
    row,
    z,
  );
  const [long, deep, high, pitch] = [0.62 * size, 0.38 * size, 0.36 * size, 0.3 * size];
  const corner = column + hand * (0.5 * deep - 0.5 * long) * -1;
  for (let x = 0; x <= long; x++)
    stroke(canvas, load, corner + hand * x, row, corner + hand * x, row - high, 1.5, 1.5, wall);
  for (let x = 0; x <= deep; x++) {
    const peak = pitch * (1 - Math.abs((2 * x) / deep - 1));
    stroke(
      canvas,
      load,
      corner - hand * x,
      row - 0.03 * size * (x / deep),
      corner - hand * x,
      row - high - peak,
      1.5,
      1.5,
      gable,
    );
  }
  for (let line = -0.05 * size; line <= pitch; line += 0.7) {
    const back = (deep * line) / pitch / 2;
    const eaves = 0.05 * size;
    stroke(
      canvas,
      load,
      corner - hand * (back + 0.02 * size),
      row - high - line,
      corner + hand * (long + eaves - back),
      row - high - line,
      1.6,
      1.6,
      roof,
    );
  }
  const dark = !['day', 'morning', 'golden'].includes(scene.hour) || scene.weather === 'storm';
  const glow = dark ? [1.9, 1.15, 0.42] : [0.05, 0.06, 0.07];
  for (const at of [0.24, 0.66]) {
    const x = corner + hand * long * at;
    stroke(canvas, load, x, row - 0.32 * high, x, row - 0.68 * high, 0.13 * long, 0.13 * long, glow);
  }
  stroke(
    canvas,
    load,
    corner - hand * 0.5 * deep,
    row - 0.4 * high,
    corner - hand * 0.5 * deep,
    row - 0.75 * high,
    0.2 * deep,
    0.2 * deep,
    glow,
  );
  stroke(
    canvas,
    load,
    corner + hand * 0.55 * long,
    row - high - 0.5 * pitch,
    corner + hand * 0.55 * long,
    row - high - 1.25 * pitch,
    0.07 * size,
    0.07 * size,
    gable,
  );
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
function loneTree(easel: Easel, form: 'crown' | 'palm', aside = 0): void {
  const { canvas, light, scene } = easel;
  const near = form === 'palm' ? [0.9, 4] : [2, 6];
  const place = spot(easel, `tree ${aside}`, LAND, near as [number, number], [0.2 + aside, 0.8]);
  if (place === null) return;
  const tall = canvas.height * between(scene.seed, `tall ${aside}`, 0.34, 0.46);
  planterOf(canvas, light, scene)[form]({ x: place.column, base: place.row, tall, z: place.z, tint: 0.9 });
}

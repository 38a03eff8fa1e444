// Ground as a height over a plane: where each column of pixels meets it, and how it is lit.
import { type Canvas, LAND, spareOf, WATER } from './canvas.ts';
import type { Light } from './light.ts';
import { clearSky } from './sky.ts';

/** What grows or lies on the ground: sets `out` to its colour under white light. `up` is the normal's upward part. */
type Cover = (x: number, z: number, height: number, up: number, out: Float64Array) => void;

export type Terrain = {
  /** Height of the eye over the water's level, in the world's unit. */
  eye: number;
  /** Height over the water's level, to as many octaves of detail. */
  heightAt(x: number, z: number, octaves: number): number;
  cover: Cover;
  /** Below height 0 there is water. */
  wet: boolean;
  nearest: number;
  farthest: number;
};

/** Octaves of the finest detail, and of what only throws shadows. */
const FINE = 9;
const SHADOWING = 5;
/** Pixels between two places where shadows are looked for. */
const SHADOW_STEP = 4;

/** Detail finer than a pixel is left out: it would only flicker. */
function octavesAt(z: number, scale: number): number {
  return Math.max(4, Math.min(FINE, Math.round(2.2 + Math.log2(scale / z) * 0.9)));
}

/**
 * Fills the canvas's distances and kinds. Every column is a vertical plane through the eye, so that one walk outwards
 * along the ground finds all its pixels: each step covers the rows between its own and the highest so far.
 */
export function traceTerrain(canvas: Canvas, terrain: Terrain): void {
  const { width, height, scale, horizon, distance, kind, hands } = canvas;
  const { eye, farthest, wet } = terrain;
  // An upright frame sees the ground nearer to the viewer's feet.
  const nearest = Math.min(terrain.nearest, (0.42 * eye * scale) / Math.max(1, height - horizon));
  const stride = 1 + 3.5 / scale;
  hands.each(0, width, (column) => {
    const slope = (column + 0.5 - width / 2) / scale;
    const levelAt = (z: number) => {
      const ground = terrain.heightAt(slope * z, z, octavesAt(z, scale));
      return wet && ground < 0 ? 0 : ground;
    };
    const rowOf = (level: number, z: number) => horizon + (scale * (eye - level)) / z;
    let lowest = height;
    /** The rows that are not yet filled, up to one in which the ground is met at `to`, from one at `from`. */
    const fill = (below: number, row: number, from: number, to: number, level: number) => {
      const top = Math.max(0, Math.ceil(row - 0.5));
      for (let y = lowest - 1; y >= top; y--) {
        const share =
          below > row && below < height * 2 ? Math.min(1, Math.max(0, (below - y - 0.5) / (below - row))) : 1;
        const at = y * width + column;
        distance[at] = from + (to - from) * share;
        kind[at] = level > 0 || !wet ? LAND : WATER;
      }
      lowest = Math.min(lowest, top);
    };
    // Ground that rises towards the viewer ends above the frame's lower edge there: what is nearer is in the frame too.
    let start = nearest;
    while (start > CLOSEST && rowOf(levelAt(start), start) < height) start *= 0.9;
    let [before, last] = [Number.POSITIVE_INFINITY, start];
    let [earlier, first] = [Number.POSITIVE_INFINITY, start];
    for (let z = start; z < farthest && lowest > 0; z *= stride) {
      const level = levelAt(z);
      const row = rowOf(level, z);
      // Between two steps lies the crest of what rises and falls: missed in one column and met in the next it would have teeth.
      if (before < earlier && before < row && before < lowest + 3 && z > CRESTS) {
        const far = crestBetween(first, z, (place) => rowOf(levelAt(place), place));
        const top = Math.max(0, Math.ceil(rowOf(levelAt(far), far) - 0.5));
        for (let y = lowest - 1; y >= top; y--) {
          distance[y * width + column] = far;
          kind[y * width + column] = LAND;
        }
        lowest = Math.min(lowest, top);
      }
      let [from, below] = [last, before];
      // A wall that one step climbs is met more finely: what lies between its foot and its rim is on neither's level.
      for (let part = 1; part < PARTS && before - row > STEEP && before < height * 2; part++) {
        const to = last + ((z - last) * part) / PARTS;
        const over = rowOf(levelAt(to), to);
        fill(below, over, from, to, level);
        [from, below] = [to, over];
      }
      fill(below, row, from, z, level);
      [earlier, first] = [before, last];
      [before, last] = [row, z];
    }
    // The sea goes on to the horizon.
    if (!wet) return;
    for (let y = lowest - 1; y >= Math.max(0, Math.ceil(horizon)); y--) {
      distance[y * width + column] = (eye * scale) / Math.max(0.5, y + 0.5 - horizon);
      kind[y * width + column] = WATER;
    }
  });
}

/** Rows that one step may climb, and the parts that a steeper one is divided into. */
const STEEP = 7;
const PARTS = 4;

/** Nearer than that no ground is looked for. */
const CLOSEST = 0.03;

/** From how far on crests are looked for between steps, and how often the range is narrowed. */
const CRESTS = 2;
const NARROWED = 6;

/** The distance between two others where the row is the highest in the frame. */
function crestBetween(from: number, to: number, rowAt: (z: number) => number): number {
  for (let round = 0; round < NARROWED; round++) {
    const [near, far] = [from + (to - from) / 3, to - (to - from) / 3];
    if (rowAt(near) < rowAt(far)) to = far;
    else from = near;
  }
  return (from + to) / 2;
}

/** Colours all land pixels: sun and shadow, sky light, air. */
export function shadeTerrain(canvas: Canvas, terrain: Terrain, light: Light): void {
  const { width, height, scale, horizon, distance, kind, colour, hands } = canvas;
  const shadow = shadows(canvas, terrain, light);
  const albedo = new Float64Array(3);
  const { sun, ambient, toSun } = light;
  const air = airOf(light);
  const columns = Math.ceil(width / SHADOW_STEP) + 1;
  const slopes = slopesOf(canvas, terrain);
  hands.each(0, height, (row) => {
    const line = slopes(row);
    for (let column = 0, at = row * width; column < width; column++, at++) {
      if (kind[at] !== LAND) continue;
      const z = distance[at];
      const across = (column + 0.5 - width / 2) / scale;
      const [dx, dz] = [line[3 * column + 1], line[3 * column + 2]];
      const up = 1 / Math.sqrt(1 + dx * dx + dz * dz);
      const facing = Math.max(0, (toSun[1] - dx * toSun[0] - dz * toSun[2]) * up);
      terrain.cover(across * z, z, line[3 * column], up, albedo);
      const lit = facing * interpolated(shadow, columns, column / SHADOW_STEP, row / SHADOW_STEP);
      const open = 0.45 + 0.55 * up;
      const i = 3 * at;
      for (let c = 0; c < 3; c++) colour[i + c] = albedo[c] * (sun[c] * lit + ambient[c] * open);
      air(colour, i, z, across, (horizon - row) / scale);
    }
  });
}

/** How much two neighbours' distances may differ for what lies between them to be taken for their mean. */
const EVEN = 1.015;

/**
 * A function that gives, for each column of a row, the ground's height and how steep it is to the right and ahead; the same
 * array each time. Worked out at every second column where the ground is even: heights are what a landscape costs most.
 */
function slopesOf(canvas: Canvas, terrain: Terrain): (row: number) => Float64Array {
  const { width, scale, distance, kind } = canvas;
  const line = new Float64Array(3 * width);
  const survey = (column: number, at: number) => {
    const z = distance[at];
    const x = ((column + 0.5 - width / 2) / scale) * z;
    const step = Math.max(0.004, (1.2 * z) / scale);
    const octaves = octavesAt(z, scale);
    const here = terrain.heightAt(x, z, octaves);
    line[3 * column] = here;
    line[3 * column + 1] = (terrain.heightAt(x + step, z, octaves) - here) / step;
    // On the viewer's side, or the top rows of a wall would be as light as the ground behind its rim.
    line[3 * column + 2] = (here - terrain.heightAt(x, z - step, octaves)) / step;
  };
  return (row) => {
    const start = row * width;
    for (let column = 0; column < width; column += 2) if (kind[start + column] === LAND) survey(column, start + column);
    for (let column = 1; column < width; column += 2) {
      const at = start + column;
      if (kind[at] !== LAND) continue;
      const [left, right] = [distance[at - 1], distance[at + 1]];
      const even = column + 1 < width && kind[at - 1] === LAND && kind[at + 1] === LAND;
      if (
        !even ||
        left > right * EVEN ||
        right > left * EVEN ||
        distance[at] > left * EVEN ||
        left > distance[at] * EVEN
      ) {
        survey(column, at);
        continue;
      }
      for (let i = 3 * column; i < 3 * column + 3; i++) line[i] = 0.5 * (line[i - 3] + line[i + 3]);
    }
    return line;
  };
}

/** How much of the sun reaches the ground, 0 to 1, at every fourth pixel either way. */
function shadows(canvas: Canvas, terrain: Terrain, light: Light): Float32Array {
  const { width, height, scale, distance, kind, hands } = canvas;
  const columns = Math.ceil(width / SHADOW_STEP) + 1;
  const rows = Math.ceil(height / SHADOW_STEP) + 1;
  const spare = spareOf(canvas);
  const [map, soft] = [spare.floats(columns * rows), spare.floats(columns * rows)];
  const [sx, sy, sz] = light.toSun;
  hands.each(0, rows, (j) => {
    for (let i = 0; i < columns; i++) {
      const column = Math.min(width - 1, i * SHADOW_STEP);
      const at = Math.min(height - 1, j * SHADOW_STEP) * width + column;
      map[j * columns + i] = 1;
      if (kind[at] !== LAND) continue;
      const z = distance[at];
      const x = ((column + 0.5 - width / 2) / scale) * z;
      const y = terrain.heightAt(x, z, SHADOWING) + 0.012 * z;
      let open = 1;
      for (let along = 0.03 * z + 0.03, step = 0; step < 30 && open > 0; step++) {
        const over = y + sy * along - terrain.heightAt(x + sx * along, z + sz * along, SHADOWING);
        open = Math.min(open, Math.max(0, 0.5 + (9 * over) / along));
        along += Math.max(0.035, 0.018 * z, along * 0.14);
      }
      map[j * columns + i] = open;
    }
  });
  hands.each(0, rows, (j) => softenLine(canvas, map, columns, rows, j, soft));
  return soft;
}

/** How much two samples' distances may differ for one's shadow to fall on the other as well. */
const BESIDE = 1.12;

/**
 * Sets a line of `soft` to each sample of shadow mixed with those about it that are as far: where a rim in the sun lies over a wall in the
 * shade, what a sample happens to meet would else be seen as teeth.
 */
function softenLine(
  { width, height, distance }: Canvas,
  map: Float32Array,
  columns: number,
  rows: number,
  j: number,
  soft: Float32Array,
): void {
  const farAt = (i: number, line: number) =>
    distance[Math.min(height - 1, line * SHADOW_STEP) * width + Math.min(width - 1, i * SHADOW_STEP)];
  for (let i = 0, at = j * columns; i < columns; i++, at++) {
    soft[at] = map[at];
    if (j === 0 || j === rows - 1 || i === 0 || i === columns - 1) continue;
    const [near, most] = [farAt(i, j) / BESIDE, farAt(i, j) * BESIDE];
    let [sum, whole] = [0, 0];
    for (let v = -1; v <= 1; v++) {
      for (let u = -1; u <= 1; u++) {
        const far = farAt(i + u, j + v);
        if (far < near || far > most) continue;
        sum += map[at + v * columns + u];
        whole++;
      }
    }
    if (whole > 0) soft[at] = sum / whole;
  }
}

function interpolated(map: Float32Array, columns: number, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const at = top * columns + left;
  const u = x - left;
  const upper = map[at] + (map[at + 1] - map[at]) * u;
  const lower = map[at + columns] + (map[at + columns + 1] - map[at + columns]) * u;
  return upper + (lower - upper) * (y - top);
}

/** Adds air before something: the farther, the more it takes the colour of the sky behind it, brighter towards the sun. */
export function airOf(light: Light): (colour: Float32Array, i: number, z: number, x: number, up: number) => void {
  const { fog, haze, deep } = light;
  const sky = new Float64Array(3);
  return (colour, i, z, x, up) => {
    clearSky(light, x, Math.max(0.01, up), 1, sky);
    // It lies on the ground: what rises out of it is clearer.
    const rise = Math.max(0.01, (up * z) / deep);
    // The sun's own glow keeps its colour where it is too bright: cut off by channel it would turn green.
    const glow = 0.33 * Math.min(1, 1.2 / Math.max(sky[0], sky[1], sky[2]));
    const share = 1 - Math.exp((-z * haze * (1 - Math.exp(-rise))) / rise);
    for (let c = 0; c < 3; c++) {
      const there = fog[c] * 0.62 + sky[c] * glow;
      colour[i + c] += (there - colour[i + c]) * share;
    }
  };
}

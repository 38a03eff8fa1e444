// Rays in a room of boxes: what they meet, how its edges are rounded, and what it is made of.
import type { Rgb } from './canvas.ts';
import { layered, type Noise, smooth } from './noise.ts';
import { BINDINGS, type Box, type Piece, type Room } from './rooms/room.ts';

type Face = 'left' | 'right' | 'floor' | 'ceiling' | 'ahead' | 'box';

/** How far along the ray (in its own lengths), on which face and box, and the normal there. */
export type Hit = { t: number; face: Face; box: Box | null; nx: number; ny: number; nz: number };

const HIT: Hit = { t: 0, face: 'box', box: null, nx: 0, ny: 0, nz: 0 };

/** How far behind the viewer the room ends. */
const BEHIND = -2;

/** What a ray meets first, of `pieces` and the room's walls. The same object each time. */
export function nearest(
  room: Room,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  pieces = room.pieces,
): Hit {
  shell(room, ox, oy, oz, dx, dy, dz);
  for (const piece of pieces) {
    const from = enters(piece, ox, oy, oz, dx, dy, dz, true);
    if (from >= HIT.t || from < 0) continue;
    for (const box of piece.boxes) meet(box, ox, oy, oz, dx, dy, dz);
  }
  if (HIT.box !== null) normalOf(HIT.box, ox + dx * HIT.t, oy + dy * HIT.t, oz + dz * HIT.t);
  return HIT;
}

/** A piece and the slopes (to the side and up) within which rays from the eye may meet it. */
type Extent = { piece: Piece; left: number; right: number; low: number; high: number };

/** Tells which pieces rays from a standpoint may meet between two slopes to the side, at one slope up. */
export function overview(
  { pieces, eye }: Room,
  from: number,
): (up: number) => (left: number, right: number) => Piece[] {
  const extents = pieces.map((piece): Extent => {
    const { low, high } = piece;
    if (low[2] <= 0.05) return { piece, left: -1e9, right: 1e9, low: -1e9, high: 1e9 };
    const slope = (at: number, towards: 1 | -1) => at / (at > 0 === towards > 0 ? low[2] : high[2]);
    return {
      piece,
      left: slope(low[0] - from, -1),
      right: slope(high[0] - from, 1),
      low: slope(low[1] - eye, -1),
      high: slope(high[1] - eye, 1),
    };
  });
  return (up) => {
    const level = extents.filter(({ low, high }) => low <= up && up <= high);
    return (left, right) => level.filter((one) => one.left <= right && left <= one.right).map(({ piece }) => piece);
  };
}

/** Where a ray meets walls, floor and ceiling. */
function shell(room: Room, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): void {
  const { half, high, deep, vault, cove } = room;
  const side = dx === 0 ? 1e9 : ((dx > 0 ? half : -half) - ox) / dx;
  const level = dy === 0 ? 1e9 : ((dy > 0 ? high : 0) - oy) / dy;
  const end = dz > 0 ? (deep - oz) / dz : dz < 0 ? (BEHIND - oz) / dz : 1e9;
  HIT.box = null;
  HIT.nx = HIT.ny = HIT.nz = 0;
  if (vault !== null) {
    const bent = leaves(dx, dy, ox, oy - vault, half);
    if (oy + dy * bent > vault && bent < end) {
      HIT.t = bent;
      HIT.face = 'ceiling';
      HIT.nx = -(ox + dx * bent) / half;
      HIT.ny = (vault - oy - dy * bent) / half;
      return;
    }
  }
  HIT.t = Math.min(side, level, end);
  if (cove !== null && dz > 0) {
    const bent = leaves(dy, dz, oy - cove, oz - deep + cove, cove);
    const [y, z] = [oy + dy * bent, oz + dz * bent];
    if (bent < side && y < cove && z > deep - cove) {
      HIT.t = bent;
      HIT.face = 'floor';
      HIT.ny = (cove - y) / cove;
      HIT.nz = (deep - cove - z) / cove;
      return;
    }
  }
  if (HIT.t === end) [HIT.nz, HIT.face] = [dz > 0 ? -1 : 1, 'ahead'];
  else if (HIT.t === level) [HIT.ny, HIT.face] = dy > 0 ? [-1, 'ceiling'] : [1, 'floor'];
  else [HIT.nx, HIT.face] = dx > 0 ? [-1, 'right'] : [1, 'left'];
}

/** Where a ray in a plane leaves a circle about the origin; 1e9 when it does not meet it. */
function leaves(du: number, dv: number, u: number, v: number, radius: number): number {
  const a = du * du + dv * dv;
  const b = u * du + v * dv;
  const inner = b * b - a * (u * u + v * v - radius * radius);
  return a === 0 || inner <= 0 ? 1e9 : (Math.sqrt(inner) - b) / a;
}

function meet(box: Box, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): void {
  const t = enters(box, ox, oy, oz, dx, dy, dz);
  if (t <= 0 || t >= HIT.t) return;
  HIT.t = t;
  HIT.box = box;
  HIT.face = 'box';
}

/** Where a ray enters a box, in its own lengths; −1 when it does not. `inner`: 0 where it begins in it. */
export function enters(
  { low, high }: Pick<Box, 'low' | 'high'>,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  inner = false,
): number {
  const x0 = (low[0] - ox) / dx;
  const x1 = (high[0] - ox) / dx;
  const y0 = (low[1] - oy) / dy;
  const y1 = (high[1] - oy) / dy;
  const from = Math.max(x0 < x1 ? x0 : x1, y0 < y1 ? y0 : y1);
  const to = Math.min(x0 > x1 ? x0 : x1, y0 > y1 ? y0 : y1);
  if (from > to) return -1;
  const z0 = (low[2] - oz) / dz;
  const z1 = (high[2] - oz) / dz;
  const first = Math.max(from, z0 < z1 ? z0 : z1);
  const last = Math.min(to, z0 > z1 ? z0 : z1);
  if (first >= last) return -1;
  return inner && first < 0 && last > 0 ? 0 : first;
}

/** The normal of the face that a place lies on, turned towards the next face where the edge is rounded. */
function normalOf({ low, high, round }: Box, x: number, y: number, z: number): void {
  const r = Math.max(0.002, round);
  // 0 in the middle of a face to 1 (or −1) on it or at its rim.
  const lean = (value: number, from: number, to: number) => {
    const inward = Math.min(r, (to - from) / 2);
    return Math.max(0, (value - to + inward) / inward) - Math.max(0, (from + inward - value) / inward);
  };
  const nx = lean(x, low[0], high[0]);
  const ny = lean(y, low[1], high[1]);
  const nz = lean(z, low[2], high[2]);
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
  [HIT.nx, HIT.ny, HIT.nz] = [nx / length, ny / length, nz / length];
}

/** Sets the colour of a place under white light, and gives how polished it is, 0 to 1. */
export function surface(
  room: Room,
  hit: Hit,
  noise: Noise,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): number {
  const { box, face } = hit;
  const fine = layered(noise, (x + 0.61 * z) * 3.1 + 20, (y + 0.37 * z) * 3.1, 3);
  if (box === null) {
    if (face === 'floor') return ground(room, noise, x, z, out);
    const skirting = y < 0.1 && face !== 'ceiling' && room.walls === 'paint' && room.cove === null;
    const tone = (0.97 + 0.06 * fine) * walling(room, hit, noise, x, y, z);
    for (let c = 0; c < 3; c++) {
      const own = face === 'ceiling' ? room.ceiling[c]! : skirting ? [0.68, 0.66, 0.62][c]! : room.wall[c]!;
      out[c] = own * tone * (skirting && y > 0.092 ? 0.75 : 1);
    }
    return room.walls === 'panels' ? 0.12 : 0;
  }
  let tone = 0.95 + 0.1 * fine;
  let gloss = 0;
  if (box.stuff === 'wood') {
    const long = box.high[0] - box.low[0] > box.high[1] - box.low[1];
    const veins = long ? layered(noise, x * 2.4 + 3, (y + z) * 46, 4) : layered(noise, (x + z) * 46, y * 2.4, 4);
    tone = 0.66 + 0.68 * veins;
    gloss = hit.ny > 0.9 ? 0.5 : 0.12;
  } else if (box.stuff === 'cloth') tone = (0.86 + 0.28 * noise((x + z) * 160, (y - z) * 160)) * (0.92 + 0.16 * fine);
  else if (box.stuff === 'curtain') {
    // Heavy cloth falls in broad folds.
    const fold = box.high[1] - box.low[1] > 3 ? 17 : 62;
    tone = 0.68 + 0.3 * Math.sin((x + z) * fold + 2.5 * noise((x + z) * 0.15 * fold, y * 0.6)) + 0.1 * fine;
  } else if (box.stuff === 'rug') tone = rug(box, noise, x, z);
  else if (box.stuff === 'stone') {
    tone = 0.86 + 0.3 * Math.abs(layered(noise, x * 1.7 + 2 * fine, (y + z) * 1.7, 4) - 0.5);
    gloss = 0.35;
  } else if (box.stuff === 'metal') {
    tone = 0.94 + 0.12 * noise(x * 4, (y + z) * 220);
    gloss = 0.5;
  } else if (box.stuff === 'books') {
    books(noise, box, x, y, z, out);
    return 0;
  }
  if (box.stuff === 'print') {
    print(noise, box, y, z, out);
    return 0.1;
  }
  for (let c = 0; c < 3; c++) out[c] = box.colour[c]! * tone;
  return gloss;
}

/** What the floor is laid with. */
function ground({ floor, ground, cove }: Room, noise: Noise, x: number, z: number, out: Float64Array): number {
  if (floor === 'planks') return planks(ground, noise, x, z, out);
  const cloud = layered(noise, x * 1.3 + 5, z * 1.3, 4);
  let [tone, gloss] = [cove === null ? 0.9 + 0.2 * cloud : 1, 0];
  if (floor === 'tiles') {
    const [u, v] = [x / 0.6, z / 0.6];
    const seam = smooth(0, 0.012, Math.min(u - Math.floor(u), v - Math.floor(v)));
    const vein = smooth(0.06, 0, Math.abs(layered(noise, x * 0.9 + 30, z * 0.9 + cloud, 4) - 0.5));
    tone = (0.86 + 0.2 * noise(Math.floor(u) * 3.7, Math.floor(v) * 5.1) - 0.16 * vein) * (0.7 + 0.3 * seam);
    gloss = 0.8 * seam;
  }
  for (let c = 0; c < 3; c++) out[c] = ground[c]! * tone;
  return gloss;
}

/** Bricks, blocks or panels of a wall; the ribs of a vault. */
function walling({ walls, vault }: Room, { face }: Hit, noise: Noise, x: number, y: number, z: number): number {
  if (face === 'ceiling') return vault === null ? 1 : 0.8 + 0.35 * smooth(0.3, 0.26, Math.abs(((z / 3) % 1) - 0.5) * 3);
  if (walls === 'paint') return 1;
  const along = face === 'ahead' ? x + 40 : z + 40;
  const [long, tall, joint] =
    walls === 'brick' ? [0.23, 0.075, 0.09] : walls === 'blocks' ? [0.9, 0.42, 0.02] : [1.2, 1.3, 0.02];
  const course = Math.floor(y / tall);
  const u = along / long + (walls === 'panels' ? 0 : 0.5 * (course % 2));
  const [across, up] = [u - Math.floor(u), y / tall - course];
  const seam = smooth(0, joint, Math.min(up, 1 - up)) * smooth(0, (joint * tall) / long, Math.min(across, 1 - across));
  const own = noise(Math.floor(u) * 7.3 + 1.7, course * 3.1) - 0.5;
  const much = walls === 'brick' ? 0.6 : walls === 'blocks' ? 0.22 : 0.14;
  return (1 + much * own) * (walls === 'brick' ? 0.72 + 0.28 * seam : 0.6 + 0.4 * seam);
}

/** Backs of books in a row, of a hand's breadth and less, none as high as the next. */
function books(noise: Noise, { low, high }: Box, x: number, y: number, z: number, out: Float64Array): void {
  const along = high[0] - low[0] > high[2] - low[2] ? x : z;
  const place = along / 0.038 + 0.6 * noise(along * 8, low[1] * 9);
  const cell = Math.floor(place);
  const own = noise(cell * 5.7 + 0.3, low[1] * 23 + 7.7);
  const tall = 0.62 + 0.36 * ((own * 31) % 1);
  const edge = smooth(0, 0.12, Math.min(place - cell, cell + 1 - place));
  const gap = (own * 77) % 1 < 0.05 || (y - low[1]) / (high[1] - low[1]) > tall;
  const hue = BINDINGS[Math.floor(((own * 113) % 1) * BINDINGS.length)]!;
  const tone = gap ? 0.06 : (0.5 + 0.75 * ((own * 57) % 1)) * (0.35 + 0.65 * edge);
  for (let c = 0; c < 3; c++) out[c] = hue[c]! * tone;
}

function planks(own: Rgb, noise: Noise, x: number, z: number, out: Float64Array): number {
  const plank = Math.floor(x / 0.17);
  const within = x / 0.17 - plank;
  const shift = noise(plank * 5.3 + 9, 4.4) * 2.4;
  const board = Math.floor((z + shift) / 1.5);
  const end = (z + shift) / 1.5 - board;
  const seam = smooth(0, 0.022, Math.min(within, 1 - within)) * smooth(0, 0.003, Math.min(end, 1 - end));
  const veins = layered(noise, x * 34 + plank * 9, z * 1.9 + plank * 3.7, 4);
  const tone = (0.72 + 0.5 * (noise(plank * 3.3, board * 2.7) - 0.5) + 0.5 * (veins - 0.5)) * (0.45 + 0.55 * seam);
  for (let c = 0; c < 3; c++) out[c] = own[c]! * tone;
  return 0.55 * seam;
}

/** Woven bands and a border. */
function rug({ low, high }: Box, noise: Noise, x: number, z: number): number {
  const weave = 0.85 + 0.3 * noise(x * 190, z * 190);
  const off = (at: number, c: 0 | 2) => Math.abs(2 * at - low[c] - high[c]) / (high[c] - low[c]);
  const border = Math.max(off(x, 0), off(z, 2));
  const band = smooth(0.9, 0.905, border) - smooth(0.94, 0.945, border);
  const field = 0.06 * Math.sin(x * 26) * Math.sin(z * 26);
  return weave * (1 + 0.9 * band + field);
}

/** A picture in a frame: paper with a horizon of one colour on another. */
function print(noise: Noise, { low, high, colour }: Box, y: number, z: number, out: Float64Array): void {
  const v = (y - low[1]) / (high[1] - low[1]);
  const u = (z - low[2]) / (high[2] - low[2]);
  const paper = Math.min(u, 1 - u, v, 1 - v) < 0.14 ? 1 : 0;
  const wave = smooth(0.02, -0.02, v - 0.42 - 0.25 * (layered(noise, u * 2 + low[2] * 7, 3, 3) - 0.5));
  const sun = smooth(0.15, 0.14, Math.hypot(u - 0.6, v - 0.66));
  for (let c = 0; c < 3; c++) {
    const inner = 0.62 + (colour[c]! - 0.62) * (0.25 + 0.7 * wave) + sun * [0.16, -0.12, -0.3][c]!;
    out[c] = paper ? 0.74 : Math.max(0.03, inner);
  }
}

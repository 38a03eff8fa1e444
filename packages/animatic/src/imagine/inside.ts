// Rays in a room of boxes: what they meet, how its edges are rounded, and what it is made of.
import { layered, type Noise, smooth } from './noise.ts';
import { type Box, DEEP, HALF, HIGH, type Room } from './room.ts';

type Face = 'left' | 'right' | 'floor' | 'ceiling' | 'ahead' | 'box';

/** How far along the ray (in its own lengths), on which face and box, and the normal there. */
export type Hit = { t: number; face: Face; box: Box | null; nx: number; ny: number; nz: number };

const HIT: Hit = { t: 0, face: 'box', box: null, nx: 0, ny: 0, nz: 0 };

/** What a ray meets first. The same object each time. */
export function nearest(room: Room, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): Hit {
  const side = dx === 0 ? 1e9 : ((dx > 0 ? HALF : -HALF) - ox) / dx;
  const level = dy === 0 ? 1e9 : ((dy > 0 ? HIGH : 0) - oy) / dy;
  const end = dz > 0 ? (DEEP - oz) / dz : dz < 0 ? (-2 - oz) / dz : 1e9;
  HIT.t = Math.min(side, level, end);
  HIT.box = null;
  [HIT.nx, HIT.ny, HIT.nz] = [0, 0, 0];
  if (HIT.t === end) [HIT.nz, HIT.face] = [dz > 0 ? -1 : 1, 'ahead'];
  else if (HIT.t === level) [HIT.ny, HIT.face] = dy > 0 ? [-1, 'ceiling'] : [1, 'floor'];
  else [HIT.nx, HIT.face] = dx > 0 ? [-1, 'right'] : [1, 'left'];
  for (const box of room.boxes) meet(box, ox, oy, oz, dx, dy, dz);
  const inShelf = enters(room.bounds, ox, oy, oz, dx, dy, dz);
  if (inShelf > -1 && inShelf < HIT.t) for (const box of room.small) meet(box, ox, oy, oz, dx, dy, dz);
  if (HIT.box !== null) normalOf(HIT.box, ox + dx * HIT.t, oy + dy * HIT.t, oz + dz * HIT.t);
  return HIT;
}

function meet(box: Box, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): void {
  const t = enters(box, ox, oy, oz, dx, dy, dz);
  if (t <= 0 || t >= HIT.t) return;
  HIT.t = t;
  HIT.box = box;
  HIT.face = 'box';
}

/** Where a ray enters a box, in its own lengths; −1 when it does not. */
export function enters(box: Box, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): number {
  const { low, high } = box;
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
  return first < Math.min(to, z0 > z1 ? z0 : z1) ? first : -1;
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
    if (face === 'floor') return planks(noise, x, z, out);
    const skirting = y < 0.1 && face !== 'ceiling';
    for (let c = 0; c < 3; c++) {
      const own = face === 'ceiling' ? [0.72, 0.71, 0.68][c]! : skirting ? [0.68, 0.66, 0.62][c]! : room.wall[c]!;
      out[c] = own * (0.97 + 0.06 * fine) * (skirting && y > 0.092 ? 0.75 : 1);
    }
    return 0;
  }
  let tone = 0.95 + 0.1 * fine;
  let gloss = 0;
  if (box.stuff === 'wood') {
    const long = box.high[0] - box.low[0] > box.high[1] - box.low[1];
    const veins = long ? layered(noise, x * 2.4 + 3, (y + z) * 46, 4) : layered(noise, (x + z) * 46, y * 2.4, 4);
    tone = 0.66 + 0.68 * veins;
    gloss = hit.ny > 0.9 ? 0.5 : 0.12;
  } else if (box.stuff === 'cloth') tone = (0.86 + 0.28 * noise((x + z) * 160, (y - z) * 160)) * (0.92 + 0.16 * fine);
  else if (box.stuff === 'curtain') tone = 0.68 + 0.3 * Math.sin(z * 62 + 2.5 * noise(z * 9, y * 0.6)) + 0.1 * fine;
  else if (box.stuff === 'rug') tone = rug(noise, x, z);
  if (box.stuff === 'print') {
    print(noise, box, y, z, out);
    return 0.1;
  }
  for (let c = 0; c < 3; c++) out[c] = box.colour[c]! * tone;
  return gloss;
}

function planks(noise: Noise, x: number, z: number, out: Float64Array): number {
  const plank = Math.floor(x / 0.17);
  const within = x / 0.17 - plank;
  const shift = noise(plank * 5.3 + 9, 4.4) * 2.4;
  const board = Math.floor((z + shift) / 1.5);
  const end = (z + shift) / 1.5 - board;
  const seam = smooth(0, 0.022, Math.min(within, 1 - within)) * smooth(0, 0.003, Math.min(end, 1 - end));
  const veins = layered(noise, x * 34 + plank * 9, z * 1.9 + plank * 3.7, 4);
  const tone = (0.72 + 0.5 * (noise(plank * 3.3, board * 2.7) - 0.5) + 0.5 * (veins - 0.5)) * (0.45 + 0.55 * seam);
  [out[0], out[1], out[2]] = [0.3 * tone, 0.175 * tone, 0.09 * tone];
  return 0.55 * seam;
}

/** Woven bands and a border. */
function rug(noise: Noise, x: number, z: number): number {
  const weave = 0.85 + 0.3 * noise(x * 190, z * 190);
  const border = Math.max(Math.abs(x + 0.075) / 1.425, Math.abs(z - 3.525) / 1.225);
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

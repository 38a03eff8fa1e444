// A quiet room: walls and furniture as boxes, the light of an hour through its windows.
import { between, chance, pick } from '../plan/chance.ts';
import { type Canvas, LAND, newCanvas, type Rgb } from './canvas.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { clearSky } from './sky.ts';

/** From corner to corner, in metres: right, up, ahead of the viewer's feet. */
type Box = { low: Rgb; high: Rgb; colour: Rgb };

/** Half the room's width, its height and its far wall; the eye's height. */
const HALF = 2.5;
const HIGH = 2.7;
const DEEP = 5.4;
const EYE = 1.35;

type Room = { boxes: Box[]; wall: Rgb; hand: 1 | -1; noise: Noise; lamp: Rgb; warmth: number };

export function paintInterior(scene: Scene, light: Light, width: number, height: number): Canvas {
  const canvas = newCanvas(width, height, 1.35);
  const horizon = 0.46 * height;
  const { scale, colour, distance, kind } = canvas;
  const room = furnished(scene);
  const toSun = sunThrough(scene, room.hand);
  const out = new Float64Array(3);
  for (let row = 0, at = 0; row < height; row++) {
    const dy = (horizon - row - 0.5) / scale;
    for (let column = 0; column < width; column++, at++) {
      const dx = (column + 0.5 - width / 2) / scale;
      distance[at] = look(room, light, scene, toSun, dx, dy, out);
      colour.set(out, 3 * at);
      kind[at] = LAND;
    }
  }
  return canvas;
}

function sunThrough({ seed, hour }: Scene, hand: number): Rgb {
  const up = hour === 'day' ? between(seed, 'sun up', 0.55, 0.75) : between(seed, 'sun up', 0.28, 0.42);
  return [hand * 0.8, up, between(seed, 'sun ahead', 0.12, 0.34)];
}

const CLOTHS: readonly Rgb[] = [
  [0.16, 0.2, 0.24],
  [0.32, 0.12, 0.08],
  [0.12, 0.2, 0.15],
  [0.42, 0.34, 0.22],
];
const PAINTS: readonly Rgb[] = [
  [0.62, 0.58, 0.5],
  [0.45, 0.52, 0.5],
  [0.6, 0.5, 0.42],
  [0.5, 0.53, 0.58],
];

function furnished({ seed, hour }: Scene): Room {
  const hand = chance(seed, 'window hand') < 0.5 ? -1 : 1;
  const cloth = pick(seed, 'cloth', CLOTHS);
  const wood: Rgb = [0.17, 0.09, 0.045];
  const boxes: Box[] = [];
  // Everything is laid out for a window on the right, and mirrored.
  const put = (x0: number, x1: number, y0: number, y1: number, z0: number, z1: number, colour: Rgb) => {
    const [a, b] = hand > 0 ? [x0, x1] : [-x1, -x0];
    boxes.push({ low: [a, y0, z0], high: [b, y1, z1], colour });
  };
  const sofa = between(seed, 'sofa', 2.9, 3.3);
  put(-2.45, -1.55, 0.12, 0.42, sofa, sofa + 1.9, cloth);
  put(-2.48, -2.18, 0.42, 0.86, sofa, sofa + 1.9, cloth);
  put(-2.45, -1.55, 0.42, 0.6, sofa - 0.02, sofa + 0.18, cloth);
  put(-2.45, -1.55, 0.42, 0.6, sofa + 1.72, sofa + 1.92, cloth);
  const table = between(seed, 'table', -0.4, 0.2);
  put(table - 0.5, table + 0.5, 0.38, 0.43, 3.3, 4.1, wood);
  for (const [x, z] of [
    [-0.46, 3.34],
    [0.42, 3.34],
    [-0.46, 4.02],
    [0.42, 4.02],
  ]) {
    put(table + x, table + x + 0.05, 0, 0.38, z, z + 0.05, wood);
  }
  put(table - 0.3, table - 0.02, 0.43, 0.47, 3.5, 3.72, [0.5, 0.16, 0.1]);
  put(table - 0.27, table - 0.05, 0.47, 0.5, 3.52, 3.7, [0.75, 0.7, 0.6]);
  put(table + 0.16, table + 0.28, 0.43, 0.62, 3.7, 3.82, [0.7, 0.7, 0.68]);
  // Shelves on the far wall.
  put(0.5, 1.9, 0, 0.06, 5.1, DEEP, wood);
  for (const y of [0.4, 0.8, 1.2, 1.6]) put(0.5, 1.9, y, y + 0.03, 5.1, DEEP, wood);
  put(0.46, 0.5, 0, 1.63, 5.1, DEEP, wood);
  put(1.9, 1.94, 0, 1.63, 5.1, DEEP, wood);
  for (let x = 0.53, n = 0; x < 1.86; n++) {
    const shelf = [0.06, 0.43, 0.83, 1.23][n % 4];
    const thick = between(seed, `book ${n}`, 0.03, 0.075);
    const tall = between(seed, `tall ${n}`, 0.2, 0.31);
    const tone = between(seed, `tone ${n}`, 0.05, 0.4);
    const hue = chance(seed, `hue ${n}`);
    put(x, x + thick, shelf, shelf + tall, 5.14, DEEP, [tone, tone * (0.4 + 0.6 * hue), tone * (0.9 - 0.5 * hue)]);
    if (n % 4 === 3) x += thick + (chance(seed, `gap ${n}`) < 0.15 ? 0.14 : 0.004);
  }
  const dim = hour === 'night' ? 1 : hour === 'sunset' ? 0.35 : 0;
  return {
    boxes,
    wall: pick(seed, 'wall', PAINTS),
    hand,
    noise: createNoise(seed, 'room'),
    lamp: [-hand * 1.9, 1.5, 5.05],
    warmth: dim,
  };
}

/** What is seen that way: sets its colour and gives how far ahead it is. */
function look(room: Room, light: Light, scene: Scene, toSun: Rgb, dx: number, dy: number, out: Float64Array): number {
  const hit = nearest(room, 0, EYE, 0, dx, dy, 1);
  const [x, y, z] = [dx * hit.t, EYE + dy * hit.t, hit.t];
  const { noise } = room;
  if (hit.face === FAR_WALL && inFarWindow(room, x, y)) return outside(room, light, scene, x, y, dx, dy, out);
  const grain = layered(noise, (x + 0.7 * z) * 3 + 20, (y + 0.7 * z) * 3, 4);
  let own: Rgb = hit.box?.colour ?? room.wall;
  let gloss = 0;
  if (hit.face === FLOOR) {
    const plank = Math.floor(x / 0.16);
    const seam = smooth(0, 0.03, Math.abs(x / 0.16 - plank - 0.5) * 2 < 0.97 ? 1 : 0);
    const veins = layered(noise, x * 22 + plank * 9, z * 1.6 + plank * 3.7, 4);
    const tone =
      (0.55 + 0.5 * noise(plank * 3.3, Math.floor(z / 1.1 + plank * 0.37)) + 0.5 * (veins - 0.5)) * (0.5 + 0.5 * seam);
    own = [0.36 * tone, 0.2 * tone, 0.1 * tone];
    gloss = 0.16;
  } else if (hit.face === CEILING) own = [0.7, 0.69, 0.66];
  else if (y < 0.11 && !hit.box) own = [0.7, 0.68, 0.64];
  const sunny = sunlit(room, x, y, z, hit.nx, hit.ny, hit.nz, toSun);
  const corner = occlusion(room, x, y, z, hit.box !== null);
  const { sun, ambient, horizon } = light;
  // The windows as soft lamps: what faces them and is near them is brighter.
  const wx = room.hand * HALF - x;
  const wz = 3 - z;
  const reach = Math.sqrt(wx * wx + (1.5 - y) ** 2 + wz * wz) + 0.4;
  const soft = Math.max(0.06, (hit.nx * wx + hit.ny * (1.5 - y) + hit.nz * wz) / reach) * (2.6 / (reach * reach + 1));
  const lx = room.lamp[0] - x;
  const ly = room.lamp[1] - y;
  const lz = room.lamp[2] - 0.3 - z;
  const far = lx * lx + ly * ly + lz * lz + 0.25;
  const glow =
    room.warmth * (0.16 + Math.max(0, (hit.nx * lx + hit.ny * ly + hit.nz * lz) / Math.sqrt(far))) * (1.5 / far);
  for (let c = 0; c < 3; c++) {
    const sky = (ambient[c] * 0.6 + horizon[c] * 0.4) * (soft * 1.7 + 0.34 + gloss * soft);
    const bounce = sun[c] * [0.16, 0.12, 0.08][c] * (scene.hour === 'night' ? 0 : 1);
    const lamp = [1.1, 0.68, 0.34][c] * (glow + 0.08 * room.warmth);
    out[c] = own[c] * (0.8 + 0.4 * grain) * ((sky + bounce + lamp) * corner + sun[c] * sunny * 2.1);
  }
  return z;
}

const FLOOR = 1;
const CEILING = 2;
const FAR_WALL = 3;

type Hit = { t: number; face: number; nx: number; ny: number; nz: number; box: Box | null };
const HIT: Hit = { t: 0, face: 0, nx: 0, ny: 0, nz: 0, box: null };

function nearest(room: Room, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): Hit {
  const side = dx === 0 ? 1e9 : ((dx > 0 ? HALF : -HALF) - ox) / dx;
  const level = dy === 0 ? 1e9 : ((dy > 0 ? HIGH : 0) - oy) / dy;
  const end = (DEEP - oz) / dz;
  HIT.t = Math.min(side, level, end);
  HIT.box = null;
  [HIT.nx, HIT.ny, HIT.nz] = [0, 0, 0];
  HIT.face = 0;
  if (HIT.t === end) [HIT.nz, HIT.face] = [-1, FAR_WALL];
  else if (HIT.t === level) [HIT.ny, HIT.face] = dy > 0 ? [-1, CEILING] : [1, FLOOR];
  else HIT.nx = dx > 0 ? -1 : 1;
  for (const box of room.boxes) {
    const t = enters(box, ox, oy, oz, dx, dy, dz);
    if (t <= 0 || t >= HIT.t) continue;
    HIT.t = t;
    HIT.box = box;
    HIT.face = 0;
    const [x, y] = [ox + dx * t, oy + dy * t];
    const onX = Math.min(Math.abs(x - box.low[0]), Math.abs(x - box.high[0]));
    const onY = Math.min(Math.abs(y - box.low[1]), Math.abs(y - box.high[1]));
    const onZ = Math.abs(oz + dz * t - box.low[2]);
    [HIT.nx, HIT.ny, HIT.nz] = [0, 0, 0];
    if (onX < onY && onX < onZ) HIT.nx = dx > 0 ? -1 : 1;
    else if (onY < onZ) HIT.ny = dy > 0 ? -1 : 1;
    else HIT.nz = -1;
  }
  return HIT;
}

/** Where a ray enters a box, in its own lengths; 0 or less when it does not. */
function enters({ low, high }: Box, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): number {
  const x0 = (low[0] - ox) / dx;
  const x1 = (high[0] - ox) / dx;
  const y0 = (low[1] - oy) / dy;
  const y1 = (high[1] - oy) / dy;
  const z0 = (low[2] - oz) / dz;
  const z1 = (high[2] - oz) / dz;
  const from = Math.max(Math.min(x0, x1), Math.min(y0, y1), Math.min(z0, z1));
  return from < Math.min(Math.max(x0, x1), Math.max(y0, y1), Math.max(z0, z1)) ? from : -1;
}

/** Whether the sun comes here, 0 to 1, through a side window with its bars. */
function sunlit(room: Room, x: number, y: number, z: number, nx: number, ny: number, nz: number, sun: Rgb): number {
  const facing = (nx * sun[0] + ny * sun[1] + nz * sun[2]) / Math.hypot(...sun);
  if (facing <= 0) return 0;
  const t = (room.hand * HALF - x) / sun[0];
  if (t < 0.01) return 0;
  const wy = y + sun[1] * t;
  const wz = z + sun[2] * t;
  const pane = panes((wz - 1.7) / 2.5, (wy - 0.75) / 1.6, 3, 2);
  if (pane === 0) return 0;
  for (const box of room.boxes) {
    const at = enters(box, x + nx * 0.01, y + ny * 0.01, z + nz * 0.01, sun[0], sun[1], sun[2]);
    if (at > 0 && at < t) return 0;
  }
  return facing * pane;
}

/** 1 behind glass, 0 behind bars and walls; `u`, `v`: 0 to 1 over the window. */
function panes(u: number, v: number, across: number, down: number): number {
  if (u < 0 || u > 1 || v < 0 || v > 1) return 0;
  const bar = Math.min(
    Math.abs(((u * across + 0.5) % 1) - 0.5) / across,
    Math.abs(((v * down + 0.5) % 1) - 0.5) / down,
  );
  return smooth(0.012, 0.02, bar);
}

function inFarWindow(room: Room, x: number, y: number): boolean {
  const u = (x * room.hand + 1.5) / 1.7;
  return u > 0 && u < 1 && y > 0.85 && y < 2.25;
}

/** Through the window of the far wall: sky, hills, and the window's own frame. */
function outside(
  room: Room,
  light: Light,
  _scene: Scene,
  x: number,
  y: number,
  dx: number,
  dy: number,
  out: Float64Array,
): number {
  const pane = panes((x * room.hand + 1.5) / 1.7, (y - 0.85) / 1.4, 2, 2);
  const { noise } = room;
  clearSky(light, dx, dy + 0.12, 1, out);
  const far = dy - 0.05 * (layered(noise, dx * 9 + 5, 2, 5) - 0.2);
  const near = dy + 0.1 - 0.12 * layered(noise, dx * 14 + 70, 9, 6);
  for (let c = 0; c < 3; c++) {
    if (far < 0) out[c] += (light.fog[c] * 0.55 - out[c]) * 0.8;
    if (near < 0)
      out[c] = [0.05, 0.09, 0.03][c] * (light.ambient[c] * 1.4 + light.sun[c] * 0.4) * (0.5 + noise(dx * 90, dy * 90));
    const frame = 0.55 * light.ambient[c] + 0.06 * light.sun[c] + room.warmth * [0.16, 0.1, 0.05][c];
    out[c] = out[c] * pane * 1.25 + frame * (1 - pane);
  }
  return DEEP;
}

/** Corners and what stands on the floor get less of the room's light. */
function occlusion(room: Room, x: number, y: number, z: number, onBox: boolean): number {
  const corner = (away: number) => 1 - 0.42 * Math.exp(-away * 3.2);
  let open = corner(HALF - Math.abs(x)) * corner(DEEP - z) * corner(Math.min(y, HIGH - y) + (onBox ? 0.12 : 0));
  if (Math.abs(x) > HALF - 0.01 || z > DEEP - 0.01 || y < 0.01 || y > HIGH - 0.01) open /= 0.58;
  if (onBox) return open;
  for (const { low, high } of room.boxes) {
    const ax = Math.max(low[0] - x, 0, x - high[0]);
    const ay = Math.max(low[1] - y, 0, y - high[1]);
    const az = Math.max(low[2] - z, 0, z - high[2]);
    const size = Math.min(0.3, high[0] - low[0], high[2] - low[2]);
    if (ax + ay + az < 0.6) open *= 1 - 0.5 * Math.exp((-4.5 * Math.hypot(ax, ay, az)) / (size + 0.2));
  }
  return open;
}

// A room and what stands in it, as boxes; laid out for windows on the right and ahead.
import { between, chance, pick } from '../plan/chance.ts';
import type { Rgb } from './canvas.ts';
import { dyed } from './colours.ts';
import type { Scene } from './scene.ts';

type Stuff = 'plain' | 'wood' | 'cloth' | 'curtain' | 'rug' | 'print' | 'shade';

/** From corner to corner, in metres: right, up, ahead of the viewer's feet. `round`: how far its edges are rounded. */
export type Box = { low: Rgb; high: Rgb; colour: Rgb; stuff: Stuff; round: number };

/** Half the room's width, its height and its far wall; the eye's height. */
export const HALF = 2.6;
export const HIGH = 2.75;
export const DEEP = 5.6;
export const EYE = 1.3;

/** From and to along its wall, foot and top over the floor, so many panes across and down. */
export type Window = { from: number; to: number; foot: number; top: number; across: number; down: number };

/**
 * Its windows are on the right wall and (or null) the far one. `small`: what is in the shelf, within `bounds`: it throws no shadow
 * that would be seen. `pot`: where the plant stands.
 */
export type Room = {
  side: Window;
  ahead: Window | null;
  boxes: Box[];
  small: Box[];
  bounds: Box;
  wall: Rgb;
  lamps: Rgb[];
  pot: Rgb;
};

const CLOTHS: readonly Rgb[] = [
  [0.2, 0.24, 0.28],
  [0.36, 0.15, 0.09],
  [0.13, 0.2, 0.16],
  [0.46, 0.4, 0.31],
  [0.5, 0.34, 0.14],
];
const PAINTS: readonly Rgb[] = [
  [0.66, 0.63, 0.57],
  [0.42, 0.48, 0.46],
  [0.62, 0.52, 0.42],
  [0.38, 0.42, 0.48],
  [0.7, 0.68, 0.64],
];
const WOODS: readonly Rgb[] = [
  [0.17, 0.09, 0.045],
  [0.34, 0.21, 0.11],
  [0.09, 0.06, 0.045],
];

/** How a room is laid out: its windows, against which wall (and from where along it) sofa and shelf stand, and what hangs on the left. */
type Layout = {
  side: Window;
  ahead: Window | null;
  sofa: { wall: 'left' | 'far'; from: number; long: number };
  shelf: { wall: 'left' | 'far'; from: number; to: number };
  prints: readonly number[];
  lamp: Rgb;
  table: { x: number; z: number };
};

const LAYOUTS: readonly Layout[] = [
  {
    side: { from: 1.3, to: 4.7, foot: 0.3, top: 2.45, across: 4, down: 2 },
    ahead: { from: -1.55, to: 0.35, foot: 0.62, top: 2.35, across: 2, down: 2 },
    sofa: { wall: 'left', from: 2.7, long: 2.1 },
    shelf: { wall: 'far', from: 0.62, to: 1.98 },
    prints: [2.7, 3.75],
    lamp: [-2.15, 1.62, 5.05],
    table: { x: -0.2, z: 3.25 },
  },
  {
    side: { from: 1.9, to: 3.9, foot: 0.06, top: 2.45, across: 2, down: 4 },
    ahead: { from: -1.75, to: 1.25, foot: 0.98, top: 2.38, across: 4, down: 1 },
    sofa: { wall: 'far', from: -1.5, long: 2.3 },
    shelf: { wall: 'left', from: 2.5, to: 4.3 },
    prints: [1.6],
    lamp: [1.35, 1.62, 5.1],
    table: { x: -0.35, z: 3.35 },
  },
  {
    side: { from: 1, to: 5, foot: 0.82, top: 2.3, across: 5, down: 1 },
    ahead: null,
    sofa: { wall: 'left', from: 2.9, long: 1.5 },
    shelf: { wall: 'far', from: -1.5, to: 1.5 },
    prints: [1.7, 3.3],
    lamp: [-2.2, 1.62, 4.75],
    table: { x: -0.5, z: 3.4 },
  },
  {
    side: { from: 2.6, to: 4.4, foot: 0.75, top: 2.4, across: 3, down: 3 },
    ahead: { from: 0.1, to: 2.1, foot: 0.3, top: 2.42, across: 3, down: 3 },
    sofa: { wall: 'left', from: 2.4, long: 2.4 },
    shelf: { wall: 'far', from: -2, to: -0.5 },
    prints: [2.5, 3.2, 3.9],
    lamp: [-0.2, 1.62, 5.2],
    table: { x: 0.1, z: 3.1 },
  },
];

export function furnished({ seed, tints }: Scene): Room {
  const boxes: Box[] = [];
  const wood = pick(seed, 'wood', WOODS);
  const layout = pick(seed, 'layout', LAYOUTS);
  const { side, ahead, sofa, lamp } = layout;
  const put: Put = (low, high, colour, stuff = 'plain', round = 0.012) =>
    boxes.push({ low, high, colour, stuff, round });
  putSofa(sofa.wall === 'left' ? put : turnedTo(put), sofa, clothsOf(seed, tints.cloth));
  putTable(layout.table, seed, wood, put);
  put([-1.5, 0, 2.3], [1.35, 0.012, 4.75], dyed(pick(seed, 'rug', CLOTHS), tints.rug?.[0]), 'rug');
  // Curtains at both ends of the side window, a board under the far one.
  const linen = dyed([0.62, 0.58, 0.5], tints.curtain?.[0]);
  put([2.44, 0.02, side.to - 0.08], [2.56, 2.6, side.to + 0.35], linen, 'curtain');
  put([2.44, 0.02, side.from - 0.4], [2.56, 2.6, side.from + 0.08], linen, 'curtain');
  if (ahead !== null)
    put([ahead.from - 0.08, ahead.foot - 0.05, DEEP - 0.14], [ahead.to + 0.08, ahead.foot, DEEP], [0.66, 0.64, 0.6]);
  for (const [nth, z] of layout.prints.entries()) putPrint(z, 1.35 + 0.07 * (nth % 2), seed, wood, put);
  putLamp(lamp, put);
  const pot: Rgb = ahead === null ? [2.1, 0.4, 5.15] : ahead.to > 2 ? [-2.2, 0.4, 5.2] : [2.12, 0.4, 5.2];
  put([pot[0] - 0.19, 0, pot[2] - 0.19], [pot[0] + 0.19, 0.4, pot[2] + 0.19], [0.5, 0.45, 0.4], 'plain', 0.12);
  const shelf = putShelf(layout.shelf, seed, wood, put);
  return { side, ahead, boxes, ...shelf, wall: dyed(pick(seed, 'wall', PAINTS), tints.wall?.[0]), lamps: [lamp], pot };
}

/** What stands against the left wall, put against the far one. */
function turnedTo(put: Put): Put {
  return (low, high, ...rest) =>
    put([low[2], low[1], DEEP - (high[0] + HALF)], [high[2], high[1], DEEP - (low[0] + HALF)], ...rest);
}

/** What stands against the far wall, put against the left one. */
function leftOf({ low, high, ...rest }: Box): Box {
  return {
    low: [DEEP - HALF - high[2], low[1], low[0]],
    high: [DEEP - HALF - low[2], high[1], high[0]],
    ...rest,
  };
}

function clothsOf(seed: number, tints: readonly Rgb[] | undefined): { cloth: Rgb; accent: Rgb } {
  return {
    cloth: dyed(pick(seed, 'cloth', CLOTHS), tints?.[0]),
    accent: dyed(pick(seed, 'cushion', CLOTHS), tints?.[1]),
  };
}

/** A framed print on the left wall. */
function putPrint(z: number, low: number, seed: number, wood: Rgb, put: Put): void {
  put([-HALF, low, z], [-HALF + 0.035, low + 0.72, z + 0.55], wood, 'wood');
  const own = pick(seed, `print ${z}`, CLOTHS);
  put([-HALF, low + 0.06, z + 0.06], [-HALF + 0.042, low + 0.66, z + 0.49], own, 'print', 0);
}

/** A lamp on its stand. */
function putLamp(lamp: Rgb, put: Put): void {
  const iron: Rgb = [0.06, 0.055, 0.05];
  put([lamp[0] - 0.015, 0, lamp[2] - 0.015], [lamp[0] + 0.015, 1.5, lamp[2] + 0.015], iron);
  put([lamp[0] - 0.15, 0, lamp[2] - 0.15], [lamp[0] + 0.15, 0.02, lamp[2] + 0.15], iron);
  put([lamp[0] - 0.2, 1.46, lamp[2] - 0.2], [lamp[0] + 0.2, 1.8, lamp[2] + 0.2], [0.7, 0.6, 0.44], 'shade', 0.1);
}

type Put = (low: Rgb, high: Rgb, colour: Rgb, stuff?: Stuff, round?: number) => void;

/** A sofa against the left wall. */
function putSofa(put: Put, { from: z, long }: Layout['sofa'], { cloth, accent }: { cloth: Rgb; accent: Rgb }): void {
  put([-2.5, 0.1, z], [-1.55, 0.36, z + long], cloth, 'cloth', 0.05);
  put([-2.55, 0.3, z], [-2.25, 0.86, z + long], cloth, 'cloth', 0.09);
  for (const arm of [z - 0.06, z + long - 0.16]) put([-2.52, 0.1, arm], [-1.56, 0.6, arm + 0.22], cloth, 'cloth', 0.08);
  const seats = Math.max(1, Math.round((long - 0.32) / 0.85));
  const seat = (long - 0.32) / seats;
  for (let nth = 0; nth < seats; nth++) {
    const from = z + 0.16 + nth * seat;
    put([-2.28, 0.36, from + 0.01], [-1.52, 0.5, from + seat - 0.01], cloth, 'cloth', 0.06);
    put([-2.34, 0.5, from + 0.03], [-2.1, 0.88, from + seat - 0.03], cloth, 'cloth', 0.09);
  }
  put([-2.12, 0.5, z + 0.22], [-1.94, 0.84, z + 0.58], accent, 'cloth', 0.08);
}

function putTable(at: Layout['table'], seed: number, wood: Rgb, put: Put): void {
  const x = at.x + between(seed, 'table', -0.22, 0.22);
  const z = at.z + between(seed, 'table z', -0.15, 0.15);
  put([x - 0.55, 0.36, z], [x + 0.55, 0.4, z + 0.75], wood, 'wood');
  for (const [dx, dz] of [
    [-0.51, 0.04],
    [0.46, 0.04],
    [-0.51, 0.66],
    [0.46, 0.66],
  ] as const)
    put([x + dx, 0, z + dz], [x + dx + 0.05, 0.36, z + dz + 0.05], wood, 'wood');
  put([x - 0.34, 0.4, z + 0.24], [x - 0.06, 0.435, z + 0.46], [0.42, 0.13, 0.08]);
  put([x - 0.31, 0.435, z + 0.27], [x - 0.08, 0.46, z + 0.44], [0.7, 0.66, 0.58]);
  put([x + 0.16, 0.4, z + 0.36], [x + 0.29, 0.62, z + 0.49], [0.62, 0.6, 0.56], 'plain', 0.05);
}

function putShelf(
  { wall, from: left, to: right }: Layout['shelf'],
  seed: number,
  wood: Rgb,
  put: Put,
): { small: Box[]; bounds: Box } {
  const [back, front] = [DEEP, DEEP - 0.32];
  const place = (box: Box) => (wall === 'far' ? box : leftOf(box));
  const add = (low: Rgb, high: Rgb) => {
    const board = place({ low, high, colour: wood, stuff: 'wood', round: 0.012 });
    put(board.low, board.high, wood, 'wood');
  };
  const boards = [0.02, 0.42, 0.82, 1.22, 1.62, 2.02];
  for (const y of boards) add([left, y, front], [right, y + 0.03, back]);
  for (const x of [left - 0.03, right]) add([x, 0, front], [x + 0.03, 2.05, back]);
  const small: Box[] = [];
  for (const [nth, shelf] of boards.slice(0, -1).entries()) {
    for (let x = left + 0.02, n = 0; x < right - 0.08; n++) {
      const name = `${nth} ${n}`;
      if (chance(seed, `gap ${name}`) < 0.08) x += between(seed, `wide ${name}`, 0.06, 0.22);
      const thick = between(seed, `thick ${name}`, 0.022, 0.055);
      const tall = between(seed, `tall ${name}`, 0.19, 0.31);
      const deep = between(seed, `deep ${name}`, 0.05, 0.11);
      if (x + thick > right - 0.01) break;
      // Cloth and paper of old books: muted, in a few families of colour.
      const hue = pick(seed, `hue ${name}`, BINDINGS);
      const tone = between(seed, `tone ${name}`, 0.5, 1.25);
      const colour: Rgb = [hue[0] * tone, hue[1] * tone, hue[2] * tone];
      small.push(
        place({
          low: [x, shelf + 0.03, front + deep],
          high: [x + thick, shelf + 0.03 + tall, back],
          colour,
          stuff: 'plain',
          round: 0.01,
        }),
      );
      x += thick + 0.003;
    }
  }
  return {
    small,
    bounds: place({ low: [left, 0, front], high: [right, 2.05, back], colour: wood, stuff: 'plain', round: 0 }),
  };
}

const BINDINGS: readonly Rgb[] = [
  [0.3, 0.1, 0.07],
  [0.09, 0.13, 0.19],
  [0.12, 0.17, 0.11],
  [0.5, 0.43, 0.31],
  [0.36, 0.23, 0.1],
  [0.13, 0.12, 0.12],
  [0.42, 0.38, 0.34],
];

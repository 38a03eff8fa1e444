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

/** Windows: on the right wall from z to z, on the far wall from x to x; both from y to y, with so many panes across and down. */
export const SIDE = { from: 1.3, to: 4.7, foot: 0.3, top: 2.45, across: 4, down: 2 };
export const AHEAD = { from: -1.55, to: 0.35, foot: 0.62, top: 2.35, across: 2, down: 2 };

/** `small`: what is in the shelf, within `bounds`: it throws no shadow that would be seen. */
export type Room = { boxes: Box[]; small: Box[]; bounds: Box; wall: Rgb; lamps: Rgb[] };

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

export function furnished({ seed, tints }: Scene): Room {
  const boxes: Box[] = [];
  const wood = pick(seed, 'wood', WOODS);
  const put = (low: Rgb, high: Rgb, colour: Rgb, stuff: Stuff = 'plain', round = 0.012) =>
    boxes.push({ low, high, colour, stuff, round });
  putSofa(seed, tints.cloth, put);
  putTable(seed, wood, put);
  put([-1.5, 0, 2.3], [1.35, 0.012, 4.75], dyed(pick(seed, 'rug', CLOTHS), tints.rug?.[0]), 'rug');
  // Curtains at both ends of the side window, a board under the far one.
  const linen = dyed([0.62, 0.58, 0.5], tints.curtain?.[0]);
  put([2.44, 0.02, 4.62], [2.56, 2.6, 5.05], linen, 'curtain');
  put([2.44, 0.02, 0.9], [2.56, 2.6, 1.38], linen, 'curtain');
  put([AHEAD.from - 0.08, AHEAD.foot - 0.05, DEEP - 0.14], [AHEAD.to + 0.08, AHEAD.foot, DEEP], [0.66, 0.64, 0.6]);
  // Prints on the left wall, a lamp on its stand beside the sofa, a pot for the plant.
  for (const [z, low] of [
    [2.7, 1.35],
    [3.75, 1.42],
  ] as const) {
    put([-HALF, low, z], [-HALF + 0.035, low + 0.72, z + 0.55], wood, 'wood');
    put(
      [-HALF, low + 0.06, z + 0.06],
      [-HALF + 0.042, low + 0.66, z + 0.49],
      pick(seed, `print ${z}`, CLOTHS),
      'print',
      0,
    );
  }
  const lamp: Rgb = [-2.15, 1.62, 5.05];
  put([lamp[0] - 0.015, 0, lamp[2] - 0.015], [lamp[0] + 0.015, 1.5, lamp[2] + 0.015], [0.06, 0.055, 0.05]);
  put([lamp[0] - 0.15, 0, lamp[2] - 0.15], [lamp[0] + 0.15, 0.02, lamp[2] + 0.15], [0.06, 0.055, 0.05]);
  put([lamp[0] - 0.2, 1.46, lamp[2] - 0.2], [lamp[0] + 0.2, 1.8, lamp[2] + 0.2], [0.7, 0.6, 0.44], 'shade', 0.1);
  put([POT[0] - 0.19, 0, POT[2] - 0.19], [POT[0] + 0.19, 0.4, POT[2] + 0.19], [0.5, 0.45, 0.4], 'plain', 0.12);
  const shelf = putShelf(seed, wood, put);
  return { boxes, ...shelf, wall: dyed(pick(seed, 'wall', PAINTS), tints.wall?.[0]), lamps: [lamp] };
}

/** Where the plant stands. */
export const POT: Rgb = [2.12, 0.4, 5.2];

type Put = (low: Rgb, high: Rgb, colour: Rgb, stuff?: Stuff, round?: number) => void;

function putSofa(seed: number, tints: readonly Rgb[] | undefined, put: Put): void {
  const cloth = dyed(pick(seed, 'cloth', CLOTHS), tints?.[0]);
  const accent = dyed(pick(seed, 'cushion', CLOTHS), tints?.[1]);
  const z = between(seed, 'sofa', 2.55, 2.85);
  const long = 2.1;
  put([-2.5, 0.1, z], [-1.55, 0.36, z + long], cloth, 'cloth', 0.05);
  put([-2.55, 0.3, z], [-2.25, 0.86, z + long], cloth, 'cloth', 0.09);
  for (const arm of [z - 0.06, z + long - 0.16]) put([-2.52, 0.1, arm], [-1.56, 0.6, arm + 0.22], cloth, 'cloth', 0.08);
  const seat = (long - 0.32) / 2;
  for (const nth of [0, 1]) {
    const from = z + 0.16 + nth * seat;
    put([-2.28, 0.36, from + 0.01], [-1.52, 0.5, from + seat - 0.01], cloth, 'cloth', 0.06);
    put([-2.34, 0.5, from + 0.03], [-2.1, 0.88, from + seat - 0.03], cloth, 'cloth', 0.09);
  }
  put([-2.12, 0.5, z + 0.22], [-1.94, 0.84, z + 0.58], accent, 'cloth', 0.08);
}

function putTable(seed: number, wood: Rgb, put: Put): void {
  const x = between(seed, 'table', -0.45, 0.05);
  const z = between(seed, 'table z', 3.1, 3.4);
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

function putShelf(seed: number, wood: Rgb, put: Put): { small: Box[]; bounds: Box } {
  const [left, right, back, front] = [0.62, 1.98, DEEP, DEEP - 0.32];
  const boards = [0.02, 0.42, 0.82, 1.22, 1.62, 2.02];
  for (const y of boards) put([left, y, front], [right, y + 0.03, back], wood, 'wood');
  for (const x of [left - 0.03, right]) put([x, 0, front], [x + 0.03, 2.05, back], wood, 'wood');
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
      small.push({
        low: [x, shelf + 0.03, front + deep],
        high: [x + thick, shelf + 0.03 + tall, back],
        colour,
        stuff: 'plain',
        round: 0.01,
      });
      x += thick + 0.003;
    }
  }
  return {
    small,
    bounds: { low: [left, 0, front], high: [right, 2.05, back], colour: wood, stuff: 'plain', round: 0 },
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

// What a room is made of: its walls, windows and lamps, and what stands in it, as boxes in pieces.
import type { Rgb } from '../canvas.ts';

/** Which rooms are painted as such. */
export type RoomKind =
  | 'living'
  | 'kitchen'
  | 'bedroom'
  | 'office'
  | 'workshop'
  | 'cafe'
  | 'library'
  | 'corridor'
  | 'hall'
  | 'ring'
  | 'stage'
  | 'church'
  | 'studio'
  | 'ship';

export type Stuff =
  | 'plain'
  | 'wood'
  | 'cloth'
  | 'curtain'
  | 'rug'
  | 'print'
  | 'stone'
  | 'metal'
  | 'books'
  /** What light shines through or comes from: it throws no shadow. */
  | 'shade'
  | 'glow'
  | 'screen';

/** From corner to corner, in metres: right, up, ahead of the viewer's feet. `round`: how far its edges are rounded. `id`: its number in the room. */
export type Box = { low: Rgb; high: Rgb; colour: Rgb; stuff: Stuff; round: number; id: number };

/** What stands together, within bounds. What does not throw shadows is too small for them to be seen. */
export type Piece = { low: Rgb; high: Rgb; boxes: Box[]; throws: boolean };

/** From and to along its wall (ahead, or to the right on the far one), foot and top over the floor, so many panes across and down. */
export type Window = {
  wall: 'right' | 'left' | 'far';
  from: number;
  to: number;
  foot: number;
  top: number;
  across: number;
  down: number;
  arched?: boolean;
};

/** `shaded`: it has a shade, and shines above and under it. */
export type Lamp = { at: Rgb; tone: Rgb; shaded: boolean };

export type Room = {
  /** Half its width, its height, how far its far wall is. */
  half: number;
  high: number;
  deep: number;
  /** The eye's height, and where in the frame's height that level is. */
  eye: number;
  level: number;
  /** How far to the left and right of the middle the viewer may stand. */
  stand: readonly [number, number];
  /** Height at which a vault begins; radius in which the floor bends up into the far wall. */
  vault: number | null;
  cove: number | null;
  floor: 'planks' | 'tiles' | 'smooth';
  walls: 'paint' | 'brick' | 'blocks' | 'panels';
  ground: Rgb;
  wall: Rgb;
  ceiling: Rgb;
  windows: readonly Window[];
  /** What is behind the glass, and whether that is stained. */
  view: 'garden' | 'town' | 'space';
  stained: boolean;
  pieces: readonly Piece[];
  lamps: readonly Lamp[];
  /** How much the lamps count by day, 0 to 1. */
  burning: number;
  /** Where a plant stands; null: none. */
  pot: Rgb | null;
};

export type Put = (low: Rgb, high: Rgb, colour: Rgb, stuff?: Stuff, round?: number) => void;

/** Builds what stands in a room, piece by piece. */
export class Furnishing {
  readonly pieces: Piece[] = [];
  #boxes = 0;

  /** One piece of what `build` puts; `throws`: whether its shadows are seen. */
  piece(build: (put: Put) => void, throws = true): void {
    const boxes: Box[] = [];
    // The smallest things of a piece share a number: light need not be told apart on them.
    const shared = throws ? null : this.#boxes++;
    build((low, high, colour, stuff = 'plain', round = 0.012) => {
      boxes.push({ low, high, colour, stuff, round, id: shared ?? this.#boxes++ });
    });
    const outer = (side: 'low' | 'high', c: 0 | 1 | 2) =>
      boxes.reduce(
        (far, box) => (side === 'low' ? Math.min(far, box.low[c]) : Math.max(far, box.high[c])),
        side === 'low' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
      );
    const low: Rgb = [outer('low', 0), outer('low', 1), outer('low', 2)];
    const high: Rgb = [outer('high', 0), outer('high', 1), outer('high', 2)];
    if (boxes.length > 0) this.pieces.push({ low, high, boxes, throws });
  }
}

export const WARM: Rgb = [2.5, 1.5, 0.68];
export const COOL: Rgb = [1.5, 1.75, 1.9];
export const IRON: Rgb = [0.06, 0.055, 0.05];

export const WOODS: readonly Rgb[] = [
  [0.17, 0.09, 0.045],
  [0.34, 0.21, 0.11],
  [0.09, 0.06, 0.045],
];
export const PAINTS: readonly Rgb[] = [
  [0.66, 0.63, 0.57],
  [0.42, 0.48, 0.46],
  [0.62, 0.52, 0.42],
  [0.38, 0.42, 0.48],
  [0.7, 0.68, 0.64],
];
export const CLOTHS: readonly Rgb[] = [
  [0.2, 0.24, 0.28],
  [0.36, 0.15, 0.09],
  [0.13, 0.2, 0.16],
  [0.46, 0.4, 0.31],
  [0.5, 0.34, 0.14],
];

/** Cloth and paper of old books: muted, in a few families of colour. */
export const BINDINGS: readonly Rgb[] = [
  [0.3, 0.1, 0.07],
  [0.09, 0.13, 0.19],
  [0.12, 0.17, 0.11],
  [0.5, 0.43, 0.31],
  [0.36, 0.23, 0.1],
  [0.13, 0.12, 0.12],
  [0.42, 0.38, 0.34],
];

/** What most rooms of a house have in common. */
export const HOME = {
  half: 2.6,
  high: 2.75,
  deep: 5.6,
  eye: 1.3,
  level: 0.45,
  stand: [-0.7, 0.55],
  vault: null,
  cove: null,
  floor: 'planks',
  walls: 'paint',
  ground: [0.3, 0.175, 0.09],
  ceiling: [0.72, 0.71, 0.68],
  view: 'garden',
  stained: false,
  burning: 0,
  pot: null,
} as const satisfies Partial<Room>;

/** A table on four legs: from corner to corner at the height of its top. */
export function table(put: Put, [x0, z0]: Pair, [x1, z1]: Pair, high: number, wood: Rgb): void {
  put([x0, high - 0.04, z0], [x1, high, z1], wood, 'wood');
  for (const x of [x0 + 0.04, x1 - 0.09])
    for (const z of [z0 + 0.04, z1 - 0.09]) put([x, 0, z], [x + 0.05, high - 0.04, z + 0.05], wood, 'wood');
}

/** A chair whose back is at `way` (−1: nearer to the viewer, 1: farther) of its seat. */
export function chair(put: Put, [x, z]: Pair, way: -1 | 1, colour: Rgb, stuff: Stuff = 'wood'): void {
  put([x - 0.2, 0.43, z - 0.2], [x + 0.2, 0.47, z + 0.2], colour, stuff, 0.02);
  for (const dx of [-0.18, 0.14])
    for (const dz of [-0.18, 0.14]) put([x + dx, 0, z + dz], [x + dx + 0.04, 0.43, z + dz + 0.04], colour, stuff);
  const back = way > 0 ? z + 0.16 : z - 0.2;
  put([x - 0.2, 0.62, back], [x + 0.2, 0.9, back + 0.04], colour, stuff, 0.02);
  for (const dx of [-0.19, 0.15]) put([x + dx, 0.47, back], [x + dx + 0.04, 0.9, back + 0.04], colour, stuff);
}

/** A lamp that hangs from the ceiling on a wire, and where its light is. */
export function pendant(to: Furnishing, [x, y, z]: Rgb, ceiling: number, wide = 0.16, tone: Rgb = WARM): Lamp {
  to.piece((put) => {
    put([x - 0.008, y + 0.16, z - 0.008], [x + 0.008, ceiling, z + 0.008], IRON);
    put([x - wide, y, z - wide], [x + wide, y + 0.18, z + wide], [0.75, 0.62, 0.42], 'shade', 0.6 * wide);
  }, false);
  return { at: [x, y - 0.1, z], tone, shaded: false };
}

type Pair = readonly [number, number];

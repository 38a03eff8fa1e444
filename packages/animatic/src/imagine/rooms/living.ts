// Rooms that one lives in: a living room in four layouts, and a bedroom.
import { between, chance, pick } from '../../plan/chance.ts';
import type { Rgb } from '../canvas.ts';
import { dyed } from '../colours.ts';
import type { Scene } from '../scene.ts';
import {
  BINDINGS,
  CLOTHS,
  Furnishing,
  HOME,
  IRON,
  type Lamp,
  PAINTS,
  type Put,
  type Room,
  WARM,
  type Window,
  WOODS,
} from './room.ts';

const { deep: DEEP, half: HALF } = HOME;

type Opening = Omit<Window, 'wall'>;

/** How a room is laid out: its windows, against which wall (and from where along it) sofa and shelf stand, and what hangs on the left. */
type Layout = {
  side: Opening;
  ahead: Opening | null;
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

export function livingRoom({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const wood = pick(seed, 'wood', WOODS);
  const layout = pick(seed, 'layout', LAYOUTS);
  const { side, ahead, sofa, lamp } = layout;
  furniture.piece((put) => putSofa(sofa.wall === 'left' ? put : turnedTo(put), sofa, clothsOf(seed, tints.cloth)));
  furniture.piece((put) => putTable(layout.table, seed, wood, put));
  putRug(furniture, [-1.5, 2.3], [1.35, 4.75], dyed(pick(seed, 'rug', CLOTHS), tints.rug?.[0]));
  putCurtains(furniture, side, tints.curtain?.[0]);
  furniture.piece((put) => {
    if (ahead !== null)
      put([ahead.from - 0.08, ahead.foot - 0.05, DEEP - 0.14], [ahead.to + 0.08, ahead.foot, DEEP], [0.66, 0.64, 0.6]);
    for (const [nth, z] of layout.prints.entries()) putPrint(z, 1.35 + 0.07 * (nth % 2), seed, wood, put);
  });
  const pot: Rgb = ahead === null ? [2.1, 0.4, 5.15] : ahead.to > 2 ? [-2.2, 0.4, 5.2] : [2.12, 0.4, 5.2];
  furniture.piece((put) =>
    put([pot[0] - 0.19, 0, pot[2] - 0.19], [pot[0] + 0.19, 0.4, pot[2] + 0.19], [0.5, 0.45, 0.4], 'plain', 0.12),
  );
  putShelf(furniture, layout.shelf, seed, wood);
  return {
    ...HOME,
    wall: dyed(pick(seed, 'wall', PAINTS), tints.wall?.[0]),
    windows: [{ ...side, wall: 'right' }, ...(ahead === null ? [] : [{ ...ahead, wall: 'far' } as const])],
    pieces: furniture.pieces,
    lamps: [standing(furniture, lamp)],
    pot,
  };
}

/** A bed against the far wall, with a lamp on either side; a wardrobe and a print on the left. */
export function bedroom({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const wood = pick(seed, 'wood', WOODS);
  const { cloth, accent } = clothsOf(seed, tints.cloth);
  const x = between(seed, 'bed', -0.75, -0.15);
  const linen: Rgb = [0.68, 0.66, 0.62];
  furniture.piece((put) => {
    put([x - 0.95, 0.16, 3.25], [x + 0.95, 0.34, 5.45], wood, 'wood');
    for (const [dx, z] of [
      [-0.9, 3.3],
      [0.82, 3.3],
      [-0.9, 5.3],
      [0.82, 5.3],
    ] as const)
      put([x + dx, 0, z], [x + dx + 0.08, 0.16, z + 0.08], wood, 'wood');
    put([x - 1.0, 0.16, 5.44], [x + 1.0, 1.18, 5.54], cloth, 'cloth', 0.06);
    put([x - 0.92, 0.34, 3.3], [x + 0.92, 0.54, 5.44], linen, 'cloth', 0.08);
    put([x - 0.97, 0.3, 3.24], [x + 0.97, 0.62, 4.72], cloth, 'cloth', 0.1);
    put([x - 0.98, 0.4, 4.5], [x + 0.98, 0.645, 4.84], linen, 'cloth', 0.08);
    put([x - 0.99, 0.32, 3.22], [x + 0.99, 0.64, 3.72], accent, 'cloth', 0.1);
    for (const side of [-0.82, 0.08]) {
      put([x + side, 0.5, 5.0], [x + side + 0.74, 0.74, 5.42], linen, 'cloth', 0.11);
      put([x + side + 0.1, 0.54, 4.86], [x + side + 0.6, 0.78, 5.06], accent, 'cloth', 0.09);
    }
  });
  const lamps = [-1.32, 1.32].map((aside): Lamp => {
    const at: Rgb = [x + aside, 0.98, 5.25];
    furniture.piece((put) => {
      put([at[0] - 0.24, 0.06, 5.02], [at[0] + 0.24, 0.52, 5.5], wood, 'wood');
      put([at[0] - 0.2, 0.32, 5.0], [at[0] + 0.2, 0.46, 5.03], wood, 'wood');
      put([at[0] - 0.05, 0.52, 5.2], [at[0] + 0.05, 0.84, 5.3], [0.5, 0.46, 0.4], 'plain', 0.04);
      put([at[0] - 0.14, 0.84, 5.11], [at[0] + 0.14, 1.1, 5.39], [0.7, 0.6, 0.44], 'shade', 0.08);
    });
    return { at, tone: [1.5, 0.9, 0.41], shaded: true };
  });
  putRug(furniture, [-1.7, 2.3], [1.3, 4.5], dyed(pick(seed, 'rug', CLOTHS), tints.rug?.[0]));
  const side = { from: 1.9, to: 4.3, foot: 0.5, top: 2.4, across: 3, down: 2 };
  putCurtains(furniture, side, tints.curtain?.[0]);
  furniture.piece((put) => {
    put([-HALF, 0.05, 1.7], [-2.0, 2.15, 3.4], wood, 'wood');
    for (const z of [1.72, 2.57]) put([-2.0, 0.1, z], [-1.98, 2.1, z + 0.81], wood, 'wood', 0.02);
    for (const z of [2.5, 2.6]) put([-1.98, 1.0, z], [-1.96, 1.2, z + 0.02], IRON);
    putPrint(3.75, 1.4, seed, wood, put);
  });
  const pot: Rgb = [2.12, 0.4, 5.15];
  furniture.piece((put) =>
    put([pot[0] - 0.19, 0, pot[2] - 0.19], [pot[0] + 0.19, 0.4, pot[2] + 0.19], [0.5, 0.45, 0.4], 'plain', 0.12),
  );
  return {
    ...HOME,
    wall: dyed(pick(seed, 'wall', PAINTS), tints.wall?.[0]),
    windows: [{ ...side, wall: 'right' }],
    pieces: furniture.pieces,
    lamps,
    pot,
  };
}

function putRug(
  to: Furnishing,
  [x0, z0]: readonly [number, number],
  [x1, z1]: readonly [number, number],
  own: Rgb,
): void {
  to.piece((put) => put([x0, 0, z0], [x1, 0.012, z1], own, 'rug'), false);
}

/** Curtains at both ends of a window on the right. */
function putCurtains(to: Furnishing, { from, to: end }: Opening, tint: Rgb | undefined): void {
  const linen = dyed([0.62, 0.58, 0.5], tint);
  to.piece((put) => {
    put([2.44, 0.02, end - 0.08], [2.56, 2.6, end + 0.35], linen, 'curtain');
    put([2.44, 0.02, from - 0.4], [2.56, 2.6, from + 0.08], linen, 'curtain');
  });
}

/** What stands against the left wall, put against the far one. */
function turnedTo(put: Put): Put {
  return (low, high, ...rest) =>
    put([low[2], low[1], DEEP - (high[0] + HALF)], [high[2], high[1], DEEP - (low[0] + HALF)], ...rest);
}

/** What stands against the far wall, put against the left one. */
function leftOf(put: Put): Put {
  return (low, high, ...rest) =>
    put([DEEP - HALF - high[2], low[1], low[0]], [DEEP - HALF - low[2], high[1], high[0]], ...rest);
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
function standing(to: Furnishing, at: Rgb): Lamp {
  to.piece((put) => {
    put([at[0] - 0.015, 0, at[2] - 0.015], [at[0] + 0.015, 1.5, at[2] + 0.015], IRON);
    put([at[0] - 0.15, 0, at[2] - 0.15], [at[0] + 0.15, 0.02, at[2] + 0.15], IRON);
    put([at[0] - 0.2, 1.46, at[2] - 0.2], [at[0] + 0.2, 1.8, at[2] + 0.2], [0.7, 0.6, 0.44], 'shade', 0.1);
  });
  return { at, tone: WARM, shaded: true };
}

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

function putShelf(to: Furnishing, { wall, from: left, to: right }: Layout['shelf'], seed: number, wood: Rgb): void {
  const [back, front] = [DEEP, DEEP - 0.32];
  const boards = [0.02, 0.42, 0.82, 1.22, 1.62, 2.02];
  const turned = (put: Put) => (wall === 'far' ? put : leftOf(put));
  to.piece((straight) => {
    const put = turned(straight);
    for (const y of boards) put([left, y, front], [right, y + 0.03, back], wood, 'wood');
    for (const x of [left - 0.03, right]) put([x, 0, front], [x + 0.03, 2.05, back], wood, 'wood');
  });
  to.piece((straight) => {
    const put = turned(straight);
    for (const [nth, shelf] of boards.slice(0, -1).entries()) {
      for (let x = left + 0.02, n = 0; x < right - 0.08; n++) {
        const name = `${nth} ${n}`;
        if (chance(seed, `gap ${name}`) < 0.08) x += between(seed, `wide ${name}`, 0.06, 0.22);
        const thick = between(seed, `thick ${name}`, 0.022, 0.055);
        const tall = between(seed, `tall ${name}`, 0.19, 0.31);
        const deep = between(seed, `deep ${name}`, 0.05, 0.11);
        if (x + thick > right - 0.01) break;
        const hue = pick(seed, `hue ${name}`, BINDINGS);
        const tone = between(seed, `tone ${name}`, 0.5, 1.25);
        const colour: Rgb = [hue[0] * tone, hue[1] * tone, hue[2] * tone];
        put([x, shelf + 0.03, front + deep], [x + thick, shelf + 0.03 + tall, back], colour, 'plain', 0.01);
        x += thick + 0.003;
      }
    }
  }, false);
}

// Rooms that are high: a hall between columns, one with a ring or a stage in it, a church under its vault.
import { pick } from '../../plan/chance.ts';
import type { Rgb } from '../canvas.ts';
import { dyed } from '../colours.ts';
import type { Scene } from '../scene.ts';
import { Furnishing, HOME, IRON, type Lamp, PAINTS, type Room, WARM, type Window, WOODS } from './room.ts';

const STONE: Rgb = [0.56, 0.52, 0.45];

/** A round column with its foot and head, on either side of the middle. */
function columns(to: Furnishing, x: number, z: number, thick: number, high: number, own: Rgb): void {
  for (const side of [-x, x])
    to.piece((put) => {
      put([side - thick, 0.3, z - thick], [side + thick, high - 0.4, z + thick], own, 'stone', thick);
      put([side - 1.35 * thick, 0, z - 1.35 * thick], [side + 1.35 * thick, 0.3, z + 1.35 * thick], own, 'stone', 0.05);
      put(
        [side - 1.4 * thick, high - 0.4, z - 1.4 * thick],
        [side + 1.4 * thick, high, z + 1.4 * thick],
        own,
        'stone',
        0.05,
      );
    });
}

/** Windows one after the other along both walls. */
function rows(
  from: number,
  step: number,
  count: number,
  window: Omit<Window, 'wall' | 'from' | 'to'> & { wide: number },
): Window[] {
  const { wide, ...rest } = window;
  return Array.from({ length: count }, (_, nth) =>
    (['right', 'left'] as const).map((wall) => ({
      ...rest,
      wall,
      from: from + step * nth,
      to: from + step * nth + wide,
    })),
  ).flat();
}

/** A lamp of many lights on a chain. */
function chandelier(to: Furnishing, [x, y, z]: Rgb, ceiling: number, strong: number): Lamp {
  to.piece((put) => {
    put([x - 0.02, y, z - 0.02], [x + 0.02, ceiling, z + 0.02], IRON);
    put([x - 0.75, y, z - 0.05], [x + 0.75, y + 0.06, z + 0.05], [0.45, 0.32, 0.12], 'metal');
    put([x - 0.05, y, z - 0.75], [x + 0.05, y + 0.06, z + 0.75], [0.45, 0.32, 0.12], 'metal');
    for (const [dx, dz] of [
      [-0.7, 0],
      [-0.35, 0],
      [0.35, 0],
      [0.7, 0],
      [0, -0.7],
      [0, 0.7],
    ] as const)
      put(
        [x + dx - 0.06, y + 0.06, z + dz - 0.06],
        [x + dx + 0.06, y + 0.28, z + dz + 0.06],
        [1, 0.72, 0.4],
        'glow',
        0.06,
      );
  }, false);
  return { at: [x, y + 0.2, z], tone: [WARM[0] * strong, WARM[1] * strong, WARM[2] * strong], shaded: false };
}

const HALL = {
  ...HOME,
  half: 7,
  high: 7.2,
  deep: 24,
  eye: 1.6,
  level: 0.58,
  stand: [-1.6, 1.6],
  floor: 'tiles',
  ground: [0.36, 0.34, 0.31],
  burning: 0.3,
} as const satisfies Partial<Room>;

/** Columns on both sides, tall windows behind them, chandeliers along the middle. */
export function hall({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const own = dyed(pick(seed, 'hall stone', [STONE, [0.5, 0.46, 0.42], [0.4, 0.36, 0.33]] as const), tints.wall?.[0]);
  for (let z = 4.5; z < 23; z += 4.5) columns(furniture, 4.6, z, 0.34, 6.6, own);
  furniture.piece((put) => {
    for (const x of [-5.1, 4.1]) put([x, 6.6, -1], [x + 1, HALL.high, HALL.deep], own, 'stone', 0.05);
  });
  furniture.piece((put) => {
    put([-1.3, 0, HALL.deep - 0.12], [1.3, 3.6, HALL.deep], WOODS[0]!, 'wood');
    for (const x of [-1.24, 0.02])
      put([x, 0.06, HALL.deep - 0.16], [x + 1.22, 3.5, HALL.deep - 0.1], WOODS[0]!, 'wood', 0.02);
    put([-1.55, 3.6, HALL.deep - 0.2], [1.55, 3.9, HALL.deep], own, 'stone');
  });
  const lamps = [7, 12, 17].map((z) => chandelier(furniture, [0, 4.9, z], HALL.high, 2.4));
  return {
    ...HALL,
    wall: dyed(pick(seed, 'wall', PAINTS), tints.wall?.[0]),
    windows: rows(2.2, 4.5, 5, { wide: 1.9, foot: 1.1, top: 5.9, across: 3, down: 7, arched: true }),
    pieces: furniture.pieces,
    lamps,
  };
}

/** What is in the middle of a dark hall stands under lamps of its own. */
const DIM = {
  ...HALL,
  half: 8,
  deep: 20,
  walls: 'blocks',
  floor: 'smooth',
  ground: [0.13, 0.13, 0.14],
  ceiling: [0.06, 0.06, 0.07],
} as const;

/** A ring of ropes between four posts, under its lamps. */
export function ring({ tints }: Scene): Room {
  const furniture = new Furnishing();
  const [near, far, wide] = [5.2, 10.6, 2.7];
  furniture.piece((put) => {
    put([-wide - 0.4, 0, near - 0.4], [wide + 0.4, 0.86, far + 0.4], [0.05, 0.06, 0.1], 'cloth', 0.02);
    put(
      [-wide - 0.45, 0.86, near - 0.45],
      [wide + 0.45, 0.95, far + 0.45],
      dyed([0.5, 0.5, 0.52], tints.cloth?.[0]),
      'cloth',
      0.04,
    );
  });
  furniture.piece((put) => {
    for (const [x, z, own] of [
      [-wide, near, CORNERS[0]],
      [wide, near, CORNERS[2]],
      [-wide, far, CORNERS[2]],
      [wide, far, CORNERS[1]],
    ] as const) {
      put([x - 0.06, 0.95, z - 0.06], [x + 0.06, 2.45, z + 0.06], IRON, 'metal', 0.05);
      put([x - 0.14, 1.2, z - 0.14], [x + 0.14, 2.36, z + 0.14], own!, 'cloth', 0.1);
    }
    for (const [nth, y] of [1.35, 1.68, 2.01, 2.32].entries()) {
      const own = CORNERS[nth % 3]!;
      for (const z of [near, far]) put([-wide, y, z - 0.018], [wide, y + 0.036, z + 0.018], own, 'plain', 0.018);
      for (const x of [-wide, wide]) put([x - 0.018, y, near], [x + 0.018, y + 0.036, far], own, 'plain', 0.018);
    }
  });
  const lamps = [-1.4, 1.4].flatMap((x) =>
    [6.4, 9.4].map((z): Lamp => {
      furniture.piece((put) => {
        put([x - 0.5, 5.3, z - 0.5], [x + 0.5, 5.36, z + 0.5], [1, 0.96, 0.88], 'glow');
        put([x - 0.55, 5.36, z - 0.55], [x + 0.55, 5.5, z + 0.55], IRON, 'metal');
        put([x - 0.02, 5.5, z - 0.02], [x + 0.02, HALL.high, z + 0.02], IRON);
      }, false);
      return { at: [x, 5.1, z], tone: [17, 16, 15], shaded: false };
    }),
  );
  furniture.piece((put) => {
    // Rows of seats that rise into the dark.
    for (let row = 0; row < 5; row++)
      put([-7.9, 0, 13.2 + 1.2 * row], [7.9, 0.35 + 0.42 * row, 14.4 + 1.2 * row], [0.1, 0.1, 0.12], 'plain');
  });
  return {
    ...DIM,
    wall: dyed([0.16, 0.16, 0.18], tints.wall?.[0]),
    windows: [],
    pieces: furniture.pieces,
    lamps,
    burning: 1,
  };
}

const CORNERS: readonly Rgb[] = [
  [0.5, 0.03, 0.03],
  [0.04, 0.09, 0.45],
  [0.62, 0.61, 0.58],
];

/** A stage between curtains, seen over the rows of seats. */
export function stage({ tints }: Scene): Room {
  const furniture = new Furnishing();
  const red = dyed([0.42, 0.02, 0.03], tints.curtain?.[0]);
  const [front, back] = [9.5, 15];
  furniture.piece((put) => put([-8, 0, front], [8, 1, back + 1], WOODS[1]!, 'wood', 0.02));
  furniture.piece((put) => {
    for (const side of [-1, 1]) {
      const [from, to] = side < 0 ? [-6.4, -3.6] : [3.6, 6.4];
      put([from, 1, front + 0.5], [to, 6.6, front + 0.9], red, 'curtain', 0.1);
    }
    put([-6.4, 5.4, front + 0.3], [6.4, 7.2, front + 0.6], red, 'curtain', 0.1);
    put([-6.4, 1, back], [6.4, 7.2, back + 0.3], [red[0] * 0.45, red[1] * 0.5, red[2] * 0.5], 'curtain', 0.1);
  });
  const gold: Rgb = [0.5, 0.34, 0.12];
  furniture.piece((put) => {
    for (const x of [-7, 6.4]) put([x, 0, front - 0.2], [x + 0.6, 7.2, front + 0.4], gold, 'stone', 0.1);
    put([-7, 6.5, front - 0.2], [7, 7.2, front + 0.3], gold, 'stone', 0.1);
  });
  for (let row = 0; row < 5; row++)
    furniture.piece((put) => {
      const z = 2.6 + 1.1 * row;
      for (let x = -7.2; x < 7; x += 0.72) {
        if (Math.abs(x + 0.3) < 0.5) continue;
        put([x, 0.1, z], [x + 0.62, 0.5, z + 0.5], red, 'cloth', 0.06);
        put([x, 0.42, z - 0.12], [x + 0.62, 1.02, z], red, 'cloth', 0.08);
      }
    });
  const lamps = [-2, 0, 2].map((x): Lamp => {
    furniture.piece(
      (put) => put([x - 0.2, 6.1, front + 1.2], [x + 0.2, 6.3, front + 1.6], [1, 0.9, 0.7], 'glow', 0.05),
      false,
    );
    return { at: [x, 5.3, front + 2.6], tone: [22, 18, 13], shaded: false };
  });
  lamps.push({ at: [0, 6.4, 5.5], tone: [8, 6.2, 4], shaded: false });
  return {
    ...DIM,
    deep: back + 1,
    eye: 1.75,
    level: 0.55,
    walls: 'paint',
    ground: [0.16, 0.05, 0.05],
    wall: dyed([0.3, 0.1, 0.08], tints.wall?.[0]),
    windows: [],
    pieces: furniture.pieces,
    lamps,
    burning: 1,
  };
}

/** A nave under a barrel vault: pillars, pews, an altar before the great window. */
export function church({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const [half, spring, deep] = [5, 6, 27];
  const own = dyed(
    pick(seed, 'church stone', [STONE, [0.48, 0.46, 0.44], [0.6, 0.55, 0.46]] as const),
    tints.wall?.[0],
  );
  for (let z = 3; z < deep - 3; z += 3) columns(furniture, 4.55, z, 0.3, spring, own);
  furniture.piece((put) => {
    for (const x of [-half, half - 0.35])
      put([x, spring - 0.2, -1], [x + 0.35, spring + 0.12, deep], own, 'stone', 0.06);
  });
  for (let z = 3.4; z < 19; z += 1.25)
    for (const [x0, x1] of [
      [-3.6, -0.9],
      [0.9, 3.6],
    ] as const)
      furniture.piece((put) => {
        put([x0, 0.42, z], [x1, 0.47, z + 0.42], WOODS[0]!, 'wood');
        put([x0, 0.42, z - 0.06], [x1, 1, z], WOODS[0]!, 'wood', 0.02);
        for (const x of [x0, x1 - 0.06]) put([x, 0, z - 0.08], [x + 0.06, 1.05, z + 0.45], WOODS[0]!, 'wood', 0.02);
      });
  furniture.piece((put) => {
    put([-3.4, 0, deep - 5], [3.4, 0.3, deep], own, 'stone', 0.03);
    put([-2.6, 0.3, deep - 4], [2.6, 0.6, deep], own, 'stone', 0.03);
    put([-1.2, 0.6, deep - 2.6], [1.2, 1.6, deep - 1.7], [0.62, 0.6, 0.55], 'stone', 0.03);
    put([-1.35, 1.6, deep - 2.7], [1.35, 1.7, deep - 1.6], [0.66, 0.64, 0.6], 'stone', 0.03);
    put([-0.04, 1.7, deep - 2.2], [0.04, 2.7, deep - 2.12], [0.5, 0.36, 0.12], 'metal');
    put([-0.3, 2.3, deep - 2.2], [0.3, 2.38, deep - 2.12], [0.5, 0.36, 0.12], 'metal');
  });
  furniture.piece(
    (put) => put([-0.75, 0, 1], [0.75, 0.01, deep - 5], dyed([0.34, 0.03, 0.03], tints.rug?.[0]), 'rug'),
    false,
  );
  const lamps = [9, 17, 24].map((z) => chandelier(furniture, [0, 5.2, z], spring + half, 2));
  return {
    ...HALL,
    half,
    high: spring + half,
    deep,
    level: 0.62,
    stand: [-0.6, 0.6],
    vault: spring,
    walls: 'blocks',
    ground: [0.3, 0.28, 0.25],
    wall: own,
    ceiling: [own[0] * 1.1, own[1] * 1.1, own[2] * 1.1],
    windows: [
      ...rows(1.0, 3, 8, { wide: 1.1, foot: 1.9, top: 5.5, across: 2, down: 5, arched: true }),
      { wall: 'far', from: -2.1, to: 2.1, foot: 3, top: 9.6, across: 5, down: 8, arched: true },
    ],
    stained: true,
    pieces: furniture.pieces,
    lamps,
    burning: 0.25,
  };
}

// Rooms that one works in: an office high over a town, a workshop with its bench.
import { between, chance, pick } from '../../plan/chance.ts';
import type { Rgb } from '../canvas.ts';
import { dyed } from '../colours.ts';
import type { Scene } from '../scene.ts';
import {
  BINDINGS,
  COOL,
  chair,
  Furnishing,
  HOME,
  IRON,
  type Lamp,
  PAINTS,
  pendant,
  type Room,
  table,
  WOODS,
} from './room.ts';

/** A lit panel in the ceiling. */
export function panel(
  to: Furnishing,
  [x, z]: readonly [number, number],
  high: number,
  wide: number,
  long: number,
  tone: Rgb,
): Lamp {
  to.piece(
    (put) =>
      put([x - wide / 2, high - 0.03, z - long / 2], [x + wide / 2, high, z + long / 2], [0.85, 0.9, 0.95], 'glow'),
    false,
  );
  return { at: [x, high - 0.12, z], tone, shaded: false };
}

export function office({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const [half, high, deep] = [3.5, 2.85, 8.4];
  const wood = pick(seed, 'desk', [WOODS[1]!, [0.6, 0.58, 0.55] as const, WOODS[0]!]);
  for (const [row, z] of [2.5, 4.5, 6.5].entries())
    for (const [nth, x] of [-1.75, 1.35].entries()) {
      const name = `${row} ${nth}`;
      furniture.piece((put) => {
        table(put, [x - 0.8, z], [x + 0.8, z + 0.75], 0.74, wood);
        const turn = between(seed, `screen ${name}`, -0.15, 0.15);
        put([x + turn - 0.3, 0.9, z + 0.52], [x + turn + 0.3, 1.26, z + 0.55], [0.025, 0.025, 0.028], 'metal', 0.01);
        put([x + turn - 0.28, 0.92, z + 0.51], [x + turn + 0.28, 1.24, z + 0.52], [0.1, 0.16, 0.24], 'screen', 0);
        put([x + turn - 0.03, 0.74, z + 0.54], [x + turn + 0.03, 0.95, z + 0.57], IRON);
        put([x + turn - 0.12, 0.74, z + 0.46], [x + turn + 0.12, 0.755, z + 0.64], IRON);
        put([x - 0.2, 0.74, z + 0.16], [x + 0.22, 0.76, z + 0.32], [0.3, 0.3, 0.31]);
        if (chance(seed, `paper ${name}`) < 0.7)
          put([x - 0.7, 0.74, z + 0.2], [x - 0.46, 0.765, z + 0.5], [0.72, 0.71, 0.68]);
        if (chance(seed, `mug ${name}`) < 0.6)
          put([x + 0.5, 0.74, z + 0.3], [x + 0.58, 0.83, z + 0.38], pick(seed, `mug ${name}`, BINDINGS), 'plain', 0.03);
      });
      furniture.piece((put) => {
        const [a, b] = [x + between(seed, `seat ${name}`, -0.25, 0.25), z - 0.35];
        put([a - 0.24, 0.44, b - 0.24], [a + 0.24, 0.52, b + 0.24], [0.07, 0.075, 0.085], 'cloth', 0.05);
        put([a - 0.23, 0.58, b - 0.28], [a + 0.23, 1.08, b - 0.21], [0.07, 0.075, 0.085], 'cloth', 0.06);
        put([a - 0.03, 0.12, b - 0.03], [a + 0.03, 0.46, b + 0.03], IRON);
        put([a - 0.26, 0.06, b - 0.03], [a + 0.26, 0.11, b + 0.03], IRON);
        put([a - 0.03, 0.06, b - 0.26], [a + 0.03, 0.11, b + 0.26], IRON);
      });
    }
  furniture.piece((put) => {
    put([-half, 0, 6.9], [-half + 0.4, 1.2, 8.3], wood, 'wood');
    for (const z of [7.36, 7.83]) put([-half + 0.4, 0.04, z - 0.005], [-half + 0.405, 1.16, z + 0.005], IRON);
    put([-half, 1.2, 7.0], [-half + 0.28, 1.5, 7.7], [0.4, 0.4, 0.4], 'books', 0);
  });
  const lamps = [2, 4.4, 6.8].flatMap((z) =>
    [-1.7, 1.4].map((x) => panel(furniture, [x, z], high, 1.2, 0.3, [0.7, 0.82, 0.9])),
  );
  const pot: Rgb = [-3.05, 0.42, 5.7];
  furniture.piece((put) =>
    put([pot[0] - 0.2, 0, pot[2] - 0.2], [pot[0] + 0.2, 0.42, pot[2] + 0.2], [0.5, 0.5, 0.5], 'plain', 0.1),
  );
  return {
    ...HOME,
    half,
    high,
    deep,
    eye: 1.45,
    level: 0.47,
    stand: [-0.8, 0.7],
    floor: 'smooth',
    ground: [0.2, 0.2, 0.21],
    wall: dyed(pick(seed, 'wall', PAINTS), tints.wall?.[0]),
    windows: [
      { wall: 'right', from: 0.8, to: 8.2, foot: 0.35, top: 2.65, across: 6, down: 1 },
      { wall: 'far', from: -2.4, to: 3.2, foot: 0.35, top: 2.65, across: 4, down: 1 },
    ],
    view: 'town',
    pieces: furniture.pieces,
    lamps,
    burning: 0.35,
    pot,
  };
}

/** A bench under the window, tools on the wall, boards that lean in the corner. */
export function workshop({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const [half, high, deep] = [2.9, 3, 5.8];
  const wood = WOODS[1]!;
  furniture.piece((put) => {
    put([-1.9, 0.84, deep - 0.75], [1.5, 0.93, deep - 0.05], wood, 'wood', 0.02);
    for (const x of [-1.85, -0.2, 1.35]) put([x, 0, deep - 0.7], [x + 0.1, 0.84, deep - 0.6], wood, 'wood');
    put([-1.8, 0.22, deep - 0.68], [1.42, 0.26, deep - 0.1], wood, 'wood');
    put([0.85, 0.93, deep - 0.74], [1.1, 1.1, deep - 0.5], [0.1, 0.13, 0.16], 'metal', 0.03);
    for (let x = -1.6, nth = 0; x < 1; nth++) {
      const wide = between(seed, `crate ${nth}`, 0.25, 0.5);
      if (chance(seed, `crate ${nth}`) < 0.75)
        put(
          [x, 0.26, deep - 0.6],
          [x + wide, 0.26 + between(seed, `crate high ${nth}`, 0.18, 0.4), deep - 0.15],
          pick(seed, `crate ${nth}`, BINDINGS),
          'wood',
        );
      x += wide + 0.06;
    }
  });
  // Saws, hammers and chisels by their outlines: a handle, and what is at its end.
  furniture.piece((put) => {
    put([-1.9, 1.25, deep - 0.03], [-0.3, 2.3, deep], [0.3, 0.22, 0.13], 'wood');
    for (let nth = 0; nth < 14; nth++) {
      const [x, y] = [-1.8 + 0.21 * (nth % 7), nth < 7 ? 1.86 : 1.36];
      const long = between(seed, `tool ${nth}`, 0.22, 0.36);
      put(
        [x, y, deep - 0.07],
        [x + 0.03, y + long, deep - 0.03],
        pick(seed, `grip ${nth}`, [WOODS[0]!, [0.5, 0.06, 0.03] as const, WOODS[1]!]),
        'wood',
        0.014,
      );
      const head = between(seed, `head ${nth}`, 0.02, 0.06);
      put(
        [x - head, y + long, deep - 0.08],
        [x + 0.03 + head, y + long + 0.05, deep - 0.03],
        [0.35, 0.36, 0.37],
        'metal',
      );
    }
  }, false);
  furniture.piece((put) => {
    for (const y of [0.5, 1.1, 1.7, 2.25]) put([-half, y, 2.4], [-half + 0.42, y + 0.035, 4.6], wood, 'wood');
    for (const z of [2.4, 3.48, 4.56]) put([-half, 0, z], [-half + 0.42, 2.28, z + 0.04], wood, 'wood');
    for (const [row, y] of [0.535, 1.135, 1.735].entries())
      for (let z = 2.5, nth = 0; z < 4.3; nth++) {
        const name = `${row} ${nth}`;
        const wide = between(seed, `box ${name}`, 0.14, 0.34);
        if (chance(seed, `box ${name}`) < 0.8)
          put(
            [-half + 0.04, y, z],
            [-half + 0.36, y + between(seed, `tall ${name}`, 0.12, 0.42), z + wide],
            pick(seed, `box ${name}`, BINDINGS),
            pick(seed, `stuff ${name}`, ['plain', 'wood', 'metal'] as const),
            0.02,
          );
        z += wide + 0.05;
      }
  });
  furniture.piece((put) => {
    table(put, [-0.3, 2.5], [1.1, 3.3], 0.82, wood);
    put([-0.1, 0.82, 2.6], [0.75, 0.87, 2.85], [0.42, 0.28, 0.15], 'wood');
    put([0.2, 0.82, 2.95], [0.45, 0.94, 3.15], [0.36, 0.05, 0.03], 'metal', 0.02);
    put([0.75, 0.82, 3.0], [0.9, 0.9, 3.2], [0.3, 0.3, 0.31], 'metal', 0.02);
  });
  furniture.piece((put) => chair(put, [0.3, 2.0], -1, wood));
  furniture.piece((put) => {
    for (let nth = 0; nth < 6; nth++) {
      const x = 1.75 + 0.16 * nth;
      put(
        [x, 0, deep - 0.12 - 0.03 * nth],
        [x + 0.14, between(seed, `board ${nth}`, 1.6, 2.5), deep - 0.06],
        pick(seed, `board ${nth}`, WOODS),
        'wood',
      );
    }
  });
  return {
    ...HOME,
    half,
    high,
    deep,
    eye: 1.4,
    floor: 'smooth',
    walls: pick(seed, 'workshop walls', ['brick', 'paint'] as const),
    ground: [0.26, 0.25, 0.24],
    wall: dyed(
      pick(seed, 'workshop walls', [
        [0.36, 0.2, 0.14],
        [0.5, 0.48, 0.44],
      ] as const),
      tints.wall?.[0],
    ),
    windows: [
      { wall: 'far', from: -0.1, to: 1.5, foot: 1.25, top: 2.4, across: 4, down: 3 },
      { wall: 'right', from: 1.4, to: 4.4, foot: 1.1, top: 2.6, across: 6, down: 4 },
    ],
    pieces: furniture.pieces,
    lamps: [
      pendant(furniture, [0.3, 1.95, 3.2], high, 0.22),
      { at: [-2, 2.6, 4], tone: COOL.map((v) => 0.2 * v) as unknown as Rgb, shaded: false },
    ],
  };
}

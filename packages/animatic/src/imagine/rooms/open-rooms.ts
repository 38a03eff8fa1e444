// Rooms that many come into: a cafe with its counter, a library, a corridor.
import { between, chance, pick } from '../../plan/chance.ts';
import type { Rgb } from '../canvas.ts';
import { dyed } from '../colours.ts';
import type { Scene } from '../scene.ts';
import {
  BINDINGS,
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
import { panel } from './work.ts';

/** Tables along the windows, a counter with bottles and cups behind it, lamps that hang low. */
export function cafe({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const [half, high, deep] = [3.1, 3.1, 7.4];
  const wood = pick(seed, 'wood', WOODS);
  const front = pick(seed, 'counter', [WOODS[0]!, [0.09, 0.13, 0.12] as const, [0.3, 0.11, 0.07] as const]);
  furniture.piece((put) => {
    put([-1.75, 0, 3.1], [-1.2, 1.06, 6.6], front, 'wood');
    for (let z = 3.15; z < 6.5; z += 0.58) put([-1.2, 0.12, z], [-1.18, 0.98, z + 0.52], front, 'wood', 0.02);
    put([-1.8, 1.06, 3.02], [-1.12, 1.11, 6.68], wood, 'wood', 0.02);
    put([-1.7, 1.11, 4.7], [-1.25, 1.5, 5.3], [0.42, 0.43, 0.45], 'metal', 0.04);
    put([-1.55, 1.5, 4.8], [-1.4, 1.56, 5.2], [0.5, 0.12, 0.06], 'metal', 0.02);
    for (let nth = 0; nth < 5; nth++)
      put([-1.4, 1.11, 3.5 + 0.14 * nth], [-1.32, 1.18, 3.58 + 0.14 * nth], [0.66, 0.64, 0.6], 'plain', 0.03);
  });
  furniture.piece((put) => {
    for (const y of [1.2, 1.65, 2.1]) put([-half, y, 3.2], [-half + 0.28, y + 0.03, 6.5], wood, 'wood');
  });
  furniture.piece((put) => {
    for (const [row, y] of [1.23, 1.68, 2.13].entries())
      for (let z = 3.28, nth = 0; z < 6.4; nth++) {
        const name = `${row} ${nth}`;
        const wide = between(seed, `bottle ${name}`, 0.06, 0.1);
        const tall = between(seed, `bottle high ${name}`, 0.12, 0.33);
        if (chance(seed, `bottle ${name}`) < 0.85)
          put(
            [-half + 0.06, y, z],
            [-half + 0.06 + wide, y + tall, z + wide],
            pick(seed, `glass ${name}`, GLASS),
            'metal',
            0.04,
          );
        z += wide + 0.04;
      }
  }, false);
  for (const [nth, z] of [2.5, 4.3, 6.1].entries()) {
    const x = 1.75 + between(seed, `table ${nth}`, -0.12, 0.12);
    furniture.piece((put) => {
      put([x - 0.36, 0.71, z - 0.36], [x + 0.36, 0.75, z + 0.36], wood, 'wood', 0.02);
      put([x - 0.04, 0.03, z - 0.04], [x + 0.04, 0.71, z + 0.04], IRON);
      put([x - 0.24, 0, z - 0.24], [x + 0.24, 0.03, z + 0.24], IRON, 'metal');
      put([x - 0.14, 0.75, z - 0.16], [x - 0.06, 0.83, z - 0.08], [0.66, 0.64, 0.6], 'plain', 0.03);
      put([x + 0.1, 0.75, z + 0.06], [x + 0.16, 0.9, z + 0.12], [0.3, 0.4, 0.28], 'plain', 0.025);
    });
    furniture.piece((put) => chair(put, [x, z + 0.62], 1, wood));
    furniture.piece((put) => chair(put, [x, z - 0.62], -1, wood));
  }
  furniture.piece((put) => {
    for (const z of [3.7, 4.5, 5.3, 6.1]) {
      put([-0.95, 0.7, z - 0.17], [-0.61, 0.75, z + 0.17], wood, 'wood', 0.03);
      for (const [dx, dz] of [
        [-0.93, -0.15],
        [-0.66, -0.15],
        [-0.93, 0.12],
        [-0.66, 0.12],
      ] as const)
        put([dx, 0, z + dz], [dx + 0.03, 0.7, z + dz + 0.03], IRON);
    }
  });
  const lamps = [
    ...[3.7, 5.0, 6.3].map((z) => pendant(furniture, [-1.45, 2.0, z], high, 0.13, [1.7, 1.0, 0.44])),
    ...[2.5, 4.3, 6.1].map((z) => pendant(furniture, [1.75, 1.85, z], high, 0.15, [1.7, 1.0, 0.44])),
  ];
  const pot: Rgb = [2.7, 0.42, 7.0];
  furniture.piece((put) => put([2.5, 0, 6.8], [2.9, 0.42, 7.2], [0.36, 0.2, 0.13], 'plain', 0.1));
  return {
    ...HOME,
    half,
    high,
    deep,
    eye: 1.4,
    level: 0.46,
    stand: [-0.3, 0.7],
    walls: 'brick',
    wall: dyed(
      pick(seed, 'cafe wall', [
        [0.36, 0.19, 0.13],
        [0.52, 0.48, 0.43],
        [0.24, 0.24, 0.25],
      ] as const),
      tints.wall?.[0],
    ),
    ceiling: [0.3, 0.28, 0.26],
    windows: [
      { wall: 'right', from: 0.6, to: 7, foot: 0.5, top: 2.75, across: 5, down: 2 },
      { wall: 'far', from: 0.3, to: 2.2, foot: 0.05, top: 2.5, across: 2, down: 1 },
    ],
    view: 'town',
    pieces: furniture.pieces,
    lamps,
    burning: 0.45,
    pot,
  };
}

const GLASS: readonly Rgb[] = [
  [0.07, 0.16, 0.06],
  [0.3, 0.14, 0.03],
  [0.36, 0.38, 0.4],
  [0.16, 0.04, 0.03],
  [0.05, 0.1, 0.2],
];

/** Books to the ceiling on three sides, a long table with its lamps between them. */
export function library({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const [half, high, deep] = [3.3, 4.6, 9.5];
  const wood = pick(seed, 'wood', [WOODS[0]!, WOODS[2]!, WOODS[1]!]);
  const boards = Array.from({ length: 9 }, (_, nth) => 0.1 + 0.46 * nth);
  // Bays of shelves along the left wall, and on either side of the window ahead.
  for (let z = 0.6; z < deep - 0.5; z += 1.45) {
    const end = Math.min(deep - 0.42, z + 1.4);
    furniture.piece((put) => {
      for (const y of boards) put([-half, y, z], [-half + 0.36, y + 0.035, end], wood, 'wood');
      for (const y of boards.slice(0, -1))
        put([-half, y + 0.035, z + 0.02], [-half + 0.28, y + 0.42, end - 0.02], wood, 'books', 0);
      put([-half, 0, z - 0.06], [-half + 0.4, 4.2, z], wood, 'wood');
      put([-half, 3.8, z - 0.06], [-half + 0.44, 3.92, end], wood, 'wood');
    });
  }
  for (const [x0, x1] of [
    [-half + 0.4, -0.95],
    [0.95, half],
  ] as const)
    furniture.piece((put) => {
      for (const y of boards) put([x0, y, deep - 0.36], [x1, y + 0.035, deep], wood, 'wood');
      for (const y of boards.slice(0, -1))
        put([x0 + 0.02, y + 0.035, deep - 0.28], [x1 - 0.02, y + 0.42, deep], wood, 'books', 0);
      const middle = (x0 + x1) / 2;
      for (const x of [x0, middle, x1 - 0.06]) put([x, 0, deep - 0.4], [x + 0.06, 4.2, deep], wood, 'wood');
      put([x0, 3.8, deep - 0.44], [x1, 3.92, deep], wood, 'wood');
    });
  furniture.piece((put) => table(put, [-0.75, 2.9], [0.75, 7.2], 0.76, wood));
  const lamps = [3.7, 5.2, 6.7].map((z): Lamp => {
    furniture.piece((put) => {
      put([-0.1, 0.76, z - 0.08], [0.1, 0.79, z + 0.08], [0.4, 0.28, 0.1], 'metal', 0.02);
      put([-0.012, 0.79, z - 0.012], [0.012, 1.08, z + 0.012], [0.4, 0.28, 0.1], 'metal');
      put([-0.2, 1.06, z - 0.09], [0.2, 1.18, z + 0.09], [0.3, 0.55, 0.36], 'shade', 0.06);
    });
    return { at: [0, 1.0, z], tone: [1.3, 0.8, 0.36], shaded: true };
  });
  furniture.piece((put) => {
    for (const [nth, z] of [3.15, 4.3, 4.6, 5.9, 6.3].entries()) {
      const x = between(seed, `open ${nth}`, -0.5, 0.3);
      put([x, 0.76, z], [x + 0.3, 0.8 + 0.04 * (nth % 3), z + 0.2], pick(seed, `open ${nth}`, BINDINGS), 'plain', 0.01);
    }
  });
  for (const z of [3.3, 4.5, 5.7, 6.8]) {
    furniture.piece((put) => chair(put, [-1.05, z], 1, wood));
    furniture.piece((put) => chair(put, [1.05, z], 1, wood));
  }
  furniture.piece((put) => put([-1.7, 0, 2.2], [1.7, 0.012, 8], dyed([0.3, 0.07, 0.05], tints.rug?.[0]), 'rug'), false);
  return {
    ...HOME,
    half,
    high,
    deep,
    eye: 1.5,
    level: 0.55,
    stand: [-0.4, 0.9],
    wall: dyed([0.46, 0.38, 0.28], tints.wall?.[0]),
    ceiling: [0.5, 0.45, 0.38],
    windows: [
      { wall: 'far', from: -0.85, to: 0.85, foot: 0.9, top: 4, across: 3, down: 6, arched: true },
      ...[1.1, 4.9].map((from) => ({
        wall: 'right' as const,
        from,
        to: from + 1.5,
        foot: 0.9,
        top: 4,
        across: 3,
        down: 6,
        arched: true,
      })),
    ],
    pieces: furniture.pieces,
    lamps,
    burning: 0.25,
  };
}

/** Long and narrow, with doors on both sides and a window at its end. */
export function corridor({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const [half, high, deep] = [1.25, 2.65, 17];
  const wood = pick(seed, 'door', [WOODS[1]!, [0.5, 0.52, 0.52] as const, WOODS[0]!]);
  const frame: Rgb = [0.5, 0.49, 0.46];
  for (const [side, shift] of [
    [-1, 0],
    [1, 1.1],
  ] as const)
    for (let z = 2.2 + shift; z < deep - 1; z += 2.9)
      furniture.piece((put) => {
        const wall = (
          from: number,
          to: number,
          y0: number,
          y1: number,
          out: number,
          own: Rgb,
          stuff: 'plain' | 'wood' | 'metal',
        ) =>
          side < 0
            ? put([-half, y0, from], [-half + out, y1, to], own, stuff)
            : put([half - out, y0, from], [half, y1, to], own, stuff);
        wall(z - 0.08, z + 1.03, 0, 2.14, 0.05, frame, 'plain');
        wall(z, z + 0.95, 0, 2.06, 0.06, wood, 'wood');
        wall(z + 0.14, z + 0.81, 1.2, 1.9, 0.066, wood, 'wood');
        wall(z + 0.82, z + 0.9, 0.98, 1.02, 0.11, [0.5, 0.5, 0.5], 'metal');
      });
  furniture.piece((put) => {
    for (const x of [-half, half - 0.03]) put([x, 0.86, 0.2], [x + 0.03, 0.98, deep], frame, 'plain');
  });
  const lamps: Lamp[] = [];
  for (let z = 1.6; z < deep; z += 2.9) lamps.push(panel(furniture, [0, z], high, 0.3, 1.2, [0.55, 0.62, 0.64]));
  return {
    ...HOME,
    half,
    high,
    deep,
    eye: 1.5,
    level: 0.5,
    stand: [-0.25, 0.25],
    floor: 'tiles',
    ground: pick(seed, 'floor', [
      [0.34, 0.35, 0.34],
      [0.28, 0.24, 0.2],
      [0.22, 0.27, 0.27],
    ] as const),
    wall: dyed(pick(seed, 'wall', PAINTS), tints.wall?.[0]),
    windows: [{ wall: 'far', from: -0.75, to: 0.75, foot: 0.25, top: 2.3, across: 2, down: 2 }],
    pieces: furniture.pieces,
    lamps,
    burning: 0.4,
  };
}

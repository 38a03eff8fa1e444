// A kitchen: cupboards along the far wall and the left one, an island before them.
import { between, pick } from '../../plan/chance.ts';
import type { Rgb } from '../canvas.ts';
import { dyed } from '../colours.ts';
import type { Scene } from '../scene.ts';
import { Furnishing, HOME, IRON, PAINTS, type Put, pendant, type Room, WOODS } from './room.ts';

const FRONTS: readonly Rgb[] = [
  [0.62, 0.61, 0.58],
  [0.22, 0.3, 0.25],
  [0.1, 0.14, 0.2],
  [0.36, 0.22, 0.12],
  [0.16, 0.16, 0.17],
];
const TOPS: readonly Rgb[] = [
  [0.66, 0.65, 0.63],
  [0.09, 0.09, 0.1],
  [0.34, 0.21, 0.11],
];
const STEEL: Rgb = [0.45, 0.46, 0.48];
const HALF = 2.5;
const DEEP = 4.9;

/** A row of cupboards along x: so wide each, their doors a finger apart, with handles near `grip`. */
function doors(put: Put, x0: number, x1: number, y0: number, y1: number, front: number, own: Rgb, grip: number): void {
  const count = Math.max(1, Math.round((x1 - x0) / 0.55));
  const wide = (x1 - x0) / count;
  for (let nth = 0; nth < count; nth++) {
    const x = x0 + nth * wide;
    put([x + 0.008, y0, front - 0.022], [x + wide - 0.008, y1, front], own, 'plain', 0.008);
    put([x + 0.16, grip, front - 0.045], [x + wide - 0.16, grip + 0.015, front - 0.02], IRON);
  }
}

export function kitchen({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const own = dyed(pick(seed, 'front', FRONTS), tints.wall?.[1]);
  const top = pick(seed, 'worktop', TOPS);
  const wood = pick(seed, 'wood', WOODS);
  const stuff = top === TOPS[2] ? 'wood' : 'stone';
  const front = DEEP - 0.6;
  const fridge = -HALF + 0.72;
  furniture.piece((put) => {
    put([fridge, 0.1, front], [HALF, 0.88, DEEP], own);
    put([fridge, 0, front + 0.05], [HALF, 0.1, DEEP], IRON);
    doors(put, fridge, 0.75, 0.12, 0.86, front, own, 0.78);
    doors(put, 1.36, HALF, 0.12, 0.86, front, own, 0.78);
    // The oven, its glass and its bar.
    put([0.77, 0.12, front - 0.03], [1.34, 0.86, front], STEEL, 'metal', 0.008);
    put([0.83, 0.2, front - 0.035], [1.28, 0.64, front - 0.02], [0.02, 0.02, 0.022], 'metal', 0.004);
    put([0.84, 0.7, front - 0.07], [1.27, 0.72, front - 0.05], STEEL, 'metal');
    put([fridge, 0.88, front - 0.04], [HALF, 0.92, DEEP], top, stuff, 0.008);
    put([0.78, 0.92, front + 0.06], [1.33, 0.928, front + 0.52], [0.02, 0.02, 0.022], 'metal', 0.004);
  });
  furniture.piece((put) => {
    put([-HALF, 0.02, front - 0.04], [fridge - 0.02, 2.05, DEEP], STEEL, 'metal', 0.02);
    put([-HALF + 0.03, 1.16, front - 0.08], [fridge - 0.05, 1.19, front - 0.04], [0.2, 0.2, 0.21], 'metal');
  });
  // Cupboards on the wall, from the fridge to the window and beyond it to the hood.
  furniture.piece((put) => {
    for (const [x0, x1] of [
      [fridge + 0.02, -0.78],
      [1.62, HALF],
    ] as const) {
      put([x0, 1.46, DEEP - 0.36], [x1, 2.24, DEEP], own);
      doors(put, x0, x1, 1.47, 2.23, DEEP - 0.36, own, 1.52);
    }
    put([0.8, 1.62, DEEP - 0.42], [1.31, 1.72, DEEP], STEEL, 'metal', 0.02);
    put([0.94, 1.72, DEEP - 0.32], [1.17, 2.7, DEEP], STEEL, 'metal', 0.01);
  });
  const x = between(seed, 'island', -0.75, -0.35);
  furniture.piece((put) => {
    put([x - 0.65, 0.08, 2.35], [x + 1.15, 0.88, 3.05], own);
    doors(put, x - 0.62, x + 1.12, 0.1, 0.86, 2.35, own, 0.78);
    put([x - 0.75, 0.88, 2.22], [x + 1.25, 0.93, 3.12], top, stuff, 0.01);
  });
  for (const aside of [-0.25, 0.5])
    furniture.piece((put) => {
      const [a, z] = [x + aside + 0.1, 1.98];
      put([a - 0.17, 0.62, z - 0.17], [a + 0.17, 0.66, z + 0.17], wood, 'wood', 0.03);
      for (const [dx, dz] of [
        [-0.15, -0.15],
        [0.12, -0.15],
        [-0.15, 0.12],
        [0.12, 0.12],
      ] as const)
        put([a + dx, 0, z + dz], [a + dx + 0.03, 0.62, z + dz + 0.03], IRON);
      put([a - 0.14, 0.2, z - 0.14], [a + 0.14, 0.22, z - 0.12], IRON);
    });
  // What stands about: bowl and fruit, a board, pots, a tap.
  furniture.piece((put) => {
    const [a, z] = [x + 0.05, 2.62];
    put([a - 0.18, 0.93, z - 0.14], [a + 0.18, 1.0, z + 0.16], [0.6, 0.58, 0.54], 'plain', 0.05);
    for (const [dx, dz, fruit] of [
      [-0.1, 0, 0],
      [0.02, -0.04, 1],
      [0.08, 0.06, 0],
      [-0.02, 0.08, 2],
    ] as const)
      put(
        [a + dx - 0.045, 0.97, z + dz - 0.045],
        [a + dx + 0.045, 1.06, z + dz + 0.045],
        FRUITS[fruit]!,
        'plain',
        0.045,
      );
    put([x + 0.62, 0.93, 2.5], [x + 0.98, 0.955, 2.78], wood, 'wood');
    put([1.5, 0.92, DEEP - 0.26], [1.62, 1.16, DEEP - 0.14], [0.55, 0.5, 0.42], 'plain', 0.04);
    put([1.7, 0.92, DEEP - 0.24], [1.8, 1.1, DEEP - 0.14], [0.3, 0.13, 0.08], 'plain', 0.04);
    put([-1.5, 0.92, DEEP - 0.1], [-1.2, 1.24, DEEP - 0.07], wood, 'wood');
    put([-0.05, 0.92, DEEP - 0.16], [-0.02, 1.2, DEEP - 0.13], STEEL, 'metal');
    put([-0.05, 1.18, DEEP - 0.36], [-0.02, 1.21, DEEP - 0.13], STEEL, 'metal');
    put([0.84, 0.93, front + 0.12], [1.06, 1.06, front + 0.34], [0.34, 0.08, 0.05], 'plain', 0.04);
  });
  const lamps = [0, 0.75].map((aside) => pendant(furniture, [x + aside - 0.05, 1.72, 2.66], HOME.high));
  return {
    ...HOME,
    half: HALF,
    deep: DEEP,
    eye: 1.42,
    level: 0.44,
    stand: [-0.5, 0.6],
    floor: pick(seed, 'kitchen floor', ['planks', 'tiles'] as const),
    ground: pick(seed, 'kitchen floor', [HOME.ground, [0.42, 0.4, 0.37]] as const),
    wall: dyed(pick(seed, 'wall', PAINTS), tints.wall?.[0]),
    windows: [
      { wall: 'far', from: -0.68, to: 0.64, foot: 1.08, top: 2.2, across: 2, down: 1 },
      { wall: 'right', from: 1.3, to: 3.7, foot: 0.1, top: 2.35, across: 3, down: 1 },
    ],
    pieces: furniture.pieces,
    lamps,
  };
}

const FRUITS: readonly Rgb[] = [
  [0.6, 0.07, 0.04],
  [0.75, 0.4, 0.04],
  [0.3, 0.45, 0.06],
];

// Rooms that are built for a camera: a photographer's studio, and the bridge of a ship among the stars.
import { pick } from '../../plan/chance.ts';
import type { Rgb } from '../canvas.ts';
import { dyed } from '../colours.ts';
import type { Scene } from '../scene.ts';
import { Furnishing, HOME, type Lamp, type Room } from './room.ts';

const BACKDROPS: readonly Rgb[] = [
  [0.56, 0.54, 0.52],
  [0.42, 0.37, 0.33],
  [0.3, 0.34, 0.38],
  [0.58, 0.46, 0.4],
];

/** An empty plinth before paper that bends up from the floor, under two broad lamps. */
export function studio({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const own = tints.wall === undefined ? pick(seed, 'backdrop', BACKDROPS) : tints.wall[0]!;
  const pale: Rgb = [0.25 + 0.6 * own[0], 0.25 + 0.6 * own[1], 0.25 + 0.6 * own[2]];
  const z = 3.3;
  furniture.piece((put) => {
    put([-0.62, 0, z - 0.62], [0.62, 0.34, z + 0.62], own, 'plain', 0.02);
    put([-0.42, 0.34, z - 0.42], [0.42, 0.62, z + 0.42], pale, 'plain', 0.02);
  });
  // Out of the frame: a large one on the left, a weaker one on the right, and one behind for the rim.
  const lamps: Lamp[] = [
    { at: [-2.6, 3.4, 1.2], tone: [24, 23.4, 22.4], shaded: true },
    { at: [-1.7, 3.7, 2.2], tone: [16, 15.6, 15], shaded: true },
    { at: [2.8, 2.6, 1], tone: [9, 9.3, 9.8], shaded: true },
    { at: [0.4, 5.4, 5.4], tone: [18, 18, 18], shaded: false },
  ];
  return {
    ...HOME,
    half: 8,
    high: 9,
    deep: 8,
    eye: 1.15,
    level: 0.44,
    stand: [-0.25, 0.25],
    cove: 3,
    floor: 'smooth',
    ground: own,
    wall: own,
    ceiling: own,
    windows: [],
    pieces: furniture.pieces,
    lamps,
    burning: 1,
  };
}

/** Consoles before a broad window, strips of light along walls and ceiling. */
export function ship({ seed, tints }: Scene): Room {
  const furniture = new Furnishing();
  const [half, high, deep] = [3.6, 3, 7.6];
  const hull: Rgb = dyed([0.2, 0.215, 0.24], tints.wall?.[0]);
  const own =
    tints.light?.[0] ??
    tints.neon?.[0] ??
    pick(seed, 'strip', [
      [0.2, 0.75, 1],
      [1, 0.55, 0.2],
      [0.55, 0.8, 1],
    ] as const);
  const most = Math.max(...own);
  const strip: Rgb = [(0.5 * own[0]) / most, (0.5 * own[1]) / most, (0.5 * own[2]) / most];
  furniture.piece((put) => {
    for (const x of [-half, half - 0.04])
      for (const y of [0.12, 2.3]) put([x, y, -1], [x + 0.04, y + 0.05, deep], strip, 'glow', 0);
    for (let z = 1; z < deep; z += 1.7) put([-1.6, high - 0.03, z], [1.6, high, z + 0.08], strip, 'glow', 0);
  }, false);
  // Frames that lean into the room.
  for (const z of [2.2, 4.6])
    furniture.piece((put) => {
      for (const x of [-half, half - 0.35]) put([x, 0, z], [x + 0.35, high, z + 0.3], hull, 'metal', 0.06);
      put([-half, high - 0.3, z], [half, high, z + 0.3], hull, 'metal', 0.06);
    });
  const console = (x0: number, x1: number, z: number) =>
    furniture.piece((put) => {
      put([x0, 0, z], [x1, 0.72, z + 0.7], hull, 'metal', 0.08);
      put([x0 - 0.05, 0.72, z - 0.1], [x1 + 0.05, 0.8, z + 0.75], [0.06, 0.065, 0.075], 'metal', 0.03);
      for (let x = x0 + 0.08; x < x1 - 0.3; x += 0.46) {
        put([x, 0.92, z + 0.5], [x + 0.4, 1.2, z + 0.53], [0.02, 0.02, 0.025], 'metal', 0.01);
        put(
          [x + 0.015, 0.935, z + 0.49],
          [x + 0.385, 1.185, z + 0.5],
          [0.45 * strip[0], 0.45 * strip[1], 0.45 * strip[2]],
          'screen',
          0,
        );
        put(
          [x + 0.04, 0.8, z],
          [x + 0.34, 0.806, z + 0.3],
          [0.3 * strip[0], 0.3 * strip[1], 0.3 * strip[2]],
          'screen',
          0,
        );
      }
    });
  console(-2.9, -0.9, 5.4);
  console(0.9, 2.9, 5.4);
  furniture.piece((put) => {
    put([-0.36, 0.4, 3.7], [0.36, 0.54, 4.4], [0.06, 0.065, 0.08], 'cloth', 0.06);
    put([-0.36, 0.5, 3.58], [0.36, 1.42, 3.72], [0.06, 0.065, 0.08], 'cloth', 0.08);
    for (const x of [-0.46, 0.36]) put([x, 0.6, 3.75], [x + 0.1, 0.7, 4.3], hull, 'metal', 0.03);
    put([-0.2, 0, 3.9], [0.2, 0.4, 4.2], hull, 'metal', 0.05);
  });
  const glow: Rgb = [1.1 + 1.6 * strip[0], 1.1 + 1.6 * strip[1], 1.1 + 1.6 * strip[2]];
  const lamps = [1, 2.9, 5].map((z): Lamp => ({ at: [0, high - 0.2, z], tone: glow, shaded: false }));
  return {
    ...HOME,
    half,
    high,
    deep,
    eye: 1.5,
    level: 0.47,
    stand: [-0.7, 0.7],
    floor: 'tiles',
    walls: 'panels',
    ground: [0.09, 0.095, 0.105],
    wall: hull,
    ceiling: hull,
    windows: [{ wall: 'far', from: -3.1, to: 3.1, foot: 0.85, top: 2.62, across: 3, down: 1 }],
    view: 'space',
    pieces: furniture.pieces,
    lamps,
    burning: 1,
  };
}

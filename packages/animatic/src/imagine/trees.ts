// Firs: stamped one by one on a terrain, from far to near.
import { Chance } from '../sound/chance.ts';
import { type Canvas, LAND, LEAVES, type Rgb } from './canvas.ts';
import type { Light } from './light.ts';
import { createNoise, type Noise } from './noise.ts';
import type { Scene } from './scene.ts';
import { airOf, type Terrain } from './terrain.ts';

type Tree = { x: number; z: number; foot: number; high: number; tint: number; lean: number };

const NEEDLES: Record<Scene['season'], Rgb> = {
  spring: [0.07, 0.13, 0.04],
  summer: [0.045, 0.085, 0.032],
  autumn: [0.2, 0.1, 0.025],
  winter: [0.07, 0.09, 0.08],
};

/** Places where trees are sought; `count` of them are tried over the view, near and far alike. */
export function plantTrees(canvas: Canvas, terrain: Terrain, light: Light, scene: Scene, count: number): void {
  const chance = new Chance(scene.seed, 'trees');
  const groves = createNoise(scene.seed, 'groves');
  const dense = scene.family === 'forest';
  const trees: Tree[] = [];
  for (let i = 0; i < count; i++) {
    // Evenly over the picture's depth: z by its reciprocal at first, then ever denser.
    const z = (dense ? 1.6 : 3.2) * (dense ? 24 : 9) ** (chance.next() ** 0.8);
    const half = (canvas.width / 2 / canvas.scale) * 1.08;
    const x = chance.between(-half, half) * z;
    const wanted = chance.next();
    const high = chance.between(0.55, 1.15) * (dense ? 0.62 : 0.4);
    const tint = chance.between(0.6, 1.45);
    const foot = terrain.heightAt(x, z, 7);
    if (terrain.wet && (foot < 0.03 || foot > 1.3)) continue;
    if (terrain.heightAt(x, z + 0.2, 6) - foot > 0.3) continue;
    if (wanted > groves(x * 0.5, z * 0.5) * (dense ? 1.7 : 1.25) - 0.12) continue;
    if (dense && z < 3.2 && Math.abs(x) < 0.5) continue;
    trees.push({ x, z, foot, high, tint, lean: chance.between(-0.02, 0.02) });
  }
  trees.sort((a, b) => b.z - a.z);
  const paint = stamper(canvas, terrain, light, scene, createNoise(scene.seed, 'needles'));
  for (const tree of trees) paint(tree);
}

function stamper(canvas: Canvas, terrain: Terrain, light: Light, scene: Scene, noise: Noise): (tree: Tree) => void {
  const { width, height, scale, horizon, distance, kind, colour } = canvas;
  const { sun, ambient, toSun } = light;
  const needles = NEEDLES[scene.season];
  const snowy = scene.season === 'winter' || scene.weather === 'snow';
  const air = airOf(light);
  const pixel = new Float32Array(3);
  return ({ x, z, foot, high, tint, lean }) => {
    const base = horizon + (scale * (terrain.eye - foot)) / z;
    const tall = (scale * high) / z;
    const middle = width / 2 + (scale * x) / z;
    const wide = tall * 0.23;
    const tiers = Math.max(4, Math.min(13, tall / 9));
    const side = toSun[0] > 0 ? 1 : -1;
    for (let row = Math.max(0, Math.floor(base - tall)); row <= Math.min(height - 1, base + 0.02 * tall); row++) {
      const down = Math.min(1, Math.max(0, (row + 0.5 - base + tall) / tall));
      const tier = down * tiers;
      const within = tier - Math.floor(tier);
      const ragged = noise(tier * 3.1, x * 50);
      const trunk = down > 0.93;
      const reach = trunk ? tall * 0.016 : wide * down ** 0.85 * (0.42 + 0.48 * within + 0.3 * ragged) + 0.35;
      const axis = middle + lean * (1 - down) * tall;
      for (let column = Math.max(0, Math.floor(axis - reach)); column <= Math.min(width - 1, axis + reach); column++) {
        const off = (column + 0.5 - axis) / Math.max(1, reach);
        const at = row * width + column;
        if (distance[at] < z * 0.995) continue;
        const twig = tall > 24 ? noise(column * 0.55 + x * 90, row * 0.8) : 0.5;
        const cover = Math.min(
          1,
          Math.max(0, (reach - Math.abs(column + 0.5 - axis) + 0.5) * (tall > 24 ? 0.35 + 1.3 * twig : 1)),
        );
        if (cover < 0.08) continue;
        const lit =
          Math.max(0, 0.5 + 0.5 * off * side - 0.4 * within) * (0.5 + 0.6 * twig) * (0.35 + 0.65 * (1 - down));
        const open = (0.25 + 0.6 * (1 - within)) * (0.45 + 0.6 * twig);
        const frost = snowy ? 0.75 * Math.max(0, 1 - 1.9 * within) * twig * 1.4 : 0;
        for (let c = 0; c < 3; c++) {
          const own = trunk ? 0.05 : needles[c] * tint + frost;
          pixel[c] = own * (sun[c] * lit * 1.5 + ambient[c] * open * 1.5);
        }
        air(pixel, 0, z, (column - width / 2) / scale, (horizon - row) / scale);
        const i = 3 * at;
        for (let c = 0; c < 3; c++) colour[i + c] += (pixel[c] - colour[i + c]) * cover;
        if (cover < 0.5) continue;
        distance[at] = z;
        kind[at] = tall > 40 ? LEAVES : LAND;
      }
    }
  };
}

// Dunes, and table mountains behind them.
import { between, chance } from '../plan/chance.ts';
import { dyed } from './colours.ts';
import { blend, type Landscape } from './landscape.ts';
import { createNoise, layered, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import type { Terrain } from './terrain.ts';

/** Dunes with sharp crests, rippled in front, table mountains on the horizon. */
export function sandDesert(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'dunes');
  const turn = between(seed, 'wind', 0.35, 0.75) * (chance(seed, 'wind hand') < 0.5 ? -1 : 1);
  const start = between(seed, 'terrain', 0, 200);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  // A crest is sharp, a trough is not.
  const ridge = (phase: number) => Math.max(0, 1.0003 - Math.sqrt(Math.sin(phase) ** 2 + 0.0006));
  const heightAt = (x: number, z: number, octaves: number): number => {
    const along = x * cos + z * sin;
    const across = z * cos - x * sin;
    const bend = layered(noise, along * 0.13 + start, across * 0.13, 3);
    const mass = noise(along * 0.11 + start, across * 0.16 + 50);
    const great = ridge(across * 0.34 + 4.6 * bend + start) ** 1.25 * (0.25 + 1.5 * mass);
    const small = ridge(across * 0.95 + 0.5 * along + 5 * bend) ** 1.2 * smooth(0.35, 0.75, mass) * 0.22;
    const ripples =
      octaves > 6
        ? 0.0013 *
          smooth(0.3, 0.62, noise(x * 0.9 + 7, z * 0.9)) *
          Math.sin(across * 95 + 7 * noise(along * 2, across * 2)) *
          smooth(5.5, 1.2, z)
        : 0;
    const table =
      z < 30
        ? 0
        : smooth(0.53, 0.6, layered(noise, x * 0.06 + start, z * 0.06, Math.min(6, octaves))) * smooth(30, 38, z);
    return (
      (great + small) * (0.16 + 1.05 * smooth(0.8, 11, z)) +
      ripples +
      (table === 0 ? 0 : table * (2.4 + 0.5 * noise(x * 1.2, z * 1.2)))
    );
  };
  const own = dyed([0.5, 0.3, 0.145], scene.tints.sand?.[0]);
  const stone = dyed([0.34, 0.17, 0.1], scene.tints.rock?.[0] ?? scene.tints.sand?.[0]);
  const cover: Terrain['cover'] = (x, z, height, up, out) => {
    const grain = layered(noise, x * 4, z * 4, 3);
    const rock = smooth(0.75, 0.5, up) * smooth(28, 32, z);
    const band = 0.75 + 0.5 * noise(2, height * 5 + grain);
    const sand = (0.9 + 0.2 * grain) * (0.94 + 0.12 * noise(x * 130, z * 130));
    for (let c = 0; c < 3; c++) out[c] = blend(own[c]! * sand, stone[c]! * band, rock);
    if (scene.season === 'winter')
      for (let c = 0; c < 3; c++) out[c] = blend(out[c]!, 0.85, smooth(0.75, 0.95, up) * 0.85);
  };
  const eye = heightAt(0, 0.6, 9) + between(seed, 'eye', 0.35, 0.8);
  return {
    terrain: { eye, heightAt, cover, wet: false, nearest: 0.4, farthest: 70 },
    horizon: between(seed, 'horizon', 0.4, 0.54),
    wood: null,
    grass: null,
  };
}

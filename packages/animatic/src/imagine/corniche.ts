// A coast along which a road runs: cliffs that fall to the sea on one side of it, hills on the other.
import { between, chance } from '../plan/chance.ts';
import { dyed } from './colours.ts';
import { blend, grassOf, type Landscape, sown, woodOf } from './landscape.ts';
import { createNoise, layered, ridged, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { courseOf, type Way } from './way.ts';

/** The ground of a coast that follows a way, which lies on it at half its height. */
export function corniche(scene: Scene, way: Way): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'corniche');
  const start = between(seed, 'terrain', 0, 200);
  const courseAt = courseOf(scene, way);
  const seaward = scene.side ?? (chance(seed, 'seaward') < 0.5 ? -1 : 1);
  const high = between(seed, 'corniche high', 0.34, 0.5);
  // From the way to the edge: bays come near to it, headlands lie before it.
  const shelfAt = (z: number) => 0.26 + 0.03 * z + (0.1 + 0.12 * z) * smooth(0.4, 0.75, noise(z * 0.42 + start, 4.5));
  const heightAt = (x: number, z: number, octaves: number): number => {
    const out = seaward * (x - courseAt(z)) - shelfAt(z);
    const rough = ridged(noise, x * 0.4 + start, z * 0.4, octaves);
    const level = high * (0.85 + 0.5 * noise(z * 0.2 + start, 8.5));
    const fall = smooth(-0.12, 0.42 + 0.02 * z, out + 0.5 * (rough - 0.5));
    const inland = smooth(0.7, 5.5, -out);
    const ground = level * (1 - fall) + inland * (0.5 + 1.7 * rough) * smooth(1.2, 6, z) - 0.3 * fall;
    if (out < 0 || out > 1.6) return ground;
    // Rocks stand in the surf at its foot.
    const stones = layered(noise, x * 2.1 + 70, z * 2.1, Math.min(5, octaves));
    return ground + smooth(0.52, 0.66, stones) * smooth(1.6, 0.5, out) * (0.2 + 0.24 * stones) * fall;
  };
  const grass = grassOf(scene);
  const stone = dyed([1.12, 1, 0.86], scene.tints.rock?.[0]);
  return {
    terrain: {
      eye: high + 0.2,
      heightAt,
      cover: (x, z, height, up, out) => {
        const grain = layered(noise, x * 6 + 5, z * 6, 4);
        const green = smooth(0.62, 0.84, up + 0.2 * (grain - 0.5)) * smooth(0.1, 0.24, height);
        const rock = (0.12 + 0.17 * grain) * (0.7 + 0.6 * noise(x * 0.8, height * 14 + 2 * grain));
        const damp = 1 - 0.5 * smooth(0.06, 0.015, height);
        for (let c = 0; c < 3; c++) out[c] = blend(rock * stone[c]!, grass[c]! * (0.5 + 0.8 * grain), green) * damp;
      },
      wet: true,
      nearest: 0.3,
      farthest: 60,
    },
    horizon: between(seed, 'horizon', 0.42, 0.52),
    wood: woodOf(scene, {
      count: 1600,
      sparse: 200,
      high: [0.1, 0.2],
      from: 1.6,
      to: 20,
      dense: 0.8,
      room: (x, z, ground) => ground > 0.3 && seaward * (x - courseAt(z)) < -0.4,
      broad: 0.7,
    }),
    grass: sown(scene, { to: 4, high: 0.018, own: grass, count: 16000, flowers: [], share: 0, spikes: false }),
  };
}

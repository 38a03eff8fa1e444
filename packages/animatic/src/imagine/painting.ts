// One scene on a canvas: who paints which family.
import { between } from '../plan/chance.ts';
import { paintAbstract } from './abstract.ts';
import { type Canvas, newCanvas, type Sheet } from './canvas.ts';
import { canyonLand } from './canyon.ts';
import { paintCity } from './city.ts';
import { seaCoast } from './coast.ts';
import { corniche } from './corniche.ts';
import { paintBirds, placeThings } from './details.ts';
import { sandDesert } from './dunes.ts';
import { paintFall, paintSpray } from './falls.ts';
import { paintGalaxy } from './galaxy.ts';
import { gorge } from './gorge.ts';
import { firForest, hillMeadow } from './hills.ts';
import { paintInterior } from './interior.ts';
import type { Landscape } from './landscape.ts';
import { type Light, lightOf } from './light.ts';
import { growGrass, plantTrees } from './planting.ts';
import type { Scene } from './scene.ts';
import type { Family } from './scenery.ts';
import { paintSky } from './sky.ts';
import { paintSpace } from './space.ts';
import { paintStreet } from './street.ts';
import { shadeTerrain, traceTerrain } from './terrain.ts';
import { lakeAndMountains } from './valley.ts';
import { paintEruption, withVolcano } from './volcano.ts';
import { paintWater } from './water.ts';
import { paintSheen, withWay } from './way.ts';

type Painter = (scene: Scene, light: Light, sheet: Sheet) => Canvas;

function landscape(survey: (scene: Scene) => Landscape, rough: number, deep: [number, number, number]): Painter {
  return (scene, light, sheet) => {
    const { terrain, horizon, wood, grass, fall, way, volcano, site = null } = surveyed(scene, survey);
    const canvas = newCanvas(sheet, horizon);
    paintSky(canvas, light, scene);
    traceTerrain(canvas, terrain);
    shadeTerrain(canvas, terrain, light);
    if (volcano && scene.erupting) paintEruption(canvas, terrain, light, scene, volcano);
    if (way) paintSheen(canvas, light, scene, way);
    if (fall) paintFall(canvas, terrain, light, scene, fall);
    // Grass hides the feet of what stands in it.
    if (grass) growGrass(canvas, light, scene, grass);
    if (wood) plantTrees(canvas, terrain, light, scene, wood);
    canvas.hands.alone(() => placeThings({ canvas, light, scene, terrain, site, taken: [] }));
    if (terrain.wet)
      paintWater(canvas, light, scene, {
        eye: terrain.eye,
        rough: (fall ? 0.3 : rough) * swellOf(scene),
        deep,
        floor: scene.family === 'sea' ? (x, z) => terrain.heightAt(x, z, 4) : null,
      });
    if (fall) paintSpray(canvas, terrain, light, scene, fall);
    if (scene.things.has('birds')) canvas.hands.alone(() => paintBirds(canvas, light, scene));
    return canvas;
  };
}

/** The landscape, with the ground of its own that what the words put into it needs. */
function surveyed(scene: Scene, usual: (scene: Scene) => Landscape): Landscape {
  // Its walls would hide it from anybody higher up.
  if (scene.things.has('waterfall')) return gorge(scene);
  const ground = scene.river && scene.canyon === null ? lakeAndMountains : usual;
  // Mountains would stand before it.
  const land = scene.things.has('volcano') ? withVolcano(ground({ ...scene, level: true }), scene) : ground(scene);
  const led = scene.way === null ? land : withWay(land, scene, scene.way);
  return scene.lofty ? aloft(led, scene) : led;
}

/** A coast with a beach, or one that a way runs along. */
function coastOf(scene: Scene): Landscape {
  return scene.way === null ? seaCoast(scene) : corniche(scene, scene.way);
}

/** A desert of sand or of rock. */
function desertOf(scene: Scene): Landscape {
  return scene.canyon === null ? sandDesert(scene) : canyonLand(scene, scene.canyon);
}

/** How high over its usual standpoint the viewer is in the air, in the world's unit. */
const ALOFT: Partial<Record<Family, number>> = { lake: 1.7, sea: 1.1, desert: 1.5, forest: 1.6, meadow: 1.2 };

/** A landscape seen from the air: the horizon is high in the frame, and one sees farther. */
function aloft({ terrain, ...land }: Landscape, { family, seed }: Scene): Landscape {
  const up = ALOFT[family]! * between(seed, 'aloft', 0.85, 1.15);
  return {
    ...land,
    grass: null,
    horizon: between(seed, 'aloft horizon', 0.2, 0.28),
    terrain: { ...terrain, eye: terrain.eye + up, nearest: 0.8, farthest: Math.max(110, terrain.farthest) },
  };
}

/** How much rougher or smoother the water is than it usually is there. */
function swellOf({ sea, weather }: Scene): number {
  if (sea === 'calm') return 0.3;
  return sea === 'rough' || weather === 'storm' ? 1.5 : 1;
}

/** The colour of deep fresh water, and of a river that carries sand. */
const POOL: [number, number, number] = [0.02, 0.1, 0.12];
const MUDDY: [number, number, number] = [0.07, 0.09, 0.06];

const PAINTERS: Record<Family, Painter> = {
  lake: landscape(lakeAndMountains, 0.12, POOL),
  sea: landscape(coastOf, 0.75, [0.015, 0.14, 0.17]),
  desert: landscape(desertOf, 0.12, MUDDY),
  forest: landscape(firForest, 0.12, POOL),
  meadow: landscape(hillMeadow, 0.12, POOL),
  city: paintCity,
  street: paintStreet,
  space: paintSpace,
  galaxy: paintGalaxy,
  interior: paintInterior,
  abstract: paintAbstract,
};

/** Paints it with all hands of the sheet: each of them is to call this. */
export function paintScene(scene: Scene, sheet: Sheet): Canvas {
  return PAINTERS[scene.family](scene, lightOf(scene), sheet);
}

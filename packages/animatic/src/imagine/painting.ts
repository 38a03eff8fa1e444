// One scene on a canvas: who paints which family.
import { paintAbstract } from './abstract.ts';
import { type Canvas, newCanvas, WATER } from './canvas.ts';
import { paintCity } from './city.ts';
import { paintBirds, placeThings } from './details.ts';
import { paintGalaxy } from './galaxy.ts';
import { paintInterior } from './interior.ts';
import { firForest, hillMeadow, type Landscape, lakeAndMountains, sandDesert, seaCoast } from './landscapes.ts';
import { type Light, lightOf } from './light.ts';
import { growGrass, plantTrees } from './planting.ts';
import type { Scene } from './scene.ts';
import type { Family } from './scenery.ts';
import { paintSky } from './sky.ts';
import { paintSpace } from './space.ts';
import { paintStreet } from './street.ts';
import { shadeTerrain, traceTerrain } from './terrain.ts';
import { paintWater } from './water.ts';

type Painter = (scene: Scene, light: Light, width: number, height: number) => Canvas;

function landscape(survey: (scene: Scene) => Landscape, rough: number, deep: [number, number, number]): Painter {
  return (scene, light, width, height) => {
    const { terrain, horizon, wood, grass } = survey(scene);
    const canvas = newCanvas(width, height, horizon);
    paintSky(canvas, light, scene);
    traceTerrain(canvas, terrain);
    shadeTerrain(canvas, terrain, light);
    if (wood) plantTrees(canvas, terrain, light, scene, wood);
    if (grass) growGrass(canvas, light, scene, grass);
    placeThings({ canvas, light, scene, terrain });
    if (canvas.kind.includes(WATER))
      paintWater(
        canvas,
        light,
        scene,
        rough,
        deep,
        scene.family === 'sea' ? (x, z) => terrain.heightAt(x, z, 4) : null,
      );
    if (scene.things.has('birds')) paintBirds(canvas, light, scene);
    return canvas;
  };
}

const PAINTERS: Record<Family, Painter> = {
  lake: landscape(lakeAndMountains, 0.12, [0.02, 0.1, 0.12]),
  sea: landscape(seaCoast, 0.75, [0.015, 0.14, 0.17]),
  desert: landscape(sandDesert, 0, [0, 0, 0]),
  forest: landscape(firForest, 0, [0, 0, 0]),
  meadow: landscape(hillMeadow, 0, [0, 0, 0]),
  city: paintCity,
  street: paintStreet,
  space: paintSpace,
  galaxy: paintGalaxy,
  interior: paintInterior,
  abstract: paintAbstract,
};

export function paintScene(scene: Scene, width: number, height: number): Canvas {
  return PAINTERS[scene.family](scene, lightOf(scene), width, height);
}

// What is heard at a painted place when the words name no sound of their own.
import type { Ambience } from '../plan/plan.ts';
import type { Scene } from './scene.ts';
import type { Family } from './scenery.ts';

/** The loudest first; at most three are heard. */
const PLACES: Record<Family, Ambience['kind'][]> = {
  lake: ['river', 'wind', 'forest'],
  sea: ['sea', 'wind'],
  desert: ['desert'],
  forest: ['forest', 'wind'],
  meadow: ['wind', 'forest'],
  city: ['city', 'river'],
  street: ['city', 'rain'],
  space: ['space'],
  galaxy: ['space'],
  interior: ['room'],
  abstract: ['pulse'],
};

/** What is heard in a scene, the loudest first. */
export function heardIn(scene: Scene): Ambience['kind'][] {
  return [...ownOf(scene), ...PLACES[scene.family].filter((kind) => isHeard(kind, scene))];
}

/** What the place has besides. */
function ownOf({ things, erupting }: Scene): Ambience['kind'][] {
  if (things.has('waterfall')) return ['waterfall'];
  return erupting ? ['rumble', 'fire'] : [];
}

/** Birds do not sing at night or in snow; a street is wet only when it rains. */
function isHeard(kind: Ambience['kind'], { family, hour, weather, season }: Scene): boolean {
  if (kind === 'rain') return weather === 'storm';
  const quiet = hour === 'night' || season === 'winter' || weather === 'storm' || weather === 'snow';
  return !(kind === 'forest' && family !== 'forest' && quiet);
}

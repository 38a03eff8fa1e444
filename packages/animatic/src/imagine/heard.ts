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
  const usual = PLACES[scene.family].flatMap((kind) => (kind === 'forest' ? (livingIn(scene) ?? []) : kind));
  return [...new Set([...ownOf(scene), ...usual.filter((kind) => isHeard(kind, scene))])];
}

/** What the place has besides. */
function ownOf({ things, erupting, frozen, river }: Scene): Ambience['kind'][] {
  if (things.has('waterfall')) return ['waterfall'];
  if (frozen) return ['snow'];
  if (river) return ['river'];
  return erupting ? ['rumble', 'fire'] : [];
}

/** What lives there: birds by day, crickets by night, and nothing in the snow, which muffles woods; null: no trees are near. */
function livingIn({ family, hour, weather, season }: Scene): Ambience['kind'] | null {
  const wood = family === 'forest';
  if (season === 'winter' || weather === 'snow') return wood ? 'snow' : null;
  if (weather === 'storm') return wood ? 'forest' : null;
  return hour === 'night' || hour === 'dusk' ? 'night' : 'forest';
}

/** A street is wet only when it rains; firs under snow do not rustle. */
function isHeard(kind: Ambience['kind'], { family, weather, season, frozen }: Scene): boolean {
  if (kind === 'river' && frozen) return false;
  if (kind === 'wind' && family === 'forest') return season !== 'winter' || weather === 'storm';
  return kind !== 'rain' || weather === 'storm';
}

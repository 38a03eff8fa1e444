// What each room is called, what is to be seen in it, and which one the words name.
import { inflections } from '../../plan/lexicon/inflection.ts';
import type { Found } from '../../plan/lexicon/reading.ts';
import type { Sight } from '../scenery.ts';
import type { RoomKind } from './room.ts';

export const ROOM_NAMES: Record<RoomKind, string> = {
  living: 'a living room',
  kitchen: 'a kitchen',
  bedroom: 'a bedroom',
  office: 'an office',
  workshop: 'a workshop',
  cafe: 'a cafe',
  library: 'a library',
  corridor: 'a corridor',
  hall: 'a hall',
  ring: 'a boxing ring',
  stage: 'a stage',
  church: 'a church',
  studio: 'a studio',
  ship: 'the bridge of a spaceship',
};

const GLASS = 'window windowsill pane sky ray beam sunbeam';

const PARTS: Record<RoomKind, string> = {
  living: `${GLASS} lamp plant houseplant book bookshelf bookshelves shelf shelves cushion pillow floorboard painting pot curtain carpet rug sofa couch table coffee-table`,
  kitchen: `${GLASS} lamp counter countertop worktop island cabinet cupboard drawer stove oven hood fridge refrigerator stool sink tap faucet bowl fruit tile table kitchenware cutting board`,
  bedroom: `${GLASS} lamp bed pillow blanket duvet bedding sheet headboard nightstand bedside wardrobe curtain rug carpet plant painting floorboard`,
  office: `${GLASS} desk chair computer monitor screen laptop workstation plant paper shelf shelves book skyline city ceiling panel`,
  workshop: `${GLASS} lamp bench workbench tool shelf shelves box crate table chair plank board hammer brick concrete`,
  cafe: `${GLASS} lamp counter bar table chair stool shelf shelves brick plant espresso machine skyline city`,
  library: `${GLASS} lamp book bookshelf bookshelves bookcase shelf shelves table desk chair rug carpet reading arch`,
  corridor: `${GLASS} door doorway lamp tile panel handrail`,
  hall: `${GLASS} column pillar chandelier lamp door arch marble tile`,
  ring: 'ring rope canvas corner post lamp spotlight seat boxing match arena',
  stage: 'stage curtain drape seat chair row spotlight lamp theater theatre auditorium',
  church: `${GLASS} pew bench altar vault column pillar arch nave aisle chandelier cross stone stained glass mosaic`,
  studio: 'backdrop background pedestal plinth podium platform stand softbox studio cyclorama paper',
  ship: 'window pane star planet console screen panel chair seat display control monitor hologram metal cockpit bridge corridor space',
};

const shown = new Map(
  Object.entries(PARTS).map(([room, words]) => [room, new Set(words.split(' ').flatMap(inflections))]),
);

/** Whether a word names something that is to be seen in a room of that kind. */
export function isInRoom(room: RoomKind, word: string): boolean {
  return shown.get(room)!.has(word);
}

/** The room that the word of most weight names; null where none does. */
export function roomOf(found: readonly Found<Sight>[]): RoomKind | null {
  let best: { room: RoomKind; weight: number } | null = null;
  for (const { means } of found) {
    const weight = means.flatMap((one) => (one.is === 'family' && one.value === 'interior' ? one.weight : []))[0];
    const room = means.flatMap((one) => (one.is === 'room' ? one.value : []))[0];
    if (weight !== undefined && room !== undefined && weight > (best?.weight ?? 0)) best = { room, weight };
  }
  return best?.room ?? null;
}

// Which room is furnished how.
import type { Scene } from '../scene.ts';
import { church, hall, ring, stage } from './halls.ts';
import { kitchen } from './kitchen.ts';
import { bedroom, livingRoom } from './living.ts';
import { cafe, corridor, library } from './open-rooms.ts';
import type { Room, RoomKind } from './room.ts';
import { ship, studio } from './sets.ts';
import { office, workshop } from './work.ts';

const ROOMS: Record<RoomKind, (scene: Scene) => Room> = {
  living: livingRoom,
  kitchen,
  bedroom,
  office,
  workshop,
  cafe,
  library,
  corridor,
  hall,
  ring,
  stage,
  church,
  studio,
  ship,
};

/** The room that a scene is in, laid out for windows on the right and ahead. */
export function furnished(scene: Scene): Room {
  return ROOMS[scene.room](scene);
}

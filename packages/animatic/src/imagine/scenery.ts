// What the words of a prompt may mean to a painter.
import type { Entry } from '../plan/lexicon/entry.ts';
import type { Rgb } from './canvas.ts';
import { LIGHTS, THINGS } from './lexicon.ts';
import { LAYS } from './places.ts';
import type { RoomKind } from './rooms/room.ts';
import { UNPAINTED } from './unpainted.ts';
import type { Way } from './way.ts';
import { WONDERS } from './wonders.ts';

export type Family =
  | 'lake'
  | 'sea'
  | 'desert'
  | 'forest'
  | 'meadow'
  | 'city'
  | 'street'
  | 'space'
  | 'galaxy'
  | 'interior'
  | 'abstract';
export type Hour = 'dawn' | 'sunrise' | 'morning' | 'day' | 'golden' | 'sunset' | 'dusk' | 'night';
export type Weather = 'clear' | 'fair' | 'cloudy' | 'fog' | 'storm' | 'snow';
export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
/** What colours are at play in. */
export type Play = 'silk' | 'ink' | 'smoke' | 'particles';
/** What kind of street it is: houses of storeys along a road, an old town's, or the back of houses. */
export type Quarter = 'old' | 'alley';
/** Rock about a floor, walls close on both sides, or table mountains on a plain. */
export type Canyon = 'broad' | 'slot' | 'buttes';
/** How high the waves go. */
export type Sea = 'calm' | 'rough';
/** Which trees a wood is of. */
export type Grove = 'fir' | 'broad' | 'birch' | 'cypress' | 'cherry' | 'acacia' | 'bamboo' | 'palm' | 'jungle';
export type Field = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
/** What stands small in a landscape, each where it looks at home. */
export type Thing =
  | 'lighthouse'
  | 'boat'
  | 'house'
  | 'bridge'
  | 'jetty'
  | 'tree'
  | 'palm'
  | 'moon'
  | 'suns'
  | 'birds'
  | 'aurora'
  | 'waterfall'
  | 'volcano';

/** `weight`: of two places named, the one that says more about the picture is painted. `near`: it stands for another. */
export type Sight =
  | { is: 'family'; value: Family; weight: number; near: boolean }
  | { is: 'hour'; value: Hour }
  | { is: 'weather'; value: Weather }
  | { is: 'season'; value: Season }
  | { is: 'style'; value: 'minimal' | 'dramatic' }
  | { is: 'thing'; value: Thing }
  /** Of flowers, poppies, lavender, wheat, sunflowers, tulips, heather, dry grass. */
  | { is: 'field'; value: Field }
  | { is: 'starry'; value: 'starry' }
  | { is: 'erupting' }
  | { is: 'feature'; value: 'mountains' | 'trees' }
  | { is: 'river'; value: 'river' }
  | { is: 'canyon'; value: Canyon }
  | { is: 'wooden' }
  /** Of coasts: cliffs, or where a way runs along one the sea, on the left (−1) or the right. */
  | { is: 'side'; value: -1 | 1 }
  /** Ice lies on the water. */
  | { is: 'frozen' }
  /** Seen from the air. */
  | { is: 'lofty' }
  /** Water falls in a broad sheet, or in a narrow one. */
  | { is: 'sheet'; value: 'broad' | 'narrow' }
  | { is: 'way'; value: Way }
  | { is: 'bends'; value: 'winding' | 'straight' }
  | { is: 'grove'; value: Grove }
  | { is: 'world'; value: Rgb }
  | { is: 'ringed' }
  | { is: 'globe'; value: 'earth' | 'some' | 'none' }
  /** Trees stand along the way. */
  | { is: 'lined' }
  /** The sky of another world: its colour; null where there is no air. */
  | { is: 'heaven'; value: Rgb | null }
  /** Which room it is, where it is one. */
  | { is: 'room'; value: RoomKind }
  | { is: 'quarter'; value: Quarter }
  | { is: 'play'; value: Play }
  /** Of the things beside it there are so many, as far as they are counted. */
  | { is: 'several'; value: number }
  | { is: 'absent' }
  | { is: 'nothing' }
  | { is: 'not' };

export const SCENERY: Entry<Sight>[] = [
  ...LAYS,
  ...WONDERS,
  ...LIGHTS,
  ...THINGS,
  ...UNPAINTED,
  {
    say: [
      '=depth =of field',
      'light|car trail|streak',
      '=field =of =view',
      'field =of =view',
      '=point =of =view',
      '=long =shot',
      '=top =of',
      // A low sun or moon on water.
      '=golden|=silver|=shimmering|=glittering|=glowing path|glitter|streak',
      'path =of =light|=gold|=silver|=moonlight|=sunlight',
      'light|moonlight path',
      'path =on|=across|=over water|sea|lake|ocean',
      '=golden|=silver path =on|=across|=over water|sea|lake|ocean',
    ],
    means: [{ is: 'nothing' }],
  },
  { say: ['@not', '=free =of', '=instead =of', '=rather =than', '=nor'], means: [{ is: 'not' }] },
];

// Words for what a landscape is visited for: falling water, burning mountains, ways that lead into it.
import type { Entry } from '../plan/lexicon/entry.ts';
import type { Sight, Thing } from './scenery.ts';
import type { Way } from './way.ts';

/** What leads into the depth of a landscape, and how. */
function leading(value: Way, weight: number, ...say: string[]): Entry<Sight>[] {
  const means: Sight[] = [
    { is: 'way', value },
    { is: 'family', value: 'meadow', weight, near: false },
  ];
  const bent = (words: string) => say.map((one) => `${words} ${one}`);
  return [
    { say, means },
    {
      say: bent('=winding|curving|curvy|serpentine|meandering|snaking|twisting'),
      means: [...means, { is: 'bends', value: 'winding' }],
    },
    { say: bent('straight|=endless|=infinite|=unending'), means: [...means, { is: 'bends', value: 'straight' }] },
  ];
}

const FALLING: Sight[] = [
  { is: 'thing', value: 'waterfall' },
  { is: 'family', value: 'lake', weight: 7, near: false },
];

/** One that has a name of its own: its kind is painted. */
function byName(value: Thing, weight: number): Sight[] {
  return [
    { is: 'thing', value },
    { is: 'family', value: 'lake', weight, near: true },
  ];
}

export const WONDERS: Entry<Sight>[] = [
  {
    say: [
      '=aerial|drone|helicopter|airplane',
      '=aerial|drone|helicopter|airplane|=overhead shot|view|footage|flight|perspective|photography|photo',
      '=fpv drone',
      '=high =above',
      '=from =above|=overhead',
      '=from =high =above|=up',
      '=from =the =air|=sky',
      'bird =eye view|shot|perspective',
      'sky view',
    ],
    means: [{ is: 'lofty' }],
  },
  { say: ['waterfall|cascade|cataract'], means: FALLING },
  {
    say: ['broad|wide|massive|huge|giant|mighty|powerful|thundering waterfall|cataract'],
    means: [...FALLING, { is: 'sheet', value: 'broad' }],
  },
  {
    say: ['narrow|thin|slender|small|little|tall|high waterfall|cascade'],
    means: [...FALLING, { is: 'sheet', value: 'narrow' }],
  },
  {
    say: ['=niagara|=iguazu', '=niagara|=iguazu|=victoria =falls'],
    means: [...byName('waterfall', 7), { is: 'sheet', value: 'broad' }],
  },
  { say: ['=angel =falls'], means: [...byName('waterfall', 7), { is: 'sheet', value: 'narrow' }] },
  {
    say: [
      'volcano|=volcanoes',
      '=active|dormant volcano|=volcanoes',
      '=volcanic mountain|landscape|peak|cone|island|crater',
      '=volcanic',
    ],
    means: [
      { is: 'thing', value: 'volcano' },
      { is: 'family', value: 'lake', weight: 6, near: false },
    ],
  },
  {
    say: ['=fuji|=vesuvius|=etna|=kilimanjaro', '=mount|=mt =fuji|=rainier|=kilimanjaro|=hood|=vesuvius|=etna|=saint'],
    means: byName('volcano', 6),
  },
  {
    say: [
      'erupt|eruption|lava|magma',
      '=erupting volcano|=volcanoes',
      'volcano|volcanic erupt|eruption',
      'lava flow|river|stream',
      'molten|flowing|glowing|rivers lava|rock',
      'volcano|volcanic ash',
    ],
    means: [
      { is: 'thing', value: 'volcano' },
      { is: 'erupting' },
      { is: 'family', value: 'lake', weight: 6, near: false },
    ],
  },
  {
    say: [
      '=coastal|coast|seaside|=ocean|=cliffside|=clifftop road|=drive|route',
      '=highway =1|=one',
      '=pacific coast =highway',
      '=amalfi coast road|=drive',
      'corniche',
    ],
    means: [
      { is: 'way', value: 'road' },
      { is: 'family', value: 'sea', weight: 9, near: false },
    ],
  },
  ...(['left', 'right'] as const).map(
    (way, nth): Entry<Sight> => ({
      say: [
        `cliff|headland|ocean|sea =on =the =${way}`,
        `cliff|headland|ocean|sea =to =the =${way}`,
        `cliff|headland|ocean|sea =on =the =${way} side`,
      ],
      means: [
        { is: 'family', value: 'sea', weight: 8, near: false },
        { is: 'side', value: nth === 0 ? -1 : 1 },
      ],
    }),
  ),
  ...leading('road', 6, 'road|roadway|lane', 'country|asphalt|rural|paved|open road'),
  ...leading('highway', 6, 'highway|freeway|motorway|interstate', 'open highway'),
  ...leading('path', 4, 'path|trail|footpath|pathway', 'dirt|gravel|hiking|stone path|trail|track', 'dirt|gravel road'),
  ...leading('rails', 6, 'railway|railroad|=rails', 'railway|railroad|train track|line', 'train|rail =tracks|=track'),
];

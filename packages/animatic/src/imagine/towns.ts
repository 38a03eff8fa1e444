// Words for towns: skylines, streets by their quarter, villages and harbours.
import type { Entry } from '../plan/lexicon/entry.ts';
import type { Family, Quarter, Sight } from './scenery.ts';

function place(value: Family, weight: number, say: string[], near = false): Entry<Sight> {
  return { say, means: [{ is: 'family', value, weight, near }] };
}

/** Streets of a quarter. */
function quarter(value: Quarter, weight: number, say: string[], near = false): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value: 'street', weight, near },
      { is: 'quarter', value },
    ],
  };
}

/** A street by the light of its signs, which is no light of day unless the words say so. */
function lit(weight: number, ...say: string[]): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value: 'street', weight, near: false },
      { is: 'hour', value: 'night' },
    ],
  };
}

/** Houses, boats or both, several of each, in a landscape. */
function settled(
  value: Family,
  weight: number,
  several: number,
  things: ('house' | 'boat' | 'jetty')[],
  say: string[],
): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value, weight, near: false },
      { is: 'several', value: several },
      ...things.map((thing): Sight => ({ is: 'thing', value: thing })),
    ],
  };
}

const MODERN =
  `=tokyo|=manhattan|=shanghai|=dubai|=chicago|=hongkong|=singapore|=sydney|=seoul|=bangkok|=mumbai|=beijing|=osaka|=toronto|
=miami|=seattle|=boston|=shenzhen|=london|=berlin|=moscow|=istanbul|=cairo|=brooklyn|=shibuya|=delhi|=melbourne`.replaceAll(
    '\n',
    '',
  );
const OLD =
  `=paris|=rome|=venice|=prague|=vienna|=florence|=lisbon|=barcelona|=amsterdam|=madrid|=milan|=athens|=budapest|=edinburgh|=havana|
=marrakech|=kyoto|=jerusalem|=seville|=porto|=montmartre|=brussels|=bruges|=salzburg|=naples`.replaceAll('\n', '');
const TWO_WORDS = [
  '=new =york',
  '=new =york =city',
  '=hong =kong',
  '=los =angeles',
  '=san =francisco',
  '=las =vegas',
  '=mexico =city',
];
const THROUGH = '=through|=around|=streets|=street|=wandering|=walking|=explores|=exploring';

/** A town by its name: its skyline from afar where nothing else of it is said, a street of it for those who go through it. */
function named(towns: string[], ...looks: Sight[]): Entry<Sight>[] {
  const afar: Sight = { is: 'family', value: 'city', weight: 5.8, near: true };
  const within: Sight = { is: 'family', value: 'street', weight: 9.2, near: true };
  return [
    { say: towns, means: [afar, ...looks] },
    {
      say: towns.flatMap((town) => [`${THROUGH} ${town}`, `${town} street|=streets|alley|avenue`]),
      means: [within, ...looks],
    },
  ];
}

export const TOWNS: Entry<Sight>[] = [
  place('city', 9, ['city|=urban|downtown']),
  place('city', 6, ['city|skyline|downtown view', '=overlooking city|=skyline|=downtown']),
  place('city', 9.5, [
    'skyline|metropolis|skyscraper|cityscape|megacity|=highrise|=highrises',
    'city skyline',
    'aerial view|shot|footage =over|=of city|=downtown',
  ]),
  place('city', 9.5, ['rooftop'], true),
  place('city', 6, ['=canals'], true),
  place('city', 4, ['building', '=tower|=towers']),
  ...named([MODERN, ...TWO_WORDS]),
  ...named([OLD], { is: 'quarter', value: 'old' }),
  place('street', 9.2, [`${THROUGH} city|downtown|=metropolis`]),
  place('street', 10, [
    'street|avenue|boulevard|sidewalk|crosswalk',
    'city|urban|downtown|=main street|=avenue',
    'city|urban road',
    'road =in|=through city',
  ]),
  quarter('alley', 10, ['alley|alleyway|backstreet', 'city|urban|narrow|dark|back alley|alleyway']),
  quarter('old', 10.5, [
    'cobblestone|cobbled|cobble street|alley|road|lane|square',
    '=old|medieval|=european|=italian|=french|=spanish|=german|=mediterranean|=greek|=ancient|historic|historical|victorian|=moroccan street|alley|lane|town|city|quarter|square|market|marketplace',
    '=old|medieval|=european|historic market|town square|street',
    'narrow street|lane|=streets',
    'village|town street|lane|road|square|centre|center|market',
    'small|little|quiet|sleepy|coastal|seaside|hillside town street',
    '=small|=quiet|=little|=sleepy =town|=towns',
    '=small|=quiet|=little|=sleepy =american|=european|=japanese|=italian|=french =town|=towns',
    'road|street =through|=in|=of =town|=village',
    'road|street =through|=in|=of =small|=little|=quiet|=old|=sleepy =town|=village',
    'old =town|=quarter',
  ]),
  quarter('old', 6.5, ['town|=townscape', 'suburb']),
  quarter(
    'old',
    6.6,
    [
      'market|bazaar|plaza|piazza|=square|marketplace|souk',
      'town|market|village square',
      'street|farmers|fish|flower|food|night market',
    ],
    true,
  ),
  quarter('old', 10, ['cobblestone|cobblestones']),
  lit(10, 'neon street|city|town', '=cyberpunk street|city|town'),
  lit(9.4, '=cyberpunk'),
  {
    say: ['neon|=cyberpunk alley|alleyway', '=cyberpunk|=neon =lit alley|alleyway'],
    means: [
      { is: 'family', value: 'street', weight: 10.5, near: false },
      { is: 'quarter', value: 'alley' },
      { is: 'hour', value: 'night' },
    ],
  },
  lit(3, '=neon'),
  place(
    'street',
    6,
    [
      'station|shop|storefront|school|hospital|=chinatown|subway',
      'gas|train|subway|bus|metro station',
      '=times =square',
    ],
    true,
  ),
  settled('meadow', 6, 5, ['house'], ['village|hamlet', 'small|little|quiet|old village']),
  place('meadow', 6, ['stadium', 'football|soccer|baseball field|pitch|stadium'], true),
  settled('meadow', 6, 1, ['house'], ['farm|homestead|ranch']),
  settled('sea', 7, 4, ['boat', 'jetty'], ['harbor|harbour|port|marina', 'fishing harbor|harbour|port|village']),
];

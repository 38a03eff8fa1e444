// Words for the light, the weather and the season of a place, and for what stands small in it.
import type { Entry } from '../plan/lexicon/entry.ts';
import type { Family, Hour, Sea, Season, Sight, Thing, Weather } from './scenery.ts';

function hour(value: Hour, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'hour', value }] };
}

function weather(value: Weather, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'weather', value }] };
}

function season(value: Season, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'season', value }] };
}

/** Something small; a place that it calls for when no other is named comes after it. */
function thing(value: Thing, say: string[], ...calls: Family[]): Entry<Sight> {
  const called = calls.map((family): Sight => ({ is: 'family', value: family, weight: 2, near: false }));
  return { say, means: [{ is: 'thing', value }, ...called] };
}

/** Water under ice. */
function frozen(more: Sight[], ...say: string[]): Entry<Sight> {
  const lake: Sight = { is: 'family', value: 'lake', weight: 7, near: false };
  return { say, means: [{ is: 'season', value: 'winter' }, lake, { is: 'frozen' }, ...more] };
}

export const LIGHTS: Entry<Sight>[] = [
  {
    say: ['night sky', 'starry sky|night', 'starry|=stars|=star', '=milky =way', '=milky =way =galaxy', 'starlit'],
    means: [
      { is: 'hour', value: 'night' },
      { is: 'starry', value: 'starry' },
    ],
  },

  hour('dawn', '=dawn|daybreak', 'first|early light', 'before|early sunrise', 'crack =dawn'),
  hour('sunrise', 'sunrise', 'rising sun', 'sun rise|=rises|=rising', 'early sun', '=first =rays'),
  hour('morning', '=morning|=mornings', 'early morning|light', 'morning light|sun'),
  hour('day', '=noon|midday|=day|daylight|daytime|=sunny|afternoon|sunshine', '=blue =sky', 'bright day|sun'),
  hour(
    'golden',
    'golden hour|light|sunlight|sun|glow',
    'late afternoon',
    '=low =sun',
    '=midnight =sun',
    'warm evening|afternoon light',
  ),
  hour('sunset', 'sunset|sundown|=evening|evening', 'evening light|sun|glow', 'setting sun'),
  hour('dusk', '=dusk|twilight|nightfall|gloaming', 'blue hour', 'after sunset|dark'),
  hour('night', '=night|=nights|midnight|nighttime|nocturnal'),
  {
    say: [
      '=moon|=moons|moonlight|moonlit|moonrise',
      'full|crescent|=pale|harvest moon',
      '=supermoon',
      '=super moon',
      'moonlit night',
    ],
    means: [
      { is: 'hour', value: 'night' },
      { is: 'thing', value: 'moon' },
    ],
  },

  weather('clear', '=clear|cloudless', 'clear|cloudless sky|night|day|morning|evening|weather'),
  weather('fair', '=cloud|=clouds', 'white|fluffy|puffy|scattered|cumulus|cotton|few|some =cloud|=clouds'),
  weather(
    'cloudy',
    'cloudy|=overcast',
    'dark|heavy|thick|low|dense|grey|gray|brooding|rain =cloud|=clouds',
    '=grey|=gray|=leaden|=bleak sky|day|weather|light|morning|afternoon|evening',
  ),
  ...(['winter', 'autumn'] as const).map(
    (value): Entry<Sight> => ({
      say: [
        `=grey|=gray|=overcast|=gloomy ${value}`,
        `=grey|=gray|=overcast|=gloomy ${value} sky|day|morning|afternoon|evening`,
      ],
      means: [
        { is: 'weather', value: 'cloudy' },
        { is: 'season', value },
      ],
    }),
  ),
  weather('fog', 'fog|foggy|mist|misty|haze|hazy'),
  weather(
    'storm',
    'storm|stormy|rain|rainy|raindrop|rainfall|thunder|thunderstorm|drizzle|downpour|tempest|hurricane|gloomy|rainstorm',
  ),
  weather('snow', '=snow|snowing|snowfall|blizzard|snowstorm'),
  {
    say: [
      '=snowy|snow-covered',
      'snow covered|blanketed|laden',
      'covered|blanketed|buried|cloaked =in|=with|=by snow',
      'deep|fresh|untouched|pristine|powder|powdery|virgin|melting|white snow',
      'blanket|layer|cover =of snow',
      'snow =on =ground|tree|roof|branch|firs|pines',
      'snow field',
      'snowfield',
    ],
    means: [{ is: 'season', value: 'winter' }],
  },
  // Peaks are white in summer, too.
  {
    say: [
      '=snowcapped|=snowclad|=snowtopped',
      '=snow-capped|=snow-topped|=snow-dusted|=snow-tipped|=snow-clad|=snow-peaked',
      'snow =capped|=topped|=dusted|=tipped|=clad|=peaked',
      'snow =on peak|mountain|summit|=top|=tops',
    ],
    means: [{ is: 'feature', value: 'mountains' }],
  },

  season('winter', '=greenland|=antarctica|=antarctic|winter|wintry|=icy|arctic|=frozen|frost|frosty'),
  frozen(
    [],
    '=frozen|=iced|=icy lake|pond|fjord|water|loch|lagoon|surface',
    'lake|pond|fjord =frozen|freeze',
    '=frozen =over',
  ),
  frozen([], 'cracked|blue|thick|black|clear ice', '=cracked blue|black|clear ice', 'ice =covered lake|pond|fjord'),
  frozen(
    [{ is: 'river', value: 'river' }],
    '=frozen|=iced|=icy river|stream|creek',
    'river|stream =frozen|freeze',
    'ice =covered river',
  ),
  season('autumn', 'autumn|autumnal|=fall', 'fall leaf|=leaves|color|colour|foliage|forest|day|morning'),
  season('spring', '=spring|springtime|blossom'),
  season('summer', 'summer|=summery'),

  { say: ['minimal|minimalist|minimalistic|=zen|=empty|=bare|sparse'], means: [{ is: 'style', value: 'minimal' }] },
  { say: ['dramatic|=epic|=grand|majestic|moody'], means: [{ is: 'style', value: 'dramatic' }] },
];

export const THINGS: Entry<Sight>[] = [
  thing('lighthouse', ['lighthouse'], 'sea'),
  thing('boat', ['boat|sailboat|yacht|sailing|wooden|small|sail boat', 'boat|sailboat|yacht|=sail|=sails'], 'sea'),
  thing('house', ['house|hut|cabin|cottage|bungalow|barn|farmhouse|chalet|lodge'], 'lake'),
  thing('bridge', ['=suspension bridge', '=cable =stayed bridge'], 'city'),
  {
    say: ['=golden =gate', '=golden =gate|=brooklyn|=tower|=london bridge'],
    means: [
      { is: 'thing', value: 'bridge' },
      { is: 'family', value: 'city', weight: 8, near: true },
    ],
  },
  thing('bridge', ['bridge', 'stone|=old|=ancient|=medieval|=arched bridge'], 'lake'),
  {
    say: ['wooden|wood|timber|rope bridge', 'footbridge'],
    means: [
      { is: 'thing', value: 'bridge' },
      { is: 'wooden' },
      { is: 'family', value: 'lake', weight: 2, near: false },
    ],
  },
  thing('jetty', ['pier|jetty|=dock|=docks|boardwalk|=wharf'], 'lake'),
  thing(
    'tree',
    ['=two|=three|=four|=five|=six =trees', '=tree', 'lone|lonely|single|solitary|old|big tree|oak'],
    'meadow',
  ),
  thing('palm', ['=palm|=palms', 'palm tree', 'coconut|=palm =tree|=trees'], 'sea'),
  thing('suns', ['=two|twin|double|=binary =suns', '=suns']),
  thing('birds', ['bird|gull|seagull|geese|goose|=swallows|=crows|=ravens', 'flock bird|gull|seagull|geese']),
  {
    say: ['aurora|=borealis', 'northern light', 'aurora =borealis'],
    means: [
      { is: 'thing', value: 'aurora' },
      { is: 'hour', value: 'night' },
      { is: 'family', value: 'lake', weight: 2, near: false },
    ],
  },
];

/** How high waves go; read apart, as its phrases share their nouns with places. */
export const SWELLS: Entry<{ is: Sea } | { is: 'not' }>[] = [
  {
    say: ['calm|still|glassy|smooth|tranquil|serene|peaceful|mirror sea|ocean|water|bay|wave'],
    means: [{ is: 'calm' }],
  },
  {
    say: [
      'giant|huge|massive|towering|big|enormous|monster|violent|high|great wave|swell|surf',
      'rough|raging|wild|choppy|angry|turbulent|violent|stormy sea|ocean|water|wave|surf',
    ],
    means: [{ is: 'rough' }],
  },
  { say: ['@not'], means: [{ is: 'not' }] },
];

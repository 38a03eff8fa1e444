// Words for the world in front of the camera: what moves in it, its weather and its places.
import type { AirKind } from '../air.ts';
import type { Entry, Meaning } from './entry.ts';

function life(kind: 'wind' | 'water' | 'clouds', amount: number): Meaning {
  return { is: 'life', life: kind, amount };
}

function air(kind: AirKind, amount: number): Meaning {
  return { is: 'air', air: kind, amount };
}

const WIND: Meaning = { is: 'place', place: 'wind' };
const SEA: Meaning = { is: 'place', place: 'sea' };
const WATERFALL: Meaning = { is: 'place', place: 'waterfall' };
const RIVER: Meaning = { is: 'place', place: 'river' };
const RAIN: Meaning = { is: 'place', place: 'rain' };

export const WORLD: Entry[] = [
  { say: ['=wind|=winds|windy|gust|gusty'], means: [life('wind', 0.7), WIND] },
  ...(['left', 'right'] as const).map((way): Entry => {
    const [to, from] = way === 'left' ? ['@left', '@right'] : ['@right', '@left'];
    const blow = 'blow|gust|sweep|come|drive';
    return {
      say: [
        `=wind|=winds|breeze|gale ${to}`,
        `=wind|=winds|breeze|gale ${blow} ${to}`,
        `=wind|=winds|breeze|gale =from ${from}`,
        `=wind|=winds|breeze|gale ${blow} =from ${from}`,
        `=wind|=winds|breeze|gale =from ${from} ${to}`,
        `=wind|=winds|breeze|gale ${blow} =from ${from} ${to}`,
      ],
      means: [life('wind', 0.7), WIND, { is: 'blows', way }],
    };
  }),
  { say: ['breeze|breezy'], means: [life('wind', 0.45), WIND] },
  {
    say: ['storm|stormy|gale|hurricane'],
    means: [
      life('wind', 1),
      life('clouds', 0.9),
      WIND,
      RAIN,
      { is: 'grade', grade: 'dramatic' },
      { is: 'grade', grade: 'overcast' },
    ],
  },
  {
    say: [
      'sway|rustle|flutter|billow',
      'grass|leaf|=leaves|tree|flag|curtain|fabric|flower|wheat blow|sway|flow|move|flutter|wave|rustle',
      '=waving grass|flag|wheat|field|tree',
    ],
    means: [life('wind', 0.6)],
  },
  {
    say: ['=wave|=waves', 'surf', 'tide', 'rolling|crashing wave', 'wave crash|roll|break|lap'],
    means: [life('water', 0.8), SEA],
  },
  { say: ['ripple', 'shimmer', 'water ripple|shimmer|move|sparkle|glisten'], means: [life('water', 0.5)] },
  { say: ['=water'], means: [life('water', 0.5)] },
  { say: ['sea|ocean|seaside|coast|beach|shore'], means: [life('water', 0.6), SEA] },
  { say: ['lake|pond|lagoon|harbor|harbour'], means: [life('water', 0.4), RIVER] },
  {
    say: ['waterfall|cascade|cataract', 'water|waterfall|cascade fall|tumble|cascade|plunge'],
    means: [life('water', 0.8), WATERFALL],
  },
  {
    say: ['river|stream|creek|brook', 'running|flowing|rushing water', 'water|river|stream flow|run|rush'],
    means: [life('water', 0.8), RIVER],
  },
  {
    say: [
      '=cloud|=clouds|cloudy',
      'cloud drift|move|roll|pass|float|race',
      'cloud drift|move|roll|pass|float|race @left|@right|=by|=over',
      'drifting|rolling|moving cloud',
      'sky move',
    ],
    means: [life('clouds', 0.6)],
  },

  { say: ['rain sound|noise|ambience|audio', 'sound|noise =of rain'], means: [RAIN] },
  { say: ['rain|rainy|raindrop|rainfall'], means: [air('rain', 0.6), RAIN, { is: 'grade', grade: 'overcast' }] },
  { say: ['drizzle', 'light|gentle|soft rain'], means: [air('rain', 0.25), RAIN, { is: 'grade', grade: 'overcast' }] },
  {
    say: ['downpour|cloudburst', 'heavy|pouring|torrential rain', 'rain =hard|=heavily|pour'],
    means: [air('rain', 1), RAIN, { is: 'grade', grade: 'overcast' }],
  },
  {
    say: ['rainstorm'],
    means: [
      air('rain', 1),
      RAIN,
      WIND,
      life('wind', 0.9),
      { is: 'grade', grade: 'dark' },
      { is: 'grade', grade: 'overcast' },
    ],
  },
  {
    say: ['thunderstorm', 'thunder =and =lightning', 'lightning storm'],
    means: [
      air('rain', 1),
      air('lightning', 0.8),
      RAIN,
      WIND,
      life('wind', 0.9),
      { is: 'grade', grade: 'dark' },
      { is: 'grade', grade: 'overcast' },
    ],
  },
  { say: ['lightning', 'lightning bolt|strike|flash|crack'], means: [air('lightning', 0.8)] },
  { say: ['thunder', 'distant|rolling thunder', 'thunder clap|crack|roll|rumble'], means: [air('lightning', 0.5)] },
  {
    say: ['snow|snowfall|snowflake', 'snow fall|drift|swirl', 'falling|drifting|swirling snow|snowflake'],
    means: [air('snow', 0.6), WIND, { is: 'grade', grade: 'cold' }, { is: 'grade', grade: 'overcast' }],
  },
  // Snow that lies.
  {
    say: [
      'deep|fresh|untouched|pristine|powder|powdery|virgin|melting|white snow',
      'snow covered|blanketed|laden|capped|topped|dusted|tipped|clad',
      'covered|blanketed|buried|cloaked|dusted =in|=with|=by snow',
      'blanket|layer|cover =of snow',
      'snow =on ground|tree|roof|branch|firs|pines|peak|mountain|summit|=top|=tops',
      'snow field',
    ],
    means: [{ is: 'grade', grade: 'cold' }],
  },
  {
    say: ['light|gentle|soft snow|snowfall', 'snow flurry'],
    means: [air('snow', 0.3), { is: 'grade', grade: 'cold' }],
  },
  {
    say: ['blizzard|snowstorm', 'heavy|thick snow|snowfall'],
    means: [
      air('snow', 1),
      life('wind', 0.9),
      WIND,
      { is: 'grade', grade: 'cold' },
      { is: 'grade', grade: 'overcast' },
    ],
  },
  { say: ['fog|foggy|mist|misty'], means: [air('fog', 0.6), { is: 'grade', grade: 'mist' }] },
  { say: ['haze|hazy', 'light|thin|morning fog|mist'], means: [air('fog', 0.35)] },
  { say: ['smoke|=smoky'], means: [air('fog', 0.55)] },
  { say: ['thick|dense|heavy fog|mist|smoke'], means: [air('fog', 0.95), { is: 'grade', grade: 'mist' }] },
  {
    say: ['sandstorm', 'dust|sand storm'],
    means: [air('fog', 0.9), air('dust', 1), life('wind', 1), WIND, { is: 'grade', grade: 'warm' }],
  },
  {
    say: ['dust|dusty|pollen', 'dust mote|particle', 'floating|drifting dust|particle|mote'],
    means: [air('dust', 0.6)],
  },
  {
    say: [
      'star twinkle|shimmer|sparkle|glitter',
      'twinkling|shimmering star',
      'twinkle',
      'star come out',
      'star appear|emerge',
    ],
    means: [air('stars', 0.8)],
  },
  {
    say: [
      'light|lamp|lantern|sign|window|neon twinkle|flicker|shimmer|blink|sparkle|glitter',
      'city|town|street|traffic|neon|fairy|string|distant|harbor|harbour|christmas light twinkle|flicker|shimmer|blink|sparkle|glitter',
      'twinkling|flickering|blinking|shimmering light|lamp|lantern|sign|neon',
      'twinkling|flickering|blinking|shimmering city|town|street|neon|fairy light|sign',
      'traffic light',
      'car light|headlight',
      'headlight',
    ],
    means: [air('lights', 0.8)],
  },
  { say: ['spark|ember|ash', 'glowing|floating|rising ember|spark|ash'], means: [air('embers', 0.6)] },
  {
    say: ['falling leaf|=leaves', 'leaf|=leaves fall|drift|swirl|flutter', 'autumn|drifting|swirling leaf|=leaves'],
    means: [air('leaves', 0.6)],
  },
  {
    say: ['petal', 'petal|blossom fall|drift|swirl|flutter|float', 'falling petal|blossom'],
    means: [air('petals', 0.6)],
  },
  { say: ['steam|=steaming|=steamy|=vapour|=vapor', 'wisp smoke|steam'], means: [air('steam', 0.75)] },
  { say: ['smoke rise|curl|waft', 'rising|curling smoke', 'plume smoke|steam'], means: [air('steam', 0.9)] },
  {
    say: ['=fire|=fires|campfire|bonfire|flame|fireplace'],
    means: [air('firelight', 0.8), air('embers', 0.3), { is: 'place', place: 'fire' }],
  },
  {
    say: [
      'candle|firelight|torchlight',
      'fire|flame|candle flicker|dance|lick|leap|burn',
      'flickering fire|flame|light|candle',
    ],
    means: [air('firelight', 0.7), { is: 'place', place: 'fire' }],
  },
  { say: ['city|=urban|downtown|street|traffic|skyline|metropolis'], means: [{ is: 'place', place: 'city' }] },
  {
    say: ['forest|wood|woodland|jungle|birdsong', 'bird sing|song|chirp', 'cricket|cicada'],
    means: [{ is: 'place', place: 'forest' }],
  },
  {
    say: ['=room|=indoors|=indoor|cafe|café|kitchen|office|interior|studio|restaurant'],
    means: [{ is: 'place', place: 'room' }],
  },
  { say: ['desert|dune'], means: [{ is: 'place', place: 'desert' }] },
  { say: ['=space|galaxy|nebula|cosmos', 'outer space'], means: [{ is: 'place', place: 'space' }] },
  { say: ['mountain|hilltop|cliff|plain|meadow|=field|=fields'], means: [WIND] },
];

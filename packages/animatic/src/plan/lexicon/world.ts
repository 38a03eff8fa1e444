// Words for the world in front of the camera: what moves in it, its places and its light.
import type { AirKind } from '../air.ts';
import type { Fade, Focus } from '../plan.ts';
import type { ChangeName, Entry, GradeName, Meaning } from './entry.ts';

function life(kind: 'wind' | 'water' | 'clouds', amount: number): Meaning {
  return { is: 'life', life: kind, amount };
}

function grade(name: GradeName, ...say: string[]): Entry {
  return { say, means: [{ is: 'grade', grade: name }] };
}

function focus(pull: Focus, ...say: string[]): Entry {
  return { say, means: [{ is: 'focus', focus: pull }] };
}

function change(name: ChangeName, ...say: string[]): Entry {
  return { say, means: [{ is: 'change', change: name }] };
}

/** Phrases in which one hour becomes another. */
function hours(from: string, to: string): string[] {
  return [`${from} turn|become|fade|change|=to|=into ${to}`, `${from} turn|fade|change =to|=into ${to}`];
}

function fade(end: 'in' | 'out', to: Fade['to'], ...say: string[]): Entry {
  return { say, means: [{ is: 'fade', end, to }] };
}

const WIND: Meaning = { is: 'place', place: 'wind' };
const SEA: Meaning = { is: 'place', place: 'sea' };
const WATERFALL: Meaning = { is: 'place', place: 'waterfall' };
const RIVER: Meaning = { is: 'place', place: 'river' };
const RAIN: Meaning = { is: 'place', place: 'rain' };

function air(kind: AirKind, amount: number): Meaning {
  return { is: 'air', air: kind, amount };
}

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
  { say: ['star twinkle|shimmer|sparkle|glitter', 'twinkling|shimmering star', 'twinkle'], means: [air('stars', 0.8)] },
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

  grade(
    'golden hour',
    'sunset|sunrise|=dawn|=dusk|sundown|twilight',
    'golden hour|light',
    'evening|morning light|sun|glow',
  ),
  grade('night', '=night|=nights|midnight|moonlight|moonlit|nighttime|nocturnal', 'starry sky|night'),
  {
    say: ['neon sign|light flicker|blink|flash|buzz|glow|shimmer'],
    means: [air('lights', 0.8), { is: 'grade', grade: 'neon' }],
  },
  grade('neon', '=neon|cyberpunk|synthwave|vaporwave', 'neon light|accent|sign|glow'),
  grade('noir', '=noir', 'film =noir'),
  grade('black and white', '=black =and =white', 'monochrome|monochromatic|=grayscale|=greyscale'),
  grade(
    'vintage',
    'vintage|retro|nostalgic|nostalgia|polaroid|faded|=1950s|=1960s|=1970s|=1980s',
    'old film|movie|photo',
    '=vhs|camcorder',
    '=vhs style|look|effect|tape|footage|aesthetic',
    '=1900s|=1910s|=1920s|=1930s|=1940s|=1990s',
  ),
  grade('sepia', 'sepia'),
  grade(
    'cold',
    '=cold|winter|wintry|icy|frosty|chilly|arctic|=frozen',
    'blue hour',
    '=cool|=cooler tone|color|colour|light|grade',
  ),
  grade(
    'warm',
    '=warm|=warmer|cozy|cosy|autumn|autumnal|candlelight|candlelit',
    '=warm tone|color|colour|light|grade',
    'sunlit|=sunlight',
  ),
  grade('dramatic', 'moody|=epic', 'dramatic light|lighting|sky|mood|grade|contrast|atmosphere', 'high contrast'),
  grade('pastel', 'pastel|dreamy|dreamlike|ethereal|whimsical', 'soft light|lighting|color|colour'),
  grade(
    'vivid',
    'vivid|vibrant|colorful|colourful|saturated|=oversaturated|=technicolor',
    'bright|bold|rich color|colour',
  ),
  grade('overcast', '=overcast|=dreary', 'grey|gray|leaden sky|weather|day'),
  grade('muted', 'muted|desaturated|bleak', 'bleach =bypass', 'washed =out'),
  grade('dark', '=dark|=darker|gloomy|=horror|eerie|spooky|sinister|=underexposed|shadowy', '=low =key'),
  grade(
    'bright',
    '=bright|=brighter|sunny|=overexposed|airy',
    '=high =key',
    'bright light|sun|sunshine|day',
    'broad daylight',
  ),
  grade('cinematic', 'cinematic', 'teal =and =orange', '=hollywood|=filmic'),
  {
    say: ['dramatic|dramatically'],
    means: [
      { is: 'strength', strength: 1.4 },
      { is: 'grade', grade: 'dramatic' },
      { is: 'mood', mood: 'tense' },
    ],
  },

  { say: ['=cut =to', 'jump|smash|hard|quick =cut|=cuts'], means: [{ is: 'joint', joint: 'cut' }] },
  {
    say: ['cross fade|dissolve', 'crossfade|=dissolve|=dissolves|=dissolving'],
    means: [{ is: 'joint', joint: 'dissolve' }],
  },
  change(
    'sunset',
    'sun =set|=sets|=setting|=sinks|=sinking',
    'sun =go|=goes|=going|dip =down',
    'dusk|evening fall|=comes|=coming',
    ...hours('=day|=daylight|=noon|=midday|=afternoon|=morning|=sunrise', '=sunset|=dusk|=evening|=twilight'),
  ),
  change(
    'nightfall',
    'night fall|=comes|=coming|descend',
    ...hours(
      '=day|=daylight|=noon|=midday|=afternoon|=evening|=sunset|=dusk|=sunrise|=dawn',
      '=night|=nighttime|=midnight|=darkness',
    ),
    'darkness fall|descend',
    '=gets|=grows|=growing|=getting =dark',
    'nightfall',
  ),
  change(
    'dawn',
    'sun rise|=rises|=rising|=comes|=coming =up',
    'sun rise|=rises|=rising',
    'day|dawn|morning break|=comes|=coming|=begins',
    ...hours('=night|=midnight|=dawn|=sunrise|=morning', '=day|=morning|=daylight|=dawn|=sunrise|=noon|=midday'),
    '=gets|=grows|=growing =light|=bright|=brighter',
  ),
  change(
    'storm',
    'sky|cloud|storm darken|blacken',
    'storm gather|approach|=rolls|=rolling|=brews',
    'storm cloud gather|=roll',
    'sky =turns|=grows =dark|=black',
  ),
  change('clearing', 'sky clear|brighten', 'sun break|shine =through', 'sun =comes|=coming =out', 'cloud part|clear'),
  change(
    'lamps on',
    'light|lamp|lantern =come|=comes|=coming|turn|switch|=go|=goes|flicker =on',
    '=lights =up',
    'lantern|lamp|window|city light =up',
  ),
  change(
    'lamps off',
    'light|lamp|lantern =go|=goes|=going|turn|switch =out|=off',
    'light dim|fade',
    'dim|dimming light',
  ),
  fade('in', 'black', 'fade =in', 'fade =in =from black', 'fade =from black', '=from black'),
  fade('in', 'white', 'fade =in =from white', 'fade =from white'),
  fade('out', 'black', 'fade =out', 'fade =out =to black|=darkness', 'fade =to|=into black|=darkness'),
  fade('out', 'white', 'fade =out =to white', 'fade =to|=into white'),
  {
    say: ['wipe transition|cut', '=wipe|=wipes =to|=across|=between'],
    means: [{ is: 'joint', joint: 'wipe' }],
  },
  {
    say: [
      'dip =to black',
      'fade =through black',
      'fade =to black =between',
      'fade =between',
      '=between shots|shot fade =to black',
    ],
    means: [{ is: 'joint', joint: 'black' }],
  },
  {
    say: ['match|matched|graphic =cut|=cuts', 'match|matched|graphic =cut|=cuts =to', 'match dissolve'],
    means: [{ is: 'joint', joint: 'match' }],
  },
  focus(
    { on: 'near', pulled: true },
    'rack|pull|shift|change focus',
    'focus pull|shift|change|rack|move',
    'rack|pull|shift|change focus =from =to background|backdrop|distance|behind',
    'focus pull|shift|change|rack|move =from =to background|backdrop|distance|behind',
  ),
  focus(
    { on: 'back', pulled: true },
    'rack|pull|shift|change focus =from background|backdrop|distance|behind',
    'focus pull|shift|change|rack|move =from background|backdrop|distance|behind',
  ),
  focus(
    { on: 'near', pulled: false },
    'shallow focus',
    'shallow =depth =of field',
    '=depth =of field',
    'bokeh',
    'background|backdrop blur|=blurred|=blurry|defocus',
    'blur|=blurred|=blurry|soft|defocused background|backdrop',
    'background =out =of =focus',
    '=out =of =focus background',
    'focus =on subject|face|foreground|=her|=him|=eyes',
  ),
  focus(
    { on: 'back', pulled: false },
    'foreground blur|=blurred|=blurry|defocus',
    'blur|=blurred|=blurry foreground',
    'focus =on background',
  ),
  { say: ['deep focus|=depth', '=everything =in focus'], means: [{ is: 'nothing' }] },

  { say: ['film grain', '=grain', '=16mm|=35mm film'], means: [{ is: 'grain', amount: 0.6 }] },
  {
    say: ['heavy|coarse|strong grain', 'heavy|coarse film grain', '=8mm film', 'super =8'],
    means: [
      { is: 'grain', amount: 1 },
      { is: 'grade', grade: 'vintage' },
    ],
  },
  {
    say: ['subtle|fine|light|slight grain', 'subtle|fine|light|slight film grain'],
    means: [{ is: 'grain', amount: 0.35 }],
  },

  {
    say: [
      'distortion|distorted|deformed|deformation|warped|warping|morphing|melting|mutated|disfigured|artifact|glitch|flicker',
    ],
    means: [{ is: 'flaw', flaw: 'distortion' }],
  },
  {
    say: [
      'blur|blurry|blurred|pixelated|=noise|=noisy|grainy',
      'low|worst|bad|poor quality|resolution',
      '=lowres',
      'compression artifact',
    ],
    means: [{ is: 'flaw', flaw: 'blur' }],
  },
];

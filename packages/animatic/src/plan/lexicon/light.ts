// Words for light: how it is, and how it changes from one hour to another.
import type { ChangeName, Entry, GradeName } from './entry.ts';

function grade(name: GradeName, ...say: string[]): Entry {
  return { say, means: [{ is: 'grade', grade: name }] };
}

function change(name: ChangeName, ...say: string[]): Entry {
  return { say, means: [{ is: 'change', change: name }] };
}

/** Phrases in which one hour becomes another. */
function hours(from: string, to: string): string[] {
  return [
    `${from} turn|become|fade|change|=to|=into ${to}`,
    `${from} turn|fade|change|transition|shift|melt|pass|slip =to|=into ${to}`,
    `${from} =gives|=giving|=give =way =to ${to}`,
  ];
}

/** Phrases for an hour that comes after another, as in "then night". */
function later(name: ChangeName, ...to: string[]): Entry {
  const say = to.flatMap((hour) => [
    `=then|=later|=until|=till|=finally|=eventually ${hour}`,
    `=back =to|=into ${hour}`,
  ]);
  return { say, means: [{ is: 'change', change: name }, { is: 'then' }] };
}

/** Hours by the light that there is. */
const LIT = '=day|=daylight|=noon|=midday|=afternoon';
const DIM = '=evening|=sunset|=dusk|=twilight';
const DARK = '=night|=nighttime|=midnight|=darkness';

export const LIGHT: Entry[] = [
  grade(
    'golden hour',
    'sunset|sunrise|=dawn|=dusk|sundown|twilight',
    'golden hour|light',
    'evening|morning light|sun|glow',
  ),
  grade('night', '=night|=nights|midnight|moonlight|moonlit|nighttime|nocturnal', 'starry sky|night'),
  {
    say: ['neon sign|light flicker|blink|flash|buzz|glow|shimmer'],
    means: [
      { is: 'air', air: 'lights', amount: 0.8 },
      { is: 'grade', grade: 'neon' },
    ],
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

  change(
    'sunset',
    'sun =set|=sets|=setting|=sinks|=sinking|=disappears|=vanishes',
    'sun =go|=goes|=going =down|=below',
    'sun =sinks|=sinking|=sets|=setting|dip|slip =down|=below|=behind',
    'dusk|evening|twilight fall|descend|settle|arrive|deepen|gather|=comes|=coming',
    'day|daylight|afternoon end|wane|fade|=dies|=dying',
    ...hours(`${LIT}|=dawn|=sunrise|=morning`, '=sunset|=dusk|=evening|=twilight'),
    ...hours(`${LIT}|=dawn|=sunrise|=morning`, 'golden|blue hour'),
    ...hours('golden hour|light', '=sunset|=dusk|=evening|=twilight'),
  ),
  later('sunset', '=sunset|=dusk|=evening|=twilight|=sundown', 'golden|blue hour'),
  change(
    'fading',
    '=light|=sunlight fade|wane|=dies|=dying',
    'golden|evening|last|warm =light|=sun|=glow fade|wane|=dies|=dying|=goes|=going',
    'golden hour fade|end|pass|=goes',
  ),
  change(
    'nightfall',
    'night fall|=comes|=coming|descend|settle|arrive|approach|deepen',
    'night =closes|=closing|=sets|=setting =in',
    ...hours(`${LIT}|${DIM}|=dawn|=sunrise|=morning`, DARK),
    ...hours('golden|blue hour|light', DARK),
    'darkness fall|descend|=comes|settle',
    '=gets|=grows|=growing|=getting =dark',
    'nightfall',
  ),
  later('nightfall', DARK),
  change(
    'dawn',
    'sun rise|=rises|=rising|=comes|=coming =up',
    'sun rise|=rises|=rising',
    'day|dawn|morning|sunrise break|arrive|=comes|=coming|=begins',
    ...hours(`=dawn|=sunrise|=morning|${DARK}|${DIM}`, '=day|=morning|=daylight|=dawn|=sunrise|=noon|=midday'),
    '=gets|=grows|=growing =light|=bright|=brighter',
  ),
  later('dawn', '=day|=daylight|=dawn|=sunrise|=morning|=noon|=midday|=afternoon'),
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
    'light dim',
    '=lights fade',
    'dim|dimming light',
  ),
];

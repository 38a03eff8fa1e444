// Words for places: those that are painted, and those that come nearest to one.
import type { Entry } from '../plan/lexicon/entry.ts';
import type { Rgb } from './canvas.ts';
import { ROOMS } from './rooms/words.ts';
import type { Canyon, Family, Field, Play, Sight } from './scenery.ts';
import { TOWNS } from './towns.ts';
import { WOODS } from './woods.ts';

function place(value: Family, weight: number, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'family', value, weight, near: false }] };
}

/** Colours at play. */
function playing(value: Play, weight: number, ...say: string[]): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value: 'abstract', weight, near: false },
      { is: 'play', value },
    ],
  };
}

/** Places that are not painted as such, and what is painted for them. */
function near(value: Family, weight: number, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'family', value, weight, near: true }] };
}

function field(value: Field, ...say: string[]): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value: 'meadow', weight: 7, near: false },
      { is: 'field', value },
    ],
  };
}

/** A desert of rock. */
function rocky(value: Canyon, near: boolean, ...say: string[]): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value: 'desert', weight: 8.5, near },
      { is: 'canyon', value },
    ],
  };
}

/** A planet by its name: one of that colour is painted. */
function world(value: Rgb, ...say: string[]): Entry<Sight> {
  const place: Sight = { is: 'family', value: 'space', weight: 9, near: true };
  return { say, means: [place, { is: 'world', value }] };
}

/** What is seen in space. */
function globe(value: 'earth' | 'some' | 'none', ...say: string[]): Entry<Sight> {
  const place: Sight = { is: 'family', value: 'space', weight: 9, near: false };
  return { say, means: [place, { is: 'globe', value }] };
}

/** The ground of another world: its colour, and its sky's (null: without air); left out, both are as here. */
function barren(say: string[], ...looks: Sight[]): Entry<Sight> {
  return { say, means: [{ is: 'family', value: 'desert', weight: 10, near: true }, ...looks] };
}

const REGOLITH: Rgb = [0.34, 0.34, 0.35];
const RUST: Rgb = [0.5, 0.16, 0.06];

export const LAYS: Entry<Sight>[] = [
  ...TOWNS,
  place('galaxy', 10, '=galaxy|=galaxies|=galactic|=andromeda', 'spiral =galaxy|=galaxies'),
  near('galaxy', 10, '=black =hole|=holes', 'wormhole|quasar', '=big =bang'),
  place('space', 9, '=space|cosmos|universe|=cosmic|interstellar', 'outer space', '=deep =space'),
  globe('none', 'nebula', 'star cluster|nursery', 'stellar nursery', '=newborn|=young =stars'),
  globe('some', '=planet|=planets|exoplanet', '=from =orbit'),
  world(RUST, '=mars'),
  world([0.62, 0.42, 0.25], '=jupiter|=venus|=mercury'),
  {
    say: ['=saturn'],
    means: [
      { is: 'family', value: 'space', weight: 9, near: true },
      { is: 'world', value: [0.66, 0.5, 0.3] },
      { is: 'ringed' },
    ],
  },
  { say: ['=ring|=rings', '=ringed planet|world', '=ringed'], means: [{ is: 'ringed' }] },
  world([0.06, 0.2, 0.62], '=neptune|=uranus'),
  globe(
    'earth',
    '=earth =from =space|=orbit',
    '=planet =earth',
    '=earth seen|rotate|spin|turn|orbit',
    'view =earth',
    '=blue =marble',
  ),
  near('space', 7, 'asteroid|spacewalk|supernova|pulsar', '=solar =system', 'asteroid field|belt'),
  barren(
    [
      '=mars|=martian landscape|surface|desert|dune|plain|terrain|canyon|colony|base|soil',
      '=on =mars',
      '=surface =mars',
      '=martian',
    ],
    { is: 'world', value: RUST },
    { is: 'heaven', value: [0.8, 0.5, 0.3] },
  ),
  barren(
    ['=on =the =moon', '=surface =moon', '=lunar', '=lunar|=moon surface|landscape|base|crater|soil', '=moonscape'],
    { is: 'world', value: REGOLITH },
    { is: 'heaven', value: null },
  ),
  barren(['=alien planet|world|landscape|desert|surface|terrain', '=planet surface']),
  ...ROOMS,
  place('desert', 8, '=desert|=deserts|dune|sahara|=sandy|=gobi'),
  place('desert', 3, '=sand|=sands'),
  rocky(
    'broad',
    false,
    'canyon|gulch',
    'red|sandstone|desert|rock|rocky|deep canyon|gorge',
    'red|sandstone cliff|wall',
  ),
  rocky('broad', true, '=grand =canyon', '=zion'),
  rocky('slot', false, 'slot|narrow canyon', 'narrow rock|red slot canyon', '=slot'),
  rocky('slot', true, '=antelope =canyon', '=petra'),
  rocky('buttes', false, 'mesa|butte|hoodoo', '=table mountain', 'red|sandstone rock formation', 'rock formation'),
  rocky('buttes', true, 'badlands', '=monument =valley', '=wild =west', '=utah|=arizona', '=uluru'),
  near(
    'desert',
    7,
    'oasis|wasteland|=outback|steppe|battlefield|=mojave|quarry',
    '=salt =flat|=flats',
    '=death =valley',
  ),
  place('sea', 8, 'sea|ocean|seaside|=coastal|coast|coastline|beach|shore|seascape|cliff|surf|=bay|cove'),
  {
    say: ['iceberg|=floe|=floes'],
    means: [
      { is: 'family', value: 'sea', weight: 7, near: true },
      { is: 'season', value: 'winter' },
    ],
  },
  near('sea', 7, 'island|archipelago|reef|=underwater|=undersea|seabed|coral|atoll|lagoon|shipwreck'),
  {
    say: ['tropical beach|island|shore|coast|bay|paradise'],
    means: [
      { is: 'family', value: 'sea', weight: 8, near: false },
      { is: 'thing', value: 'palm' },
    ],
  },
  place('sea', 3, '=wave|=waves|=water|=waters|tide|=sail|=sailing|=seagull|=seagulls'),
  place('lake', 8, 'lake|fjord|lakeside|loch'),
  near('lake', 8, 'reservoir|pond'),
  near('lake', 7, 'glacier|swamp|marsh|wetland|geyser|delta|=rapids', '=hot =spring|=springs'),
  {
    say: ['river|=stream|creek|brook|valley|riverbank'],
    means: [
      { is: 'family', value: 'lake', weight: 7, near: false },
      { is: 'river', value: 'river' },
    ],
  },
  {
    say: ['mountain|alp|alpine|peak|=summit|=summits|ridge|mountainous'],
    means: [
      { is: 'family', value: 'lake', weight: 8, near: false },
      { is: 'feature', value: 'mountains' },
    ],
  },
  near(
    'lake',
    8,
    '=everest|himalaya|=matterhorn|=rockies|=dolomites|=patagonia|=yosemite',
    '=mount|=mt =everest|=doom',
  ),
  ...WOODS,
  place('lake', 4, 'landscape|=nature|wilderness|scenery'),
  place('meadow', 7, 'meadow|=field|=fields|hill|hillside|grassland|pasture|countryside|=grass'),
  place('meadow', 9, 'alpine|mountain meadow|pasture|field'),
  near('meadow', 7, 'prairie|moor|heath|highland|glen'),
  field(0, 'flower|wildflower|daisy', 'flower|wildflower|daisy field|meadow'),
  field(1, 'poppy', 'poppy field|meadow'),
  field(2, 'lavender', 'lavender field|row'),
  field(3, 'wheat|barley|=corn|cornfield|wheatfield', '=golden =grass', 'wheat|barley|corn field'),
  field(4, 'sunflower', 'sunflower field'),
  field(5, 'tulip', 'tulip field'),
  field(6, 'heather', 'heather moor|moorland|heath|hill|field', 'heather =covered hill|moor'),
  near(
    'meadow',
    6,
    'farmland|garden|=park|=parks|vineyard|orchard|plain|tundra|rural|cemetery|graveyard|plantation',
    'rice|tea terrace|paddy|field|plantation',
  ),
  playing(
    'silk',
    9,
    'abstract|=liquid|=fluid|swirl|=marbled|=silk|=satin',
    '=silk|=satin fabric|cloth|wave|ribbon',
    'liquid|molten metal|=glass|=chrome',
    '=molten',
    'paint|color|colour swirl|splash|drip|flow',
  ),
  playing(
    'ink',
    9.1,
    '=ink',
    '=ink swirl|drop|cloud|diffuse|spread|flow',
    '=ink =in water',
    'paint|dye|color|colour =in water',
  ),
  playing(
    'smoke',
    9.1,
    'smoke swirl',
    'swirling|colored|coloured|abstract smoke|color|colour',
    'smoke =on|=against|=over black|dark|white|plain background|backdrop',
    'smoke rise|drift|curl|swirl|float|flow =on|=against|=over black|dark|white|plain background|backdrop',
  ),
  playing('smoke', 0.9, 'smoke'),
  playing(
    'particles',
    9.1,
    'abstract particle',
    'particle wave|background|flow|field',
    'wave =of light|energy|particle',
    'light|energy wave',
  ),
  playing(
    'particles',
    3,
    'particle',
    'glowing|light|gold|golden|neon|floating|digital|energy particle',
    'particle =of light|energy',
    'bokeh light|background',
  ),
  near('abstract', 9, 'fractal|psychedelic|=geometric|kaleidoscope|mandala|=bauhaus'),
  place('abstract', 6, 'gradient|wallpaper'),
  near('abstract', 4, '=surreal|dream|=music =video|emotion|=data|=network|=hologram|pattern|texture'),
];

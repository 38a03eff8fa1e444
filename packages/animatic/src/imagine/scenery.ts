// The lexicon of what can be painted, and of what a prompt often names and no brush here can.
import type { Entry } from '../plan/lexicon/entry.ts';

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
export type Hour = 'dawn' | 'morning' | 'day' | 'golden' | 'sunset' | 'dusk' | 'night';
export type Weather = 'clear' | 'fair' | 'cloudy' | 'fog' | 'storm' | 'snow';
export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
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
  | 'birds'
  | 'aurora';

/** `weight`: of two places named, the one that says more about the picture is painted. `near`: it stands for another. */
export type Sight =
  | { is: 'family'; value: Family; weight: number; near: boolean }
  | { is: 'hour'; value: Hour }
  | { is: 'weather'; value: Weather }
  | { is: 'season'; value: Season }
  | { is: 'style'; value: 'minimal' | 'dramatic' }
  | { is: 'thing'; value: Thing }
  /** Of flowers, poppies, lavender, wheat. */
  | { is: 'field'; value: 0 | 1 | 2 | 3 }
  | { is: 'starry'; value: 'starry' }
  | { is: 'feature'; value: 'mountains' | 'trees' }
  | { is: 'river'; value: 'river' }
  | { is: 'absent' }
  | { is: 'nothing' }
  | { is: 'not' };

function place(value: Family, weight: number, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'family', value, weight, near: false }] };
}

/** Places that are not painted as such, and what is painted for them. */
function near(value: Family, weight: number, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'family', value, weight, near: true }] };
}

function hour(value: Hour, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'hour', value }] };
}

function weather(value: Weather, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'weather', value }] };
}

function season(value: Season, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'season', value }] };
}

function field(value: 0 | 1 | 2 | 3, ...say: string[]): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value: 'meadow', weight: 7, near: false },
      { is: 'field', value },
    ],
  };
}

/** Something small; a place that it calls for when no other is named comes after it. */
function thing(value: Thing, say: string[], ...calls: Family[]): Entry<Sight> {
  const called = calls.map((family): Sight => ({ is: 'family', value: family, weight: 2, near: false }));
  return { say, means: [{ is: 'thing', value }, ...called] };
}

function absent(...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'absent' }] };
}

export const SCENERY: Entry<Sight>[] = [
  place(
    'city',
    9,
    'city|=urban|downtown|skyline|metropolis|skyscraper|cityscape|megacity',
    '=new =york',
    '=hong =kong',
  ),
  place('city', 9, '=tokyo|=manhattan|=london|=paris|=shanghai|=dubai|=chicago|=hongkong|=singapore|=istanbul|=venice'),
  place('city', 4, 'tower|building|rooftop|town'),
  place(
    'street',
    10,
    'street|alley|alleyway|avenue|boulevard|=cyberpunk|sidewalk|crosswalk',
    'city|urban|neon street|alley',
  ),
  place('street', 3, '=neon'),
  near('street', 6, 'market|station|airport|stadium|shop|storefront|school|hospital|casino|=chinatown|bazaar|subway'),
  place('galaxy', 10, '=galaxy|=galaxies|=galactic|=andromeda', 'spiral =galaxy|=galaxies', 'black hole'),
  place('space', 9, '=space|nebula|cosmos|universe|=cosmic|interstellar|=planet|=planets|supernova|exoplanet'),
  place(
    'space',
    9,
    'outer space',
    '=deep =space',
    '=saturn|=jupiter|=mars|=neptune',
    '=earth =from =space',
    '=from =orbit',
  ),
  near('space', 7, 'asteroid|spacewalk', '=solar =system', '=sci =fi'),
  place(
    'interior',
    8,
    '=room|=rooms|=indoors|=indoor|interior|study|studio|library|attic|=loft|lounge|parlor',
    '=living =room',
  ),
  place('interior', 9, 'cozy|cosy|=inside cabin|cottage|house|home|hut', 'cabin|house|home interior'),
  place('interior', 3, 'table|sofa|couch|bookshelf|carpet|curtain', '=by window', '=through =the window'),
  near('interior', 9, 'coffee|tea shop|house|bar'),
  near(
    'interior',
    7,
    'kitchen|office|bedroom|bathroom|hallway|corridor|cafe|café|restaurant|apartment|bar|pub|garage|classroom',
  ),
  near(
    'interior',
    7,
    'hall|theater|theatre|museum|church|cathedral|gym|cellar|basement|laboratory|lab|workshop|cave|cavern|tunnel|dungeon',
  ),
  place('desert', 8, '=desert|=deserts|dune|sahara|=sandy|=gobi'),
  place('desert', 3, '=sand|=sands'),
  near('desert', 7, 'canyon|mesa|oasis|wasteland|=outback|savanna|savannah|badlands|steppe|battlefield'),
  place('sea', 8, 'sea|ocean|seaside|coast|coastline|beach|shore|seascape|cliff|surf|=bay|cove'),
  near('sea', 7, 'island|archipelago|harbor|harbour|port|reef|=underwater|=undersea|seabed|coral|atoll|iceberg'),
  place('sea', 3, '=wave|=waves|tide|=sail|=sailing|=seagull|=seagulls'),
  place('lake', 8, 'lake|fjord|lagoon|reservoir|pond|lakeside|loch'),
  near('lake', 7, 'waterfall|volcano|glacier|swamp|marsh|wetland'),
  {
    say: ['river|=stream|creek|brook|valley|riverbank'],
    means: [
      { is: 'family', value: 'lake', weight: 7, near: false },
      { is: 'river', value: 'river' },
    ],
  },
  {
    say: ['mountain|mount|alp|alpine|peak|himalaya|=summit|=summits|ridge|=fuji|=everest'],
    means: [
      { is: 'family', value: 'lake', weight: 8, near: false },
      { is: 'feature', value: 'mountains' },
    ],
  },
  {
    say: ['=trees|pine|=fir|=firs|spruce|birch|oak|maple|sequoia|conifer'],
    means: [
      { is: 'family', value: 'forest', weight: 5, near: false },
      { is: 'feature', value: 'trees' },
    ],
  },
  place('lake', 4, 'landscape|=nature|wilderness|scenery'),
  place(
    'meadow',
    7,
    'meadow|=field|=fields|hill|hillside|grassland|prairie|pasture|countryside|=grass|moor|heath|highland',
  ),
  field(0, 'flower|wildflower|daisy|sunflower', 'flower|wildflower field|meadow'),
  field(1, 'poppy', 'poppy field|meadow'),
  field(2, 'lavender', 'lavender field|row'),
  field(3, 'wheat|barley|=corn', '=golden =grass', 'wheat|barley|corn field'),
  near(
    'meadow',
    6,
    'village|farm|farmland|garden|park|vineyard|orchard|road|path|trail|countryside|plain|tundra|rural',
  ),
  place('forest', 8, 'forest|wood|woodland|grove|taiga|=redwoods|redwood'),
  near('forest', 8, 'jungle|rainforest|bamboo', 'bamboo|mangrove forest|grove'),
  place('abstract', 9, 'abstract|fractal|=liquid|=fluid|swirl|psychedelic|=geometric|kaleidoscope|=marbled|=ink'),
  place(
    'abstract',
    6,
    'pattern|gradient|wallpaper|texture',
    'paint|color|colour swirl|splash|drip|flow',
    'liquid metal|=gold',
  ),
  near('abstract', 4, '=surreal|dream|=music =video|emotion|=data|=network|=hologram'),
  {
    say: ['night sky', 'starry sky|night', 'starry|=stars|=star', '=milky =way', '=milky =way =galaxy', 'starlit'],
    means: [
      { is: 'hour', value: 'night' },
      { is: 'starry', value: 'starry' },
    ],
  },

  hour('dawn', '=dawn|daybreak', 'first|early light', 'before|early sunrise', 'crack =dawn'),
  hour('morning', 'sunrise|=morning|=mornings', 'early morning|light', 'morning light|sun', 'rising sun'),
  hour('day', '=noon|midday|=day|daylight|daytime|=sunny|afternoon|sunshine', '=blue =sky', 'bright day|sun'),
  hour('golden', 'golden hour|light|sunlight|sun|glow', 'late afternoon', '=low =sun', 'warm evening|afternoon light'),
  hour('sunset', 'sunset|sundown|=evening|evening', 'evening light|sun|glow', 'setting sun'),
  hour('dusk', '=dusk|twilight|nightfall|gloaming', 'blue hour', 'after sunset|dark'),
  hour('night', '=night|=nights|midnight|nighttime|nocturnal'),
  {
    say: ['=moon|moonlight|moonlit|moonrise', 'full|crescent|=pale moon', 'moonlit night'],
    means: [
      { is: 'hour', value: 'night' },
      { is: 'thing', value: 'moon' },
    ],
  },

  weather('clear', '=clear|cloudless', 'clear|cloudless sky'),
  weather('cloudy', '=cloud|=clouds|cloudy|=overcast|=grey|=gray'),
  weather('fog', 'fog|foggy|mist|misty|haze|hazy'),
  weather('storm', 'storm|stormy|rain|rainy|thunder|thunderstorm|drizzle|downpour|tempest|hurricane|gloomy|rainstorm'),
  weather('snow', '=snow|snowing|snowfall|blizzard|snowstorm'),
  { say: ['=snowy|snowcapped|snow-covered', 'snow covered|capped'], means: [{ is: 'season', value: 'winter' }] },

  season('winter', 'winter|wintry|=icy|arctic|=frozen|frost|frosty'),
  season('autumn', 'autumn|autumnal|=fall', 'fall leaf|=leaves|color|colour|foliage|forest|day|morning'),
  season('spring', '=spring|springtime|blossom', 'cherry blossom'),
  season('summer', 'summer|=summery'),

  { say: ['minimal|minimalist|minimalistic|=zen|=empty|=bare|sparse'], means: [{ is: 'style', value: 'minimal' }] },
  { say: ['dramatic|=epic|=grand|majestic|moody'], means: [{ is: 'style', value: 'dramatic' }] },

  thing('lighthouse', ['lighthouse'], 'sea'),
  thing(
    'boat',
    ['boat|sailboat|yacht|sailing|fishing|rowing|wooden|small boat', 'boat|sailboat|yacht|=sail|=sails'],
    'sea',
  ),
  thing('house', ['house|hut|cabin|cottage|barn|farmhouse|chalet|lodge'], 'lake'),
  thing('bridge', ['bridge', 'suspension bridge'], 'city'),
  thing('jetty', ['pier|jetty|=dock|=docks|boardwalk|=wharf'], 'lake'),
  thing('tree', ['=tree', 'lone|lonely|single|solitary|old|big tree|oak'], 'meadow'),
  thing('palm', ['=palm|=palms', 'palm tree', 'coconut|=palm =tree|=trees'], 'sea'),
  thing('birds', ['bird|gull|seagull|geese|goose|=swallows|=crows|=ravens', 'flock bird|gull|seagull|geese']),
  {
    say: ['aurora|=borealis', 'northern light', 'aurora =borealis'],
    means: [
      { is: 'thing', value: 'aurora' },
      { is: 'hour', value: 'night' },
      { is: 'family', value: 'lake', weight: 2, near: false },
    ],
  },

  absent(
    'person|people|man|=men|woman|=women|child|=children|boy|girl|kid|baby|crowd|couple|family|friend|=human|humans',
  ),
  absent(
    'king|queen|knight|soldier|warrior|wizard|dancer|singer|astronaut|hiker|surfer|fisherman|=fishermen|monk|samurai|ninja',
  ),
  absent(
    'chef|robot|cyborg|alien|monster|dragon|unicorn|angel|ghost|zombie|vampire|fairy|hero|pirate|witch|mermaid|phoenix',
  ),
  absent(
    'cat|kitten|dog|puppy|horse|cow|sheep|goat|pig|wolf|=wolves|fox|bear|panda|lion|tiger|elephant|giraffe|monkey',
  ),
  absent(
    'eagle|owl|swan|duck|penguin|parrot|flamingo|fish|=fishes|whale|dolphin|shark|turtle|jellyfish|heron|stork|pelican',
  ),
  absent(
    'deer|rabbit|bunny|mouse|=mice|squirrel|snake|spider|butterfly|=butterflies|bee|insect|dinosaur|camel|animal|creature',
  ),
  absent(
    'car|truck|bus|train|bicycle|bike|motorcycle|ship|kayak|canoe|plane|airplane|aircraft|vehicle|taxi|tram|scooter|tank',
  ),
  absent(
    'helicopter|rocket|spaceship|spacecraft|ufo|balloon|=drones|satellite|starship',
    '=hot =air balloon',
    'space station|ship',
  ),
  absent(
    'castle|palace|temple|=eiffel|colosseum|=pisa|=stonehenge|windmill|statue|ruin|tent|pyramid|pagoda|fence|bench|fountain|gate|monument|scarecrow',
  ),
  absent(
    'chair|lamp|phone|laptop|computer|book|bottle|cup|mug|plate|guitar|piano|violin|camera|clock|sword|toy|bed|desk|mirror',
  ),
  absent('food|pizza|burger|cake|coffee|tea|bread|fruit|apple|=orange|banana|sushi|wine|beer|rose|tulip|=lily|=lilies'),
  absent(
    'rainbow|lightning|firework|tornado|campfire|bonfire|comet|meteor|lava|lantern|candle|billboard|hologram|banner|scarf|cactus|=cacti|fireplace|geyser',
  ),
  absent('hand|face|eye|hair|portrait|dress|suit|hat|umbrella|flag|sign|poster|logo|=text|lettering|caption|subtitle'),
  {
    say: [
      '=depth =of field',
      '=field =of =view',
      'field =of =view',
      '=point =of =view',
      '=long =shot',
      '=top =of',
      '=day =to =night',
    ],
    means: [{ is: 'nothing' }],
  },
  { say: ['@not', '=free =of', '=instead =of', '=rather =than', '=nor'], means: [{ is: 'not' }] },
];

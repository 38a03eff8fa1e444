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

/** What is not painted either, but says where it is at home: that place is painted when none is named. */
function absentFrom(value: Family, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'absent' }, { is: 'family', value, weight: 1, near: false }] };
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
  near(
    'street',
    6,
    'market|station|airport|stadium|shop|storefront|school|hospital|casino|=chinatown|bazaar|subway|plaza|piazza|=square',
  ),
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
    'hall|ballroom|stage|theater|theatre|museum|church|cathedral|gym|cellar|basement|laboratory|lab|workshop|cave|cavern|tunnel|dungeon',
  ),
  place('desert', 8, '=desert|=deserts|dune|sahara|=sandy|=gobi'),
  place('desert', 3, '=sand|=sands'),
  near('desert', 7, 'canyon|mesa|oasis|wasteland|=outback|savanna|savannah|badlands|steppe|battlefield'),
  place('sea', 8, 'sea|ocean|seaside|=coastal|coast|coastline|beach|shore|seascape|cliff|surf|=bay|cove'),
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
  place('meadow', 4, 'path|trail'),
  place('meadow', 2, 'leaf|dew'),
  field(0, 'flower|wildflower|daisy|sunflower', 'flower|wildflower field|meadow'),
  field(1, 'poppy', 'poppy field|meadow'),
  field(2, 'lavender', 'lavender field|row'),
  field(3, 'wheat|barley|=corn', '=golden =grass', 'wheat|barley|corn field'),
  near(
    'meadow',
    6,
    'village|farm|farmland|garden|park|vineyard|orchard|road|highway|plain|tundra|rural',
    'rice|tea terrace|paddy|field',
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
    'king|queen|knight|soldier|warrior|wizard|dancer|singer|monk|samurai|ninja|ballerina',
    'robot|cyborg|monster|dragon|unicorn|angel|ghost|zombie|vampire|fairy|hero|witch|phoenix|animal|creature',
    'dog|puppy|butterfly|=butterflies|bird =of =prey|dinosaur|snake|spider|insect|monkey|giraffe',
    'rainbow|lightning|firework|tornado|meteor|lava|lantern|campfire|bonfire|geyser|banner|scarf',
    'hand|face|eye|hair|portrait|dress|suit|hat|umbrella|flag|sign|poster|logo|=text|lettering|caption|subtitle',
    'helicopter|balloon|=drones|plane|airplane|aircraft|vehicle|tent|statue|billboard|hologram|toy|sword|gate',
    '=hot =air balloon',
  ),
  absentFrom('sea', 'fish|=fishes|whale|dolphin|shark|turtle|jellyfish|penguin|pelican|surfer|fisherman|=fishermen'),
  absentFrom('sea', 'ship|pirate|mermaid|kayak|canoe|flamingo|crab|octopus|submarine'),
  absentFrom('lake', 'swan|duck|heron|stork|eagle|hiker|climber|skier'),
  absentFrom('forest', 'deer|wolf|=wolves|fox|bear|panda|squirrel|owl|rabbit|bunny|tiger|parrot|elf|mushroom'),
  absentFrom(
    'meadow',
    'horse|cow|sheep|goat|pig|bee|castle|palace|temple|windmill|ruin|pagoda|fence|monument|scarecrow',
  ),
  absentFrom('meadow', 'rose|tulip|=lily|=lilies|petal|bench|fountain|=stonehenge|tractor'),
  absentFrom('desert', 'camel|pyramid|cactus|=cacti|lion|elephant|snake|=sphinx|cowboy'),
  absentFrom(
    'street',
    'car|truck|bus|train|bicycle|bike|motorcycle|taxi|tram|scooter|tank|skateboarder|=eiffel|colosseum',
  ),
  absentFrom('space', 'astronaut|rocket|spaceship|spacecraft|ufo|satellite|starship|alien|comet', 'space station|ship'),
  absentFrom(
    'interior',
    'chair|lamp|phone|laptop|computer|book|bottle|cup|mug|plate|guitar|piano|violin|clock|bed|desk',
  ),
  absentFrom('interior', 'mirror|camera|candle|fireplace|food|pizza|burger|cake|coffee|tea|bread|fruit|apple|=orange'),
  absentFrom('interior', 'banana|sushi|wine|beer|cat|kitten|mouse|=mice|chef|vase|windowsill|bathtub|television'),
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

// The lexicon of what can be painted, and of what a prompt often names and no brush here can.
import type { Entry } from '../plan/lexicon/entry.ts';

export type Family = 'lake' | 'sea' | 'desert' | 'forest' | 'city' | 'space' | 'interior' | 'abstract';
export type Hour = 'morning' | 'day' | 'sunset' | 'night';
export type Weather = 'clear' | 'fair' | 'cloudy' | 'fog' | 'storm' | 'snow';
export type Season = 'spring' | 'summer' | 'autumn' | 'winter';

/** `weight`: of two places named, the one that says more about the picture is painted. */
export type Sight =
  | { is: 'family'; value: Family; weight: number }
  | { is: 'hour'; value: Hour }
  | { is: 'weather'; value: Weather }
  | { is: 'season'; value: Season }
  | { is: 'starry'; value: 'starry' }
  | { is: 'feature'; value: 'mountains' | 'trees' }
  | { is: 'absent' }
  | { is: 'not' };

function place(value: Family, weight: number, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'family', value, weight }] };
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

function absent(...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'absent' }] };
}

export const SCENERY: Entry<Sight>[] = [
  place('city', 9, 'city|=urban|downtown|skyline|metropolis|skyscraper|cityscape|megacity|=cyberpunk', '=new =york'),
  place('city', 9, '=tokyo|=manhattan|=london|=paris|=shanghai|=dubai|=chicago|=hongkong|=singapore', '=hong =kong'),
  place('city', 5, 'street|tower|building|rooftop|town|=neon'),
  place('space', 9, '=space|=galaxy|=galaxies|nebula|cosmos|universe|=cosmic|interstellar|=planet|=planets|supernova'),
  place('space', 9, 'outer space', '=deep =space', 'space station|ship', 'asteroid|=saturn|=jupiter|=mars|=orbit'),
  place('interior', 8, '=room|=indoors|=indoor|interior|bedroom|kitchen|=office|studio|hallway|library|attic|=loft'),
  place('interior', 8, '=living =room', 'cafe|café|restaurant|cabin|apartment|hall|=inside'),
  place('desert', 8, 'desert|dune|sahara|=sandy|canyon|mesa|oasis|wasteland|=gobi|=outback'),
  place('sea', 8, 'sea|ocean|seaside|coast|coastline|beach|shore|seascape|island|cliff|surf|=bay|lighthouse'),
  place('sea', 5, '=wave|=waves|tide|=sail|=sailing|=horizon|harbor|harbour'),
  place('lake', 8, 'lake|fjord|lagoon|reservoir'),
  {
    say: ['mountain|alp|alpine|peak|glacier|himalaya|=summit|=summits|ridge'],
    means: [
      { is: 'family', value: 'lake', weight: 8 },
      { is: 'feature', value: 'mountains' },
    ],
  },
  {
    say: ['tree|pine|=fir|=firs|spruce'],
    means: [
      { is: 'family', value: 'forest', weight: 5 },
      { is: 'feature', value: 'trees' },
    ],
  },
  place('lake', 5, 'valley|river|waterfall|pond|stream|hill|highland|landscape|=nature|meadow|=field|=fields|volcano'),
  place('forest', 7, 'forest|wood|woodland|jungle|grove|taiga|=redwoods|redwood|rainforest'),
  place('abstract', 9, 'abstract|fractal|=liquid|=fluid|swirl|psychedelic|=geometric|kaleidoscope|=marbled|=ink'),
  place('abstract', 6, 'pattern|gradient|=surreal|wallpaper|texture|paint|=colors|=colours'),
  {
    say: ['night sky', 'starry sky|night', 'starry|stars|=star|=milky =way'],
    means: [
      { is: 'hour', value: 'night' },
      { is: 'starry', value: 'starry' },
    ],
  },

  hour('morning', 'sunrise|=dawn|daybreak|=morning|=mornings', 'early morning|light', 'morning light|mist|fog|sun'),
  hour('day', '=noon|midday|=day|daylight|daytime|=sunny|afternoon|sunshine', '=blue =sky', 'bright day|sun'),
  hour('sunset', 'sunset|sundown|=dusk|=evening|evening|twilight', 'golden hour|light', 'evening light|sun|glow'),
  hour('night', '=night|=nights|midnight|=moon|moonlight|moonlit|nighttime|nocturnal|moonrise', 'full moon'),

  weather('clear', '=clear|cloudless', 'clear|cloudless sky'),
  weather('cloudy', '=cloud|=clouds|cloudy|=overcast|=grey|=gray'),
  weather('fog', 'fog|foggy|mist|misty|haze|hazy', 'morning mist|fog'),
  weather('storm', 'storm|stormy|rain|rainy|thunder|thunderstorm|drizzle|downpour|tempest|hurricane|gloomy'),
  weather('snow', '=snow|snowing|snowfall|blizzard|snowstorm'),
  { say: ['=snowy|snowcapped|snow-covered', 'snow covered|capped'], means: [{ is: 'season', value: 'winter' }] },

  season('winter', 'winter|wintry|=icy|arctic|=frozen|frost|frosty'),
  season('autumn', 'autumn|autumnal|=fall', 'fall leaf|=leaves|color|colour|foliage'),
  season('spring', '=spring|springtime|blossom', 'cherry blossom'),
  season('summer', 'summer|=summery'),

  absent(
    'person|people|man|=men|woman|=women|child|=children|boy|girl|kid|baby|crowd|couple|family|friend|=human|humans',
  ),
  absent('king|queen|knight|soldier|warrior|wizard|dancer|singer|astronaut|hiker|surfer|fisherman|monk|samurai|ninja'),
  absent('chef|robot|cyborg|alien|monster|dragon|unicorn|angel|ghost|zombie|vampire|fairy|hero|pirate|witch|mermaid'),
  absent(
    'cat|kitten|dog|puppy|horse|cow|sheep|goat|pig|wolf|=wolves|fox|bear|panda|lion|tiger|elephant|giraffe|monkey',
  ),
  absent(
    'bird|eagle|owl|seagull|gull|swan|duck|penguin|parrot|flamingo|fish|=fishes|whale|dolphin|shark|turtle|jellyfish',
  ),
  absent('deer|rabbit|bunny|mouse|=mice|squirrel|snake|spider|butterfly|=butterflies|bee|insect|dinosaur|camel|animal'),
  absent('car|truck|bus|train|bicycle|bike|motorcycle|boat|ship|sailboat|yacht|kayak|canoe|plane|airplane|aircraft'),
  absent(
    'helicopter|rocket|spaceship|spacecraft|ufo|balloon|drone|satellite',
    '=hot =air balloon',
    'space station|ship',
  ),
  absent(
    'house|hut|barn|castle|palace|temple|church|cathedral|bridge|pier|lighthouse|windmill|statue|ruin|tent|pyramid',
  ),
  absent('chair|lamp|phone|laptop|computer|book|bottle|cup|mug|plate|guitar|piano|violin|camera|clock|sword|toy'),
  absent(
    'food|pizza|burger|cake|coffee|tea|bread|fruit|apple|=orange|banana|sushi|wine|beer|flower|rose|tulip|sunflower',
  ),
  absent('waterfall|volcano|rainbow|lightning|firework|aurora|tornado|campfire|bonfire|comet|meteor|=palm|palm tree'),
  absent('hand|face|eye|hair|portrait|dress|suit|hat|umbrella|flag|sign|poster|logo'),
  { say: ['@not', '=free =of', '=instead =of', '=rather =than', '=nor'], means: [{ is: 'not' }] },
];

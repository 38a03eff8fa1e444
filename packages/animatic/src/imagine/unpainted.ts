// What a prompt often names and no brush here can paint.
import type { Entry } from '../plan/lexicon/entry.ts';
import type { Family, Sight } from './scenery.ts';

function absent(...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'absent' }] };
}

/** What is not painted either, but says where it is at home: that place is painted when none is named. */
function absentFrom(value: Family, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'absent' }, { is: 'family', value, weight: 1, near: false }] };
}

export const UNPAINTED: Entry<Sight>[] = [
  // Framings and lenses that a painted place is not seen through.
  absent('=motion =blur', '=still =life', 'macro shot|photography|lens', '=low|=high =angle'),
  absent(
    'person|people|man|=men|woman|=women|child|=children|boy|girl|kid|baby|crowd|couple|family|friend|=human|humans',
    'king|queen|knight|soldier|warrior|wizard|dancer|singer|monk|samurai|ninja|ballerina',
    'robot|cyborg|monster|dragon|unicorn|angel|ghost|zombie|vampire|fairy|hero|witch|phoenix|animal|creature',
    'dog|puppy|butterfly|=butterflies|bird =of =prey|dinosaur|snake|spider|insect|monkey|giraffe',
    'rainbow|firework|tornado|meteor|lantern|campfire|bonfire|geyser|banner|scarf',
    'hand|face|eye|hair|portrait|dress|suit|hat|umbrella|flag|sign|poster|logo|=text|lettering|caption|subtitle',
    'helicopter|balloon|=drones|plane|airplane|aircraft|vehicle|tent|statue|billboard|hologram|toy|sword|gate',
    '=hot =air balloon',
    'shooting|falling star',
  ),
  absentFrom('sea', 'fish|=fishes|whale|dolphin|shark|turtle|jellyfish|penguin|pelican|surfer|fisherman|=fishermen'),
  absentFrom('sea', 'ship|pirate|mermaid|kayak|canoe|flamingo|crab|octopus|submarine'),
  absentFrom('lake', 'swan|duck|heron|stork|eagle|hiker|climber|skier'),
  absentFrom('forest', 'deer|wolf|=wolves|fox|bear|panda|squirrel|owl|rabbit|bunny|tiger|parrot|elf|mushroom'),
  absentFrom(
    'meadow',
    'horse|cow|sheep|goat|pig|bee|castle|palace|temple|windmill|ruin|pagoda|fence|monument|scarecrow',
  ),
  absentFrom('meadow', 'rose|=lily|=lilies|bench|fountain|=stonehenge|tractor'),
  absentFrom('desert', 'camel|pyramid|cactus|=cacti|lion|elephant|snake|=sphinx|cowboy'),
  absentFrom(
    'street',
    'car|truck|bus|train|bicycle|bike|motorcycle|taxi|tram|scooter|tank|skateboarder|=eiffel|colosseum',
  ),
  absentFrom('space', 'astronaut|rocket|spaceship|spacecraft|ufo|satellite|starship|alien|comet', 'space station|ship'),
  absentFrom(
    'interior',
    'chair|armchair|table|desk|counter|phone|laptop|computer|book|bottle|cup|mug|plate|guitar|piano|violin|clock|bed|desk',
  ),
  absentFrom('interior', 'mirror|camera|candle|fireplace|food|pizza|burger|cake|coffee|tea|bread|fruit|apple|=oranges'),
  absentFrom('interior', 'banana|sushi|wine|beer|cat|kitten|mouse|=mice|chef|vase|windowsill|bathtub|television'),
];

// What a prompt often names and no brush here can paint.
import type { Entry } from '../plan/lexicon/entry.ts';
import type { RoomKind } from './rooms/room.ts';
import type { Family, Sight } from './scenery.ts';

function absent(...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'absent' }] };
}

/** What is not painted either, but says where it is at home: that place is painted when none is named. */
function absentFrom(value: Family, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'absent' }, { is: 'family', value, weight: 1, near: false }] };
}

/** What is at home in a room of that kind. */
function absentIn(value: RoomKind, ...say: string[]): Entry<Sight> {
  return {
    say,
    means: [{ is: 'absent' }, { is: 'family', value: 'interior', weight: 1, near: false }, { is: 'room', value }],
  };
}

export const UNPAINTED: Entry<Sight>[] = [
  // Framings and lenses that a painted place is not seen through.
  absent('=motion =blur', '=still =life', 'macro shot|photography|lens', '=low|=high =angle'),
  absent(
    'person|people|man|=men|woman|=women|child|=children|boy|girl|kid|baby|crowd|couple|family|friend|=human|humans',
    'king|queen|monk|samurai|ninja',
    'monster|dragon|unicorn|angel|ghost|zombie|vampire|hero|phoenix|animal|creature',
    'butterfly|=butterflies|bird =of =prey|dinosaur|snake|spider|insect|monkey|giraffe',
    'rainbow|firework|tornado|meteor|lantern|campfire|bonfire|geyser|banner|scarf',
    'hand|face|eye|hair|dress|suit|hat|umbrella|flag|sign|poster|logo|=text|lettering|caption|subtitle',
    'balloon|=drones|plane|airplane|aircraft|vehicle|tent|statue|billboard|hologram|toy|sword|gate',
    '=hot =air balloon',
    'shooting|falling star',
  ),
  absentFrom('sea', 'fish|=fishes|whale|dolphin|shark|turtle|jellyfish|penguin|pelican|surfer|fisherman|=fishermen'),
  absentFrom('sea', 'ship|pirate|mermaid|kayak|canoe|flamingo|crab|octopus|submarine'),
  absentFrom('lake', 'swan|duck|heron|stork|eagle|hiker|climber|skier'),
  absentFrom(
    'forest',
    'wizard|witch|fairy|=fairies|druid|archer|deer|wolf|=wolves|fox|bear|panda|squirrel|owl|rabbit|bunny|tiger|parrot|elf|mushroom',
  ),
  absentFrom(
    'meadow',
    'dog|puppy|=puppies|retriever|knight|soldier|warrior|horse|cow|sheep|goat|pig|bee|castle|palace|temple|windmill|ruin|pagoda|fence|monument|scarecrow',
  ),
  absentFrom('meadow', 'rose|=lily|=lilies|bench|fountain|=stonehenge|tractor'),
  absentFrom('desert', 'camel|pyramid|cactus|=cacti|lion|elephant|snake|=sphinx|cowboy'),
  absentFrom(
    'street',
    '=church|=cathedral tower|spire|bell|dome|steeple|facade',
    '=flying car|=taxi',
    'car|truck|bus|train|bicycle|bike|motorcycle|taxi|tram|scooter|tank|skateboarder|=eiffel|colosseum',
  ),
  absentFrom('space', 'astronaut|rocket|spaceship|spacecraft|ufo|satellite|starship|alien|comet', 'space station|ship'),
  absentFrom(
    'interior',
    'chair|armchair|clock|mirror|candle|fireplace|cat|kitten|mouse|=mice|vase|windowsill|television',
  ),
  absentIn(
    'kitchen',
    'chef|=cook|=cooks|food|pizza|burger|cake|bread|pancake|fruit|apple|=oranges|banana|sushi|table|plate|bowl|pan',
  ),
  absentIn(
    'kitchen',
    'egg|cheese|chocolate|noodle|steak|soup|salad|cookie|knife|=knives|oven|vegetable|tomato|strawberry|=strawberries',
  ),
  absentIn(
    'cafe',
    'coffee|tea|cup|mug|wine|beer|barista|bartender|waiter|waitress|latte|cocktail|whisky|whiskey|counter',
  ),
  absentIn('bedroom', '=bed|=beds|pillow|blanket|bathtub'),
  absentIn('office', 'desk|phone|laptop|computer|businessman|=businessmen|businesswoman|typewriter'),
  absentIn('library', 'book'),
  absentIn('workshop', 'carpenter|blacksmith|mechanic|scientist|inventor'),
  absentIn(
    'studio',
    'bottle|perfume|wristwatch|jewelry|jewellery|necklace|diamond|shoe|sneaker|handbag|lipstick|cosmetic|headphone',
    'vintage|old|antique|retro|polaroid|=leica camera',
  ),
  absentIn('studio', 'portrait|headshot|smartphone|gadget|sunglasses|earring|serum|fashion model'),
  absentIn('studio', 'luxury|gold|silver|golden|smart|pocket|swiss|elegant watch'),
  absentIn('ring', 'boxer|wrestler|=boxing|wrestling'),
  absentIn(
    'stage',
    'guitar|piano|violin|cello|saxophone|singer|dancer|ballerina|musician|pianist|guitarist|violinist|magician|actor|actress|comedian|dj',
  ),
  absentIn('ship', 'robot|cyborg|android'),
];

// Words for rooms: those that are painted as such, and those that come nearest to one.
import type { Entry } from '../../plan/lexicon/entry.ts';
import type { Sight } from '../scenery.ts';
import type { RoomKind } from './room.ts';

function said(value: RoomKind, weight: number, near: boolean, say: string[]): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value: 'interior', weight, near },
      { is: 'room', value },
    ],
  };
}

const room = (value: RoomKind, weight: number, ...say: string[]) => said(value, weight, false, say);
const near = (value: RoomKind, weight: number, ...say: string[]) => said(value, weight, true, say);

/** Rooms of a house, unless what stands around it is named: then it is seen from outside. */
function home(...say: string[]): Entry<Sight> {
  return {
    say,
    means: [
      { is: 'family', value: 'interior', weight: 6.5, near: true },
      { is: 'thing', value: 'house' },
    ],
  };
}

/** A place inside, unless more is said of what is outside. */
function inner(value: RoomKind, isNear: boolean, words: string): Entry<Sight>[] {
  return [said(value, 7, isNear, [words]), said(value, 9, isNear, [`=inside|=interior ${words}`, `${words} interior`])];
}

export const ROOMS: Entry<Sight>[] = [
  {
    say: ['=room|=rooms|=indoors|=indoor|interior'],
    means: [{ is: 'family', value: 'interior', weight: 8, near: false }],
  },
  room('living', 8.1, '=living|=sitting|=family room', '=lounge|=parlor|=parlour', 'cozy|cosy living|sitting room'),
  near('living', 8, 'attic|=loft|penthouse|greenhouse|apartment', '=art|=recording =studio', 'dining room'),
  room('living', 9, '=inside house|home', 'house|home interior', 'cozy|cosy home'),
  near('living', 9, '=inside cabin|cottage|hut', 'cabin|cottage|hut interior'),
  home('cozy|cosy house|cabin|cottage|hut'),
  room('living', 3, 'sofa|couch|bookshelf|carpet|curtain|rug'),
  {
    say: ['=by window', '=through =the window', 'window =with view'],
    means: [{ is: 'family', value: 'interior', weight: 3, near: false }],
  },
  room(
    'living',
    9.6,
    'rainy|=rain|foggy|frosted window',
    'window =with rain|raindrop',
    'raindrop|rain =on|=against|=running window|windowpane|glass',
  ),
  ...inner('kitchen', false, 'kitchen'),
  room('kitchen', 9, 'restaurant|hotel|farmhouse|country|modern kitchen'),
  ...inner('bedroom', false, 'bedroom'),
  near('bedroom', 8, 'hotel|hospital room|suite', 'hospital ward|bed', 'dorm|dormitory'),
  near('living', 7, 'bathroom'),
  ...inner('office', false, 'office'),
  near('office', 8, 'classroom|boardroom|cubicle|newsroom|coworking', 'meeting|conference|control|server room'),
  ...inner('workshop', false, 'workshop'),
  ...inner('workshop', true, 'garage|laboratory|lab|cellar|basement|factory|warehouse'),
  near('workshop', 7, 'cave|cavern|dungeon|forge|smithy', 'coal|gold|abandoned mine'),
  ...inner('cafe', false, '=cafe|=cafes|=café|=cafés|=bar|=bars|pub'),
  room(
    'cafe',
    9,
    'coffee|tea shop|house|bar',
    'coffeehouse|coffeeshop|teahouse',
    'jazz|cocktail|wine|hotel|sushi|whisky|whiskey bar',
  ),
  ...inner('cafe', true, 'restaurant|diner|bakery|bistro|tavern|saloon|nightclub|club|casino|canteen|pizzeria'),
  room('library', 7, 'library'),
  room('library', 9, '=inside|=old|=ancient library', 'library interior'),
  near('library', 8, '=study|bookstore|bookshop|archive', 'reading room'),
  room('corridor', 7, 'hallway|corridor'),
  room('corridor', 9, 'hospital|hotel|school|office|apartment|dark|long|narrow|empty corridor|hallway'),
  near('corridor', 7, 'tunnel|elevator|staircase|stairwell|prison'),
  room('hall', 7, '=hall|=halls'),
  near(
    'hall',
    8,
    'ballroom|lobby|foyer|museum|gym|gymnasium|airport',
    'train|metro|subway|bus car|carriage|interior',
    '=art gallery',
    'gallery',
  ),
  near(
    'hall',
    9,
    'castle|palace|temple|mosque|museum|mansion|station|train interior|=hall|throne',
    '=inside castle|palace|temple|mosque|museum|mansion|station|train',
    'hotel lobby',
    'throne room',
  ),
  room('ring', 9, 'boxing|wrestling|fighting|fight ring|arena', 'boxing|wrestling match|fight|bout', '=mma'),
  near('ring', 6, 'arena|dojo'),
  room('stage', 8, '=stage|=stages|theater|theatre|auditorium', 'theater|theatre stage', '=on =stage', 'opera house'),
  near('stage', 8, 'cinema|concert|circus', 'concert|opera hall|stage', 'movie theater|theatre', 'comedy club'),
  room('church', 5, 'church|cathedral|chapel'),
  room(
    'church',
    9,
    '=inside|=gothic|=interior church|cathedral|chapel',
    'church|cathedral|chapel interior',
    '=nave',
    'church|cathedral nave|aisle|altar',
  ),
  near('church', 6, 'monastery|abbey|basilica|crypt', '=inside basilica|abbey|monastery|crypt'),
  room(
    'studio',
    8,
    '=studio|=studios',
    'photo|photography|product|portrait|film|=tv|dance studio',
    'studio background|backdrop|setup|photography',
    'infinity cove|wall',
  ),
  room(
    'studio',
    9.2,
    'packshot',
    'product shot|photography|photo|video|commercial|advertisement|=ad|render|reveal|showcase',
  ),
  room('studio', 2.5, 'studio lighting|light|=lit'),
  room(
    'studio',
    2.5,
    'pedestal|podium|plinth',
    'plain|solid|seamless|neutral|clean|white|black|grey|gray|dark|=red|=blue|=green|=pink|=yellow|=orange|=beige|gradient|minimal|minimalist background|backdrop',
    'rotating pedestal|podium|platform|turntable',
  ),
  room(
    'ship',
    9.5,
    'spaceship|starship|spacecraft|=ship interior|cockpit|corridor|cabin|bridge|=deck',
    'bridge|interior|cockpit|corridor|cabin|=deck =of|=inside|=in spaceship|starship|spacecraft',
    '=inside|=aboard spaceship|starship|spacecraft',
    'space station interior|corridor|module',
    '=inside|=aboard space station',
  ),
  near('ship', 8, 'cockpit', 'command|control center|centre|bridge'),
];

// What no camera, light or sound can do to a picture: words that are answered by a warning.
import type { Entry, Limit } from './entry.ts';

/** Why a word of each kind is not followed; `WORD` is the word as it was written. */
export const REASONS: Record<Limit, string> = {
  acting:
    '"WORD" can not be shown: people, animals and things in the picture do not act; the camera, light and sound follow the prompt instead.',
  particles:
    '"WORD" can not be seen: of what floats or falls, rain, snow, mist, steam, dust, embers, leaves and petals are drawn.',
  lettering: '"WORD" can not be written: no lettering is drawn into the picture.',
  change: '"WORD" can not be shown: nothing in the picture changes its shape or its place.',
  arrival: '"WORD" can not be shown: nothing that is not in the picture can come into it.',
  optics: '"WORD" can not be made yet: the film keeps the lens and the shadows of the picture.',
  viewpoint: '"WORD" can not be taken: the film keeps the standpoint of the picture.',
  turning: '"WORD" is made in part: the picture has no other side, so the camera goes as far as the picture does.',
  style: '"WORD" is not followed: the film keeps the style of its picture, and only its light is graded.',
  lapse: '"WORD" is made in part: clouds race and light may change, and everything else keeps its time.',
  loop: '"WORD" is not made: the film ends where its moves have led, and does not come back to its first picture.',
  noise: '"WORD" can not be heard: places, weather, a heartbeat and music are; voices and single noises are not.',
  genre: '"WORD" can not be played: music is calm, bright, dark, tense, hopeful or mysterious.',
  cutting:
    '"WORD" is not followed: shots are joined by cuts, match cuts, dissolves, wipes and black, and no other way.',
};

function limit(kind: Limit, ...say: string[]): Entry {
  return { say, means: [{ is: 'limit', limit: kind }] };
}

export const LIMITS: Entry[] = [
  limit(
    'acting',
    'walk|run|dance|jump|sing|talk|speak|=say|=says|=saying|smile|laugh|=cries|=crying|blink|nod|=eat|=eats|=eating|=drinking',
    'yawn|wink|frown|fight|hug|kiss|swim|climb|crawl|clap|=cooks|=cooking|=plays|=playing|=rides|=riding|=drives|=driving',
    'throw|kick|bark|meow|breathe|chew|gallop|graze|whisper|shout|scream|sigh|sneeze|=chat|=chatting|converse|conversation|greet',
    'gesture|gesticulate|rotate|spin|twirl|wag|pour|spill|bounce|flap|hop|gaze',
    'turn|tilt|shake|nod|raise|lift|bow|move head|hand|arm|eye|face|lip|mouth|tail|ear|finger|leg',
    'wave hand|=goodbye|=hello|arm',
    '=waving|=waved',
    'bird|plane|butterfly|dragon|bee|=she|=he|=they fly|flap|soar|land',
    'look =at|=around|=away|=into camera|viewer|lens|=us',
    'lip =sync|=syncing',
  ),
  limit('particles', 'confetti|firefly|=fireflies|bubble|sparkle|glitter|hail', 'falling|shooting star'),
  limit(
    'viewpoint',
    'bird =eye view|shot',
    '=top =down',
    'overhead shot|view',
    '=first =person',
    '=pov',
    'over shoulder',
    'worm =eye view|shot',
    'low|high|ground angle|level',
    'low|high|ground angle|level shot|view',
  ),
  limit(
    'noise',
    'footstep|applause|siren|honk|doorbell|horn sound|noise',
    'footstep|applause|cheering|laughter|siren|doorbell|ringtone|=asmr',
    'bell ring|toll|chime',
    'ringing|tolling bell',
    'crowd|audience cheer|roar|murmur|applaud',
    'white|pink|brown =noise',
    'dog bark',
    'explosion|engine|gunshot|keyboard|laser sound|noise',
    'sound|noise =of footstep|applause|laughter|explosion|engine|bell|siren|crowd|cheering',
  ),
  limit(
    'loop',
    'seamless|perfect|infinite|endless|looping loop|video|film|clip|animation',
    'loop seamlessly|perfectly|video|film|clip|animation',
    '=boomerang video|effect|loop|shot',
    'ping =pong loop|effect|video',
  ),
  limit(
    'lettering',
    'title|subtitle|caption|typography|lettering|=credits|=logo',
    '=text',
    'text|title|word overlay|appear|fade',
    'text|title|word|logo|caption fade =in|=out',
  ),
  limit(
    'change',
    'explode|explosion|=blast|detonate|collapse|shatter|crumble|=burst|transform|transformation|morph|metamorphose|become|=becomes',
    'melt|bloom|wither|sprout|=grow|=grows|=growing|shrink|unfold|erupt|eruption',
    'transform|turn|dissolve|change|morph|melt =into',
    '=launch|=launches|=launching|=liftoff|=takeoff',
    'lift|take|blast =off',
    'break|fall =apart',
    'fog|mist|haze|smoke|rain|snow|storm stop|clear|lift|vanish|disperse|dissipate|=ends|=away|=off',
    'moon rise|=set|=sets|=rising|=setting',
    'firework|aurora|tornado',
    'open|close door|window|=eyes|book|gate',
  ),
  limit(
    'arrival',
    'appear|materialize|materialise|=enters|=entering|arrive|emerge',
    'crowd gather',
    '=comes|=coming =in',
  ),
  limit(
    'optics',
    'lens flare',
    'light leak|ray',
    'god ray',
    'fisheye|vignette',
    'tilt =shift',
    'scratch|scratched|scratches',
    'film scratch',
    'flicker',
    'glitch effect|style|art',
    'chromatic aberration',
    'double exposure',
    'light trail|streak',
  ),
  limit('cutting', 'split screen', 'montage|transition', 'iris =in|=out|wipe'),
  limit(
    'acting',
    'hair|dress|skirt|cape|scarf|cloak|clothes|clothing blow|flow|flutter|billow|sway|move',
    'car|train|truck|bus|boat|ship|bike|traffic move|pass|drive|race|rush|stream|=speeds|=speeding',
    'moving|passing|racing|speeding car|train|traffic',
  ),
  limit(
    'style',
    'anime|cartoon|claymation|watercolor|watercolour|lego|voxel|origami|sketch style|look|animation|art|drawing|painting',
    '=anime|claymation|=pixar|=ghibli|voxel',
    '=pixar|=ghibli style|look|animation',
    '=cel =shaded',
    '=3d =render',
    'pixel|comic|concept art',
    'comic book',
    'oil painting style',
    '=stop =motion',
    'stop motion style|animation',
  ),
  {
    say: [
      'heavy =metal',
      'heavy metal music',
      'hip =hop',
      'hip =hop music|song|beat|track',
      'metal|rock|techno|rap|country|reggae|electronic|dubstep|opera music|song|beat|track',
    ],
    means: [
      { is: 'music', mood: null },
      { is: 'limit', limit: 'genre' },
    ],
  },
  {
    say: ['=time =lapse', 'timelapse|hyperlapse', 'timelapse|hyperlapse cloud|sky', '=time =lapse =of cloud|sky'],
    means: [
      { is: 'life', life: 'clouds', amount: 1 },
      { is: 'limit', limit: 'lapse' },
    ],
  },
];

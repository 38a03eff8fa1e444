// What no camera, light or sound can do to a photo: words that are answered by a warning.
import type { Entry, Limit } from './entry.ts';

/** Why a word of each kind is not followed; `WORD` is the word as it was written. */
export const REASONS: Record<Limit, string> = {
  acting:
    '"WORD" can not be shown: people, animals and things in the photo do not act; the camera, light and sound follow the prompt instead.',
  particles:
    '"WORD" can not be seen yet: only its light and its sound are in the film, nothing is drawn falling or floating.',
  fire: '"WORD" is heard, but flames are not drawn.',
  lettering: '"WORD" can not be written: no lettering is drawn into the picture.',
  change: '"WORD" can not be shown: nothing in the photo changes its shape, its place or the hour of its day.',
  arrival: '"WORD" can not be shown: nothing that is not in the photo can come into it.',
  optics: '"WORD" can not be made yet: the film keeps the focus, the light and the grain of the photo.',
  cutting: '"WORD" is not followed: cuts come from shot_type multi, and only plain cuts are made.',
};

function limit(kind: Limit, ...say: string[]): Entry {
  return { say, means: [{ is: 'limit', limit: kind }] };
}

export const LIMITS: Entry[] = [
  limit(
    'acting',
    'walk|run|dance|jump|sing|talk|speak|=say|=says|=saying|smile|laugh|=cries|=crying|blink|nod|=eat|=eats|=eating|=drinking|=drinks|yawn|wink|frown',
    'fight|hug|kiss|swim|climb|crawl|clap|=cooks|=cooking|=plays|=playing|=rides|=riding|=drives|=driving|throw|kick|bark|meow|breathe|chew|gallop|graze',
    'turn|tilt|shake|nod|raise|lift|bow|move head|hand|arm|eye|face|lip|mouth|tail|ear|finger|leg',
    'wave hand|=goodbye|=hello|arm',
    '=waving|=waved',
    'bird|plane|butterfly|dragon|bee|=she|=he|=they fly|flap|soar|land',
    'look at|around|=away camera|viewer|=us',
    'lip =sync|=syncing',
    'gesture|gesticulate|whisper|shout|scream|sigh|sneeze|=chat|=chatting|chatter|converse|conversation|greet',
    'walk|run|dance away|toward|towards|=off|=past|through',
    'rotate|spin|twirl|wag|pour|spill|bounce|flap|hop|gaze',
  ),
  limit(
    'particles',
    'smoke|=smoky|steam|dust|dusty|spark|ember|confetti|petal|firefly|=fireflies|bubble|ash|sparkle|glitter|hail|sandstorm',
    'falling leaf|=leaves|petal|snow|rain|star',
    'leaf|=leaves|petal fall',
    'shooting star',
  ),
  limit(
    'lettering',
    'title|subtitle|caption|typography|lettering|=credits|=logo',
    '=text',
    'text|title overlay|appear|fade|animation',
    'word appear',
  ),
  limit(
    'change',
    'explode|explosion|=blast|detonate|collapse|shatter|crumble|=burst|break =apart',
    'transform|transformation|morph|=morphs|metamorphose|turn =into|become|=becomes|melt|=melts|dissolve =into|age|=ages',
    'bloom|wither|sprout|=grow|=grows|=growing|shrink|unfold',
    '=launch|=launches|=launching|=liftoff|lift =off|take =off|blast =off|=takeoff',
    'sun|moon rise|=rises|set|=sets|=rising|=setting',
    '=day =to =night|time =lapse|timelapse|hyperlapse',
    'lightning|firework|aurora|eruption|erupt|tornado',
    'open|close door|window|=eyes|book|gate',
  ),
  limit('arrival', 'appear|=appears|materialize|materialise|enter|=enters|arrive|emerge|crowd gather|=comes =in'),
  limit(
    'optics',
    'rack focus|focus pull|shift focus|=rack =focus|focus shift',
    'lens flare|light leak|light ray|god ray|bokeh|=depth =of field|tilt =shift|fisheye',
    'film grain|=grain|scratch|vignette',
    'flicker light|flickering',
  ),
  limit(
    'cutting',
    '=cut =to|jump cut|match cut|smash cut|crossfade|cross fade|fade =in|=out|=to|dissolve|=dissolves|montage|split screen|wipe transition|transition',
  ),
];

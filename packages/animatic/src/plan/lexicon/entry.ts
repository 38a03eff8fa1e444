// The shape of the lexicon: phrases and what a film-maker hears in them.
import type { AirKind } from '../air.ts';
import type { Ambience, Fade, Focus, Life, SoundPlan } from '../plan.ts';

export type Way = 'left' | 'right' | 'up' | 'down' | 'in' | 'out';

export type MoveName =
  | 'zoom'
  | 'dolly'
  | 'pan'
  | 'tilt'
  | 'truck'
  | 'pedestal'
  | 'crane'
  | 'orbit'
  | 'roll'
  | 'whip'
  | 'drift'
  | 'ken burns'
  | 'reveal'
  | 'vertigo'
  | 'hold';

export type GradeName =
  | 'golden hour'
  | 'night'
  | 'neon'
  | 'noir'
  | 'black and white'
  | 'vintage'
  | 'sepia'
  | 'cold'
  | 'warm'
  | 'dramatic'
  | 'pastel'
  | 'vivid'
  | 'muted'
  | 'overcast'
  | 'dark'
  | 'bright'
  | 'cinematic'
  | 'mist';

export type Mood = NonNullable<(SoundPlan & { given: null })['music']>['mood'];

/** How the light changes while the film runs. */
export type ChangeName = 'sunset' | 'fading' | 'nightfall' | 'dawn' | 'storm' | 'clearing' | 'lamps on' | 'lamps off';

/** How one shot gives way to the next. */
export type Joint = 'cut' | 'dissolve' | 'match' | 'wipe' | 'black';

/** How much of the scene a shot shows. */
export type Size = 'wide' | 'medium' | 'detail';

/** Why a word can not be followed: the key of a sentence in limits.ts. */
export type Limit =
  | 'acting'
  | 'particles'
  | 'lettering'
  | 'change'
  | 'arrival'
  | 'optics'
  | 'cutting'
  | 'viewpoint'
  | 'turning'
  | 'style'
  | 'genre'
  | 'noise'
  | 'lapse'
  | 'loop';

/**
 * One thing that a phrase says. `way: null` is a move whose direction is left open; `amount`s are 0 to 1, `pace` and
 * `strength` multiply (1 is as usual). `seconds`: how long the move beside it takes; `after` so many comes what follows. `flaw` words mostly stand in negative prompts. `nothing` keeps an idiom from being
 * taken for a camera word.
 */
export type Meaning =
  | { is: 'move'; move: MoveName; way: Way | null }
  | { is: 'motion' }
  | { is: 'handheld'; amount: number }
  | { is: 'pace'; pace: number }
  | { is: 'strength'; strength: number }
  | { is: 'then' }
  | { is: 'seconds'; seconds: number; after: boolean }
  | { is: 'way'; way: Way }
  | { is: 'not' }
  | { is: 'life'; life: keyof Life; amount: number }
  | { is: 'blows'; way: 'left' | 'right' }
  | { is: 'air'; air: AirKind; amount: number }
  | { is: 'grade'; grade: GradeName }
  | { is: 'place'; place: Ambience['kind'] }
  | { is: 'music'; mood: Mood | null }
  | { is: 'mood'; mood: Mood }
  | { is: 'sound' }
  | { is: 'ambience' }
  | { is: 'music alone' }
  | { is: 'silence' }
  | { is: 'flaw'; flaw: 'distortion' | 'blur' }
  | { is: 'joint'; joint: Joint }
  | { is: 'shots'; count: number }
  | { is: 'size'; size: Size }
  | { is: 'face' }
  | { is: 'change'; change: ChangeName }
  | { is: 'fade'; end: 'in' | 'out'; to: Fade['to'] }
  | { is: 'grain'; amount: number }
  | { is: 'focus'; focus: Focusing }
  | { is: 'limit'; limit: Limit }
  | { is: 'nothing' };

/** A focus as words ask for it. `on`: null where a phrase leaves open which way it is pulled. */
export type Focusing = { on: Focus['on'] | null; pulled: boolean };

/**
 * Phrases of words. A word also stands for its inflections (pan: pans, panning, panned) unless it begins with `=`; `a|b` is
 * either; `@cam` is a group of words. Little words and adverbs may stand between the words of a phrase.
 */
export type Entry<Said = Meaning> = { say: string[]; means: Said[] };

/** Words that phrases name together. */
export const GROUPS: Record<string, string> = {
  '@cam': 'camera|cam|shot|view|viewpoint|viewer|lens|drone|perspective|footage|=we',
  '@go': 'move|go|glide|float|travel|slide|fly|sweep|pass|shift|push|drift|roam|swing',
  '@not': "=not|=no|=never|=without|=don't|=dont|=doesn't|=doesnt|=isn't|=isnt|=won't|=cannot|=can't|=avoid",
  '@left': '=left|leftward|=leftwards',
  '@right': '=right|rightward|=rightwards',
  '@up': '=up|upward|=upwards|skyward|=top',
  '@down': '=down|downward|=downwards|=bottom',
  '@toward': '=toward|=towards|=into|=closer|=forward|=forwards|=ahead|=in|=inward|=inwards',
  '@away': '=out|=back|=away|=backward|=backwards|=outward|=outwards',
};

/** Words that may stand between the words of a phrase without changing it. */
export const FILLERS = new Set(
  `a an the to from of on at by it its his her their my our your this that these is are be does should will would please all way side
  bit little slightly very more camera shot slow slowly gentle gently smooth smoothly soft softly steady steadily gradual
  gradually slight subtle subtly quick quickly fast rapid rapidly dramatic dramatically cinematic long short wide
  continuous continuously single across over along just`.split(/\s+/),
);

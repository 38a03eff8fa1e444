// Words that need no brush: those of grammar, those that any picture answers, and what each family's picture shows anyhow.
import type { Entry } from '../plan/lexicon/entry.ts';
import { inflections } from '../plan/lexicon/inflection.ts';
import { isInRoom } from './rooms/parts.ts';
import type { Scene } from './scene.ts';
import type { Family, Thing } from './scenery.ts';

/** Words of grammar, what a place does or has done to it, what every picture is, and praise that says no more. */
export const GRAMMAR: ReadonlySet<string> = new Set(
  `a an the pack flock herd group row rows cluster bunch dozen colour colours color colors coloured colored hued tone tones hue
  hues palette this that these those it its his her hers their our my your he she they we you i who whom which whose what
  of in on at by from to into onto over under above below behind before beside beneath between among around near
  across along through down up out off away back toward towards against with without within inside outside upon about
  amid amidst atop past via per as than like and or but nor so if then while when where there here is are was were be
  been being has have had do does did can could will would may might must not no just also even still too very quite
  rather more most less least all each every both some any several many few other another such own only one's s t
  during after until since once again together apart everywhere all-around yet ever never always alone something
  everything nothing anything someone now today moment time way kind sort type part piece lot bit number amount pair
  set stand stands standing lie lies lying lay sits stretch stretches stretching stretched reach reaches reaching rise
  rises rising rose surround surrounds surrounding surrounded cover covers covering covered fill fills filling filled
  bathe bathes bathed bathing lead leads leading overlook overlooks overlooking run runs running ran flow flows
  flowing wind winds winding reflect reflects reflecting reflected mirrored mirrors mirroring hang hangs hanging shine
  shines shining lit illuminate illuminated illuminating illuminates seen viewed see show shows showing shown nestle
  nestled dot dotted dotting line lined lining border bordered frame framed fade pass passes passing meet meets
  meeting touch touching loom looms looming towers towering catch catches cast casts casting create creates creating
  feature features featuring include includes including depict depicts depicting capture captures capturing captured
  scatter scattered spread spreads sweep come comes coming go goes going make makes made take takes taken give gives
  given become feel feels look looks looking find found begin begins start starts began extends extend extending glide
  glides crossing crosses cross cutting cuts carved falls break breaks breaking broke sweeps sweeping blows blowing
  crash crashes crashing roll rolls light lights gathering drifts glow glows peek peeks peeking peeping emerging
  visible hidden beyond let lets keep keeps scene view views shot video film footage image picture photo camera clip
  background foreground backdrop middle ground centre center horizon distance side edge top bottom left right corner
  end composition perspective vista panorama environment place location area surroundings surface world atmosphere
  mood feeling air style sense beautiful gorgeous stunning lovely breathtaking scenic picturesque amazing wonderful
  spectacular perfect nice pretty impressive magnificent glorious splendid natural outdoor visual visually wide
  establishing shots scenes same first second third last afar journey travel trip tour montage sequence series
  masterpiece masterpieces award awards winning 4k 8k 16k uhd hd hdr hq ultra detailed highly detail details
  intricate realistic photorealistic photorealism hyperrealistic ultrarealistic lifelike hyperdetailed quality resolution
  professional photography photograph photographs artstation trending rendering render rendered octane unreal engine raytraced
  arri alexa imax anamorphic lens lenses prime footage stock crisp sharp best mesmerizing movie movies trailer commercial advertisement
  advert vlog blog kodak portra ektachrome vision3 500t 250d 800t cinestill fujifilm fuji velvia canon nikon sony leica
  hasselblad panavision cooke zeiss
  landscape landscapes scenery nature wilderness sci fi disappearing disappears vanishing vanishes filtering filters piercing
  majestic magic magically epic enchanting incredible superb exquisite elegant iconic legendary`.split(/\s+/),
);

/** Words that describe what follows them, and are seen when that is. */
export const APT: ReadonlySet<string> = new Set(
  `raging violent fierce heavy barren arid dry small little tiny big large huge giant enormous massive gigantic twin colossal oversized vast wide broad narrow open endless infinite
  distant far faraway nearby tall high deep long old ancient wild green natural lush rocky grassy sandy remote lonely
  solitary lone single towering immense great gentle shimmering sparkling glistening gleaming glittering soft softly
  bright full whole entire thick dense different various expansive sprawling sweeping untouched pristine idyllic fresh
  thin tropical medieval wet damp rainy heat hot rugged jagged steep winding straight meandering curving rolling snowy leafy wooded sunny starry moonlit sunlit
  modern contemporary stylish luxurious luxury sleek charming quaint cozy cosy main floating dimly smooth reflective still fluffy puffy wispy billowy rippling lower upper northern southern eastern western wooden rustic traditional`.split(
    /\s+/,
  ),
);

/** Phrases of grammar, in which a word would else be taken for a thing. */
export const PHRASES: Entry<{ is: 'grammar' } | { is: 'not' }>[] = [
  {
    say: [
      'glowing sky|sunset|sunrise|=window|=windows|=lights|neon|sign|horizon|nebula|planet|city|skyline|=moon|=sun',
      '=crystal =clear',
      '=lit =up',
      'tree|mountain|=pine =lined',
      '=deep|=sharp focus',
      '=wide shot|angle|view',
      '=establishing shot',
      '=everything =in =focus',
      '=award =winning photo|photograph|photography|film',
      '=best|=high|=highest|=top|=premium|=studio quality|resolution',
      '=high|=ultra =definition|=detail|=detailed',
      '=unreal =engine =5',
      '=unreal|=octane|=ray engine|render|traced|tracing',
      '=trending =on =artstation',
      '=national =geographic',
      '=sharp focus|details',
      '=shot =on =arri|=red|=imax|=film',
      '=ultra =realistic|=hd|=wide',
      '=8k|=4k =uhd|=hdr|resolution|wallpaper',
      '=dynamic range|lighting',
      '=volumetric light|lighting',
      '=right =now',
      '=in =orbit',
      'light|car trail|streak',
    ],
    means: [{ is: 'grammar' }],
  },
];

/** What is to be seen in all that lies under the sky. */
const OPEN =
  'sky skies sun sunshine light lights lighting shadow glow shade ray rays beam sunbeam sunray air cloud silhouette cumulus outline horizon';

const PARTS: Record<Family, string> = {
  lake: `${OPEN} water waters ripple shore waterfront reflection reflective rock stone boulder pebble shoreline bank waterline slope valley forest wood woods pine fir evergreen conifer tree meadow grass reeds peak cliff ridge range mountainside snow wildflowers bend curve`,
  sea: `${OPEN} water waters ripple shore reflection rock stone boulder pebble shoreline headland foam spray swell crest surf sand wave breaker grass tide snow hill stripe`,
  desert: `${OPEN} sand dune ripple crest slope arid dry barren ridge rock mesa butte windswept texture mountain`,
  forest: `${OPEN} path trail footpath trunk branch grass foliage leaf leaves canopy clearing hill evergreen conifer tree valley ridge bark undergrowth flower snow stalk fern vine moss`,
  meadow: `${OPEN} grass blade tree hill slope wood woods forest stem bloom blossom petal plant hedge grassy valley mountain path leaf leaves flower snow`,
  city: `${OPEN} window building tower facade glass lamp embankment waterfront river architecture block storey tree downtown bay water waters ripple reflection reflective`,
  street: `${OPEN} window building facade lamp streetlight lamppost streetlamp pavement sidewalk asphalt kerb curb road roadway brick house tree sign storefront shop lane neon wall puddle puddles city town townhouse reflection reflective light lights snow`,
  space: 'star celestial cosmic light lights glow gas dust stardust cloud crater world planet',
  galaxy: 'star celestial cosmic light lights glow gas dust stardust cloud arm core disk disc spiral swirl',
  interior:
    'light lights shadow sun sunshine wall floor ceiling wood furniture corner home house glow lighting interior inside room',
  abstract:
    'shape form line wave curve fold silk fabric colour color hue tone texture light lights shadow ribbon motion ripple cloth satin flow drape flowing organic water glow pattern metal background particle smoke ink dot liquid plume',
};

const shown = new Map(
  Object.entries(PARTS).map(([family, words]) => [family, new Set(words.split(/\s+/).flatMap(inflections))]),
);

/** What belongs to what the words put into a place. */
const BELONGS: Partial<Record<Thing | 'way', string>> = {
  house: 'window roof chimney door wall timber log',
  lighthouse: 'lamp beam tower stripe light',
  bridge: 'arch arches stone brick pier beam rail railing plank river stream',
  waterfall:
    'mossy cliff rock pool spray mist cascade water moss ledge gorge ravine canyon boulder plunge basin ripple stream',
  volcano:
    'crater ash smoke plume cone slope rim peak mountain lava rock stream ember spark fire glow molten burning fiery flow flowing river',
  way: 'asphalt lane marking curve bend tarmac gravel sleeper roadside surface dust dirt',
};

const belongings = new Map(
  Object.entries(BELONGS).map(([thing, words]) => [thing, new Set(words.split(' ').flatMap(inflections))]),
);

/** Whether a word names a part of what stands in a place. */
export function belongs(
  { family, things, way, room }: Pick<Scene, 'family' | 'things' | 'way' | 'room'>,
  word: string,
): boolean {
  if (family === 'interior' && isInRoom(room, word)) return true;
  if (way !== null && belongings.get('way')!.has(word)) return true;
  return [...things.keys()].some((thing) => belongings.get(thing)?.has(word));
}

/** Whether a word names something that is to be seen in every picture of a family. */
export function isPart(family: Family, word: string): boolean {
  return shown.get(family)!.has(word);
}

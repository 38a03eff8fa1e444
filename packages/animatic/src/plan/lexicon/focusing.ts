// Words for what a lens may be focused on: what stands in front, and what is behind it.
import type { Focus } from '../plan.ts';
import type { Entry } from './entry.ts';

/** What is behind whoever or whatever stands before it. */
export const BEHIND =
  'background|backdrop|distance|=behind|horizon|skyline|=sky|=skies|cloud|sun|sunset|moon|star|city|town|street|building|house|mountain|' +
  'hill|forest|wood|tree|field|sea|ocean|lake|river|beach|shore|landscape|scenery|view|wall|window|door|curtain|shelf|=shelves|' +
  'bookshelf|painting|poster|sign|flag|room|crowd|audience';

/** Who or what films are about: people and what belongs to them, animals, and what stands on tables. */
export const FRONT =
  'foreground|subject|character|person|=people|=woman|=women|=man|=men|girl|boy|lady|guy|child|=children|kid|baby|couple|friend|mother|' +
  'father|actor|actress|model|dancer|hero|heroine|protagonist|astronaut|soldier|bride|groom|face|eye|head|hair|mouth|lip|smile|pilot|singer|' +
  'nose|hand|finger|shoulder|portrait|cat|kitten|dog|puppy|horse|bird|animal|pet|fox|rabbit|lion|tiger|owl|butterfly|insect|bee|' +
  'cup|mug|coffee|tea|glass|bottle|plate|bowl|saucer|spoon|food|dish|cake|fruit|apple|candle|flower|rose|blossom|petal|tulip|' +
  'toy|ring|watch|product|character1|character2|character3';

/** Words for somebody that also stand before what others have: "her", but not "her house". */
const WHO = '=her|=him|=his|=hers|=them|=me|=us|=you';

/** What a place says: where that is. `by`: a place that is named says more than what is there, as in "the woman in the background". */
type Place = { is: Focus['on']; by: 'place' | 'name' | 'who' };

export const PLACES: Entry<Place>[] = [
  { say: ['background|backdrop|distance|=behind|=beyond'], means: [{ is: 'back', by: 'place' }] },
  { say: ['foreground', '=in =front =of'], means: [{ is: 'near', by: 'place' }] },
  { say: [FRONT], means: [{ is: 'near', by: 'name' }] },
  { say: [BEHIND], means: [{ is: 'back', by: 'name' }] },
  { say: [WHO], means: [{ is: 'near', by: 'who' }] },
];

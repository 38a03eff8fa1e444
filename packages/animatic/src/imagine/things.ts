// Things that a prompt names and no lexicon here knows: "a red kite over the bay".
import { read, tokenise } from '../plan/lexicon/reading.ts';

/** Words that a thing follows; after those of the second row it stands in the plural. */
const ONE = new Set('a an the this that another his her its their our my your old'.split(' '));
const MANY = new Set('two three four five six some many several these those few dozens hundreds'.split(' '));

/** Words after which several things may be named without any of those: "a lake with kayaks". */
const LEADS = new Set('with of over above beside near behind between among under amid'.split(' '));

/** What ends the words about a thing. */
const ENDS = new Set(
  `of in on at by from to into onto over under above below behind before beside between among around near across along through
  towards toward against with without and or but then while as that which who is are was were be being has have had do does
  there here up down out off away back it they he she we you i no not just very too so`.split(/\s+/),
);

/** Words that name no thing of their own: they are about the picture, its light or its parts, or describe. */
const NO_THINGS = new Set(
  `scene view shot place background foreground distance middle centre center left right top bottom side edge end front far
  mood style feeling feel atmosphere air sky sun light lights shadow shadows colour color colours colors tone tones picture
  image photo painting film video movie frame world time moment hour sound sounds way water ground earth horizon surface
  reflection reflections weather season line lines shape shapes detail details part one ones first last second third whole
  other same red green blue yellow white black golden silver purple pink brown dark bright big small large tiny huge tall
  long short young beautiful lonely single wide calm quiet wild lush ancient modern futuristic magical mystical majestic rock rocks stone stones sand grass path shore bank slope slopes wall floor ceiling window windows sunbeam sunbeams
  beam beams ray rays trunk trunks branch branches roof chimney asphalt puddle puddles silhouette silhouettes stage breeze`.split(
    /\s+/,
  ),
);

/** The things, as they were written, each once; `known`: numbers of the words that a lexicon has found. */
export function unknownThings(prompt: string, known: ReadonlySet<number>): string[] {
  const tokens = tokenise(prompt);
  const heard = new Set([...known, ...read(prompt).flatMap(({ at, end }) => span(at, end))]);
  const things: string[] = [];
  for (const [at, { word, clause }] of tokens.entries()) {
    const opens = tokens[at - 1]?.clause !== clause && /[^s]s$/.test(word) && !heard.has(at);
    const led = LEADS.has(word);
    if (!ONE.has(word) && !MANY.has(word) && !opens && !led) continue;
    const said: string[] = [];
    let next = opens ? at : at + 1;
    for (; next < tokens.length && tokens[next]!.clause === clause; next++) {
      if (heard.has(next) || ENDS.has(tokens[next]!.word) || ONE.has(tokens[next]!.word)) break;
      said.push(tokens[next]!.word);
    }
    // "A wooden house": what stands before a known thing describes it.
    if (known.has(next) && tokens[next]?.clause === clause) continue;
    const thing = nounOf(said, MANY.has(word) || opens || led);
    if (thing === undefined || NO_THINGS.has(thing) || (led && !/[^s]s$/.test(thing)) || thing.endsWith('ous'))
      continue;
    things.push(thing);
  }
  return [...new Set(things)];
}

/** The last of the words, without the deed that may follow it: of "red kite hovers" the kite. */
function nounOf(said: string[], many: boolean): string | undefined {
  const things = said.filter((word) => !word.endsWith('ly'));
  const deed = (word: string) => /(ing|ed)$/.test(word) || (!many && /[^s]s$/.test(word));
  while (things.length > 1 && deed(things.at(-1)!)) things.pop();
  const thing = things.at(-1);
  // Of "a glowing firefly", of which the firefly is known, no thing is left.
  return thing !== undefined && things.length === 1 && /.{3}(ing|ed)$/.test(thing) ? undefined : thing;
}

/** The numbers from one to another, both included. */
export function span(at: number, end: number): number[] {
  return Array.from({ length: end - at + 1 }, (_, i) => at + i);
}

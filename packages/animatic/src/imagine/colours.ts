// Colours that the words give to parts of a picture: red dunes, a purple sky, white sand.
import { inflections } from '../plan/lexicon/inflection.ts';
import { tokenise } from '../plan/lexicon/reading.ts';
import type { Rgb } from './canvas.ts';
import { smooth } from './noise.ts';
import { GRAMMAR } from './plain.ts';
import type { Family } from './scenery.ts';

/** What of a picture may have a colour of its own. */
export type Part =
  | 'sky'
  | 'cloud'
  | 'water'
  | 'sand'
  | 'grass'
  | 'leaves'
  | 'flowers'
  | 'rock'
  | 'light'
  | 'neon'
  | 'wall'
  | 'cloth'
  | 'curtain'
  | 'rug'
  | 'house'
  | 'boat'
  | 'lighthouse'
  | 'planet'
  | 'gas'
  | 'aurora'
  | 'silk';

/** Colours by part as reflectances in linear light, in the order of mention. */
export type Tints = Partial<Record<Part, readonly Rgb[]>>;

/** Parts whose colour each family takes up. */
const DYED: Record<Family, readonly Part[]> = {
  lake: ['sky', 'cloud', 'water', 'grass', 'leaves', 'rock', 'light', 'house', 'boat', 'aurora'],
  sea: ['sky', 'cloud', 'water', 'sand', 'grass', 'rock', 'light', 'lighthouse', 'boat', 'aurora'],
  desert: ['sky', 'cloud', 'sand', 'rock', 'light'],
  forest: ['sky', 'cloud', 'leaves', 'grass', 'light', 'house', 'aurora'],
  meadow: ['sky', 'cloud', 'grass', 'flowers', 'leaves', 'light', 'house', 'aurora'],
  city: ['sky', 'cloud', 'water', 'wall', 'light', 'aurora'],
  street: ['sky', 'cloud', 'neon', 'wall', 'leaves', 'light'],
  space: ['planet', 'gas'],
  galaxy: ['gas'],
  interior: ['wall', 'cloth', 'curtain', 'rug', 'light', 'sky'],
  abstract: ['silk'],
};

const HUES: Record<string, Rgb> = {
  'red reddish scarlet ruby rusty': [0.58, 0.045, 0.03],
  'crimson burgundy maroon blood': [0.42, 0.015, 0.04],
  'orange tangerine': [0.82, 0.26, 0.03],
  'copper bronze terracotta rust': [0.56, 0.2, 0.08],
  'amber butterscotch caramel honey ochre mustard': [0.8, 0.42, 0.1],
  'gold golden': [0.85, 0.5, 0.09],
  'yellow yellowish': [0.88, 0.7, 0.06],
  'lime chartreuse': [0.45, 0.72, 0.06],
  'green greenish': [0.1, 0.42, 0.07],
  'emerald jade': [0.02, 0.4, 0.2],
  'olive khaki': [0.24, 0.24, 0.07],
  'teal petrol': [0.02, 0.33, 0.36],
  'turquoise aquamarine aqua cyan': [0.06, 0.62, 0.6],
  'blue bluish azure cobalt sapphire cerulean': [0.05, 0.2, 0.75],
  'navy indigo ultramarine': [0.03, 0.05, 0.4],
  'purple violet purplish amethyst mauve': [0.3, 0.07, 0.6],
  lilac: [0.55, 0.4, 0.8],
  'magenta fuchsia': [0.75, 0.04, 0.5],
  'pink rosy pinkish coral salmon peach': [0.95, 0.4, 0.5],
  'brown chocolate': [0.24, 0.12, 0.05],
  'beige cream ivory tan': [0.75, 0.62, 0.45],
  'white pearl': [0.9, 0.9, 0.9],
  'silver silvery': [0.62, 0.65, 0.7],
  'grey gray slate': [0.3, 0.31, 0.33],
  'black ebony obsidian charcoal': [0.016, 0.016, 0.018],
};

const PARTS: Record<Part, string> = {
  sky: 'sky horizon sunset sunrise dusk dawn twilight atmosphere',
  cloud: 'cloud',
  water: 'water waters lake sea ocean river lagoon pond wave stream creek fjord surf brook tide reflection',
  sand: 'sand dune desert beach shore',
  grass:
    'grass wheat barley corn meadow hill field hillside slope pasture prairie grassland valley moss moor heath terrace',
  leaves: 'leaf leaves tree forest foliage woods woodland canopy pine birch maple oak fir spruce autumn',
  flowers: 'flower wildflower rose tulip poppy bloom blossom petal daisy crocus heather lavender sunflower',
  rock: 'rock mountain cliff peak stone canyon mesa boulder ridge',
  light: 'sun moon light glow lighting haze mist fog sunlight moonlight sunbeam beam ray hue tone shade palette lamp',
  neon: 'neon sign',
  wall: 'wall background backdrop room interior kitchen bedroom bathroom office corridor hallway building facade tower skyscraper brick',
  cloth: 'sofa couch cushion',
  curtain: 'curtain drape',
  rug: 'rug carpet',
  house: 'house hut cabin cottage barn chalet farmhouse lodge',
  boat: 'boat sailboat yacht hull sail sails',
  lighthouse: 'lighthouse stripe',
  planet: 'planet mars jupiter neptune saturn earth exoplanet',
  gas: 'core nebula gas galaxy galaxies stardust cosmos',
  aurora: 'aurora borealis',
  silk: 'silk swirl ink liquid fluid smoke shape pattern paint fabric gradient abstract texture splash cloth line',
};

/** What may stand between a colour and what has it. */
const PASSED = new Set(
  `and or coloured colored hued tinted bright deep dark pale soft vibrant vivid lush rolling vast calm tall wild sandy rocky
  grassy misty foggy still clear velvet shimmering sparkling warm cool burning fiery brilliant rich old big small little huge
  giant large tiny wooden endless smooth towering distant floating flowing swirling glowing cosmic alien night evening
  morning high low salt thick thin northern polar`.split(/\s+/),
);
/** What leads from a part to the colour that it is said to have. */
const LEADS = new Set(
  `is are was turns turned turning glows glowing painted dyed in of with shades hues tones a an the colours colors streaked
  tinged lit shade hue burning like full`.split(/\s+/),
);
/** Words that reach so far at most. */
const REACH = 6;

const hues = spread(HUES);
const parts = spread(Object.fromEntries(Object.entries(PARTS).map(([part, words]) => [words, part as Part])));

function spread<Value>(table: Record<string, Value>): Map<string, Value> {
  return new Map(
    Object.entries(table).flatMap(([words, value]) =>
      words.split(' ').flatMap((word) => inflections(word).map((form): [string, Value] => [form, value])),
    ),
  );
}

/** A colour that is named. `at`: number of its word; `part`: null when the words give it to nothing of a picture. */
export type Colouring = { at: number; hue: Rgb; part: Part | null };

/** `taken`: numbers of words that belong to a phrase of another meaning, as in "golden hour". */
export function colouringsIn(prompt: string, taken: ReadonlySet<number>): Colouring[] {
  const tokens = tokenise(prompt);
  const partAt = (at: number): Part | null => {
    if (tokens[at]?.word === 'lights' && tokens[at - 1]?.word === 'northern') return 'aurora';
    return parts.get(tokens[at]?.word ?? '') ?? null;
  };
  const clauseOf = (at: number) => tokens[at]?.clause;
  const ahead = (from: number): Part | null => {
    for (let at = from + 1; at <= from + REACH && clauseOf(at) === clauseOf(from); at++) {
      // Of "a desert sky" the sky has the colour.
      const last = partAt(at);
      if (last !== null && (partAt(at + 1) === null || clauseOf(at + 1) !== clauseOf(from) || last === 'neon'))
        return last;
      const { word } = tokens[at]!;
      if (last === null && !hues.has(word) && !PASSED.has(word)) return null;
    }
    return null;
  };
  const behind = (from: number): Part | null => {
    // Of "a sunset with a red kite" the kite is red.
    const next = tokens[from + 1];
    if (next?.clause === clauseOf(from) && !GRAMMAR.has(next.word) && !hues.has(next.word)) return null;
    for (let at = from - 1; at >= from - REACH && clauseOf(at) === clauseOf(from); at--) {
      const { word } = tokens[at]!;
      if (hues.has(word) || PASSED.has(word) || LEADS.has(word)) continue;
      return partAt(at) ?? (word === 'lights' ? 'light' : null);
    }
    return null;
  };
  return tokens.flatMap(({ word }, at) => {
    const hue = hues.get(word);
    return hue === undefined || taken.has(at) ? [] : [{ at, hue, part: ahead(at) ?? behind(at) }];
  });
}

/**
 * A colour as it is when something has that tint: the hue is the tint's, the lightness lies between both, nearer to the tint's. What is of
 * that hue anyway hardly changes: green grass is grass.
 */
export function dyed(own: Rgb, tint: Rgb | undefined, much = 0.85): Rgb {
  if (tint === undefined) return own;
  const level = (lightness(own) / lightness(tint)) ** 0.4;
  const share = much * (1 - 0.75 * smooth(0.7, 0.9, likeness(own, tint)));
  const [red, green, blue] = [0, 1, 2].map((c) => own[c]! + (tint[c]! * level - own[c]!) * share);
  return [red!, green!, blue!];
}

/** How much a colour is of another's hue already, −1 to 1; 0 where it is grey. */
function likeness(own: Rgb, other: Rgb): number {
  const [a, b] = [own, other].map((rgb) => rgb.map((value) => value - (rgb[0] + rgb[1] + rgb[2]) / 3));
  const dot = (p: number[], q: number[]) => p.reduce((sum, value, c) => sum + value * q[c]!, 0);
  const full = Math.sqrt(dot(a!, a!)) / (own[0] + own[1] + own[2]);
  return (smooth(0.1, 0.2, full) * dot(a!, b!)) / Math.sqrt(dot(a!, a!) * dot(b!, b!) + 1e-9);
}

export function lightness([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 1e-5;
}

/** Whether a family takes up a colour there; of colours at play, any colour. */
export function isDyed(family: Family, part: Part | null): boolean {
  return family === 'abstract' || (part !== null && DYED[family].includes(part));
}

/** The colours that a family's parts take; `world`, `heaven`: of another world, its ground's and its sky's. */
export function tintsOf(
  family: Family,
  colourings: readonly Colouring[],
  world: Rgb | undefined,
  heaven: Rgb | null | undefined,
): Tints {
  const tints: Partial<Record<Part, Rgb[]>> = {};
  const add = (part: Part, hue: Rgb) => {
    const before = tints[part];
    if (before === undefined) tints[part] = [hue];
    else before.push(hue);
  };
  for (const { part, hue } of colourings)
    if (isDyed(family, part)) add(family === 'abstract' && part !== 'wall' ? 'silk' : (part ?? 'silk'), hue);
  const ground = family === 'desert' ? 'sand' : 'planet';
  if (world !== undefined && tints[ground] === undefined) add(ground, world);
  if (heaven && family === 'desert' && tints.sky === undefined) add('sky', heaven);
  return tints;
}

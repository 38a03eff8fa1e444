// How a model wants its pictures, and what its answer means: as is usual for its kind, unless a JSON file beside it says else.
import { readFile } from 'node:fs/promises';

export const KINDS = ['depth', 'matting', 'flow'] as const;
export type ModelKind = (typeof KINDS)[number];

export type Manner = {
  /** Pixels of the longer side, or width and height, where the model leaves them open. */
  size: number | [number, number];
  /** What both sides must be a multiple of, where the model leaves them open. */
  multiple: number;
  /** The value of white, before the mean is taken away and the rest divided by `std`: R, G, B. */
  range: number;
  mean: number[];
  std: number[];
  /** Where the colours stand; null: as the model's shape tells. */
  layout: 'NCHW' | 'NHWC' | null;
  /** Names of the inputs, in order, and of the output; null: the model's own order, and its first output (flow: its last). */
  inputs: string[] | null;
  output: string | null;
  /** What greater numbers of a depth model mean. */
  gives: 'nearness' | 'distance';
  /** Seconds after which it is given up. */
  seconds: number;
};

const OPEN = { layout: null, inputs: null, output: null, gives: 'nearness', seconds: 120 } as const;
const HALF = [0.5, 0.5, 0.5];

/** What models of each kind usually want: as MiDaS and Depth Anything; as MODNet; as RAFT. */
const USUAL: Record<ModelKind, Manner> = {
  depth: { ...OPEN, size: 518, multiple: 14, range: 1, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  matting: { ...OPEN, size: 512, multiple: 32, range: 1, mean: HALF, std: HALF },
  flow: { ...OPEN, size: 512, multiple: 8, range: 255, mean: [0, 0, 0], std: [1, 1, 1] },
};

const isSide = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 16 && Number(value) <= 4096;
const isThree = (value: unknown, fits: (one: number) => boolean): boolean =>
  Array.isArray(value) && value.length === 3 && value.every((one) => Number.isFinite(one) && fits(one));
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** What each word of the file may be, and how that is said. */
const RULES: Record<keyof Manner, [fits: (value: unknown) => boolean, rule: string]> = {
  size: [
    (value) => isSide(value) || (Array.isArray(value) && value.length === 2 && value.every(isSide)),
    'pixels, 16 to 4096: a number, or [width, height]',
  ],
  multiple: [(value) => Number.isInteger(value) && Number(value) > 0, 'a whole number above 0'],
  range: [(value) => value === 1 || value === 255, '1 or 255'],
  mean: [(value) => isThree(value, () => true), 'three numbers'],
  std: [(value) => isThree(value, (one) => one > 0), 'three numbers above 0'],
  layout: [(value) => value === 'NCHW' || value === 'NHWC', '"NCHW" or "NHWC"'],
  inputs: [(value) => Array.isArray(value) && value.length > 0 && value.every(isName), 'a list of names'],
  output: [isName, 'a name'],
  gives: [(value) => value === 'nearness' || value === 'distance', '"nearness" or "distance"'],
  seconds: [(value) => Number(value) > 0 && Number(value) <= 600, 'seconds, up to 600'],
};

/** What is said of a model of that kind, with the text that said it. Throws an error whose sentence names no path. */
export async function readManner(kind: ModelKind, model: string): Promise<{ manner: Manner; text: string }> {
  const text = await readFile(`${model}.json`, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '{}';
    throw new Error(`its JSON file can not be read (${error.code})`);
  });
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Error('its JSON file is no JSON');
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said)) throw new Error('its JSON file is no object');
  for (const [word, value] of Object.entries(said)) {
    const [fits, rule] = RULES[word as keyof Manner] ?? [];
    if (!fits) throw new Error(`its JSON file says ${word}; known are ${Object.keys(RULES).join(', ')}`);
    if (!fits(value)) throw new Error(`its JSON file says ${word} ${JSON.stringify(value)}; it must be ${rule}`);
  }
  return { manner: { ...USUAL[kind], ...said }, text };
}

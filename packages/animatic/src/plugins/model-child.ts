// The process that a model runs in, and ends with: one that hangs, or whose native code breaks, takes nothing else with it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Colours, Plane } from '../look/raster.ts';
import { type Manner, type ModelKind, readManner } from './manner.ts';
import { loadRuntime, type Session, type Tensor } from './runtime.ts';
import { feedOf, planesOf, tensorOf } from './tensors.ts';

/** `runs`: for each answer wanted, the numbers of the pictures that it is of. */
export type ModelOrder = { kind: ModelKind; file: string; pictures: Colours[]; runs: number[][] };

/** `limit`: the seconds it has from now on. `sha256` is of the model and of what its JSON file says. */
export type ModelNews =
  | { kind: 'begun'; limit: number }
  | { kind: 'answered'; answers: Plane[][]; sha256: string; runtime: string }
  | { kind: 'failed'; why: string };

const tell = (news: ModelNews): Promise<void> => new Promise((resolve) => process.send!(news, () => resolve()));

async function answer({ kind, file, pictures, runs }: ModelOrder): Promise<void> {
  const { manner, text } = await readManner(kind, file);
  await tell({ kind: 'begun', limit: manner.seconds });
  const bytes = await readFile(file).catch((error) => {
    throw new Error(`its file can not be read (${error.code})`);
  });
  const { runtime, named } = await loadRuntime();
  const session = await runtime.InferenceSession.create(file, {
    executionProviders: [named.startsWith('onnxruntime-web') ? 'wasm' : 'cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const inputs = inputsOf(session.inputMetadata, manner, runs[0]!.length);
  const output = manner.output ?? session.outputNames.at(kind === 'flow' ? -1 : 0)!;
  if (!session.outputNames.includes(output)) {
    throw new Error(`it has no output ${output}; it has ${session.outputNames.join(', ')}`);
  }
  const answers: Plane[][] = [];
  for (const run of runs) {
    const feeds: Record<string, Tensor> = {};
    for (const [i, { name, shape }] of inputs.entries()) {
      const view = pictures[run[i]!]!;
      const { data, dims } = tensorOf(view, feedOf(shape, view[0], manner), manner);
      feeds[name] = new runtime.Tensor('float32', data, dims);
    }
    const { type, dims, data } = (await session.run(feeds))[output]!;
    if (type !== 'float32') throw new Error(`its answer is of ${type}; it must be float32`);
    answers.push(planesOf(kind, dims, data, manner));
  }
  const sha256 = createHash('sha256').update(bytes).update(text).digest('hex');
  await tell({ kind: 'answered', answers, sha256, runtime: named });
}

/** The inputs that the pictures go to, in order. */
function inputsOf(all: Session['inputMetadata'], { inputs }: Manner, count: number) {
  const names = inputs ?? all.map(({ name }) => name);
  if (names.length !== count) throw new Error(`it has ${names.length} inputs (${names.join(', ')}), not ${count}`);
  return names.map((name) => {
    const { type, shape } = all.find((input) => input.name === name) ?? {};
    if (!shape) throw new Error(`it has no input ${name} for a picture`);
    if (type !== 'float32') throw new Error(`its input ${name} is of ${type}; it must be float32`);
    return { name, shape };
  });
}

// Nobody would want the answer.
process.once('disconnect', () => process.exit(1));
process.once('message', (order: ModelOrder) => {
  answer(order)
    // A runtime's own words may name the file, of which nobody else is to know where it lies.
    .catch(({ message }: Error) => tell({ kind: 'failed', why: message.replaceAll(order.file, 'it').split('\n')[0]! }))
    .finally(() => process.exit(0));
});

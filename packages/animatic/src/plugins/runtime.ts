// The ONNX runtime, which is the user's own: onnxruntime-node or onnxruntime-web, whichever is installed.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The parts of either that are used here. */
export type Runtime = {
  env: { logLevel: string; wasm: { numThreads: number }; versions?: { common: string } };
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  InferenceSession: { create(path: string, options: object): Promise<Session> };
};
export type Tensor = { type: string; dims: readonly number[]; data: Float32Array };
export type Session = {
  /** A shape has no sides where the model tells none. */
  inputMetadata: readonly { name: string; isTensor: boolean; type?: string; shape?: readonly (number | string)[] }[];
  outputNames: readonly string[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
};

/** The quicker one first. */
const NAMES = ['onnxruntime-node', 'onnxruntime-web'];

/** The first 1.x that tells of a model's shapes. */
const OLDEST = 22;

/** Where runtimes are: beside this package, and for the working folder. */
function found(): { name: string; path: string }[] {
  const places = NAMES.flatMap((name) =>
    [import.meta.url, join(process.cwd(), 'from')].map((from) => ({ name, from })),
  );
  return places.flatMap(({ name, from }) => {
    try {
      return [{ name, path: createRequire(from).resolve(name) }];
    } catch {
      return []; // not installed there
    }
  });
}

/** What is said where there is no runtime. */
export const NO_RUNTIME = 'no ONNX runtime is installed; npm install onnxruntime-node, or onnxruntime-web, brings one';

/** Whether one is there, of whatever age. */
export const hasRuntime = (): boolean => found().length > 0;

/** Loads the first that is not too old. `named`: with its version. Throws an error with a sentence that says what to install. */
export async function loadRuntime(): Promise<{ runtime: Runtime; named: string }> {
  let old = '';
  for (const { name, path } of found()) {
    const { default: runtime } = (await import(pathToFileURL(path).href)) as { default: Runtime };
    const version = runtime.env.versions?.common ?? '0.0';
    const [major, minor] = version.split('.').map(Number) as [number, number];
    if (major === 0 || (major === 1 && minor < OLDEST)) {
      old = `${name} ${version} does not tell what a model takes: 1.${OLDEST} or newer is needed`;
      continue;
    }
    runtime.env.logLevel = 'error';
    // One thread: the same answer on every machine.
    if (name === 'onnxruntime-web') runtime.env.wasm.numThreads = 1;
    return { runtime, named: `${name} ${version}` };
  }
  throw new Error(old === '' ? NO_RUNTIME : old);
}

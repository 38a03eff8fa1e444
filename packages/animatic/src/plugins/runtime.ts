// The ONNX runtime, which is the user's own: onnxruntime-node or onnxruntime-web, whichever is installed.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The parts of either that are used here. */
export type Runtime = {
  env: { logLevel: string; wasm: { numThreads: number }; versions: Record<string, string | undefined> };
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  InferenceSession: { create(path: string, options: object): Promise<Session> };
};
export type Tensor = { type: string; dims: readonly number[]; data: Float32Array };
export type Session = {
  inputMetadata: readonly { name: string; isTensor: boolean; type?: string; shape?: readonly (number | string)[] }[];
  outputNames: readonly string[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
};

/** The quicker one first. */
const NAMES = ['onnxruntime-node', 'onnxruntime-web'];

/** Where the runtime is; null where none is installed, neither beside this package nor for the working folder. */
export function findRuntime(): { name: string; path: string } | null {
  for (const name of NAMES) {
    for (const from of [import.meta.url, join(process.cwd(), 'from')]) {
      try {
        return { name, path: createRequire(from).resolve(name) };
      } catch {
        // Not installed there.
      }
    }
  }
  return null;
}

export const NO_RUNTIME = 'no ONNX runtime is installed; npm install onnxruntime-node, or onnxruntime-web, brings one';

/** Loads it. `named`: with its version. Throws an error with a sentence that says what to install. */
export async function loadRuntime(): Promise<{ runtime: Runtime; named: string }> {
  const found = findRuntime();
  if (found === null) throw new Error(NO_RUNTIME);
  const loaded = (await import(pathToFileURL(found.path).href)) as { default: Runtime };
  const runtime = loaded.default;
  runtime.env.logLevel = 'error';
  // One thread: the same answer on every machine.
  if (found.name === 'onnxruntime-web') runtime.env.wasm.numThreads = 1;
  return { runtime, named: `${found.name} ${runtime.env.versions.common}` };
}

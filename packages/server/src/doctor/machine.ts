// Whether the programs that Reelqueue is made of are here and run.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { error, type Finding, ok, reason } from './finding.ts';

/** The oldest Node.js that runs the sources. */
const NODE = 24;
/** Milliseconds for a program to load. */
const PATIENCE_MS = 30_000;

const REINSTALL = 'Run npm ci on this machine, without --omit=optional: native parts come as packages of its platform.';

/** Each is used, not only found, in a process of its own: a native part that does not fit takes its process with it. */
const NATIVE = {
  'node-av': `await import('node-av')`,
  sharp: `const { default: sharp } = await import('sharp');
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).jpeg().toBuffer()`,
};

function node(): Finding {
  const { version } = process;
  if (Number(version.slice(1).split('.')[0]) >= NODE) return ok('node', `Node.js ${version} runs this.`);
  return error(
    'node',
    `Node.js is ${version}; ${NODE} or newer is needed.`,
    'Use npm run or npx, which bring one along.',
  );
}

async function native(name: keyof typeof NATIVE): Promise<Finding> {
  const words = ['--input-type=module', '--eval', NATIVE[name]];
  try {
    await promisify(execFile)(process.execPath, words, { cwd: import.meta.dirname, timeout: PATIENCE_MS });
    return ok(name, `${name} loads.`);
  } catch (failure) {
    const { stderr = '', signal } = failure as { stderr?: string; signal?: string | null };
    const why = /^\w*Error.*$/m.exec(stderr)?.[0] ?? signal ?? reason(failure);
    return error(name, `${name} does not load here: ${why}.`, REINSTALL);
  }
}

/** Every Node has it; its types come with the browser's, which this package does without. */
declare const WebAssembly: { Module: new (bytes: Uint8Array) => object };

async function kernel(): Promise<Finding> {
  try {
    const file = new URL('../kernel/warp.wasm', import.meta.resolve('@reelqueue/animatic'));
    new WebAssembly.Module(await readFile(file));
    return ok('kernel', 'The WebAssembly kernel of the renderer compiles.');
  } catch (failure) {
    return error('kernel', `The renderer's kernel can not be used: ${reason(failure)}.`, REINSTALL);
  }
}

async function examineNow(): Promise<Finding[]> {
  return [node(), ...(await Promise.all([native('node-av'), native('sharp'), kernel()]))];
}

let examined: Promise<Finding[]> | null = null;

/** The same as long as this process runs: it is looked at once. */
export function examineMachine(): Promise<Finding[]> {
  examined ??= examineNow();
  return examined;
}

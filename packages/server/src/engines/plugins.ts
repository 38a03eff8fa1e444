// Plug-ins of the embedded renderer: an operator's choice, never a client's.
import { resolve } from 'node:path';
import type { Plugins } from '@reelqueue/animatic';
import { type Static, Type } from 'typebox';
import type { Config } from '../config.ts';

const model = (description: string) => Type.Optional(Type.String({ description, minLength: 1 }));

export const PLUGINS = Type.Object(
  {
    depth: model('Path of an ONNX model that sees how near everything is; absent: REELQUEUE_DEPTH_MODEL.'),
    matting: model('Path of an ONNX model that cuts the subject out; absent: REELQUEUE_MATTING_MODEL.'),
    flow: model(
      'Path of an ONNX model that sees where everything goes between two pictures; absent: REELQUEUE_FLOW_MODEL.',
    ),
    voice: Type.Optional(
      Type.Array(Type.String(), {
        description: 'A command that is given what a prompt quotes and prints a WAV; absent: REELQUEUE_VOICE.',
        minItems: 1,
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'Models and a voice of your own. What is wrong with one is a warning in the record, and in reelqueue doctor.',
  },
);

/** What an engine's settings, and where they are silent Reelqueue's own, name; paths whole. */
export function pluginsOf(given: Static<typeof PLUGINS> | undefined, config: Config): Plugins {
  const models = {
    depth: given?.depth ?? config.REELQUEUE_DEPTH_MODEL,
    matting: given?.matting ?? config.REELQUEUE_MATTING_MODEL,
    flow: given?.flow ?? config.REELQUEUE_FLOW_MODEL,
  };
  const paths = Object.entries(models).flatMap(([kind, path]) => (path === null ? [] : [[kind, resolve(path)]]));
  const voice = given?.voice ?? config.REELQUEUE_VOICE;
  return { ...Object.fromEntries(paths), ...(voice !== null && { voice }) };
}

/** What of the environment a voice may see: where commands lie, and whose they are. */
export function surroundings(config: Config): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG'].map((name) => [name, config.variable(name)] as const);
  return Object.fromEntries(names.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

// The types of engines that there are. A new one is a file and a row here.
import { ANIMATIC } from './animatic.ts';
import { COMFYUI } from './comfyui/comfyui.ts';
import type { EngineType } from './engine.ts';
import { GMICLOUD } from './gmicloud/gmicloud.ts';

/**
 * By the word of the configuration. In this order they make up the route of every model where there is no configuration file:
 * those whose one setting is given, and the embedded renderer last.
 */
export const ENGINE_TYPES = {
  comfyui: COMFYUI,
  gmicloud: GMICLOUD,
  animatic: ANIMATIC,
} as const satisfies Record<string, EngineType>;

export type TypeName = keyof typeof ENGINE_TYPES;

/** The same, as whoever reads a configuration needs it: any word, and settings that were checked against the row. */
export const engineType = (name: string): EngineType => ENGINE_TYPES[name as TypeName];

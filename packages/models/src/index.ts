// Every model Reelqueue speaks. A new one is a file and a line here.
import { pixverse56I2v } from './pixverse-v5.6-i2v.ts';
import type { ModelSpec } from './spec.ts';
import { wan26I2v } from './wan2.6-i2v.ts';
import { wan26R2v } from './wan2.6-r2v.ts';
import { wan26T2v } from './wan2.6-t2v.ts';
import { wan27I2v } from './wan2.7-i2v.ts';

export * from './describe.ts';
export * from './prices.ts';
export type * from './spec.ts';
export * from './undescribed.ts';

/** The models in the order in which they are listed. */
export const MODELS: readonly ModelSpec[] = [wan26T2v, wan26I2v, wan26R2v, wan27I2v, pixverse56I2v];

/** The model of that id, or null. Ids are case-sensitive. */
export function findModel(id: string): ModelSpec | null {
  return MODELS.find((model) => model.id === id) ?? null;
}

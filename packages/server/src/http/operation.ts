// One call of the API as its documents tell of it, and what such lines are written with.
import type { ErrorCode } from '../errors.ts';
import type { Scope } from '../store/keys.ts';
import type { Schema } from './schemas.ts';

/** Under this path lies the API. */
export const QUEUE = '/api/v1/ie/requestqueue/apikey';
/** Paths at which clients also look for the same calls (CONTRACT: section 1). */
export const ALIASES = ['/api/v1/apikey', '/api/v1/ie/requestqueue'];

/** One call. `scope`: what its key must be allowed; null when it needs no key. */
export type Operation = {
  id: string;
  tag: 'Requests' | 'Models' | 'Files' | 'Webhooks' | 'System';
  summary: string;
  more?: string;
  scope: Scope | null;
  /** Query parameters and headers; those of the path are read off the path. */
  parameters?: Schema[];
  /** By content type. */
  body?: Record<string, Schema>;
  /** What 200 holds, by content type. */
  answer: Record<string, Schema>;
  answerHeaders?: Record<string, Schema>;
  /** Besides those that any call may answer. */
  errors?: ErrorCode[];
};

export const json = (schema: Schema): Record<string, Schema> => ({ 'application/json': schema });
export const bytes: Schema = {};

export const query = (name: string, description: string, schema: Schema): Schema => ({
  name,
  in: 'query',
  description,
  schema,
});
export const header = (name: string, description: string, schema: Schema): Schema => ({
  name,
  in: 'header',
  description,
  schema,
});

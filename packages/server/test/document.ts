// The OpenAPI document as a judge of real answers: a key that it does not name is as wrong as one of another type.
import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openapi } from '../src/http/openapi.ts';
import type { OPERATIONS } from '../src/http/operations.ts';
import type { Schema } from '../src/http/schemas.ts';
import { VERSION } from '../src/version.ts';
import type { Answer } from './system.ts';

/** What stands in the document for a call; parts of it are read as tests need them. */
// biome-ignore lint/suspicious/noExplicitAny: a document is checked by what the tests say of it
export const DOCUMENT = openapi('http://127.0.0.1:8787', VERSION) as any;

/** The schemas of answers name every key, so that none comes unsaid. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema ? { additionalProperties: false, ...inner } : inner;
}

function compiler(document: unknown): (schema: Schema) => ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false, allErrors: true });
  ajv.addVocabulary(['discriminator', 'x-media', ...Object.keys(DOCUMENT)]);
  ajv.addSchema(document as object, 'document');
  return (schema) =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')));
}

/** Compiles a schema of the document as it stands. Throws where it is none. */
export const compiled = compiler(DOCUMENT);
const compiledClosed = compiler(closed(DOCUMENT));

/** Fails the test when a value is not what a schema of the document says, to its last key. */
export function assertMatches(schema: Schema, value: unknown): void {
  const check = compiledClosed(schema.$ref ? schema : (closed(schema) as Schema));
  const valid: boolean = check(value);
  assert.ok(valid, `${JSON.stringify(check.errors)}\n${JSON.stringify(value)}`);
}

/** Fails the test when the answer of a call (`POST /api/…/{id}/cancel`) is not what the document says of it. */
export function assertDescribed(call: keyof typeof OPERATIONS, { status, headers, body }: Answer): void {
  const [method, path] = call.split(' ');
  const response = DOCUMENT.paths[path][method.toLowerCase()].responses[status];
  assert.ok(response, `${call} answered ${status}, which is not described`);
  const [type] = (headers.get('content-type') ?? '').split(';');
  const described = response.content?.[type] ?? response.content?.['*/*'];
  assert.ok(described, `${call} answered ${status} with ${type}, which is not described`);
  if (type !== 'application/json') return;
  assertMatches(described.schema, body);
  if (status >= 400) assert.ok(response.description.includes(`\`${body.code}\``), `${call} ${status} ${body.code}`);
}

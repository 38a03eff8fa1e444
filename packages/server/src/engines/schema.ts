// The configuration file as JSON Schema, made from the table of engines: it judges the file, and editors go by it.
import { Type } from 'typebox';
import { ENGINE_TYPES, type TypeName } from './table.ts';

/** What engines and models may be called. */
const ENGINE_NAME = '^[a-z][a-z0-9-]{0,39}$';
const MODEL_NAME = '^([A-Za-z0-9][A-Za-z0-9._:/-]{0,127}|\\*)$';

/** What engines of every type have beside their own settings. */
const EVERY = {
  slots: Type.Optional(
    Type.Integer({ description: 'Requests at once, over all workers; absent: no cap.', minimum: 1, maximum: 10_000 }),
  ),
};

/** The settings of an engine of that type, `type` and `slots` included. */
export function engineSchema(type: TypeName) {
  const { settings, means } = ENGINE_TYPES[type];
  return Type.Object(
    { type: Type.Literal(type), ...settings.properties, ...EVERY },
    { additionalProperties: false, description: means },
  );
}

const dollars = (description: string) => Type.Number({ description, minimum: 0, maximum: 10_000 });

const leg = Type.Object(
  {
    engine: Type.String({ description: 'Name of an engine of this file.' }),
    price: Type.Optional(
      Type.Object(
        {
          per_second: Type.Optional(dollars('US dollars for a second of film.')),
          per_film: Type.Optional(dollars('US dollars for a film, however long.')),
        },
        {
          description: 'What a film costs: usage and budgets go by it. One of the two; absent: what the engine asks.',
          additionalProperties: false,
          minProperties: 1,
          maxProperties: 1,
        },
      ),
    ),
    preview: Type.Optional(
      Type.Boolean({
        description: 'Whether the embedded renderer makes a quick film of the same payload meanwhile (preview_url).',
      }),
    ),
    deadline: Type.Optional(
      Type.Integer({ description: 'Seconds after which a render is given up.', minimum: 1, maximum: 604_800 }),
    ),
  },
  { additionalProperties: false },
);

/** The file but for the settings of its engines, which are judged by their types. */
export const FILE = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'For editors; has no effect.' })),
    engines: Type.Record(
      Type.String({ pattern: ENGINE_NAME }),
      Type.Object({ type: Type.Enum(Object.keys(ENGINE_TYPES)) }),
      {
        description: 'Engines by a name of your own, which records and usage show.',
        additionalProperties: false,
        minProperties: 1,
      },
    ),
    routes: Type.Optional(
      Type.Record(Type.String({ pattern: MODEL_NAME }), Type.Array(leg, { minItems: 1 }), {
        description:
          'For each model the engines that may render it, the best first; "*" is every model that is not named. Absent: every engine, for every model.',
        additionalProperties: false,
        minProperties: 1,
      }),
    ),
  },
  { additionalProperties: false },
);

/** The whole as editors read it: an engine's settings depend on its type, and `secret` is a word of ours. */
export function editorSchema(): object {
  const engines = (Object.keys(ENGINE_TYPES) as TypeName[]).map(engineSchema);
  const whole = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'reelqueue.config.json',
    ...FILE,
    properties: {
      ...FILE.properties,
      engines: { ...FILE.properties.engines, patternProperties: { [ENGINE_NAME]: { oneOf: engines } } },
    },
  };
  return JSON.parse(JSON.stringify(whole, (key, value) => (key === 'secret' ? undefined : value)));
}

// Bodies of a submit, from sound ones to rubbish: made from the models' tables, then broken in the value, in the shape, in
// the text and in the bytes.
import { MODELS, type ModelSpec, mediaRuleOf, type ParameterSchema, parametersOf } from '@reelqueue/models';
import fc from 'fast-check';

const KB = 1024;

/** Text as a form field, a log or an attacker may hold it. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '\udfff x',
    'a\0b',
    '🎬',
    '‮',
    '\u2028',
    '5',
    ' 5 ',
    '-1',
    '1e3',
    '0x10',
    '5.0',
  ),
  fc.constantFrom('null', 'true', 'NaN', 'Infinity', "'; drop table requests --", '../../etc/passwd', '%00'),
  fc.integer({ min: 1, max: 6_000 }).map((length) => 'é'.repeat(length)),
);

const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true }),
  fc.constantFrom(
    'https://example.com/a.jpg',
    ' https://example.com/a.jpg',
    'http://127.0.0.1/',
    'http://[::1',
    'http://a b/',
  ),
  fc.constantFrom(
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ftp://x/',
    'https://',
    '//x/y',
    'upload:x',
    'HTTP://X',
    'http://\0/',
  ),
);

/** Data URIs, nearly all of them of rubbish. */
const dataUri = fc.oneof(
  fc.constantFrom(
    'data:',
    'data:,',
    'data:;base64,',
    'data:image/png;base64,%%%',
    'data:image/png;base64,AAA',
    'DATA:,%zz',
  ),
  fc.base64String({ maxLength: 400 }).map((rubbish) => `data:image/png;base64,${rubbish}`),
  fc.string({ maxLength: 300 }).map((head) => `data:${head}`),
);

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, -1, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 53, 2 ** 64, 5.000001),
);

const nested = (depth: number, open: string, close: string): unknown =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);

/** Names that mean something to JavaScript or to whoever reads the echo. */
const NAMES = [
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  'length',
  'hasOwnProperty',
  '$where',
  '',
  '0',
  'a.b',
  '/',
];
const name = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: number },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [null], [[]], [{}]) },
  { weight: 2, arbitrary: address },
  { weight: 1, arbitrary: dataUri },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.dictionary(name, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 30 }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(address, text, number), { maxLength: 200 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2_000 }).map((depth) => nested(depth, '[', ']')) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2_000 }).map((depth) => nested(depth, '{"a":', '}')) },
);

/** A value that keeps its parameter's rule, or nearly. */
function sound(schema: ParameterSchema): fc.Arbitrary<unknown> {
  if (mediaRuleOf(schema)) {
    const one = fc.oneof({ weight: 8, arbitrary: fc.webUrl() }, { weight: 1, arbitrary: address });
    return schema.items ? fc.array(one, { maxLength: 4 }) : one;
  }
  if (schema.enum) return fc.constantFrom(...schema.enum, ...schema.enum.map(String));
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer') return fc.integer({ min: (schema.minimum ?? 0) - 1, max: (schema.maximum ?? 0) + 1 });
  return fc.oneof(fc.lorem({ maxCount: 20 }), text);
}

function payload(model: ModelSpec): fc.Arbitrary<unknown> {
  const parameters = parametersOf(model);
  const own = fc.record(Object.fromEntries(parameters.map(([key, schema]) => [key, sound(schema)])), {
    requiredKeys: [],
  });
  const others = fc.constantFrom(
    ...parameters.map(([key]) => key),
    ...Object.keys(model.aliases),
    'image',
    'first_frame',
  );
  const broken = fc.dictionary(fc.oneof({ weight: 4, arbitrary: others }, { weight: 1, arbitrary: name }), hostile, {
    maxKeys: 4,
  });
  const mixed = fc
    .tuple(own, fc.option(broken, { nil: {} }))
    .map(([some, more]) => ({ ...model.example, ...some, ...more }));
  return fc.oneof(
    { weight: 6, arbitrary: own.map((some) => ({ ...model.example, ...some })) },
    { weight: 6, arbitrary: mixed },
    { weight: 2, arbitrary: own },
    { weight: 1, arbitrary: hostile },
  );
}

/** Keys beside the payload: mostly none. */
const envelope = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        webhook_url: fc.oneof(address, hostile),
        priority: fc.oneof(fc.constantFrom('low', 'normal', 'high', 'HIGH'), hostile),
        start_within: fc.oneof(fc.integer({ min: 60, max: 1e9 }), number, hostile),
        metadata: hostile,
        'idempotency-key': hostile,
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.dictionary(name, hostile, { maxKeys: 3 }) },
);

const submission = fc
  .constantFrom(...MODELS)
  .chain((model) =>
    fc.tuple(
      fc.oneof({ weight: 20, arbitrary: fc.constant<unknown>(model.id) }, { weight: 1, arbitrary: hostile }),
      payload(model),
      envelope,
    ),
  )
  .map(([model, given, more]) => ({ ...more, model, payload: given }));

/** What goes wrong with the text on its way, each at a place between 0 and 1. */
const BREAKS: Record<string, (body: string, at: number) => string> = {
  'cut short': (body, at) => body.slice(0, Math.floor(body.length * at)),
  'said twice': (body) => `${body.slice(0, -1)},${body.slice(1)}`,
  'a model twice': (body) => body.replace('{', '{"model":"wan2.6-t2v","model":7,'),
  'a prototype': (body) => body.replace('"payload":{', '"payload":{"__proto__":{"admin":true},'),
  'a prototype, escaped': (body) => body.replace('"payload":{', '"payload":{"\\u005f_proto__":null,'),
  "a constructor's prototype": (body) => body.replace('{', '{"constructor":{"prototype":{"x":1}},'),
  'a number beyond all': (body) => body.replace(/:\d+/, ':1e999'),
  'many digits': (body, at) => body.replace(/:\d+/, `:${'9'.repeat(1 + Math.floor(at * 5_000))}`),
  'a byte order mark': (body) => `\ufeff${body}`,
  'more after it': (body) => `${body} {}`,
  'space around it': (body) => `\r\n\t ${body} \n`,
  'in an array': (body) => `[${body}]`,
  'not JSON': (_body, at) => ['', 'null', '"x"', '{', 'NaN', '<a/>', 'model=x&payload=y', '0'][Math.floor(at * 8)],
  'very deep': (body, at) => body.replace(/:[^,]*/, `:${'['.repeat(20_000 * at)}`),
  'very long': (body, at) => body.replace('"payload":{', `"payload":{"pad":"${'x'.repeat(at * 3_000 * KB)}",`),
  'very long, with a data URI': (body, at) =>
    body.replace('"payload":{', `"payload":{"pad":"data:${'x'.repeat(at * 3_000 * KB)}",`),
};

/** Few of the breaks make long bodies, so that thousands of them take seconds. */
const RARE = ['very long', 'very long, with a data URI'];
const often = Object.entries(BREAKS).filter(([what]) => !RARE.includes(what));
const rarely = Object.entries(BREAKS).filter(([what]) => RARE.includes(what));
const place = fc.nat({ max: 999 }).map((thousandths) => thousandths / 1000);

/** A body as bytes. One in so many is no UTF-8. */
export const body: fc.Arbitrary<Buffer> = fc
  .tuple(
    submission.map((value) => JSON.stringify(value)),
    fc.oneof(
      { weight: 70, arbitrary: fc.constant(null) },
      { weight: 28, arbitrary: fc.tuple(fc.constantFrom(...often), place) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...rarely), place) },
    ),
    fc.oneof(
      { weight: 30, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 4 }), place) },
    ),
  )
  .map(([sent, broken, bytes]) => {
    let whole = Buffer.from(broken === null ? sent : broken[0][1](sent, broken[1]));
    if (bytes !== null) {
      const at = Math.floor(whole.length * bytes[1]);
      whole = Buffer.concat([whole.subarray(0, at), bytes[0], whole.subarray(at)]);
    }
    // A failure shows it as text.
    return Object.assign(whole, { [fc.toStringMethod]: () => JSON.stringify(whole.toString().slice(0, 1_000)) });
  });

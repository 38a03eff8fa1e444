import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findModel, parameterRows } from '../src/index.ts';

const model = findModel('wan2.7-i2v')!;

test("the parameters of wan2.7-i2v are the contract's, and none is required", () => {
  assert.deepEqual(
    parameterRows(model).map((row) => [row.name, row.type, row.required, row.default_value]),
    [
      ['prompt', 'string', false, ''],
      ['negative_prompt', 'string', false, ''],
      ['first_frame', 'image', false, null],
      ['last_frame', 'image', false, null],
      ['driving_audio', 'audio', false, null],
      ['first_clip', 'video', false, null],
      ['resolution', 'enum', false, '1080P'],
      ['duration', 'integer', false, 5],
      ['prompt_extend', 'boolean', false, true],
      ['watermark', 'boolean', false, false],
      ['seed', 'integer', false, null],
    ],
  );
  const duration = parameterRows(model).find((row) => row.name === 'duration');
  assert.deepEqual([duration?.min_value, duration?.max_value], [2, 15]);
});

const MEDIA = ['first_frame', 'last_frame', 'driving_audio', 'first_clip'];
const VALID = new Set([
  'first_frame',
  'first_frame last_frame',
  'first_frame driving_audio',
  'first_frame last_frame driving_audio',
  'first_clip',
  'last_frame first_clip',
]);

for (let bits = 0; bits < 16; bits++) {
  const given = MEDIA.filter((_, i) => bits & (1 << i));
  const valid = VALID.has(given.join(' '));
  test(`${given.join(', ') || 'nothing'} ${valid ? 'goes together' : 'is refused, naming what is given and what would do'}`, () => {
    const broken = model.broken!(Object.fromEntries(given.map((name) => [name, 'https://example.com/x'])));
    if (valid) return assert.equal(broken, null);
    assert.match(
      broken!.error,
      given.length === 0 ? /^no media is given/ : new RegExp(`^${given.join(', ')} (is|are) given`),
    );
    assert.match(
      broken!.error,
      /\{first_frame, last_frame, driving_audio\}, \{first_clip\}, \{first_clip, last_frame\}$/,
    );
  });
}

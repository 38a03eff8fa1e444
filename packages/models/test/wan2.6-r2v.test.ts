import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeModel, findModel, MODELS, mediaRuleOf, parameterRows, parametersOf } from '../src/index.ts';

const model = findModel('wan2.6-r2v')!;

test("the parameters of wan2.6-r2v are the contract's: no switch for sound, none for the prompt", () => {
  assert.deepEqual(
    parameterRows(model).map((row) => [row.name, row.type, row.required, row.default_value]),
    [
      ['prompt', 'string', false, ''],
      ['reference_video_urls', 'video', true, null],
      ['negative_prompt', 'string', false, ''],
      ['size', 'enum', false, '1920*1080'],
      ['duration', 'enum', false, 5],
      ['shot_type', 'enum', false, 'single'],
      ['watermark', 'boolean', false, false],
      ['seed', 'integer', false, null],
    ],
  );
  assert.deepEqual(parameterRows(model).find(({ name }) => name === 'duration')?.options, [5, 10]);
});

test('an array has the type of its members, its counts as bounds, and a rule in words', () => {
  const row = parameterRows(model).find(({ name }) => name === 'reference_video_urls')!;
  assert.deepEqual([row.type, row.min_value, row.max_value, row.options], ['video', 1, 3, null]);
  assert.match(describeModel(model), /\| an array of 1 to 3, each mp4 or mov; 2 to 30 s; at most 100 MB \|/);
  const [, schema] = parametersOf(model).find(([name]) => name === 'reference_video_urls')!;
  assert.deepEqual([schema.type, schema.minItems, schema.maxItems, schema.items?.type], ['array', 1, 3, 'string']);
  assert.equal(mediaRuleOf(schema)?.max_bytes, 100_000_000);
});

test('the film is as large as its size says, whatever the clips are', () => {
  const { options } = parameterRows(model).find(({ name }) => name === 'size')!;
  assert.equal(options?.length, 10);
  for (const size of options as string[]) {
    const { width, height, fps } = model.frame({ size }, { width: 64, height: 36 });
    assert.deepEqual([`${width}*${height}`, fps], [size, 30]);
  }
});

test('models are listed by vendor and version', () => {
  const ids = ['wan2.6-t2v', 'wan2.6-i2v', 'wan2.6-r2v', 'wan2.7-i2v', 'pixverse-v5.6-i2v'];
  assert.deepEqual(
    MODELS.map(({ id }) => id),
    ids,
  );
});

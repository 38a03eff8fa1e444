import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeModel, findModel, MODELS, parameterRows } from '../src/index.ts';
import { qualitySize, tierSize } from '../src/sizes.ts';

const size = (tier: '720P' | '1080P', width: number, height: number): string => {
  const film = tierSize(tier, { width, height });
  return `${film.width}x${film.height}`;
};

test('the tier fixes the pixels and the picture the aspect ratio, in steps of 16', () => {
  assert.equal(size('720P', 600, 400), '1168x768');
  assert.equal(size('720P', 750, 1000), '816x1104');
  assert.equal(size('720P', 1280, 720), '1280x720');
  assert.equal(size('720P', 512, 512), '960x960');
  assert.equal(size('1080P', 512, 512), '1440x1440');
  assert.equal(size('1080P', 1600, 900), '1920x1080');
  assert.equal(size('1080P', 900, 1600), '1080x1920');
});

test('every size is even and within a step of its tier, whatever the picture', () => {
  for (let width = 360; width <= 2000; width += 41) {
    for (let height = 360; height <= 2000; height += 37) {
      const film = tierSize('720P', { width, height });
      assert.equal((film.width % 16) + (film.height % 16), 0);
      assert.ok(film.width * film.height <= 1280 * 720);
      assert.ok((film.width + 16) * (film.height + 16) > 1280 * 720);
    }
  }
});

test("the parameters array is the contract's, in its order", () => {
  const rows = parameterRows(findModel('wan2.6-i2v')!);
  assert.deepEqual(
    rows.map((row) => [row.name, row.type, row.required, row.default_value]),
    [
      ['prompt', 'string', false, ''],
      ['img_url', 'image', true, null],
      ['audio_url', 'audio', false, null],
      ['negative_prompt', 'string', false, ''],
      ['resolution', 'enum', false, '1080P'],
      ['duration', 'enum', false, 5],
      ['prompt_extend', 'boolean', false, true],
      ['shot_type', 'enum', false, 'single'],
      ['audio', 'boolean', false, true],
      ['watermark', 'boolean', false, false],
      ['seed', 'integer', false, null],
    ],
  );
  assert.deepEqual(rows.find((row) => row.name === 'duration')?.options, [5, 10, 15]);
  assert.deepEqual([rows.at(-1)?.min_value, rows.at(-1)?.max_value], [0, 2147483647]);
});

test('every parameter of every model is described with its rule', () => {
  for (const model of MODELS) {
    const text = describeModel(model);
    for (const row of parameterRows(model)) {
      assert.notEqual(row.description, '', row.name);
      assert.match(text, new RegExp(`\\| \`${row.name}\` \\|`));
    }
  }
});

test('model ids are case-sensitive', () => {
  assert.equal(findModel('WAN2.6-I2V'), null);
});

test('pixverse: the quality is the short side, the aspect ratio gives the long one', () => {
  const sizes = (['360p', '540p', '720p', '1080p'] as const).map((quality) =>
    ['16:9', '9:16', '1:1', '4:3', '3:4'].map((aspect) => {
      const { width, height } = qualitySize(quality, aspect);
      return `${width}x${height}`;
    }),
  );
  assert.deepEqual(sizes, [
    ['640x360', '360x640', '360x360', '480x360', '360x480'],
    ['960x540', '540x960', '540x540', '720x540', '540x720'],
    ['1280x720', '720x1280', '720x720', '960x720', '720x960'],
    ['1920x1080', '1080x1920', '1080x1080', '1440x1080', '1080x1440'],
  ]);
});

test('what a guide calls required is told so, though a default fills it', () => {
  const rows = parameterRows(findModel('pixverse-v5.6-i2v')!);
  const required = rows.filter((row) => row.required).map((row) => row.name);
  assert.deepEqual(required, ['image_url', 'prompt', 'duration', 'aspect_ratio', 'quality']);
  assert.deepEqual(findModel('pixverse-v5.6-i2v')?.parameters.required, ['image_url', 'prompt']);
  assert.deepEqual(findModel('wan2.6-i2v')?.parameters.required, ['img_url']);
});

test('wan2.6-t2v: the rows of the contract, and the film as large as its size says', () => {
  const model = findModel('wan2.6-t2v')!;
  const rows = parameterRows(model).map((row) => [row.name, row.type, row.required, row.default_value]);
  assert.deepEqual(rows, [
    ['prompt', 'string', true, null],
    ['audio_url', 'audio', false, null],
    ['negative_prompt', 'string', false, ''],
    ['size', 'enum', false, '1920*1080'],
    ['duration', 'enum', false, 5],
    ['prompt_extend', 'boolean', false, true],
    ['shot_type', 'enum', false, 'single'],
    ['audio', 'boolean', false, true],
    ['watermark', 'boolean', false, false],
    ['seed', 'integer', false, null],
  ]);
  const { options } = parameterRows(model).find(({ name }) => name === 'size')!;
  const expected = `1280*720 720*1280 960*960 1088*832 832*1088 1920*1080 1080*1920 1440*1440 1632*1248 1248*1632`;
  assert.deepEqual(options, expected.split(' '));
  for (const size of options as string[]) {
    const { width, height, fps } = model.frame({ size }, null);
    assert.deepEqual([`${width}*${height}`, fps], [size, 30]);
  }
});

// Still pictures from outside: their measures by the header alone, and their pixels.
import sharp from 'sharp';
import { measureBitmap, readBitmap } from './bitmap.ts';
import { InputError } from './input-error.ts';
import { sniff } from './sniff.ts';

/** The kinds of picture that are read. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'bmp';

/** A picture of more pixels is not decoded: 50 million take 150 MB as RGB, and no camera move shows so many. */
const MOST_PIXELS = 50_000_000;

/**
 * A picture's format, told by its bytes, and its size in pixels as it is seen upright (EXIF orientation applied). Reads
 * the header only: a picture of any size costs nothing, and one that is cut short further on passes (`readPicture` tells).
 * Throws `InputError`.
 */
export async function measurePicture(path: string): Promise<{ format: PictureFormat; width: number; height: number }> {
  const format = await formatOf(path);
  if (format === 'bmp') return { format, ...(await measureBitmap(path)) };
  const { autoOrient } = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((error: Error) => refuse(format, error));
  return { format, width: autoOrient.width, height: autoOrient.height };
}

/**
 * The pixels of a picture, upright: 8-bit sRGB, R G B interleaved, row-major from the top left, no padding. Profiles, CMYK,
 * 16 bits and grey become sRGB; of an animation the first frame. What is transparent is laid on white, as a page shows it:
 * a dark drawing without a background would vanish on black. Throws `InputError`, also for a file that is cut short.
 */
export async function readPicture(path: string): Promise<{ width: number; height: number; rgb: Uint8Array }> {
  const { format, width, height } = await measurePicture(path);
  if (width * height > MOST_PIXELS) {
    throw new InputError('unsupported', `The picture has ${width}×${height} pixels; at most ${MOST_PIXELS} are read.`);
  }
  if (format === 'bmp') return readBitmap(path);
  // 'error', not sharp's default 'warning': browsers show the many phone photos that libjpeg only warns about.
  const { data, info } = await sharp(path, { failOn: 'error', limitInputPixels: MOST_PIXELS, autoOrient: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((error: Error) => refuse(format, error));
  return { width: info.width, height: info.height, rgb: data };
}

/** sharp would open SVG, PDF and more; it only gets to see what is on this list. */
async function formatOf(path: string): Promise<PictureFormat> {
  const { format, said } = await sniff(path);
  if (format === 'jpeg' || format === 'png' || format === 'webp' || format === 'bmp') return format;
  const code = format === 'empty' ? 'unreadable' : 'unsupported';
  throw new InputError(code, `The file is ${said}; a picture must be JPEG, PNG, WebP or BMP.`);
}

function refuse(format: PictureFormat, error: Error): never {
  const [cause] = error.message.split('\n');
  throw new InputError('unreadable', `The ${format.toUpperCase()} picture is damaged or cut short (${cause}).`);
}

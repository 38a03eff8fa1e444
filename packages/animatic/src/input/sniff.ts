// What kind of file it is, told by its first bytes: never by its name, and before any decoder sees it.
import { open } from 'node:fs/promises';
import { hasLayer3Frames } from './mpeg-header.ts';

/** A kind of file, and how to name it in a sentence ("a JPEG"). */
export type Kind = { format: string; said: string };

/** Bytes looked at: enough for two of the longest MPEG layer III frames and for an XML prologue before `<svg`. */
const HEAD = 8192;

/** Signatures as latin-1 text at byte offsets; all of a row must match, the first row that does wins. */
const SIGNATURES: readonly [format: string, said: string, ...signs: [at: number, sign: string][]][] = [
  ['jpeg', 'a JPEG', [0, '\xff\xd8\xff']],
  ['png', 'a PNG', [0, '\x89PNG\r\n\x1a\n']],
  ['webp', 'a WebP', [0, 'RIFF'], [8, 'WEBP']],
  // Two reserved words of zero after the size keep a text that begins with "BM" out.
  ['bmp', 'a BMP', [0, 'BM'], [6, '\0\0\0\0']],
  ['wav', 'a WAV', [0, 'RIFF'], [8, 'WAVE']],
  ['wav', 'a WAV', [0, 'RF64'], [8, 'WAVE']],
  ['mp3', 'an MP3', [0, 'ID3']],
  ['gif', 'a GIF', [0, 'GIF8']],
  ['tiff', 'a TIFF', [0, 'II*\0']],
  ['tiff', 'a TIFF', [0, 'MM\0*']],
  ['avif', 'an AVIF', [4, 'ftypavi']],
  ['heic', 'a HEIC', [4, 'ftyphei']],
  ['heic', 'a HEIC', [4, 'ftypmif1']],
  ['mov', 'a QuickTime film', [4, 'ftypqt  ']],
  ['mp4', 'an MP4', [4, 'ftyp']],
  // QuickTime files from before there was `ftyp`.
  ['mov', 'a QuickTime film', [4, 'moov']],
  ['mov', 'a QuickTime film', [4, 'mdat']],
  ['mov', 'a QuickTime film', [4, 'wide']],
  ['matroska', 'a WebM or Matroska file', [0, '\x1aE\xdf\xa3']],
  ['ogg', 'an Ogg file', [0, 'OggS']],
  ['flac', 'a FLAC', [0, 'fLaC']],
  ['avi', 'an AVI', [0, 'RIFF'], [8, 'AVI ']],
  ['jxl', 'a JPEG XL', [0, '\xff\x0a']],
  ['ico', 'an icon', [0, '\0\0\x01\0']],
  ['psd', 'a Photoshop file', [0, '8BPS']],
  ['pdf', 'a PDF', [0, '%PDF']],
  ['zip', 'a ZIP', [0, 'PK\x03\x04']],
];

/** Reads the head of a file and names its kind; a kind that is not known has the format `unknown`. */
export async function sniff(path: string): Promise<Kind> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
  return kindOf(buffer.subarray(0, bytesRead));
}

function kindOf(head: Buffer): Kind {
  if (head.length === 0) return { format: 'empty', said: 'an empty file' };
  const latin = head.toString('latin1');
  for (const [format, said, ...signs] of SIGNATURES) {
    if (signs.every(([at, sign]) => latin.startsWith(sign, at))) return { format, said };
  }
  if (hasLayer3Frames(head)) return { format: 'mp3', said: 'an MP3' };
  if (/^(ï»¿)?\s*<(\?xml|!doctype|!--|svg)/i.test(latin)) {
    if (/<svg[\s>]/i.test(latin)) return { format: 'svg', said: 'an SVG' };
    return { format: 'markup', said: 'a web page or XML' };
  }
  const text = head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
  if (text) return { format: 'text', said: 'a text' };
  return { format: 'unknown', said: `a file of no known kind (it begins with ${head.toString('hex', 0, 8)})` };
}

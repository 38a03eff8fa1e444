// Pictures and sounds that are sent inside the payload, as data: URIs (RFC 2397).
import { RequestError } from '../errors.ts';
import { sayBytes } from './bytes.ts';

const HEAD = /^data:(?:[\w.+-]+\/[\w.+-]+)?(?:;[\w.+-]+=(?:[\w.+-]+|"[\w .+-]*"))*(;base64)?$/i;
// A head is a media type and a few attributes; looking further for the comma would scan megabytes of rubbish.
const LONGEST_HEAD = 256;

/**
 * The bytes of a `data:` URI, at most `limit` of them; their number is known, and judged, before they are decoded.
 * Base64 is the standard alphabet with its padding, anything else is percent-encoded ASCII. The media type it claims is
 * not looked at: what the bytes are is for the probe to see. Throws RequestError `invalid_media`.
 */
export function parseDataUri(uri: string, { param, limit }: { param: string; limit: number }): Buffer {
  const refuse = (reason: string): never => {
    throw new RequestError('invalid_media', `${param} ${reason}`, param);
  };
  const comma = uri.slice(0, LONGEST_HEAD).indexOf(',');
  const head = HEAD.exec(uri.slice(0, Math.max(comma, 0)));
  if (head === null) return refuse(`is not a data: URI: it begins with ${JSON.stringify(uri.slice(0, 40))}`);
  const data = uri.slice(comma + 1);
  const encoding = head[1] === undefined ? PERCENT : BASE64;
  const wrong = data.search(encoding.wrong);
  if (wrong !== -1) {
    return refuse(
      `is a data: URI with ${JSON.stringify(data[wrong])} at ${comma + 1 + wrong}, which is not ${encoding.name}`,
    );
  }
  const size = encoding.size(data);
  if (!Number.isInteger(size)) return refuse('is a data: URI whose base64 is cut off');
  if (size === 0) return refuse('is a data: URI without any data');
  if (size > limit) return refuse(`is larger than ${sayBytes(limit)}: ${size} bytes`);
  return encoding.decode(data);
}

/** `wrong` finds the first character that breaks the encoding; `size` is of what `data` decodes to, in bytes. */
type Encoding = { name: string; wrong: RegExp; size(data: string): number; decode(data: string): Buffer };

const BASE64: Encoding = {
  name: 'base64',
  wrong: /[^A-Za-z0-9+/=]|=(?!=?$)/,
  size: (data) => (data.length / 4) * 3 - (data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0),
  decode: (data) => Buffer.from(data, 'base64'),
};

const PERCENT: Encoding = {
  name: 'percent-encoded',
  wrong: /%(?![0-9A-Fa-f]{2})|[^\x21-\x7e]/,
  size(data) {
    let escapes = 0;
    for (let at = data.indexOf('%'); at !== -1; at = data.indexOf('%', at + 3)) escapes += 1;
    return data.length - 2 * escapes;
  },
  // Not decodeURIComponent: that takes text in UTF-8 only, and these bytes are anything.
  decode(data) {
    const bytes = Buffer.alloc(this.size(data));
    for (let at = 0, into = 0; into < bytes.length; into += 1) {
      const escaped = data[at] === '%';
      bytes[into] = escaped ? Number.parseInt(data.slice(at + 1, at + 3), 16) : data.charCodeAt(at);
      at += escaped ? 3 : 1;
    }
    return bytes;
  },
};

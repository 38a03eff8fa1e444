// Headers of MPEG layer III frames, as far as it takes to know an MP3 that has no tag before it.

/** kbit/s by index 1 to 14, for MPEG 1 and for MPEG 2 and 2.5. ISO 11172-3 and 13818-3, section 2.4.2.3. */
const RATES_1 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2 = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Samples per second of MPEG 1; MPEG 2 has half of it, 2.5 a quarter. */
const SAMPLE_RATES = [44100, 48000, 32000];

/** Whether two layer III frames follow each other somewhere: one header alone turns up by chance in any 2,000 bytes. */
export function hasLayer3Frames(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const length = frameLength(bytes, at);
    if (length !== null && frameLength(bytes, at + length) !== null) return true;
  }
  return false;
}

/** Bytes of the frame whose header is at `at`; null when there is no such header there. */
function frameLength(bytes: Uint8Array, at: number): number | null {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xe0) !== 0xe0) return null;
  const version = (bytes[at + 1] >> 3) & 3; // 0: 2.5, 2: 2, 3: 1; 1 is reserved
  const layer = (bytes[at + 1] >> 1) & 3; // 1: III
  const rate = (version === 3 ? RATES_1 : RATES_2)[(bytes[at + 2] >> 4) - 1];
  const sampleRate = SAMPLE_RATES[(bytes[at + 2] >> 2) & 3];
  if (version === 1 || layer !== 1 || rate === undefined || sampleRate === undefined) return null;
  const padding = (bytes[at + 2] >> 1) & 1;
  const divisor = version === 3 ? 1 : version === 2 ? 2 : 4;
  return Math.floor(((version === 3 ? 144 : 72) * rate * 1000 * divisor) / sampleRate) + padding;
}

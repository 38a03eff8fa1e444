// A checksum of a film's pictures as they were encoded, which they can be held against where they lie in a file.
import { crc32 } from 'node:zlib';

const START_CODE = Buffer.from([0, 0, 1]);

/** The CRC-32 of all that came before and of a packet as x264 gives it: NAL units after start codes (H.264, annex B). */
export function sumOfEncoded(packet: Buffer, before: number): number {
  let sum = before;
  for (let start = packet.indexOf(START_CODE); start !== -1; ) {
    const next = packet.indexOf(START_CODE, start + 3);
    let end = next === -1 ? packet.length : next;
    // A start code may have one more zero; no NAL unit ends on one.
    while (packet[end - 1] === 0) end--;
    sum = crc32(packet.subarray(start + 3, end), sum);
    start = next;
  }
  return sum;
}

/** The same of a packet as an MP4 holds it: NAL units after their lengths in four bytes. */
export function sumOfStored(packet: Buffer, before: number): number {
  let sum = before;
  for (let at = 0; at + 4 <= packet.length; ) {
    const end = at + 4 + packet.readUInt32BE(at);
    sum = crc32(packet.subarray(at + 4, end), sum);
    at = end;
  }
  return sum;
}

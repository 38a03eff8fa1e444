// Windows bitmaps: sharp's prebuilt library has no reader for them, libav has one.
import { open } from 'node:fs/promises';
import { AV_CODEC_ID_BMP, AV_PIX_FMT_RGB24, type AVPixelFormat, SWS_POINT } from 'node-av/constants';
import { Codec, CodecContext, Dictionary, Frame, Packet, SoftwareScaleContext } from 'node-av/lib';
import { check } from '../film/libav.ts';
import { InputError } from './input-error.ts';

/** BITMAPFILEHEADER (14 bytes), then the size, width and height of the BITMAPINFOHEADER. */
const HEADER = 26;

/** Width and height of a BMP in pixels, from its header. Throws `InputError` when they make no sense. */
export async function measureBitmap(path: string): Promise<{ width: number; height: number }> {
  await using file = await open(path);
  const { buffer: head, bytesRead } = await file.read(Buffer.alloc(HEADER), 0, HEADER, 0);
  if (bytesRead < HEADER) throw new InputError('unreadable', `The BMP picture is cut short after ${bytesRead} bytes.`);
  const core = head.readUInt32LE(14) === 12; // the OS/2 header has 16-bit sides
  const width = core ? head.readUInt16LE(18) : head.readInt32LE(18);
  const height = core ? head.readUInt16LE(20) : Math.abs(head.readInt32LE(22)); // below zero: rows run from the top
  if (width < 1 || height < 1) {
    throw new InputError('unreadable', `The BMP picture is damaged: its header says ${width}×${height} pixels.`);
  }
  return { width, height };
}

/**
 * The pixels of a BMP: 8-bit R G B interleaved, row-major from the top left. Its size must have been found bearable.
 * Throws `InputError` for a damaged one.
 */
export async function readBitmap(path: string): Promise<{ width: number; height: number; rgb: Uint8Array }> {
  const { width, height } = await measureBitmap(path);
  const bytes = await readStart(path, 4 * width * height + 65_536); // 32 bits a pixel, and room for headers and a palette
  using decoder = new CodecContext();
  using packet = new Packet();
  using frame = new Frame();
  const codec = Codec.findDecoder(AV_CODEC_ID_BMP);
  decoder.allocContext3(codec);
  decoder.threadCount = 1;
  check(await decoder.open2(codec, Dictionary.fromObject({ err_detect: 'explode' })), 'open the BMP decoder');
  packet.alloc();
  packet.data = bytes;
  frame.alloc();
  const decoded = decoder.sendPacketSync(packet) >= 0 && decoder.receiveFrameSync(frame) >= 0;
  if (!decoded || frame.width !== width || frame.height !== height) {
    throw new InputError('unreadable', 'The BMP picture is damaged or cut short.');
  }
  return { width, height, rgb: await toRgb(frame) };
}

async function readStart(path: string, most: number): Promise<Buffer> {
  await using file = await open(path);
  const length = Math.min(most, (await file.stat()).size);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

/** A frame of any pixel format as tight RGB rows. Nothing is scaled, so the nearest sample is the exact one. */
async function toRgb(frame: Frame): Promise<Uint8Array> {
  const { width, height } = frame;
  using scaler = new SoftwareScaleContext();
  using target = new Frame();
  target.alloc();
  target.width = width;
  target.height = height;
  target.format = AV_PIX_FMT_RGB24;
  check(target.getBuffer(0), 'get memory for a picture');
  const format = frame.format as AVPixelFormat;
  scaler.getContext(width, height, format, width, height, AV_PIX_FMT_RGB24, SWS_POINT);
  check(await scaler.scaleFrame(target, frame), 'convert a BMP to RGB');
  const rgb = new Uint8Array(3 * width * height);
  const [rows] = target.data!;
  for (let y = 0; y < height; y++) {
    rgb.set(rows.subarray(y * target.linesize[0], y * target.linesize[0] + 3 * width), 3 * width * y);
  }
  return rgb;
}

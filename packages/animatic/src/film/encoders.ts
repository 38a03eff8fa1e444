// The two encoders of a film, set up and opened: libx264 for pictures, libav's own AAC for sound.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  AVCHROMA_LOC_LEFT,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, Rational } from 'node-av/lib';
import { SAMPLE_RATE } from '../sound/stereo.ts';
import { check } from './libav.ts';

/** The x264 rate factor: at 20 a still frame is 40 dB and more from its source. */
const CRF = 20;

/**
 * x264's own threads. Its pictures depend on their number, so it is the same on every machine and for any number of
 * drawing threads, or the same request would give other frames elsewhere.
 */
const ENCODER_THREADS = 2;

/** Frames that x264's quick presets look ahead by themselves; all others 30 and more. */
const OWN: Record<string, number> = { ultrafast: 0, superfast: 0, veryfast: 10, faster: 20 };

/**
 * A frame that is looked ahead at takes 7 bytes a pixel. In frames of more than LARGE pixels they are at most 14, which takes
 * 100 MB off a 1080p render at `fast`; the frames are about as good. Where a clip is decoded beside it, at 30 MB, they are 5; where
 * several are, or places are painted (100 MB at any size), 2, and fewer frames are kept to be predicted from: another 55 MB, for
 * about as many bytes.
 */
const LEAST = 2;
const LOOKAHEAD = { nothing: 14, 'a clip': 5, clips: LEAST, paintings: LEAST } as const;
const FEWER_KEPT = ':bframes=2:b-pyramid=none:ref=1';

/** What else needs memory while a film is encoded. */
export type Beside = keyof typeof LOOKAHEAD;
const LARGE = 1_500_000;

/** Bits a second. The quick search needs a few more than the slow one for the same sound and a third of its time. */
const SOUND_BITS = 192_000n;

/**
 * Opens x264 for frames of that size (pixels, even) and rate, with that rate factor; throws when the preset is none of x264's.
 */
export async function openPictureEncoder(
  width: number,
  height: number,
  fps: number,
  preset: string,
  beside: Beside,
  crf = CRF,
): Promise<CodecContext> {
  const options: Record<string, string | number> = { preset, crf, profile: 'high', threads: ENCODER_THREADS };
  const unsteady = Math.ceil(width / 16) % 8 !== 0 && (await hasAvx512());
  // Looking ahead in a thread of its own would hold four more frames and win nothing: drawing keeps the cores busy.
  options['x264-params'] = `sync-lookahead=0${unsteady ? ':asm=avx2' : ''}`;
  const large = width * height > LARGE;
  const most = large ? LOOKAHEAD[beside] : LOOKAHEAD.nothing;
  if ((large || beside === 'paintings') && (OWN[preset] ?? 30) > most) options['rc-lookahead'] = most;
  if (large && most === LEAST && preset !== 'ultrafast') options['x264-params'] += FEWER_KEPT;
  return open(FF_ENCODER_LIBX264, options, (codec) => {
    codec.width = width;
    codec.height = height;
    codec.pixelFormat = AV_PIX_FMT_YUV420P;
    codec.timeBase = new Rational(1, fps);
    codec.framerate = new Rational(fps, 1);
    codec.sampleAspectRatio = new Rational(1, 1);
    codec.colorRange = AVCOL_RANGE_MPEG;
    codec.colorSpace = AVCOL_SPC_BT709;
    codec.colorPrimaries = AVCOL_PRI_BT709;
    codec.colorTrc = AVCOL_TRC_BT709;
    codec.chromaLocation = AVCHROMA_LOC_LEFT;
  });
}

/**
 * Whether x264 would use its AVX-512 code. In libx264 as node-av 6.1.1 brings it, the macroblock tree of that code gives
 * now one result, now another where a row's macroblocks are no multiple of eight (at 1168 across: 73), so that the same
 * frames become another film (seen in 10 of 60 encodes on a busy machine; with AVX2, without mbtree or without B-frames in
 * none). Every processor with AVX-512 has AVX2. Where the system does not list its processor's features, the answer is no.
 */
async function hasAvx512(): Promise<boolean> {
  const list = '/proc/cpuinfo';
  return process.arch === 'x64' && existsSync(list) && (await readFile(list, 'latin1')).includes('avx512');
}

/** Opens AAC LC for planar stereo at SAMPLE_RATE. */
export async function openSoundEncoder(): Promise<CodecContext> {
  return open(FF_ENCODER_AAC, { aac_coder: 'fast' }, (codec) => {
    codec.sampleRate = SAMPLE_RATE;
    codec.sampleFormat = AV_SAMPLE_FMT_FLTP;
    codec.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    codec.timeBase = new Rational(1, SAMPLE_RATE);
    codec.bitRate = SOUND_BITS;
  });
}

async function open(
  name: FFEncoderCodec,
  options: Record<string, string | number>,
  setUp: (codec: CodecContext) => void,
): Promise<CodecContext> {
  const encoder = Codec.findEncoderByName(name);
  const codec = new CodecContext();
  codec.allocContext3(encoder);
  setUp(codec);
  // MP4 keeps the parameter sets in its own header.
  codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  check(await codec.open2(encoder, Dictionary.fromObject(options)), `open ${name} with ${JSON.stringify(options)}`);
  return codec;
}

// Decoding of WAV and MP3 files, frame by frame, through libav.
import { setImmediate } from 'node:timers/promises';
import { avChannelLayoutDefault, Codec, CodecContext, FormatContext, Frame, InputFormat, Packet } from 'node-av/lib';
import '../film/libav.ts'; // for its quiet log
import { InputError } from './input-error.ts';

/** Packets between two breaths of the event loop: about 5 ms of work. */
const BREATH = 512;

/** Share of packets that may fail to decode: players skip a stray tag or a bad frame too. */
const MOST_FAILING = 0.1;

/** Samples per second; beyond them one packet could swell to gigabytes on its way to 48 kHz. */
const LOWEST_RATE = 4_000;
const HIGHEST_RATE = 384_000;

/**
 * The decoded frames of a file in order, always in the same `Frame`, which holds until the next step. The encoder's delay
 * is skipped where an MP3 declares it. Throws `InputError` when the file can not be opened, holds no sound, or more than a
 * tenth of it fails to decode.
 */
export async function* decode(path: string, format: 'wav' | 'mp3'): AsyncGenerator<Frame> {
  const damaged = `The ${format.toUpperCase()} sound is damaged`;
  await using file = new FormatContext();
  // The demuxer and the protocol are named, so that no content and no path can make libav open anything else.
  if ((await file.openInput(`file:${path}`, InputFormat.findInputFormat(format))) < 0) {
    throw new InputError('unreadable', `${damaged}: it has no header that makes sense.`);
  }
  using decoder = await openDecoder(file, format);
  using packet = new Packet();
  using frame = new Frame();
  packet.alloc();
  frame.alloc();
  let packets = 0;
  let failing = 0;
  let samples = 0;
  // Synchronous calls: an asynchronous one costs a hop to another thread, thirty times the decoding itself.
  for (let more = true; more; packets++) {
    more = file.readFrameSync(packet) >= 0;
    const cover = more && packet.streamIndex !== 0;
    if (!cover && decoder.sendPacketSync(more ? packet : null) < 0) failing++;
    packet.unref();
    while (decoder.receiveFrameSync(frame) >= 0) {
      samples += frame.nbSamples;
      yield frame;
    }
    if (packets % BREATH === 0) await setImmediate();
  }
  if (samples === 0) throw new InputError('unreadable', `${damaged} or empty: nothing in it can be heard.`);
  if (failing > packets * MOST_FAILING) {
    throw new InputError('unreadable', `${damaged}: ${failing} of its ${packets} packets can not be decoded.`);
  }
}

/** Only the codecs that such files are made with: a WAV header can name any of a hundred. */
async function openDecoder(file: FormatContext, format: 'wav' | 'mp3'): Promise<CodecContext> {
  const [stream] = file.streams;
  const codec = stream && Codec.findDecoder(stream.codecpar.codecId);
  if (!codec?.name || !/^(pcm_|adpcm_|mp3)/.test(codec.name)) {
    throw new InputError('unsupported', `The sound is encoded as ${codec?.name ?? 'nothing known'}; use PCM or MP3.`);
  }
  const { sampleRate, channels } = stream.codecpar;
  if (format === 'wav' && (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE || channels < 1 || channels > 8)) {
    const limits = `1 to 8 channels at ${LOWEST_RATE} to ${HIGHEST_RATE} Hz are read`;
    throw new InputError('unsupported', `The sound has ${channels} channels at ${sampleRate} Hz; ${limits}.`);
  }
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.pktTimebase = stream.timeBase;
  // A plain WAV header counts its channels without saying where they stand.
  if (format === 'wav' && decoder.channelLayout.mask === 0n) decoder.channelLayout = avChannelLayoutDefault(channels);
  if ((await decoder.open2(codec)) < 0) {
    decoder.freeContext();
    throw new InputError('unreadable', `The sound is damaged: its header makes no sense to the ${codec.name} decoder.`);
  }
  return decoder;
}

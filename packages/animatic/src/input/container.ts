// Which films are read, by what their bytes and their headers say, and libav's demuxers and decoders for them.
import { Codec, CodecContext, Dictionary, FormatContext, InputFormat, type Stream } from 'node-av/lib';
import '../film/libav.ts'; // for its quiet log
import { InputError } from './input-error.ts';
import { sniff } from './sniff.ts';

/** What libav calls the demuxer of each format. */
const DEMUXERS = { mp4: 'mov', mov: 'mov', matroska: 'matroska', avi: 'avi' } as const;

export type Format = keyof typeof DEMUXERS;

/**
 * What is read of those who give a film, and of engines that have made one: only the codecs that phones, cameras and editors
 * put into such files, and those that engines write; a header can name any of five hundred.
 */
export const READ = {
  given: {
    formats: ['mp4', 'mov'],
    said: 'MP4 or MOV',
    pictures: /^(h264|hevc|mpeg4|mjpeg|prores|vp9|libdav1d|libaom-av1|av1)$/,
    sounds: /^(aac|mp3|mp3float|alac|ac3|eac3|opus|libopus|pcm_\w+)$/,
  },
  made: {
    formats: ['mp4', 'mov', 'matroska', 'avi'],
    said: 'MP4, MOV, WebM, Matroska or AVI',
    pictures: /^(h264|hevc|mpeg4|mjpeg|prores|vp8|vp9|libdav1d|libaom-av1|av1|ffv1)$/,
    sounds: /^(aac|mp3|mp3float|alac|ac3|eac3|opus|libopus|vorbis|flac|pcm_\w+)$/,
  },
} as const;

/** The format of a file by its bytes. Throws `InputError` when it is none that is read of whoever it comes from. */
export async function formatOf(path: string, from: keyof typeof READ): Promise<Format> {
  const { format, said } = await sniff(path);
  const known = READ[from].formats.find((one) => one === format);
  if (known) return known;
  const code = format === 'empty' ? 'unreadable' : 'unsupported';
  throw new InputError(code, `The file is ${said}; a film must be ${READ[from].said}.`);
}

/** Opens a file. The demuxer and the protocol are named, so that no content and no path can make libav open anything else. */
export async function openFile(path: string, format: Format): Promise<FormatContext> {
  const file = new FormatContext();
  if ((await file.openInput(`file:${path}`, InputFormat.findInputFormat(DEMUXERS[format]))) < 0) {
    throw new InputError('unreadable', 'The film is damaged or cut short: it has no header that makes sense.');
  }
  return file;
}

/** A decoder for a stream; dispose of it. */
export async function openDecoder(stream: Stream, options: Record<string, string>): Promise<CodecContext> {
  const codec = Codec.findDecoder(stream.codecpar.codecId)!;
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.pktTimebase = stream.timeBase;
  if ((await decoder.open2(codec, Dictionary.fromObject(options))) < 0) {
    decoder.freeContext();
    throw new InputError('unreadable', `The film is damaged: its header makes no sense to the ${codec.name} decoder.`);
  }
  return decoder;
}

/** libav's name of the decoder; empty when it has none. */
export function nameOf(codecId: Stream['codecpar']['codecId']): string {
  return Codec.findDecoder(codecId)?.name ?? '';
}

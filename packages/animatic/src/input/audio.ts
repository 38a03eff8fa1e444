// Sounds from outside: how long they really are, and their samples.
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import { decode } from './decode.ts';
import { InputError } from './input-error.ts';
import { Resampler } from './resampler.ts';
import { sniff } from './sniff.ts';

/**
 * A sound's format, told by its bytes, and its true duration in seconds. Everything is decoded and counted (an hour of MP3
 * takes 0.7 s), because headers lie: an MP3 of varying bit rate without a Xing header, a WAV that was never closed.
 * Without a LAME tag the encoder's own padding counts: such an MP3 is up to 0.1 s longer than what was put into it.
 * Throws `InputError`.
 */
export async function measureAudio(path: string): Promise<{ format: 'wav' | 'mp3'; duration: number }> {
  const format = await formatOf(path);
  // Whole samples per rate (an MP3 may change its rate), so that 30 s of sound are 30 and not 30.0000000001.
  const samples = new Map<number, number>();
  for await (const frame of decode(path, format)) {
    samples.set(frame.sampleRate, (samples.get(frame.sampleRate) ?? 0) + frame.nbSamples);
  }
  let duration = 0;
  for (const [rate, count] of samples) duration += count / rate;
  return { format, duration };
}

/**
 * The first `seconds` of a sound, or all of it when it is shorter, from its very first sample; mono comes on both sides.
 * What lies beyond is not read, so that memory grows with `seconds` alone. Throws `InputError`.
 */
export async function readAudio(path: string, seconds: number): Promise<Stereo> {
  const format = await formatOf(path);
  const wanted = Math.round(seconds * SAMPLE_RATE);
  using resampler = new Resampler(wanted);
  for await (const frame of decode(path, format)) {
    resampler.push(frame);
    if (resampler.full) break;
  }
  return resampler.finish();
}

async function formatOf(path: string): Promise<'wav' | 'mp3'> {
  const { format, said } = await sniff(path);
  if (format === 'wav' || format === 'mp3') return format;
  const code = format === 'empty' ? 'unreadable' : 'unsupported';
  throw new InputError(code, `The file is ${said}; a sound must be WAV or MP3.`);
}

// Storing a file with the queue, so that a payload can name it.
import type { Transport, UploadBody } from './transport.ts';

/** The media types of what a payload may name; `file_type` is the extension. */
const MEDIA_TYPES: Record<string, string> = {
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  bmp: 'image/bmp',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
};

export type UploadOptions = {
  /** An extension without its dot: png, mp4, wav … The queue refuses what it does not know. */
  file_type: string;
  signal?: AbortSignal;
};

/** Asks for a place, puts the bytes there, and answers the address for the payload. */
export async function uploadTo({ ask, send }: Transport, body: UploadBody, { file_type, signal }: UploadOptions) {
  const json = { file_type };
  const place = await ask<{ upload_url: string; public_url: string }>('/upload-url', { method: 'POST', json, signal });
  const headers = { 'content-type': MEDIA_TYPES[file_type] ?? 'application/octet-stream' };
  const stored = await send(place.upload_url, { method: 'PUT', body, headers, signal });
  await stored.body?.cancel(); // unread, it would hold its connection
  return place.public_url;
}

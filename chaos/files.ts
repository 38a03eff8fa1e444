// Whether files and rows agree: films and thumbnails, uploads, what was deleted, and what nobody names.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectFilm } from '@reelqueue/animatic';
import type { Storage } from '../packages/server/src/artifacts/storage.ts';
import type { Outcome } from '../packages/server/src/request.ts';
import type { Ledger } from './ledger.ts';
import type { Row, Violation } from './rows.ts';

/** A success has its film and its thumbnail, of its own attempt, whole. `fetchFile` asks an API. */
export async function checkFiles(
  rows: Row[],
  fetchFile: (path: string) => Promise<Response>,
  plays: (row: Row) => boolean,
  ledger: Ledger,
): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const row of rows) {
    if (row.status !== 'success' || row.files_deleted) continue;
    const { video_url = '', thumbnail_image_url = '', sha256 } = row.outcome as Outcome;
    const violated = (seen: string): void => {
      // Asked now: a client may be deleting what is looked at.
      const deleting = ledger.all('deleting').some(({ request_id }) => request_id === row.request_id);
      if (!deleting) found.push({ promise: 'a success has its files', request_id: row.request_id, seen });
    };
    if (!video_url.startsWith(`/files/${row.request_id}/${row.attempt}-`)) violated(`${video_url} of ${row.attempt}`);
    const [video, thumbnail] = await Promise.all([fetchFile(video_url), fetchFile(thumbnail_image_url)]);
    const film = Buffer.from(await video.arrayBuffer());
    const digest = createHash('sha256').update(film).digest('hex');
    if (!video.ok || digest !== sha256) violated(`${video.status}, ${film.length} bytes, ${digest} for ${sha256}`);
    const jpeg = Buffer.from(await thumbnail.arrayBuffer());
    if (!thumbnail.ok || jpeg.subarray(0, 2).toString('hex') !== 'ffd8') violated(`thumbnail: ${thumbnail.status}`);
    if (digest !== sha256 || !plays(row)) continue;
    const folder = await mkdtemp(join(tmpdir(), 'chaos-film-'));
    await writeFile(join(folder, 'film.mp4'), film);
    await inspectFilm(join(folder, 'film.mp4')).catch((error) => violated(`does not play: ${error.message}`));
    await rm(folder, { recursive: true });
  }
  return found;
}

/** Files that clients deleted are gone, and nobody else's were. */
export async function checkDeleted(
  rows: Row[],
  ledger: Ledger,
  fetchFile: (path: string) => Promise<Response>,
): Promise<Violation[]> {
  const asked = new Set(ledger.all('deleting').map(({ request_id }) => request_id));
  const found: Violation[] = [];
  for (const { request_id, files_deleted, outcome } of rows) {
    if (!files_deleted) continue;
    if (!asked.has(request_id))
      found.push({ promise: 'only who asks for it loses files', request_id, seen: 'deleted' });
    const { video_url } = outcome ?? {};
    if (video_url === undefined) continue;
    const { status } = await fetchFile(video_url);
    if (status !== 410) found.push({ promise: 'what was deleted is gone', request_id, seen: `it answers ${status}` });
  }
  return found;
}

/** What was uploaded is there, as it was sent. */
export async function checkUploads(
  ledger: Ledger,
  fetchFile: (path: string) => Promise<Response>,
): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const { address, sha256 } of ledger.all('uploaded')) {
    const answer = await fetchFile(new URL(address).pathname);
    const digest = createHash('sha256')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex');
    if (answer.ok && digest === sha256) continue;
    found.push({
      promise: 'an upload that was taken is there',
      request_id: null,
      seen: `${address}: ${answer.status}`,
    });
  }
  return found;
}

/** Files that no row names, once a sweep for which they were old enough is through. */
export async function checkNoOrphans(rows: Row[], storage: Storage): Promise<Violation[]> {
  const named = new Set(
    rows.flatMap(({ status, outcome, files_deleted }) => {
      if (status !== 'success' || files_deleted) return [];
      const { video_url, thumbnail_image_url } = outcome as Outcome;
      return [video_url, thumbnail_image_url, video_url.replace(/\.mp4$/, '.json')].map((path) => path.slice(1));
    }),
  );
  const found: Violation[] = [];
  for (let after = ''; ; ) {
    const page = await storage.list('files/', { after, most: 1000 });
    const strangers = page.filter(({ name }) => !named.has(name));
    found.push(
      ...strangers.map(({ name }) => ({ promise: 'a file has its row', request_id: name.split('/')[1], seen: name })),
    );
    if (page.length < 1000) return found;
    after = page[page.length - 1].name;
  }
}

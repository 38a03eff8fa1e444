// Other makers of the same camera move, where they are installed; bench/peers.md says how.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Move = {
  picture: string;
  width: number;
  height: number;
  fps: number;
  seconds: number;
  preset: string;
  out: string;
};

/** `missing`: why it can not take part, else null. `goals`: how much faster than it a render means to be. */
export type Peer = {
  name: string;
  missing: string | null;
  goals: Record<'fast' | 'veryfast', string>;
  make(move: Move): Promise<unknown>;
};

/** How far in the move goes. */
const ZOOM = 1.17;

/** Packages of the peers lie in a folder of their own, so that they are nobody's dependency. */
const FOLDER = fileURLToPath(new URL('./peers/', import.meta.url));

export async function findPeers(): Promise<Peer[]> {
  return [await zoompan(), await remotion()];
}

async function zoompan(): Promise<Peer> {
  const installed = join(FOLDER, `node_modules/@ffmpeg-installer/${process.platform}-${process.arch}/ffmpeg`);
  const paths = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'ffmpeg'));
  const found = await firstOf([process.env.FFMPEG ?? '', ...paths, installed]);
  return {
    name: 'ffmpeg zoompan',
    missing: found === null ? 'not installed' : null,
    goals: { fast: '', veryfast: '' },
    make: ({ picture, width, height, fps, seconds, preset, out }) => {
      const frames = fps * seconds;
      const zoom = `zoompan=z='1+${ZOOM - 1}*on/${frames}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=${frames}:s=${width}x${height}:fps=${fps}`;
      const cover = `scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height}`;
      const filters = ['-vf', `${cover},${zoom},format=yuv420p`];
      const encoding = ['-c:v', 'libx264', '-preset', preset, '-crf', '20', '-profile:v', 'high', '-threads', '2'];
      return ran(found!, ['-v', 'error', '-y', '-i', picture, ...filters, '-frames:v', `${frames}`, ...encoding, out]);
    },
  };
}

/** A script of a user's own, since Remotion needs a project and a browser: bench/peers.md has one. */
async function remotion(): Promise<Peer> {
  const script = await firstOf([join(FOLDER, 'remotion.mjs')]);
  const has = script !== null && resolves(join(FOLDER, 'remotion.mjs'), '@remotion/renderer');
  return {
    name: 'Remotion',
    missing: has ? null : 'not installed',
    goals: { fast: '≥ 5 ×', veryfast: '≥ 10 ×' },
    // Its renderer asks its maker's host for things; a network of its own leads nowhere but to this machine.
    make: (move) =>
      ran('unshare', [
        ...['-rn', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh', process.execPath],
        ...[script!, JSON.stringify({ ...move, zoom: ZOOM })],
      ]),
  };
}

async function firstOf(paths: string[]): Promise<string | null> {
  for (const path of paths.filter((path) => path !== '')) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return null;
}

function resolves(from: string, name: string): boolean {
  try {
    createRequire(from).resolve(name);
    return true;
  } catch {
    return false; // it is not there
  }
}

async function ran(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

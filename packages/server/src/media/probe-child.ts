// The process that reads users' bytes, and does nothing else: a question comes in, what the file is goes out.
import { InputError, measureAudio, measurePicture, measureVideo, readPicture } from '@reelqueue/animatic/input';

/** `max_side`: a picture with a longer side is measured by its header only, never decoded. */
export type Question = { path: string; kind: 'image' | 'audio' | 'video'; max_side: number };

/** What a file is: pixels as shown (EXIF orientation or a film's turn applied), seconds. `format` is what the bytes are, not what a name claims. */
export type Probed =
  | { kind: 'image'; format: string; width: number; height: number }
  | { kind: 'audio'; format: string; duration: number }
  | { kind: 'video'; format: string; width: number; height: number; duration: number; has_audio: boolean };

/** `refused`: why the file can not be used, to follow the parameter's name; `fault`: the stack of an error that is not the file's. */
export type Answer = { probed: Probed } | { refused: string } | { fault: string };

async function read({ path, kind, max_side }: Question): Promise<Probed> {
  if (kind === 'audio') return { kind, ...(await measureAudio(path)) };
  if (kind === 'video') return { kind, ...(await measureVideo(path)) };
  const picture = await measurePicture(path);
  // Decoded for no other reason than to know that it can be: a truncated file has a good header.
  if (Math.max(picture.width, picture.height) <= max_side) await readPicture(path);
  return { kind, ...picture };
}

async function answer(question: Question): Promise<Answer> {
  try {
    return { probed: await read(question) };
  } catch (error) {
    if (error instanceof InputError) return { refused: error.message };
    return { fault: error instanceof Error ? String(error.stack) : String(error) };
  }
}

process.on('message', async (question: Question) => process.send?.(await answer(question)));
process.on('disconnect', () => process.exit());
// A Ctrl-C in the terminal reaches this process too, while the one that asks may still have questions before it ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.send?.('ready');

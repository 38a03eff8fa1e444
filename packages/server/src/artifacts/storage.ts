// Where result files and uploads are kept. An object's name is the path of its address: files/…/….mp4, uploads/….png.
import type { Readable } from 'node:stream';

/** The storage could not be asked, or hung up: nothing is known of the call's effect. Its sentence holds no secret. */
export class StorageAway extends Error {
  constructor(sentence: string, cause: unknown) {
    super(sentence, { cause });
    this.name = 'StorageAway';
  }
}

/** `etag`: in quotes, another for other bytes. */
export type Found = { bytes: number; etag: string; modified: Date };

/** Bytes of an object, both ends included, counted from 0. */
export type Range = { first: number; last: number };

/** A disk, or a bucket. What can not be asked throws `StorageAway`, after half a minute at the latest. */
export type Storage = {
  /** For sentences and the log. */
  readonly address: string;
  /** Throws a sentence that says what is wrong when objects can not be written and removed here. */
  check(): Promise<void>;
  /**
   * Makes a finished local file an object, in the place of one of that name. It is there whole or not at all, and survives
   * a power cut once this returns. The file may be gone then; it is left when this throws.
   */
  save(name: string, path: string, signal?: AbortSignal): Promise<void>;
  /** Null when there is none of that name. */
  find(name: string): Promise<Found | null>;
  /** The bytes of an object that was found, or some of them. Destroying the stream ends the call. */
  read(name: string, found: Found, range: Range | null): Promise<Readable>;
  /**
   * The path of a local file with the object's bytes: its own, or `to`, where it is then brought. Null when there is none of
   * that name.
   */
  local(name: string, to: string, signal?: AbortSignal): Promise<string | null>;
  /** Removes objects by name; those that are gone already are none. */
  remove(names: readonly string[]): Promise<void>;
  /** Removes every object whose name begins with a path, which ends in a slash. */
  removeAll(path: string): Promise<void>;
  /** At most so many objects below such a path, by name, from behind the name `after`. */
  list(path: string, page: { after: string; most: number }): Promise<{ name: string; modified: Date }[]>;
  /** Hangs up. */
  close(): void;
};

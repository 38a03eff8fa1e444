// What a model is: a public id and a table of parameters, as data. Validation, defaults, docs, forms and types are all
// read from it.
import type { TObject } from 'typebox';

/** What a URL in the payload must hold. Sides in pixels, sizes in bytes, lengths in seconds; both ends included. */
export type MediaRule =
  | { kind: 'image'; formats: readonly string[]; min_side: number; max_side: number; max_bytes: number }
  | { kind: 'audio'; formats: readonly string[]; min_seconds: number; max_seconds: number; max_bytes: number }
  | { kind: 'video'; formats: readonly string[]; min_seconds: number; max_seconds: number; max_bytes: number };

/** Width and height in pixels, frames a second. */
export type Frame = { width: number; height: number; fps: number };

/** A payload that has been normalised and validated: every default filled in, nothing null. */
export type Payload = Record<string, unknown>;

export type ModelSpec = {
  /** The public id, as clients send it; case-sensitive. */
  id: string;
  /** One sentence. */
  brief: string;
  /** Markdown: what it is for and how its parameters play together; the parameter table is added to it. */
  guide: string;
  /** List price in millionths of a US dollar for one second of film. */
  price_micro_usd: number;
  /**
   * JSON Schema 2020-12 of the payload. A `media` keyword on a string, or on the members of an array of them, says what
   * its URL must hold.
   */
  parameters: TObject;
  /** Other spellings that clients use for a parameter, and the parameter they mean. */
  aliases: Readonly<Record<string, string>>;
  /** An example payload that is valid. */
  example: Payload;
  /** Rules between parameters, asked of a payload whose parameters keep their own: the one broken, or null. */
  broken?(payload: Payload): { param: string; error: string } | null;
  /**
   * The size of the film. `picture`: the size of the main picture as seen upright; null when the payload gives none, which
   * only models without a required picture are asked with.
   */
  frame(payload: Payload, picture: { width: number; height: number } | null): Frame;
};

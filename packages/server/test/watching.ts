// What tests see of a film: it is decoded once, and only the pictures that are asked for are kept.
import { createHash } from 'node:crypto';
import { eachPicture, type Picture } from '../../animatic/test/decoding.ts';

/** `changes`: of each picture but the first, how much of the one before is another. `kept`: every so many, from the first on. */
export type Seen = { digest: string; first: Picture; last: Picture; changes: number[]; kept: Picture[] };

/** Mean difference of two pictures' luma, of the rows from one to another. */
export function difference(one: Picture, other: Picture, from = 0, to = one.height): number {
  const [start, end] = [from * one.width, to * one.width];
  let sum = 0;
  for (let at = start; at < end; at += 7) sum += Math.abs(one.y[at] - other.y[at]);
  return sum / ((end - start) / 7);
}

/** Watches a film from its beginning to its end; keeps each picture whose number `every` divides, where that is given. */
export async function watch(path: string, every = Number.POSITIVE_INFINITY): Promise<Seen> {
  const hash = createHash('sha256');
  const [changes, kept]: [number[], Picture[]] = [[], []];
  let [first, last, number]: [Picture | null, Picture | null, number] = [null, null, 0];
  await eachPicture(path, (picture) => {
    hash.update(picture.y).update(picture.u).update(picture.v);
    if (last !== null) changes.push(difference(last, picture));
    if (number++ % every === 0) kept.push(picture);
    first ??= picture;
    last = picture;
  });
  return { digest: hash.digest('hex'), first: first!, last: last!, changes, kept };
}

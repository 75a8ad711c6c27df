import { fnv1a } from "../core/hash.ts";

/** The objects that share the work, according to the caller's configuration. */
export interface Shards {
  /** What their names begin with. */
  readonly name: string;
  readonly shards: number;
}

/** One of them, which keeps the counts of its sources. */
export interface Leaf extends Shards {
  readonly index: number;
}

/** The name of the object that knows how many leaves there are, and reads them all. */
export function rootName({ name }: Shards): string {
  return `${name}:root`;
}

export function leafName({ name }: Shards, index: number): string {
  return `${name}:${index}`;
}

/**
 * Chooses the leaf of a source, by linear hashing: with more leaves, a source stays where it was, or goes to a leaf whose
 * parent is the one where it was.
 *
 * Source: Litwin, "Linear hashing: a new tool for file and table addressing", 1980.
 */
export function leafOf(source: string, shards: number): number {
  const hashed = hash(source);
  let level = 1;
  while (level < shards) level *= 2;
  const index = hashed % level;
  return index < shards ? index : index % (level / 2);
}

/** The leaf that had the sources of leaf `index` while there was no such leaf. */
export function parentOf(index: number): number {
  let top = 1;
  while (top * 2 <= index) top *= 2;
  return index - top;
}

function hash(text: string): number {
  const hashed = fnv1a(text);
  return (hashed ^ (hashed >>> 15)) >>> 0;
}

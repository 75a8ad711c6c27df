import type { FileFacts } from "./file-system.ts";

/** What is kept; a file goes as soon as one of the limits says so. */
export interface FileRetention {
  /** Milliseconds since a file was last written. @default 14 days */
  readonly ageMs?: number | undefined;
  /** Files, gzipped or not. @default 200 */
  readonly files?: number | undefined;
  /** What all files take on the disk, gzipped or not. @default 1 GiB */
  readonly totalBytes?: number | undefined;
}

/** What is kept, with every default filled in. */
export interface FileLimits {
  readonly ageMs: number;
  readonly files: number;
  readonly totalBytes: number;
}

/** A log file as retention sees it. */
export interface KeptFile {
  /** Names in alphabetical order are in the order of creation. */
  readonly name: string;
  readonly facts: Pick<FileFacts, "sizeBytes" | "modifiedMs">;
  /** Whether somebody writes it: it counts, but stays. */
  readonly isLive: boolean;
}

/**
 * Picks the files to delete: those that are too old, and the oldest ones until the rest is within the limits.
 *
 * Processes need not agree on this: they delete the same files, and deleting twice does no harm.
 */
export function chooseRemovals<T extends KeptFile>(
  files: readonly T[],
  keep: FileLimits,
  nowMs: number,
): T[] {
  let count = files.length;
  let bytes = files.reduce((sum, { facts }) => sum + facts.sizeBytes, 0);
  const oldestFirst = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return oldestFirst.filter(({ isLive, facts }) => {
    const isWithin =
      nowMs - facts.modifiedMs <= keep.ageMs && count <= keep.files && bytes <= keep.totalBytes;
    if (isLive || isWithin) return false;
    count--;
    bytes -= facts.sizeBytes;
    return true;
  });
}

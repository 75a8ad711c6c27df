import type { Resource } from "../log/log-record.ts";

interface Told {
  readonly bucketMs: number;
  readonly endMs: number;
}

/** Remembers until when the last bucket was told, so that two parts of it tell of different times. */
export class ToldBuckets {
  readonly #last = new WeakMap<Resource, Told>();

  /** From when on a part of a bucket tells that ends at `endMs`. */
  startOf(resource: Resource, bucketMs: number, endMs: number): number {
    const last = this.#last.get(resource);
    this.#last.set(resource, { bucketMs, endMs });
    return last?.bucketMs === bucketMs && last.endMs < endMs ? last.endMs : bucketMs;
  }
}

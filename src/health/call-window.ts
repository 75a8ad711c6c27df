const bucketCount = 10;
/** The numbers of a bucket: which one it is, calls, failures, slow ones, milliseconds. */
const width = 5;

/** Sums of the calls of the last while. */
export interface CallSums {
  readonly calls: number;
  readonly failures: number;
  readonly slow: number;
  readonly latencyMs: number;
}

/** Counts the calls of a dependency in the last while, in a ring of ten buckets; nothing is allocated by a call. */
export class CallWindow {
  readonly #bucketMs: number;
  readonly #ring = new Float64Array(bucketCount * width);

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / bucketCount;
    this.clear();
  }

  clear(): void {
    this.#ring.fill(0);
    for (let at = 0; at < this.#ring.length; at += width) this.#ring[at] = -1;
  }

  add(nowMs: number, isFailure: boolean, isSlow: boolean, latencyMs: number): void {
    const ring = this.#ring;
    const bucket = this.#bucketAt(nowMs);
    const at = (bucket % bucketCount) * width;
    if (ring[at] !== bucket) {
      ring.fill(0, at, at + width);
      ring[at] = bucket;
    }
    ring[at + 1] = (ring[at + 1] ?? 0) + 1;
    if (isFailure) ring[at + 2] = (ring[at + 2] ?? 0) + 1;
    if (isSlow) ring[at + 3] = (ring[at + 3] ?? 0) + 1;
    ring[at + 4] = (ring[at + 4] ?? 0) + latencyMs;
  }

  read(nowMs: number): CallSums {
    const now = this.#bucketAt(nowMs);
    const oldest = now - bucketCount;
    const ring = this.#ring;
    let calls = 0;
    let failures = 0;
    let slow = 0;
    let latencyMs = 0;
    for (let at = 0; at < ring.length; at += width) {
      const bucket = ring[at] ?? -1;
      if (bucket <= oldest || bucket > now) continue;
      calls += ring[at + 1] ?? 0;
      failures += ring[at + 2] ?? 0;
      slow += ring[at + 3] ?? 0;
      latencyMs += ring[at + 4] ?? 0;
    }
    return { calls, failures, slow, latencyMs };
  }

  #bucketAt(nowMs: number): number {
    return Math.max(0, Math.floor(nowMs / this.#bucketMs));
  }
}

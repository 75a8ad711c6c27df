export interface BucketOptions {
  /** How many may be taken at once. */
  readonly capacity: number;
  /** How long it takes until an empty bucket is full again. */
  readonly fillMs: number;
}

/** A token bucket. */
export class ForwardBucket {
  readonly #options: BucketOptions;
  #tokens: number;
  #filledMs = -Infinity;

  constructor(options: BucketOptions) {
    this.#options = options;
    this.#tokens = options.capacity;
  }

  /** Tells whether there is a token beside those to keep. */
  has(nowMs: number, keep = 0): boolean {
    this.#fill(nowMs);
    return this.#tokens >= keep + 1;
  }

  /** Takes a token; where there is none, the next ones come later. */
  take(nowMs: number): void {
    this.#fill(nowMs);
    this.#tokens = Math.max(-this.#options.capacity, this.#tokens - 1);
  }

  #fill(nowMs: number): void {
    const { capacity, fillMs } = this.#options;
    const passed = (Math.max(0, nowMs - this.#filledMs) * capacity) / fillMs;
    this.#tokens = Math.min(capacity, this.#tokens + passed);
    this.#filledMs = nowMs;
  }
}

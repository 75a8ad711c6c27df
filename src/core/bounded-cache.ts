/** Longer keys are not kept, for they may come from outside. */
const maxKeyLength = 1_024;

/** Remembers what was made of texts that come again and again. */
export class BoundedCache {
  readonly #values = new Map<string, string>();
  readonly #maxEntries: number;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  /** Returns the value. */
  set(key: string, value: string): string {
    // Starting anew when full heals by itself: what is in use comes back with its next request.
    if (this.#values.size >= this.#maxEntries) this.#values.clear();
    if (key.length <= maxKeyLength) this.#values.set(key, value);
    return value;
  }
}

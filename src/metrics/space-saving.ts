interface Entry<T> {
  /** How often it was asked for; for a newcomer, at least as often as what it displaced: an upper bound. */
  rank: number;
  readonly value: T;
}

/**
 * Keeps the values of the names that are asked for most, up to a capacity.
 *
 * Source: Metwally et al., "Efficient computation of frequent and top-k elements in data streams", 2005. What a name
 * counted before it was displaced is handed back, so that the remainder stays exact.
 */
export class SpaceSaving<T> {
  readonly #capacity: number;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of a name that has a place; this counts as asking for it. */
  get(name: string): T | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    entry.rank++;
    return entry.value;
  }

  /** Gives a name a place; returns what had to leave for it. */
  admit(name: string, value: T): readonly [name: string, value: T] | undefined {
    if (this.#entries.size < this.#capacity) {
      this.#entries.set(name, { rank: 1, value });
      return undefined;
    }
    let leaving: readonly [string, Entry<T>] | undefined;
    for (const candidate of this.#entries) {
      if (leaving === undefined || candidate[1].rank < leaving[1].rank) leaving = candidate;
    }
    if (leaving !== undefined) this.#entries.delete(leaving[0]);
    this.#entries.set(name, { rank: (leaving?.[1].rank ?? 0) + 1, value });
    return leaving === undefined ? undefined : [leaving[0], leaving[1].value];
  }

  *[Symbol.iterator](): Iterator<readonly [name: string, value: T]> {
    for (const [name, { value }] of this.#entries) yield [name, value];
  }
}

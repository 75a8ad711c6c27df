import type { SeriesValue } from "../core/frame.ts";
import { sumValues } from "../metrics/sum-values.ts";

type Pair = readonly [key: string, value: SeriesValue];

interface Entry {
  readonly key: string;
  /** What it came to when somebody last asked. */
  sum: SeriesValue;
  /** What has come since. */
  more: SeriesValue[] | undefined;
  /** The pair of key and sum as JSON; undefined once that has changed. */
  text: string | undefined;
}

/** Values by key, added up once somebody asks. */
export class PairSums {
  #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  add(pairs: readonly Pair[]): void {
    for (const [key, value] of pairs) {
      const entry = this.#entries.get(key);
      if (entry === undefined) {
        this.#entries.set(key, entryOf(key, value));
      } else {
        if (entry.more === undefined) entry.more = [value];
        else entry.more.push(value);
        entry.text = undefined;
      }
    }
  }

  replace(pairs: readonly Pair[]): void {
    this.#entries = new Map(pairs.map(([key, value]) => [key, entryOf(key, value)]));
  }

  toPairs(): Pair[] {
    return Array.from(this.#entries.values(), pairOf);
  }

  /** The pairs as a JSON array; only what has changed since the last time is written anew. */
  toText(): string {
    const texts: string[] = [];
    for (const entry of this.#entries.values()) {
      entry.text ??= JSON.stringify(pairOf(entry));
      texts.push(entry.text);
    }
    return `[${texts.join(",")}]`;
  }
}

function entryOf(key: string, sum: SeriesValue): Entry {
  return { key, sum, more: undefined, text: undefined };
}

function pairOf(entry: Entry): Pair {
  if (entry.more !== undefined) {
    entry.more.push(entry.sum);
    entry.sum = sumValues(entry.more);
    entry.more = undefined;
  }
  return [entry.key, entry.sum];
}

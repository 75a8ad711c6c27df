/** What a bounded queue asks of its items. */
export interface QueueItem {
  /** Number in the order of arrival; each item's is higher than the one before. */
  readonly sequence: number;
  readonly bytes: number;
  /** Precious items are dropped only when there is nothing else to drop. */
  readonly isPrecious: boolean;
}

export interface QueueLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/**
 * A queue that never holds more than its limits: what is too much is dropped, oldest first and precious items last.
 *
 * All operations take constant time, amortised, for each item that goes in, out or is dropped.
 */
export class BoundedQueue<T extends QueueItem> {
  readonly #limits: QueueLimits;
  readonly #plain: Lane<T> = new Lane();
  readonly #precious: Lane<T> = new Lane();
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get records(): number {
    return this.#plain.length + this.#precious.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The item that `take` gives first. */
  get oldest(): T | undefined {
    return this.#oldestLane()?.first;
  }

  /** Adds an item and returns how many were dropped for it; that can be the item itself. */
  push(item: T): number {
    const { maxRecords, maxBytes } = this.#limits;
    // It would drive out everything else, and not fit even then.
    if (item.bytes > maxBytes) return 1;
    (item.isPrecious ? this.#precious : this.#plain).push(item);
    this.#bytes += item.bytes;
    let dropped = 0;
    while (this.records > maxRecords || this.#bytes > maxBytes) {
      this.#removeFrom(this.#plain.length > 0 ? this.#plain : this.#precious);
      dropped++;
    }
    return dropped;
  }

  /** Removes and returns the oldest items that fit into the limits, in the order of their arrival. */
  take({ maxRecords, maxBytes }: QueueLimits): T[] {
    const taken: T[] = [];
    let bytes = 0;
    while (taken.length < maxRecords) {
      const lane = this.#oldestLane();
      if (lane?.first === undefined || bytes + lane.first.bytes > maxBytes) break;
      bytes += lane.first.bytes;
      taken.push(lane.first);
      this.#removeFrom(lane);
    }
    return taken;
  }

  /** Drops everything and returns how much that was. */
  clear(): number {
    const { records } = this;
    this.#plain.clear();
    this.#precious.clear();
    this.#bytes = 0;
    return records;
  }

  #oldestLane(): Lane<T> | undefined {
    const plain = this.#plain.first;
    const precious = this.#precious.first;
    if (plain === undefined) return precious === undefined ? undefined : this.#precious;
    return precious === undefined || plain.sequence < precious.sequence
      ? this.#plain
      : this.#precious;
  }

  #removeFrom(lane: Lane<T>): void {
    this.#bytes -= lane.shift()?.bytes ?? 0;
  }
}

/** A part of the array that is not used any more is cut off when it is this long, and half of the whole. */
const minCutLength = 256;

/** First in, first out. */
class Lane<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#items[this.#head] = undefined;
    this.#head++;
    if (this.#head >= minCutLength && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}

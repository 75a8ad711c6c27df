import { systemClock } from "../core/clock.ts";
import type { Store, StoreOptions } from "../core/store.ts";
import type { KeyValue } from "./key-value.ts";
import { localStore } from "./local-store.ts";

/**
 * Keeps the counts of this isolate or process in memory: for trying things out, and for tests.
 *
 * They end with the process, and cover nothing else.
 *
 * @example
 * ```ts
 * import { edgewatch, memoryStore } from "edgewatch";
 *
 * const watch = edgewatch({ service: "hello", store: memoryStore() });
 * const { fetch } = watch.handler({ fetch: () => new Response("hi") });
 * await fetch(new Request("http://localhost/"));
 * ```
 */
export function memoryStore({ clock = systemClock }: StoreOptions = {}): Store {
  return localStore(new MemoryKeyValue(), "source", clock);
}

/** An ordered key-value host in memory. */
export class MemoryKeyValue implements KeyValue {
  readonly #values = new Map<string, string>();
  /** Keys in order; time only adds at the end, so that insertion there costs nothing. */
  readonly #keys: string[] = [];
  /** What the running transaction has overwritten. */
  #undo: Map<string, string | undefined> | undefined;

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  put(key: string, value: string): void {
    const before = this.#values.get(key);
    if (this.#undo !== undefined && !this.#undo.has(key)) this.#undo.set(key, before);
    if (before === undefined) this.#keys.splice(this.#position(key), 0, key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    const before = this.#values.get(key);
    if (before === undefined) return;
    if (this.#undo !== undefined && !this.#undo.has(key)) this.#undo.set(key, before);
    this.#values.delete(key);
    this.#keys.splice(this.#position(key), 1);
  }

  keys(start: string, end: string, limit: number = Infinity): readonly string[] {
    const first = this.#position(start);
    return this.#keys.slice(first, Math.min(this.#position(end), first + limit));
  }

  version(): number {
    return 0;
  }

  snapshot<T>(work: () => T): T {
    return work();
  }

  transaction<T>(work: () => T): T {
    const undo = new Map<string, string | undefined>();
    this.#undo = undo;
    try {
      return work();
    } catch (error) {
      this.#undo = undefined;
      this.#rollBack(undo);
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  #rollBack(undo: ReadonlyMap<string, string | undefined>): void {
    for (const [key, value] of undo) {
      if (value === undefined) this.delete(key);
      else this.put(key, value);
    }
  }

  /** The first position whose key is not below `key`. */
  #position(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] ?? "") < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

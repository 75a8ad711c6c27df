import { frameMs } from "../../src/core/frame.ts";
import { Engine } from "../../src/store/engine.ts";
import type { KeyValue } from "../../src/store/key-value.ts";
import { MemoryKeyValue } from "../../src/store/memory-store.ts";

const dayMs = 86_400_000;

/** What a leaf writes in a day in which every bucket is flushed once, counted by its host. */
export interface RowCounts {
  /** Rows that flushes write, per flush. */
  readonly perFlush: number;
  /** Rows that rolling up and forgetting write, a day. */
  readonly rollupsPerDay: number;
}

/** Runs the store's own engine through two days, and counts the second. */
export function countRows(): RowCounts {
  const host = new CountingHost();
  const engine = new Engine(host);
  const startMs = Date.UTC(2026, 0, 1);
  let flushes = 0;
  let flushRows = 0;
  let rollupRows = 0;
  for (let atMs = startMs; atMs < startMs + 2 * dayMs; atMs += frameMs) {
    const isCounted = atMs >= startMs + dayMs;
    const before = host.rows;
    const series = [['["orders","GET","/","200"]', [0, 0, 0, 0, 0, 0, 1, 1, 0]]] as const;
    const frame = { startMs: atMs, started: 1, dropped: [], series };
    engine.apply({ source: "a", sequence: (atMs - startMs) / frameMs + 1, frames: [frame] });
    const between = host.rows;
    if (atMs % 60_000 === 0) engine.rollUp(atMs);
    if (!isCounted) continue;
    flushes++;
    flushRows += between - before;
    rollupRows += host.rows - between;
  }
  return { perFlush: flushRows / flushes, rollupsPerDay: rollupRows };
}

/** A host that counts what Durable Objects bill: each row that is put or deleted. */
class CountingHost implements KeyValue {
  rows = 0;
  readonly #inner = new MemoryKeyValue();

  get(key: string): string | undefined {
    return this.#inner.get(key);
  }

  put(key: string, value: string): void {
    this.rows++;
    this.#inner.put(key, value);
  }

  delete(key: string): void {
    this.rows++;
    this.#inner.delete(key);
  }

  keys(start: string, end: string, limit?: number): readonly string[] {
    return this.#inner.keys(start, end, limit);
  }

  transaction<T>(work: () => T): T {
    return this.#inner.transaction(work);
  }

  snapshot<T>(work: () => T): T {
    return this.#inner.snapshot(work);
  }

  version(): number {
    return this.#inner.version();
  }
}

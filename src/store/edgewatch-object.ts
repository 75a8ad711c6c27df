import { DurableObject } from "cloudflare:workers";
import type { Batch, Reading, Receipt, TimeRange } from "../core/store.ts";
import { Engine } from "./engine.ts";
import type { KeyValue } from "./key-value.ts";

/**
 * The Durable Object that keeps the counts. Export it from the Worker, and bind it in `wrangler.toml` with
 * `new_sqlite_classes = ["EdgewatchObject"]`.
 */
export class EdgewatchObject extends DurableObject<unknown> {
  readonly #engine: Engine;

  constructor(state: DurableObjectState, env: unknown) {
    super(state, env);
    this.#engine = new Engine(new DurableObjectKeyValue(state.storage), () => Date.now());
  }

  apply(batch: Batch): Receipt {
    return this.#engine.apply(batch);
  }

  read(range: TimeRange, stepMs: number): Reading {
    return this.#engine.read(range, stepMs);
  }

  totals(): Reading {
    return this.#engine.totals();
  }
}

/** What SQLite takes for no limit. */
const unlimited = -1;

/**
 * An ordered key-value host in one SQL table of a Durable Object.
 *
 * `storage.kv` has the same interface, but a 20 kB put took 134 µs there and 6.5 µs here (workerd, 2026-11).
 */
class DurableObjectKeyValue implements KeyValue {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    );
  }

  get(key: string): string | undefined {
    const [row] = this.#storage.sql
      .exec<{ value: string }>("SELECT value FROM entry WHERE key = ?", key)
      .toArray();
    return row?.value;
  }

  put(key: string, value: string): void {
    this.#storage.sql.exec("INSERT OR REPLACE INTO entry (key, value) VALUES (?, ?)", key, value);
  }

  delete(key: string): void {
    this.#storage.sql.exec("DELETE FROM entry WHERE key = ?", key);
  }

  *list(
    start: string,
    end: string,
    limit: number = unlimited,
  ): Iterable<readonly [string, string]> {
    const rows = this.#storage.sql.exec<{ key: string; value: string }>(
      "SELECT key, value FROM entry WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
      start,
      end,
      limit,
    );
    for (const { key, value } of rows) yield [key, value];
  }

  transaction<T>(work: () => T): T {
    return this.#storage.transactionSync(work);
  }
}

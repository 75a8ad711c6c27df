import type { KeyValue } from "./key-value.ts";

/** What SQLite takes for no limit. */
const unlimited = -1;

/**
 * An ordered key-value host in one SQL table of a Durable Object.
 *
 * `storage.kv` has the same interface, but a 20 kB put took 134 µs there and 6.5 µs here (workerd, 2026-11).
 */
export class DurableObjectKeyValue implements KeyValue {
  readonly #storage: DurableObjectStorage;
  #rowsWritten = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    );
  }

  /** Rows written so far, as the platform bills them. */
  get rowsWritten(): number {
    return this.#rowsWritten;
  }

  get(key: string): string | undefined {
    const [row] = this.#storage.sql
      .exec<{ value: string }>("SELECT value FROM entry WHERE key = ?", key)
      .toArray();
    return row?.value;
  }

  put(key: string, value: string): void {
    this.#write("INSERT OR REPLACE INTO entry (key, value) VALUES (?, ?)", key, value);
  }

  delete(key: string): void {
    this.#write("DELETE FROM entry WHERE key = ?", key);
  }

  keys(start: string, end: string, limit: number = unlimited): readonly string[] {
    return this.#storage.sql
      .exec<{ key: string }>(
        "SELECT key FROM entry WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
        start,
        end,
        limit,
      )
      .toArray()
      .map(({ key }) => key);
  }

  transaction<T>(work: () => T): T {
    return this.#storage.transactionSync(work);
  }

  snapshot<T>(work: () => T): T {
    return work();
  }

  bytes(): number {
    return this.#storage.sql.databaseSize;
  }

  /** Nobody else writes to the storage of a Durable Object. */
  version(): number {
    return 0;
  }

  #write(statement: string, ...values: string[]): void {
    const { rowsWritten } = this.#storage.sql.exec(statement, ...values);
    this.#rowsWritten += rowsWritten;
  }
}

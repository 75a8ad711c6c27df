import { systemClock } from "../core/clock.ts";
import type { Store, StoreOptions } from "../core/store.ts";
import type { KeyValue } from "./key-value.ts";
import { localStore } from "./local-store.ts";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** How long a write waits for another process, in milliseconds; it blocks this one meanwhile. */
const busyTimeoutMs = 250;
/** Its name tells the form of its rows: files that hold another one are left alone. */
const table = "entry_v2";
/** What SQLite takes for no limit. */
const unlimited = -1;

/**
 * Keeps counts in a SQLite file, on Deno, Bun and Node; several processes may share it.
 *
 * The folder is made where it is missing.
 *
 * @throws Error when the file cannot be opened.
 */
export function sqliteStore(file: string, { clock = systemClock }: StoreOptions = {}): Store {
  const host = new SqliteKeyValue(file);
  return localStore(host, "system", clock, () => host.close());
}

/** An ordered key-value host in one table of a SQLite file. */
export class SqliteKeyValue implements KeyValue {
  readonly #database: DatabaseSync;
  readonly #get: ReturnType<DatabaseSync["prepare"]>;
  readonly #put: ReturnType<DatabaseSync["prepare"]>;
  readonly #delete: ReturnType<DatabaseSync["prepare"]>;
  readonly #keys: ReturnType<DatabaseSync["prepare"]>;
  readonly #version: ReturnType<DatabaseSync["prepare"]>;

  constructor(file: string) {
    this.#database = open(file);
    this.#get = this.#database.prepare(`SELECT value FROM ${table} WHERE key = ?`);
    this.#put = this.#database.prepare(
      `INSERT OR REPLACE INTO ${table} (key, value) VALUES (?, ?)`,
    );
    this.#delete = this.#database.prepare(`DELETE FROM ${table} WHERE key = ?`);
    this.#keys = this.#database.prepare(
      `SELECT key FROM ${table} WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`,
    );
    this.#version = this.#database.prepare("PRAGMA data_version");
  }

  get(key: string): string | undefined {
    const row = this.#get.get(key);
    return row === undefined ? undefined : String(row["value"]);
  }

  put(key: string, value: string): void {
    this.#put.run(key, value);
  }

  delete(key: string): void {
    this.#delete.run(key);
  }

  keys(start: string, end: string, limit: number = unlimited): readonly string[] {
    return this.#keys.all(start, end, limit).map((row) => String(row["key"]));
  }

  /** SQLite's own number: it changes with what another connection has committed. */
  version(): number {
    return Number(this.#version.get()?.["data_version"]);
  }

  bytes(): number {
    const sql =
      "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()";
    return Number(this.#database.prepare(sql).get()?.["bytes"]);
  }

  snapshot<T>(work: () => T): T {
    return this.#inside("BEGIN", work);
  }

  transaction<T>(work: () => T): T {
    return this.#inside("BEGIN IMMEDIATE", work);
  }

  #inside<T>(begin: string, work: () => T): T {
    this.#database.exec(begin);
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
  }
}

function open(file: string): DatabaseSync {
  try {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    database.exec("PRAGMA journal_mode = WAL");
    // With WAL, NORMAL loses nothing when the process is killed; only a power cut may cost the last flushes.
    database.exec("PRAGMA synchronous = NORMAL");
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
    );
    return database;
  } catch (cause) {
    throw new Error(`Cannot open the SQLite file ${file}: check the path and its permissions`, {
      cause,
    });
  }
}

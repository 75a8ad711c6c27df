/** An ordered key-value interface that a host provides to the store engine. Keys order by their UTF-16 code units. */
export interface KeyValue {
  get(key: string): string | undefined;
  put(key: string, value: string): void;
  delete(key: string): void;
  /** Lists entries with `start` ≤ key < `end`, in the order of their keys. */
  list(start: string, end: string, limit?: number): Iterable<readonly [key: string, value: string]>;
  /** Runs `work` so that all its writes take effect, or none when it throws. */
  transaction<T>(work: () => T): T;
}

/** An ordered key-value interface that a host provides to the store engine. Keys order by their UTF-16 code units. */
export interface KeyValue {
  get(key: string): string | undefined;
  put(key: string, value: string): void;
  delete(key: string): void;
  /** Lists the keys from `start` on and before `end`, in their order. */
  keys(start: string, end: string, limit?: number): readonly string[];
  /** Runs `work` so that all its writes take effect, or none when it throws. */
  transaction<T>(work: () => T): T;
  /** Runs `work`, which only reads, so that it sees one state of things. */
  snapshot<T>(work: () => T): T;
  /** A number that is another one once somebody else has written. */
  version(): number;
  /** How much room it takes, where its host says so. */
  bytes?(): number;
}

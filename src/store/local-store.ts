import type { Clock } from "../core/clock.ts";
import type { Batch, Reading, Receipt, Store, TimeRange } from "../core/store.ts";
import { Engine } from "./engine.ts";
import type { KeyValue } from "./key-value.ts";

/** Makes a store of an engine in this process. */
export function localStore(
  host: KeyValue,
  coverage: Store["coverage"],
  clock: Clock,
  close: () => void = () => {},
): Store {
  const engine = new Engine(host, () => clock.now());
  return {
    coverage,
    apply: async (batch: Batch): Promise<Receipt> => engine.apply(batch),
    read: async (range: TimeRange, stepMs: number): Promise<Reading> => engine.read(range, stepMs),
    totals: async (): Promise<Reading> => engine.totals(),
    close,
  };
}

import type { Clock } from "../core/clock.ts";
import type { Batch, Reading, Receipt, Store, TimeRange } from "../core/store.ts";
import { checkCell, checkCellName } from "./cells.ts";
import { checkBatch } from "./check-batch.ts";
import { Engine } from "./engine.ts";
import type { KeyValue } from "./key-value.ts";

/** Makes a store of an engine in this process. */
export function localStore(
  host: KeyValue,
  coverage: Store["coverage"],
  clock: Clock,
  close: () => void = () => {},
): Store {
  const engine = new Engine(host);
  return {
    coverage,
    apply: async (batch: Batch): Promise<Receipt> => {
      checkBatch(batch);
      const receipt = engine.apply(batch);
      try {
        engine.rollUp(clock.now());
      } catch {
        // The batch is in; what could not be rolled up now is due again at the next one.
      }
      return receipt;
    },
    read: async (range: TimeRange, stepMs: number): Promise<Reading> => engine.read(range, stepMs),
    totals: async (): Promise<Reading> => engine.totals(),
    notes: {
      read: async () => engine.notes(),
      write: async (name: string, text: string): Promise<void> => engine.note(name, text),
    },
    cells: {
      async read(name) {
        checkCellName(name);
        return engine.cell(name, clock.now());
      },
      async swap(name, before, after, keepMs) {
        checkCell(name, after, keepMs);
        return engine.swapCell({ name, before, after, keepMs }, clock.now());
      },
    },
    storedBytes: host.bytes && (async () => host.bytes?.() ?? 0),
    close,
  };
}

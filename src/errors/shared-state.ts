import type { Clock } from "../core/clock.ts";
import type { Cells, Notes } from "../core/store.ts";

/** Where isolates and processes with one store agree on what they forward. */
export interface SharedState {
  readonly cells: Cells;
  readonly notes: Notes | undefined;
  /** The same for those whose events go to the same place; up to 16 characters. */
  readonly name: string;
  readonly clock: Clock;
}

import type { Batch, Reading, Receipt, Store, TimeRange } from "../../src/core/store.ts";
import { stillStore } from "./still-store.ts";

/**
 * What goes wrong with a write: it is refused, its reply gets lost after it was applied, no answer comes at all, before or
 * after it was applied, or the network delivers it twice, at once or after others.
 */
export type Fault =
  | "refused"
  | "reply lost"
  | "hangs"
  | "hangs after applying"
  | "sent twice"
  | "sent again later";

/** A store in front of a real one, to which things happen. */
export class FaultyStore implements Store {
  readonly coverage = "system";
  /** Every batch that was sent, as it was at that moment. */
  readonly sent: Batch[] = [];
  readonly #again: Batch[] = [];
  readonly #inner: Store;
  readonly #nextFault: () => Fault | undefined;

  constructor(nextFault: () => Fault | undefined = () => undefined, inner: Store = stillStore()) {
    this.#inner = inner;
    this.#nextFault = nextFault;
  }

  async apply(batch: Batch): Promise<Receipt> {
    this.sent.push(structuredClone(batch));
    const fault = this.#nextFault();
    if (fault === "refused") throw new Error("Cannot write: refused");
    if (fault === "hangs") return await never();
    const again = this.#again.shift();
    const receipt = await this.#inner.apply(batch);
    if (again !== undefined) await this.#inner.apply(again);
    if (fault === "sent twice") return await this.#inner.apply(batch);
    if (fault === "sent again later") this.#again.push(batch);
    if (fault === "reply lost") throw new Error("Cannot write: connection reset");
    if (fault === "hangs after applying") return await never();
    return receipt;
  }

  read(range: TimeRange, stepMs: number): Promise<Reading> {
    return this.#inner.read(range, stepMs);
  }

  totals(): Promise<Reading> {
    return this.#inner.totals();
  }
}

export function never(): Promise<never> {
  return new Promise(() => {});
}

import type { Clock } from "../../src/core/clock.ts";
import type { Cells } from "../../src/core/store.ts";

/** What goes wrong with cells: they refuse, never answer, or the reply to a swap that was made gets lost. */
export type CellsFault = "refused" | "hangs" | "reply lost";

interface Cell {
  readonly text: string;
  readonly untilMs: number;
}

/** Cells in memory, to which things happen. */
export class MemoryCells implements Cells {
  readonly #clock: Clock;
  readonly #cells = new Map<string, Cell>();
  /** What goes wrong from now on. */
  fault: CellsFault | undefined;
  reads = 0;
  swaps = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async read(name: string): Promise<string | undefined> {
    this.reads++;
    await this.#fail(this.fault);
    return this.#textOf(name);
  }

  async swap(
    name: string,
    before: string | undefined,
    after: string | undefined,
    keepMs: number,
  ): Promise<string | undefined> {
    this.swaps++;
    const { fault } = this;
    if (name.length > 64 || (after?.length ?? 0) > 4_000 || !(keepMs > 1_000)) {
      throw new RangeError("Cannot write a cell: it is none");
    }
    if (fault !== "reply lost") await this.#fail(fault);
    const found = this.#textOf(name);
    if (found === before) this.#write(name, after, keepMs);
    // Whoever sends it again finds what it has written.
    return fault === "reply lost" ? this.#textOf(name) : found;
  }

  #write(name: string, text: string | undefined, keepMs: number): void {
    if (text === undefined) this.#cells.delete(name);
    else this.#cells.set(name, { text, untilMs: this.#clock.now() + keepMs });
  }

  #textOf(name: string): string | undefined {
    const cell = this.#cells.get(name);
    return cell !== undefined && this.#clock.now() < cell.untilMs ? cell.text : undefined;
  }

  async #fail(fault: CellsFault | undefined): Promise<void> {
    if (fault === "hangs") await new Promise(() => {});
    if (fault === "refused") throw new Error("Cannot reach the cells");
  }
}

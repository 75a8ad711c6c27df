import { otherValue } from "../core/labels.ts";

/** After this time others may have their turn. */
const keepMs = 3_600_000;

/** Tells so many names apart, first come first served; all others are one. */
export class CappedNames {
  readonly #names = new Set<string>();
  readonly #maxNames: number;
  #endMs = 0;

  constructor(maxNames: number) {
    this.#maxNames = maxNames;
  }

  /** @param nowMs on a clock that never goes back */
  of(name: string, nowMs: number): string {
    if (nowMs >= this.#endMs) {
      this.#names.clear();
      this.#endMs = nowMs + keepMs;
    }
    if (this.#names.has(name)) return name;
    if (this.#names.size >= this.#maxNames) return otherValue;
    this.#names.add(name);
    return name;
  }
}

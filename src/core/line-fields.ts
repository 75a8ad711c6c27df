import type { Fields } from "./fields.ts";

const maxNames = 64;
const maxCharacters = 16_384;

/** What `log.set` adds to the one line of an invocation; bounded, and closed once the line is written. */
export class LineFields {
  readonly #fields = new Map<string, unknown>();
  readonly #costs = new Map<string, number>();
  #characters = 0;
  #dropped = 0;
  #isWritten = false;

  /** Adds redacted fields; false when the line has been written and they come too late. */
  add(fields: Fields): boolean {
    if (this.#isWritten) return false;
    for (const [name, value] of Object.entries(fields)) this.#set(name, value);
    return true;
  }

  /** What has been added under a name so far. */
  read(name: string): unknown {
    return this.#fields.get(name);
  }

  /** Returns the fields and takes no more. */
  take(): Fields | undefined {
    this.#isWritten = true;
    if (this.#dropped > 0) this.#fields.set("log.dropped_fields", this.#dropped);
    return this.#fields.size === 0 ? undefined : Object.fromEntries(this.#fields);
  }

  #set(name: string, value: unknown): void {
    const cost = name.length + costOf(value);
    const formerCost = this.#costs.get(name);
    const characters = this.#characters - (formerCost ?? 0) + cost;
    if ((formerCost === undefined && this.#fields.size >= maxNames) || characters > maxCharacters) {
      this.#dropped++;
      return;
    }
    this.#characters = characters;
    this.#costs.set(name, cost);
    this.#fields.set(name, value);
  }
}

function costOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  try {
    return JSON.stringify(value).length;
  } catch {
    return maxCharacters + 1;
  }
}

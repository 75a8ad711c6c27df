import type { RandomIds } from "../core/random-ids.ts";
import { formatServerEvent } from "./event-stream.ts";

const maxEvents = 256;
/** Of all events together: a few that name many routes are as good as many. */
const maxCharacters = 1_048_576;
const cursorPattern = /^([0-9a-f]{16})-(\d{1,15})$/;

/** What follows a cursor: an event as it is sent, or that it is not known any more. */
export type Following = { readonly text: string } | "gap" | undefined;

/** Keeps the last events, so that whoever was away for a moment, or is slow, can be told what came meanwhile. */
export class LiveRing {
  readonly #ids: RandomIds;
  /** Tells this ring from that of another process; made late, for workerd has no random numbers at module scope. */
  #id: string | undefined;
  readonly #texts: string[] = [];
  #characters = 0;
  #last = 0;

  constructor(ids: RandomIds) {
    this.#ids = ids;
  }

  /** The number of the last event. */
  get last(): number {
    return this.#last;
  }

  push(name: string, data: object): void {
    this.#last++;
    const text = formatServerEvent(name, data, this.cursorOf(this.#last));
    this.#texts.push(text);
    this.#characters += text.length;
    while (this.#texts.length > maxEvents || this.#characters > maxCharacters) {
      this.#characters -= this.#texts.shift()?.length ?? 0;
    }
  }

  /** Finds the event after that of a number. */
  after(number: number): Following {
    if (number === this.#last) return undefined;
    const text = this.#texts[this.#texts.length - (this.#last - number)];
    return text === undefined ? "gap" : { text };
  }

  cursorOf(number: number): string {
    this.#id ??= this.#ids.next(8);
    return `${this.#id}-${number}`;
  }

  /** Reads a cursor back; undefined where it is not one of this ring's. */
  numberOf(cursor: string): number | undefined {
    const [, id, digits] = cursorPattern.exec(cursor) ?? [];
    const number = Number(digits);
    return id !== undefined && id === this.#id && number <= this.#last ? number : undefined;
  }
}

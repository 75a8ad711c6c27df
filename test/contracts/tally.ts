import { durationsAt, type Frame, type SeriesValue } from "../../src/core/frame.ts";

/** Sorted names and figures, so that a difference is easy to read. */
export type Figures = readonly (readonly [name: string, figure: number])[];

/** Adds frames up figure by figure, the plainest way there is: what every store must agree with. */
class Tally {
  readonly #figures = new Map<string, number>();

  add(frame: Frame): this {
    this.#count("started", frame.started);
    for (const [reason, count] of frame.dropped) {
      this.#count(`dropped ${reason}`, count);
    }
    for (const [key, failures] of frame.groups ?? []) {
      this.#count(`failures ${key}`, failures.count);
    }
    for (const [key, value] of frame.metrics ?? []) this.#add(`metric ${key}`, value);
    for (const [key, value] of frame.series) this.#add(key, value);
    return this;
  }

  toFigures(): Figures {
    const counted = [...this.#figures].filter(([, figure]) => figure !== 0);
    return counted.toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  #add(key: string, value: SeriesValue): void {
    for (let at = 0; at < durationsAt; at++) this.#count(`at ${at} ${key}`, value[at] ?? 0);
    const [sumUs = 0, zero = 0, offset = 0, ...counts] = value.slice(durationsAt);
    this.#count(`sum ${key}`, sumUs);
    this.#count(`zero ${key}`, zero);
    let index = offset;
    for (const count of counts) {
      if (count >= 0) this.#count(`bucket ${index} ${key}`, count);
      index += Math.max(1, -count);
    }
  }

  #count(name: string, figure: number): void {
    this.#figures.set(name, (this.#figures.get(name) ?? 0) + figure);
  }
}

export function tally(frames: Iterable<Frame>): Figures {
  const sum = new Tally();
  for (const frame of frames) sum.add(frame);
  return sum.toFigures();
}

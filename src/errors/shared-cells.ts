import { keepNewest } from "../core/keep-newest.ts";
import type { Cells } from "../core/store.ts";
import type { RandomIds } from "../core/random-ids.ts";

/** What to write, and what to tell whoever asked; without `value`, nothing is written. */
export interface Decision<T, Answer> {
  readonly value?: T | undefined;
  readonly answer: Answer;
}

const maxAttempts = 200;
const maxTexts = 2_000;

/** Changes values that several processes share, each change on top of the one before. */
export class SharedCells {
  readonly #cells: Cells;
  readonly #ids: RandomIds;
  readonly #keepMs: number;
  /** What was seen last: mostly nobody has changed it since. */
  readonly #texts = new Map<string, string>();

  constructor(cells: Cells, ids: RandomIds, keepMs: number) {
    this.#cells = cells;
    this.#ids = ids;
    this.#keepMs = keepMs;
  }

  async read<T>(name: string, missing: T): Promise<T> {
    const text = await this.#cells.read(name);
    return (text === undefined ? undefined : parseValue<T>(text)) ?? missing;
  }

  /**
   * Changes a value as `decide` says, which is asked again whenever somebody else was faster.
   *
   * @throws Error when the store fails, or others are faster all the time.
   */
  async change<T, Answer>(
    name: string,
    decide: (value: T | undefined) => Decision<T, Answer> | Promise<Decision<T, Answer>>,
  ): Promise<Answer> {
    let before = this.#texts.get(name) ?? (await this.#cells.read(name));
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const { value, answer } = await decide(
        before === undefined ? undefined : parseValue<T>(before),
      );
      if (value === undefined) return answer;
      // The mark tells one's own text from that of another who has come to the same: replies get lost.
      const after = JSON.stringify({ value, mark: this.#ids.next(8) });
      const found = await this.#cells.swap(name, before, after, this.#keepMs);
      if (found === before || found === after) {
        keepNewest(this.#texts, name, after, maxTexts);
        return answer;
      }
      before = found;
    }
    throw new Error(`Cannot change the cell ${name}: others are faster; try again later`);
  }
}

function parseValue<T>(text: string): T | undefined {
  const { value }: { value?: T } = JSON.parse(text);
  return value;
}

import type { PlannedRequest } from "./mix.ts";

/** One row of a table of requests by route, method and status. */
export interface TallyRow {
  readonly route: string;
  readonly method: string;
  readonly status: string;
  readonly requests: number;
}

/** Counts requests by route, method and status. */
export class Tally {
  readonly #rows = new Map<string, TallyRow>();

  static of(rows: Iterable<TallyRow>): Tally {
    const tally = new Tally();
    for (const row of rows) tally.add(row);
    return tally;
  }

  add({ route, method, status, requests }: TallyRow): void {
    const key = JSON.stringify([route, method, status]);
    const before = this.#rows.get(key)?.requests ?? 0;
    this.#rows.set(key, { route, method, status, requests: before + requests });
  }

  /** Counts an answer, and the request that the server sent itself in order to give it. */
  addAnswer({ route, method }: PlannedRequest, status: number): void {
    this.add({ route, method, status: String(status), requests: 1 });
    if (route === "/inventory/:sku" && (status === 200 || status === 404)) {
      this.add({ route: "/warehouse/:sku", method: "GET", status: String(status), requests: 1 });
    }
  }

  get total(): number {
    let total = 0;
    for (const { requests } of this.#rows.values()) total += requests;
    return total;
  }

  /** All rows but empty ones, by route, method and status. */
  rows(): TallyRow[] {
    return [...this.#rows.entries()]
      .filter(([, row]) => row.requests !== 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row);
  }

  /** What is here and not in `other`; negative where `other` has more. */
  minus(other: Tally): Tally {
    const difference = Tally.of(this.rows());
    for (const row of other.rows()) difference.add({ ...row, requests: -row.requests });
    return difference;
  }
}

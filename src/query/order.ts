import type { OrderKey } from "./cursor.ts";
import { measures, type Measure } from "../core/measures.ts";
import { findMeasure } from "./measure.ts";
import { QueryError } from "./query-error.ts";

/** What rows are ordered by. */
export interface Order {
  /** A measure, one of the labels that rows are grouped by, or `time`. */
  readonly by: string;
  readonly measure: Measure | undefined;
  readonly isDescending: boolean;
}

const defaultOrder = ["time", "-requests"];

/** @throws QueryError when rows cannot be ordered by one of the names. */
export function parseOrder(names: readonly string[] | undefined, by: readonly string[]): Order[] {
  const choices: readonly string[] = [...measures, ...by, "time"];
  if (names?.length === 0) throw wrongOrder(choices);
  return (names ?? defaultOrder).map((text) => {
    const isDescending = text.startsWith("-");
    const name = isDescending ? text.slice(1) : text;
    if (!choices.includes(name)) throw wrongOrder(choices);
    return { by: name, measure: findMeasure(name), isDescending };
  });
}

function wrongOrder(choices: readonly string[]): QueryError {
  const known = choices.join(", ");
  return new QueryError(
    "order",
    `Cannot order by it: expected some of ${known}, with - before it for descending`,
  );
}

/** Compares keys of which the first values may be descending; what is unknown comes first. */
export function compareKeys(a: OrderKey, b: OrderKey, order: readonly Order[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = compare(a[i] ?? null, b[i] ?? null);
    if (difference !== 0) return order[i]?.isDescending === true ? -difference : difference;
  }
  return 0;
}

/** Texts by their code units, as all runtimes do, and numbers before texts. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : 1;
}

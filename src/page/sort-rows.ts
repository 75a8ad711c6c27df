/** By what rows are sorted. */
export interface Sort {
  /** Of a column. */
  readonly id: string;
  readonly isDescending: boolean;
}

export type SortValue = number | string | null;

/** Reads a sort such as `-requests`; one that no column has is the usual one. */
export function parseSort(text: string, ids: readonly string[], usual: string): Sort {
  const [given, fallback] = [text, usual].map((one) => ({
    id: one.replace(/^-/, ""),
    isDescending: one.startsWith("-"),
  }));
  const nothing = { id: "", isDescending: false };
  return (given !== undefined && ids.includes(given.id) ? given : fallback) ?? nothing;
}

/** Writes a sort as `parseSort` reads it. */
export function formatSort({ id, isDescending }: Sort): string {
  return isDescending ? `-${id}` : id;
}

/** Sorts rows by a value of theirs; what is unknown comes last either way, and equals keep their order. */
export function sortRows<R>(
  rows: readonly R[],
  valueOf: (row: R) => SortValue,
  isDescending: boolean,
): R[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  const keyed = rows.map((row) => ({ row, value: valueOf(row) }));
  const direction = isDescending ? -1 : 1;
  keyed.sort(({ value: a }, { value: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === "number" && typeof b === "number") return (a - b) * direction;
    return compare(String(a), String(b)) * direction;
  });
  return keyed.map(({ row }) => row);
}

/**
 * Puts rows in the order that they had before, with new ones behind.
 *
 * Nothing may move under somebody's pointer or focus because new figures came in.
 */
export function holdOrder<R>(
  rows: readonly R[],
  keyOf: (row: R) => string,
  keysBefore: readonly string[],
): R[] {
  const places = new Map(keysBefore.map((key, at) => [key, at]));
  return rows.toSorted(
    (a, b) => (places.get(keyOf(a)) ?? Infinity) - (places.get(keyOf(b)) ?? Infinity) || 0,
  );
}

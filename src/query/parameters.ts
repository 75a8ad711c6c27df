import { isLabelName, parseFilters, queryLabels, type Filters } from "./filters.ts";
import { QueryError } from "./query-error.ts";

/** The parameters of a question, told apart by what they are. */
export interface Parameters {
  /** Every value of each parameter that is no filter, by name. */
  readonly named: Readonly<Record<string, readonly string[]>>;
  readonly filters: Filters;
}

/**
 * Tells filters, which are named like labels, from the parameters called `names`.
 *
 * @throws QueryError when a parameter can be neither.
 */
export function readParameters(search: URLSearchParams, names: readonly string[]): Parameters {
  const named = new Map<string, string[]>();
  const filters = new Map<string, string[]>();
  for (const [name, value] of search) {
    const isNamed = names.includes(name);
    if (!isNamed && !isLabelName(name)) {
      const known = [...names, ...queryLabels].join(", ");
      throw new QueryError(name, `Cannot use the parameter: known ones are ${known}`);
    }
    const target = isNamed ? named : filters;
    const values = target.get(name) ?? [];
    target.set(name, values);
    values.push(value);
  }
  return { named: Object.fromEntries(named), filters: parseFilters(filters) };
}

/** The labels of a question that are the user's own, each with the parameter that names it. */
export type OwnNames = readonly (readonly [parameter: string, label: string])[];

/** Finds the user's own labels among those to group by and to filter by. */
export function ownNamesOf(by: readonly string[], filters: Filters): OwnNames {
  const named = [
    ...by.map((label) => ["by", label] as const),
    ...Array.from(filters.keys(), (label) => [label, label] as const),
  ];
  return named.filter(([, label]) => !queryLabels.includes(label));
}

/** @throws QueryError when one of the labels is neither configured nor was seen in the range. */
export function checkOwnNames(own: OwnNames, known: ReadonlySet<string>): void {
  for (const [parameter, label] of own) {
    if (known.has(label)) continue;
    const labels = [...queryLabels, ...[...known].toSorted()].join(", ");
    throw new QueryError(
      parameter,
      `Cannot use the label ${label}: it is not known in this range; known ones are ${labels}`,
    );
  }
}

import { isOwnLabelName, labelNames, type Labels } from "../core/labels.ts";
import { QueryError } from "./query-error.ts";

/** The pseudo label that tells 2xx from 5xx. */
export const statusClass = "status_class";

/** The labels that every series has, as queries name them. */
export const queryLabels: readonly string[] = [...labelNames, statusClass];

/** Which values a label may have, by its name; no entry lets all through. */
export type Filters = ReadonlyMap<string, ReadonlySet<string>>;

interface Form {
  readonly pattern: RegExp;
  readonly expected: string;
}

/** What values of these labels look like; anything else would find nothing, for ever. */
const forms: ReadonlyMap<string, Form> = new Map([
  [
    "status",
    { pattern: /^[1-9](?:\d\d|xx)$/, expected: "a status such as 404, or a class such as 5xx" },
  ],
  [statusClass, { pattern: /^[1-9]xx$/, expected: "a class such as 5xx" }],
  ["method", { pattern: /^[A-Z_]{1,16}$/, expected: "a method such as GET, in upper case" }],
]);

/** Tells whether a name may be that of a label; whether there is one of the user's own, only what was counted tells. */
export function isLabelName(name: string): boolean {
  return queryLabels.includes(name) || isOwnLabelName(name);
}

/**
 * Parses the parameters that are named like labels.
 *
 * @throws QueryError when a value is none that the label can have.
 */
export function parseFilters(parameters: ReadonlyMap<string, readonly string[]>): Filters {
  const filters = new Map<string, ReadonlySet<string>>();
  for (const [name, values] of parameters) {
    const form = forms.get(name);
    if (form !== undefined && !values.every((value) => form.pattern.test(value))) {
      throw new QueryError(name, `Cannot filter by ${name}: expected ${form.expected}`);
    }
    filters.set(name, new Set(values));
  }
  return filters;
}

/** Tells whether labels pass all filters; `status` may also be given as a class. */
export function passes(labels: Labels, filters: Filters): boolean {
  for (const [name, values] of filters) {
    const isAny =
      values.has(labels[name] ?? "") ||
      (name === "status" && values.has(labels[statusClass] ?? ""));
    if (!isAny) return false;
  }
  return true;
}

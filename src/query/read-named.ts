import { QueryError } from "./query-error.ts";

/**
 * Collects parameters by name, where all names are known beforehand.
 *
 * @throws QueryError naming the first that is not.
 */
export function readNamed(
  search: URLSearchParams,
  names: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const given = new Map<string, string[]>();
  for (const [name, value] of search) {
    if (!names.includes(name)) {
      throw new QueryError(name, `Cannot use the parameter: known ones are ${names.join(", ")}`);
    }
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return Object.fromEntries(given);
}

import type { Filters } from "./filters.ts";
import type { ErrorGroup } from "./found-groups.ts";

/**
 * Finds the most frequent groups of errors that filters of requests let through.
 *
 * Failures are 5xx, and groups know their services, releases, methods and routes: filters by anything else leave none.
 */
export function frequentErrors(
  groups: readonly ErrorGroup[],
  filters: Filters,
  limit: number,
): ErrorGroup[] {
  return groups
    .filter((group) => [...filters].every(([name, values]) => lets(group, name, values)))
    .toSorted((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

function lets(group: ErrorGroup, name: string, values: ReadonlySet<string>): boolean {
  switch (name) {
    case "service":
      return Object.keys(group.services).some((service) => values.has(service));
    case "release":
      return Object.keys(group.releases).some((release) => values.has(release));
    case "method":
    case "route":
      return values.has(group[name]);
    case "status":
    case "status_class":
      return [...values].some((status) => status.startsWith("5"));
    default:
      return false;
  }
}

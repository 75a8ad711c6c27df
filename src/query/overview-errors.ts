import type { Frame } from "../core/frame.ts";
import type { Filters } from "./filters.ts";
import type { ErrorGroup } from "./found-groups.ts";
import { groupsHitting } from "./groups-hitting.ts";

/**
 * Finds the most frequent groups of errors that filters of requests let through.
 *
 * Failures are 5xx, and groups know their services, releases, methods, routes and some consumers: filters by anything else
 * leave none. Those that are known to have hit a consumer come before those that may have.
 */
export function frequentErrors(
  groups: readonly ErrorGroup[],
  frames: readonly Frame[],
  filters: Filters,
  limit: number,
): ErrorGroup[] {
  const consumers = filters.get("consumer");
  const hitting = consumers === undefined ? groups : groupsHitting(groups, frames, consumers);
  return hitting
    .filter((group) => [...filters].every(([name, values]) => lets(group, name, values)))
    .toSorted((a, b) => unsure(a) - unsure(b) || b.count - a.count || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

function unsure({ hits_consumer: hit }: ErrorGroup): number {
  return Number(hit === null);
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
    case "consumer":
      return group.hits_consumer !== undefined;
    case "status":
    case "status_class":
      return [...values].some((status) => status.startsWith("5"));
    default:
      return false;
  }
}

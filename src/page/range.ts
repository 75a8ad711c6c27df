import { useMemo } from "preact/hooks";
import { parseRange, type Range } from "./parse-range.ts";
import { usePlace } from "./place.ts";

export { sparkStep, type Range } from "./parse-range.ts";

/** Tells the range of the present place; the same object until it changes. */
export function useRange(): Range {
  const { params } = usePlace();
  const from = params.get("from");
  const to = params.get("to");
  return useMemo(() => parseRange(params, Date.now()), [from, to]);
}

/** Tells whether the range before is to be shown beside. */
export function useCompare(): boolean {
  return usePlace().params.get("compare") !== "none";
}

/** Writes the present range, and the service that is looked at, as parameters of the API. */
export function useScopeQuery(): string {
  const service = usePlace().params.get("service");
  const query = rangeQuery(useRange());
  return service === null ? query : `${query}&${new URLSearchParams({ service }).toString()}`;
}

/** Writes a range as parameters of the API. */
export function rangeQuery({ from, to }: Range): string {
  return new URLSearchParams({ from, to }).toString();
}

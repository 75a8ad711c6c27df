import { useMemo } from "preact/hooks";
import { useNow } from "./answer.ts";
import { parseRange, sparkStep, wholeRange, type Range } from "./parse-range.ts";
import { usePlace } from "./place.ts";

export type { Range } from "./parse-range.ts";

/** Tells the range of the present place; the same object until it changes. */
export function useRange(): Range {
  const { params } = usePlace();
  const now = useNow();
  const from = params.get("from");
  const to = params.get("to");
  return useMemo(() => parseRange(params, now()), [from, to]);
}

/** A range that is shown in steps. */
export interface SteppedRange extends Range {
  readonly step: string;
}

/** Tells the range of what is listed at the present place, and the step of its sparklines. */
export function useWholeRange(): SteppedRange {
  const nowMs = useNow()();
  const range = wholeRange(useRange(), nowMs);
  return { ...range, step: sparkStep(range, nowMs) };
}

/** Tells whether the range before is to be shown beside. */
export function useCompare(): boolean {
  return usePlace().params.get("compare") !== "none";
}

/** Writes a range, and the service that is looked at, as parameters of the API. */
export function useScopeQuery(range: Range): string {
  const service = usePlace().params.get("service");
  const query = rangeQuery(range);
  return service === null ? query : `${query}&${new URLSearchParams({ service }).toString()}`;
}

/** Writes a range as parameters of the API. */
export function rangeQuery({ from, to }: Range): string {
  return new URLSearchParams({ from, to }).toString();
}

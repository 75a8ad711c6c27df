import type { MeasureValues } from "../query/overview-answer.ts";

/** The error rates of the steps that had requests; of the others nothing is known. */
export function knownRates({
  error_rate: rates = [],
  requests = [],
}: MeasureValues): readonly (number | null)[] {
  return rates.map((rate, at) => (requests[at] === 0 ? null : rate));
}

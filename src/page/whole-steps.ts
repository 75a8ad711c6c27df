import type { MeasureValues } from "../query/overview-answer.ts";

/** Leaves out of values the steps that are not over yet, or only partly in the range: they would look like a fall. */
export function wholeSteps(values: MeasureValues, partial: readonly number[]): MeasureValues {
  const whole = Object.entries(values).map(
    ([measure, told]) => [measure, withoutPartial(told, partial)] as const,
  );
  return Object.fromEntries(whole);
}

/** The same for the values of one line. */
export function withoutPartial<T extends number | null>(
  values: readonly T[],
  partial: readonly number[],
): (T | null)[] {
  return values.map((value, at) => (partial.includes(at) ? null : value));
}

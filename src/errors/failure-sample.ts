import type { FailureSample } from "../core/error-group.ts";
import type { CapturedError } from "./captured-error.ts";
import type { ErrorFacts } from "./describe-failure.ts";

const maxStackLength = 2_000;
const maxBreadcrumbs = 10;
const maxBreadcrumbLength = 400;
/** What a sample may take in a row that holds many. */
const maxLength = 8_000;

/** Writes a failure down in full, short enough to be kept. */
export function toSample(error: CapturedError): FailureSample {
  const { errorId, timeMs, title, mechanism, classification, description, place } = error;
  const { code, category, status } = classification;
  const facts = { errorId, timeMs, title, mechanism, code, category, status, ...told(place) };
  const all: FailureSample = {
    ...facts,
    exceptions: [description, ...description.causes].map((one) => toException(one, maxStackLength)),
    children: description.children.map((one) => toException(one, 0)),
    breadcrumbs: error.breadcrumbs
      .slice(-maxBreadcrumbs)
      .map((line) => line.slice(0, maxBreadcrumbLength)),
  };
  if (JSON.stringify(all).length <= maxLength) return all;
  return { ...facts, exceptions: [toException(description, maxStackLength / 2)] };
}

/** Without what is not known. */
function told(place: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

function toException(
  { type, message, stack }: ErrorFacts,
  maxStack: number,
): Record<string, unknown> {
  const short = stack?.slice(0, maxStack) ?? "";
  return { type, message, ...(short === "" ? {} : { stack: short }) };
}

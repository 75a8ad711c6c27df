import type { FailureMark } from "../core/event.ts";
import { describeError } from "../core/describe-error.ts";

const maxCauses = 5;

/**
 * Tells of an error as OpenTelemetry's `exception.*` fields; its causes follow in the stack trace, as every runtime
 * prints them. What error tracking knows it by comes after.
 */
export function exceptionFields(thrown: unknown, mark?: FailureMark): Record<string, unknown> {
  const { type, message, stack } = describeError(thrown);
  const trace = [stack ?? "", ...causesOf(thrown)].filter((text) => text !== "").join("\n");
  return {
    "exception.type": type,
    "exception.message": message,
    ...(trace === "" ? {} : { "exception.stacktrace": trace }),
    ...(mark === undefined ? {} : markFields(mark)),
  };
}

function markFields({ group, code, errorId }: FailureMark): Record<string, unknown> {
  return {
    ...(group === undefined ? {} : { "error.group": group }),
    "error.code": code,
    ...(errorId === undefined ? {} : { "error.id": errorId }),
  };
}

function causesOf(thrown: unknown): string[] {
  const causes: string[] = [];
  const seen = new Set<unknown>([thrown]);
  for (
    let next = causeOf(thrown);
    next !== undefined && causes.length < maxCauses;
    next = causeOf(next)
  ) {
    if (seen.has(next)) break;
    seen.add(next);
    const { type, message, stack } = describeError(next);
    causes.push(`Caused by: ${stack ?? `${type}: ${message}`}`);
  }
  for (const inner of innerErrors(thrown).slice(0, maxCauses)) {
    const { type, message, stack } = describeError(inner);
    causes.push(`With: ${stack ?? `${type}: ${message}`}`);
  }
  return causes;
}

function causeOf(thrown: unknown): unknown {
  return property(thrown, "cause");
}

/** The errors of an AggregateError. */
function innerErrors(thrown: unknown): readonly unknown[] {
  const errors = property(thrown, "errors");
  return Array.isArray(errors) && thrown instanceof Error ? errors : [];
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

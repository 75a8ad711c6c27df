import type { Correlation } from "../core/correlation.ts";
import type { FailureMark } from "../core/event.ts";
import { exceptionFields } from "./exception-fields.ts";
import { LogRecord, type Resource } from "./log-record.ts";
import type { Serializer } from "./serializer.ts";

export interface SeenException {
  readonly timeMs: number;
  readonly message: string;
  readonly thrown: unknown;
  readonly mark: FailureMark;
  readonly correlation: Correlation | undefined;
  readonly resource: Resource;
}

/** Makes the record of a failure that is told of beside the line of its invocation; what was expected is a warning. */
export function exceptionRecord(
  { timeMs, message, thrown, mark, correlation, resource }: SeenException,
  serializer: Serializer,
): LogRecord {
  return new LogRecord({
    timeMs,
    level: mark.errorId === undefined ? "warn" : "error",
    message,
    logger: "errors",
    event: "exception",
    correlation,
    resource,
    fieldsText: serializer.fields(exceptionFields(thrown, mark)),
  });
}

import type { Level } from "../../src/core/level.ts";
import { LogRecord } from "../../src/log/log-record.ts";

/** A record whose line says `n`; apart from the fixtures, so that scripts without a test runner can make it. */
export function createRecord(n: number | string, level: Level = "info", padding = ""): LogRecord {
  return new LogRecord({
    timeMs: 0,
    level,
    message: `line${padding}`,
    logger: "app",
    event: undefined,
    correlation: undefined,
    resource: { service: "test", release: undefined, environment: undefined },
    fieldsText: `"n":${JSON.stringify(n)}`,
  });
}

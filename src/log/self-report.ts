import type { Clock } from "../core/clock.ts";
import { exceptionFields } from "./exception-fields.ts";
import { LogRecord, type Resource } from "./log-record.ts";
import type { Serializer } from "./serializer.ts";

/** Tells of the library's own failures, each kind once, so that a flood of them is no second failure. */
export class SelfReport {
  readonly #clock: Clock;
  readonly #resource: Resource;
  readonly #serializer: Serializer;
  readonly #told = new Set<string>();

  constructor(clock: Clock, resource: Resource, serializer: Serializer) {
    this.#clock = clock;
    this.#resource = resource;
    this.#serializer = serializer;
  }

  /** Writes a record of a failure; never throws. */
  tell(message: string, error: unknown, write: (record: LogRecord) => void): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    try {
      write(
        new LogRecord({
          timeMs: this.#clock.now(),
          level: "error",
          message,
          logger: "edgewatch",
          event: undefined,
          correlation: undefined,
          resource: this.#resource,
          fieldsText: this.#serializer.fields(exceptionFields(error)),
        }),
      );
    } catch {
      // There is nowhere left to tell it.
    }
  }
}

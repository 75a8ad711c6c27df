import type { Background } from "../core/background.ts";
import type { Correlation } from "../core/correlation.ts";
import { fitLine } from "./fit-line.ts";
import { createFormat, type LogFormat } from "./log-format.ts";
import type { LogRecord, LogTarget, SinkCounts } from "./log-record.ts";
import { severityNumber } from "../core/level.ts";
import { stdout } from "./stdout.ts";

export interface ConsoleSinkOptions {
  /** @default "otel" */
  readonly format?: LogFormat | undefined;
  /**
   * Longest line in characters; fields are cut to fit.
   *
   * @default 15_000: Logpush keeps 16,384 characters of an invocation's logs and exceptions together
   */
  readonly maxLineLength?: number | undefined;
  /**
   * Most characters of one invocation; what comes later is dropped and counted, errors and the line of the request last.
   *
   * @default 240_000: workerd keeps 256 KB of an invocation
   */
  readonly maxInvocationLength?: number | undefined;
  /** Writes one line. @default the console, in chunks on Deno, Bun and Node */
  readonly write?: ((line: string) => void) | undefined;
}

const minLineLength = 1_024;
/** Room that is kept for errors and for the line of the request itself. */
const reservedShare = 0.15;

/**
 * Writes each record as one line to the console.
 *
 * It hands the console one string each: workerd turns several arguments and odd values into `{}`, and `wrangler dev`
 * decorates the lines of other methods than `log` (2026-11).
 *
 * @throws RangeError when a limit is too small to hold a line.
 */
export function consoleSink(options: ConsoleSinkOptions = {}): LogTarget {
  return new ConsoleSink(options);
}

class ConsoleSink implements LogTarget {
  readonly #format: (record: LogRecord) => string;
  readonly #write: (line: string) => void;
  readonly #maxInvocationLength: number;
  readonly #maxLineLength: number;
  readonly #lengths = new WeakMap<Correlation, number>();
  #delivered = 0;
  #dropped = 0;

  constructor(options: ConsoleSinkOptions) {
    const { format = "otel", maxLineLength = 15_000, maxInvocationLength = 240_000 } = options;
    if (!(maxLineLength >= minLineLength) || !(maxInvocationLength >= maxLineLength)) {
      throw new RangeError(
        `Cannot write to the console in lines of ${maxLineLength} and invocations of ${maxInvocationLength} characters: give at least ${minLineLength}, and no less for an invocation than for a line`,
      );
    }
    const formatRecord = createFormat(format);
    this.#format =
      format === "pretty" ? formatRecord : (record) => fitLine(record, formatRecord, maxLineLength);
    this.#write = options.write ?? ((line) => stdout.write(line));
    this.#maxInvocationLength = maxInvocationLength;
    this.#maxLineLength = maxLineLength;
  }

  write(record: LogRecord, _background?: Background): void {
    const line = this.#format(record);
    if (
      record.correlation !== undefined &&
      !this.#takeRoom(record, record.correlation, line.length)
    ) {
      this.#dropped++;
      return;
    }
    this.#delivered++;
    this.#write(line);
  }

  counts(): SinkCounts {
    const dropped: Record<string, number> =
      this.#dropped === 0 ? {} : { invocation_too_long: this.#dropped };
    return { delivered: this.#delivered, queued: 0, dropped };
  }

  #takeRoom(record: LogRecord, correlation: Correlation, length: number): boolean {
    const used = (this.#lengths.get(correlation) ?? 0) + length;
    if (used > this.#limitFor(record)) return false;
    // Nothing comes after the invocation's own line, and a WeakMap entry for each request is dear.
    if (record.event === undefined) this.#lengths.set(correlation, used);
    return true;
  }

  /** The line of the request comes last, and finds room even after a flood of errors. */
  #limitFor({ event, level }: LogRecord): number {
    if (event !== undefined) return this.#maxInvocationLength;
    return severityNumber[level] >= severityNumber.error
      ? this.#maxInvocationLength - this.#maxLineLength
      : this.#maxInvocationLength * (1 - reservedShare);
  }
}

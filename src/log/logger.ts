import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import type { Correlation } from "../core/correlation.ts";
import type { LineFields } from "../core/line-fields.ts";
import { exceptionFields } from "./exception-fields.ts";
import type { Fields } from "../core/fields.ts";
import { formatFields } from "./json-text.ts";
import { LogRecord, parseFields, type Resource } from "./log-record.ts";
import type { Serializer } from "./serializer.ts";
import type { LevelPolicy } from "./level-policy.ts";
import { severityNumber, type Level } from "../core/level.ts";
import type { LogDetails, Logger } from "../core/logger.ts";

/** What a logger asks of the invocation that it is called in. */
export interface LogScope extends Correlation {
  readonly background: Background | undefined;
  /** Collects what is added to the invocation's line. */
  readonly line: LineFields;
  /** The lowest severity number that the request's rule lets through. */
  readonly minSeverity: number | undefined;
}

export interface LoggerContext {
  readonly resource: Resource;
  readonly policy: LevelPolicy;
  readonly serializer: Serializer;
  readonly clock: Clock;
  /** Asked at each record, so that one logger serves every invocation. */
  readonly scope: () => LogScope | undefined;
  readonly fork: Logger["fork"];
  readonly dispatch: (record: LogRecord, background: Background | undefined) => void;
  readonly onFailure: (error: unknown) => void;
}

/** @param bound the fields of a child logger, redacted and serialised once */
export function createLogger(context: LoggerContext, name: string, bound = ""): Logger {
  const { policy, serializer, clock, dispatch, onFailure, resource } = context;
  const boundFields = parseFields(bound);
  const minSeverity = policy.ofLogger(name);
  const { hasRoutes } = policy;
  const boundNames = new Set(Object.keys(boundFields).flatMap(withOriginal));

  function isWritten(severity: number): boolean {
    const fromRequest = hasRoutes ? context.scope()?.minSeverity : undefined;
    return severity >= (fromRequest ?? minSeverity);
  }

  function write(level: Level, message: string, details: LogDetails | undefined): void {
    try {
      const scope = context.scope();
      const record = new LogRecord({
        timeMs: clock.now(),
        level,
        message: serializer.text(messageOf(message)),
        logger: name,
        event: undefined,
        correlation: scope,
        resource,
        fieldsText: details === undefined ? bound : boundText(details),
      });
      dispatch(record, scope?.background);
    } catch (error) {
      onFailure(error);
    }
  }

  function boundText(details: LogDetails): string {
    const own = serializer.fields(toFields(details));
    if (bound === "") return own;
    if (own === "") return bound;
    return overlaps(boundNames, details)
      ? formatFields({ ...boundFields, ...parseFields(own) })
      : `${bound},${own}`;
  }

  function writer(level: Level): Logger["info"] {
    const severity = severityNumber[level];
    if (!hasRoutes && severity < minSeverity) return ignore;
    return (message, details) => {
      if (isWritten(severity)) write(level, message, details);
    };
  }

  function set(fields: Fields): void {
    try {
      const text = serializer.fields(fields);
      const isTaken = context.scope()?.line.add(parseFields(text)) === true;
      if (!isTaken) write("warn", "log.set came too late for its line", fields);
    } catch (error) {
      onFailure(error);
    }
  }

  return {
    trace: writer("trace"),
    debug: writer("debug"),
    info: writer("info"),
    warn: writer("warn"),
    error: writer("error"),
    fatal: writer("fatal"),
    isEnabled: (level) => isWritten(severityNumber[level]),
    set,
    fork: context.fork,
    child: (further, childName) =>
      createLogger(
        context,
        childName === undefined ? name : `${name}.${childName}`,
        bind(boundFields, serializer, further),
      ),
  };
}

/** Without types anything may come here. */
function messageOf(message: unknown): string {
  if (typeof message === "string") return message;
  try {
    return String(message);
  } catch {
    return "[message is no string]";
  }
}

function toFields(details: LogDetails): object {
  const fields = typeof details === "function" ? callSafely(details) : details;
  return isError(fields) ? exceptionFields(fields) : fields;
}

/** By its tag too, for errors of another realm; a proxy may throw. */
function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
  } catch {
    return false;
  }
}

function callSafely(details: () => Fields): Fields {
  try {
    return details();
  } catch (error) {
    return { "log.error": "the function that makes the fields threw", ...exceptionFields(error) };
  }
}

/** Redacts and serialises bindings once, for all records to come. */
function bind(bound: Fields, serializer: Serializer, further: Fields): string {
  try {
    return formatFields({ ...bound, ...parseFields(serializer.fields(further)) });
  } catch {
    return formatFields(bound);
  }
}

/** Whether a field may be bound already: only plain fields tell their names before they are serialised. */
function overlaps(bound: ReadonlySet<string>, details: LogDetails): boolean {
  try {
    if (Object.getPrototypeOf(details) !== Object.prototype || "toJSON" in details) return true;
    let count = 0;
    for (const name in details) {
      // More than are written are summed up under a name of the serialiser's own.
      if (bound.has(name) || ++count >= maxPlainFields) return true;
    }
    return false;
  } catch {
    return true;
  }
}

const maxPlainFields = 200;
const takenPrefix = "fields.";

/** A name that a record has for itself is written with a prefix: the field is bound under either. */
function withOriginal(name: string): string[] {
  return name.startsWith(takenPrefix) ? [name, name.slice(takenPrefix.length)] : [name];
}

async function runLater<T>(work: () => T): Promise<Awaited<T>> {
  return await work();
}

function ignore(): void {}

/** What a logger is before the first request has said where its records go. */
export const silentLogger: Logger = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  isEnabled: () => false,
  child: () => silentLogger,
  set: ignore,
  fork: (_name, work) => runLater(work),
};

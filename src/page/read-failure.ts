import { isRecord } from "../core/is-record.ts";

/** One thrown value of a failure. */
export interface FailureException {
  readonly type: string;
  readonly message: string;
  /** Newest first; empty where it has none. */
  readonly frames: readonly string[];
}

/** One log record of what led to a failure. */
export interface FailureBreadcrumb {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  /** What else the record says, as JSON. */
  readonly fields: string;
}

/** A kept failure, as far as it is what we know: samples are written by other versions too. */
export interface KeptFailure {
  readonly time: string | undefined;
  /** The failure itself, and then what caused what. */
  readonly exceptions: readonly FailureException[];
  /** The first errors of an AggregateError. */
  readonly children: readonly FailureException[];
  /** Oldest first. */
  readonly breadcrumbs: readonly FailureBreadcrumb[];
  /** Everything else by its name, in the order of docs/errors.md. */
  readonly facts: readonly (readonly [name: string, text: string])[];
}

const parts = new Set(["timeMs", "exceptions", "children", "breadcrumbs", "title"]);
const firstFacts = ["errorId", "requestId", "traceId", "spanId", "method", "path", "status"];
const maxItems = 50;

/** Reads a sample, whatever it holds; undefined where it is none. */
export function readFailure(sample: unknown): KeptFailure | undefined {
  if (!isRecord(sample)) return undefined;
  const names = new Set([...firstFacts, ...Object.keys(sample)]);
  return {
    time: isoTime(sample["timeMs"]),
    exceptions: listOf(sample["exceptions"]).map(readException),
    children: listOf(sample["children"]).map(readException),
    breadcrumbs: listOf(sample["breadcrumbs"]).map(readBreadcrumb),
    facts: [...names].slice(0, maxItems).flatMap((name) => {
      const text = parts.has(name) ? "" : toText(sample[name]);
      return text === "" ? [] : [[name, text] as const];
    }),
  };
}

function readException(value: unknown): FailureException {
  if (!isRecord(value)) return { type: "", message: toText(value), frames: [] };
  const frames = toText(value["stack"])
    .split("\n", maxItems)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return { type: toText(value["type"]), message: toText(value["message"]), frames };
}

/** A record is a line of JSON, and one that was cut is a text. */
function readBreadcrumb(line: unknown): FailureBreadcrumb {
  const record = typeof line === "string" ? parse(line) : line;
  if (!isRecord(record)) return { time: "", level: "", message: toText(line), fields: "" };
  const { timestamp, level, message, ...rest } = record;
  return {
    time: typeof timestamp === "string" ? timestamp : "",
    level: toText(level),
    message: toText(message),
    fields: Object.keys(rest).length === 0 ? "" : JSON.stringify(rest),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isoTime(value: unknown): string | undefined {
  const time = new Date(typeof value === "number" ? value : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, maxItems) : [];
}

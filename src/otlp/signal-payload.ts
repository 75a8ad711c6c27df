import { isRecord } from "../core/is-record.ts";
import type { QueuedLine } from "../log/http-batch.ts";
import type { HttpPayload } from "../log/http-payload.ts";
import type { Resource } from "../log/log-record.ts";
import { toAttributes } from "./attributes.ts";
import { metricTail } from "./metric-head.ts";

/** What is sent: each signal has a queue, and a path, of its own. */
export type Signal = "logs" | "traces" | "metrics";

/** What records of one signal have in common. */
export interface SignalHead {
  readonly resource: Resource;
  /** Name of the scope; for a data point, what its metric begins with. */
  readonly group: string;
}

interface SignalWords {
  readonly noun: string;
  /** The members of the body, from the outermost. */
  readonly ofResource: string;
  readonly ofScope: string;
  readonly rejected: string;
  /** Writes what a resource has, by group. */
  readonly join: (groups: ReadonlyMap<string, readonly string[]>) => string;
}

const scopeName = "edgewatch";
/** OTLP/HTTP names these, and no others. */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const signalWords: Readonly<Record<Signal, SignalWords>> = {
  logs: {
    noun: "log records",
    ofResource: "resourceLogs",
    ofScope: "scopeLogs",
    rejected: "rejectedLogRecords",
    join: (groups) => scoped(groups, "logRecords"),
  },
  traces: {
    noun: "spans",
    ofResource: "resourceSpans",
    ofScope: "scopeSpans",
    rejected: "rejectedSpans",
    join: (groups) => scoped(groups, "spans"),
  },
  metrics: {
    noun: "data points",
    ofResource: "resourceMetrics",
    ofScope: "scopeMetrics",
    rejected: "rejectedDataPoints",
    join(groups) {
      const metrics = Array.from(groups, ([head, points]) => head + points.join(",") + metricTail);
      return scoped(new Map([[scopeName, metrics]]), "metrics");
    },
  },
};

/**
 * Makes the payload of a signal: OTLP/HTTP with JSON (opentelemetry-proto 1.x).
 *
 * @param instanceId tells this source from others of its service, as series that only one may write need
 */
export function signalPayload(signal: Signal, instanceId: () => string): HttpPayload<SignalHead> {
  const { noun, ofResource, ofScope, rejected, join } = signalWords[signal];
  return {
    noun,
    contentType: "application/json",
    isRetryable: (status) => retryable.has(status),
    countRefused: (answer) => countRefused(answer, rejected),
    join(lines) {
      const resources = Array.from(grouped(lines), ([resource, groups]) => {
        const attributes = JSON.stringify(resourceAttributes(resource, instanceId()));
        return `{"resource":{"attributes":${attributes}},"${ofScope}":[${join(groups)}]}`;
      });
      return `{"${ofResource}":[${resources.join(",")}]}`;
    },
  };
}

function grouped(
  lines: readonly QueuedLine<SignalHead>[],
): ReadonlyMap<Resource, ReadonlyMap<string, readonly string[]>> {
  const resources = new Map<Resource, Map<string, string[]>>();
  for (const { head, text } of lines) {
    const groups = resources.get(head.resource) ?? new Map<string, string[]>();
    resources.set(head.resource, groups);
    const texts = groups.get(head.group);
    if (texts === undefined) groups.set(head.group, [text]);
    else texts.push(text);
  }
  return resources;
}

function scoped(groups: ReadonlyMap<string, readonly string[]>, member: string): string {
  const scopes = Array.from(
    groups,
    ([name, texts]) =>
      `{"scope":{"name":${JSON.stringify(name.toWellFormed())}},"${member}":[${texts.join(",")}]}`,
  );
  return scopes.join(",");
}

function resourceAttributes(
  { service, release, environment }: Resource,
  instanceId: string,
): unknown {
  return toAttributes([
    ["service.name", service],
    ["service.version", release],
    ["service.instance.id", instanceId],
    ["deployment.environment.name", environment],
  ]);
}

/** Reads `partialSuccess`; an answer that is not understood has refused nothing. */
function countRefused(answer: string, name: string): number {
  try {
    const parsed: unknown = JSON.parse(answer);
    const partial = isRecord(parsed) ? parsed["partialSuccess"] : undefined;
    const count = Number(isRecord(partial) ? (partial[name] ?? 0) : 0);
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  } catch {
    return 0;
  }
}

import type { ErrorReport } from "./forwarder.ts";
import { toSentryEvent, type SentryEvent, type SentryEventOptions } from "./sentry-event.ts";
import type { SentryException } from "./sentry-exceptions.ts";
import {
  encodeEvent,
  type SentryEnvelope,
  type SentryProject,
  type TraceIds,
} from "./sentry-toucan.ts";

/** Sentry takes up to 1 MB, and 200 kB compressed: this fits in any case. */
const maxEnvelopeBytes = 200_000;

/** What is given up, in this order, until an event fits. */
const reductions: readonly ((event: SentryEvent) => SentryEvent)[] = [
  (event) => event,
  (event) => ({ ...event, breadcrumbs: event.breadcrumbs.slice(-5) }),
  (event) => ({ ...event, breadcrumbs: [] }),
  (event) => withExceptions(event, 6, 50),
  (event) => withExceptions(event, 6, 10),
  (event) => withExceptions(event, 1, 10),
];

/** Makes the envelope of a report, at most 200 kB long; `too_large` where none would be. */
export function toEventEnvelope(
  report: ErrorReport,
  { dsn, ...options }: SentryEventOptions & { readonly dsn: string },
): (SentryEnvelope & { readonly bytes: number }) | "too_large" | "failed" {
  let event = toSentryEvent(report, options);
  const { release, environment } = event;
  const project: SentryProject = { dsn, release, environment };
  for (const reduce of reductions) {
    event = reduce(event);
    const envelope = encodeEvent(event, project, traceOf(report));
    if (envelope === undefined) return "failed";
    const bytes = countBytes(envelope.body);
    if (bytes <= maxEnvelopeBytes) return { ...envelope, bytes };
  }
  return "too_large";
}

/** Counts the bytes of a text in UTF-8. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

/** The outermost ones are at the end. */
function withExceptions(event: SentryEvent, maxExceptions: number, maxFrames: number): SentryEvent {
  const values = event.exception.values.slice(-maxExceptions);
  return {
    ...event,
    exception: { values: values.map((exception) => withFrames(exception, maxFrames)) },
  };
}

/** The newest ones are at the end. */
function withFrames(exception: SentryException, maxFrames: number): SentryException {
  const { stacktrace } = exception;
  return stacktrace === undefined
    ? exception
    : { ...exception, stacktrace: { frames: stacktrace.frames.slice(-maxFrames) } };
}

function traceOf({ error: { place } }: ErrorReport): TraceIds | undefined {
  const { traceId, spanId } = place;
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}

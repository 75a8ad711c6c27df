import type { KeyValue } from "./attributes.ts";

/** Kinds and codes as numbers, as OTLP's JSON has them. */
export const spanKind = { internal: 1, server: 2, client: 3 } as const;
const statusError = 2;
/** Flags beyond those of W3C: it is known whether the parent is in another process, and it is. */
const parentIsKnown = 0x100;
const parentIsRemote = 0x200;

/** A span as OTLP writes it in JSON. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly traceState?: string | undefined;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  readonly events?: readonly SpanEvent[];
  readonly status?: SpanStatus;
}

export interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly KeyValue[];
}

export interface SpanStatus {
  readonly code: number;
  readonly message?: string | undefined;
}

/** Whether a trace is to be kept, by its flags as in `traceparent`. */
export function isTraceSampled(traceFlags: string): boolean {
  return (Number.parseInt(traceFlags, 16) & 1) === 1;
}

/** Joins W3C's flags with what is known of the parent. */
export function spanFlags(traceFlags: string, isRemote: boolean): number {
  return Number.parseInt(traceFlags, 16) | parentIsKnown | (isRemote ? parentIsRemote : 0);
}

export function errorStatus(message?: string): SpanStatus {
  return { code: statusError, message: message?.toWellFormed() };
}

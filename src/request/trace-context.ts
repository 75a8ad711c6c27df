/** A parsed W3C `traceparent`, with its `tracestate` where that was valid. */
export interface TraceParent {
  readonly traceId: string;
  readonly parentSpanId: string;
  readonly traceFlags: string;
  readonly traceState: string | undefined;
}

const versionZeroLength = 55;
const maxTraceStateLength = 512;
const maxTraceStateMembers = 32;
const zeroTraceId = "0".repeat(32);
const zeroSpanId = "0".repeat(16);

/**
 * Parses `traceparent` strictly; undefined where a new trace must start.
 *
 * Source: W3C Trace Context level 2, §3.2 and §3.3. Unknown flags are cleared, a later version is read
 * as version 00 when it begins like one, and a wrong `tracestate` is left out without losing the trace.
 */
export function parseTraceParent(
  header: string | null,
  traceState: string | null = null,
): TraceParent | undefined {
  if (header === null || header.length < versionZeroLength) return undefined;
  if (!isLowerHex(header, 0, 2) || header.startsWith("ff")) return undefined;
  const isVersionZero = header.startsWith("00");
  if (isVersionZero && header.length !== versionZeroLength) return undefined;
  if (!isVersionZero && header.length > versionZeroLength && header[55] !== "-") return undefined;
  if (header[2] !== "-" || header[35] !== "-" || header[52] !== "-") return undefined;
  if (!isLowerHex(header, 3, 35) || !isLowerHex(header, 36, 52) || !isLowerHex(header, 53, 55)) {
    return undefined;
  }
  const traceId = header.slice(3, 35);
  const parentSpanId = header.slice(36, 52);
  if (traceId === zeroTraceId || parentSpanId === zeroSpanId) return undefined;
  return {
    traceId,
    parentSpanId,
    traceFlags: knownFlags(header.charCodeAt(54)),
    traceState: parseTraceState(traceState),
  };
}

/** Formats a version 00 `traceparent`. */
export function formatTraceParent(traceId: string, spanId: string, traceFlags: string): string {
  return `00-${traceId}-${spanId}-${traceFlags}`;
}

/** Only `sampled` (01) and `random-trace-id` (02) mean something in version 00. */
function knownFlags(lastDigit: number): string {
  const digit = lastDigit > 57 ? lastDigit - 87 : lastDigit - 48;
  return `0${digit & 3}`;
}

/** Keeps a `tracestate` whose every member is valid; W3C Trace Context level 2, §3.3.1. */
function parseTraceState(header: string | null): string | undefined {
  if (header === null || header.length > maxTraceStateLength) return undefined;
  const members = header
    .split(",")
    .map((member) => member.trim())
    .filter((member) => member !== "");
  if (members.length === 0 || members.length > maxTraceStateMembers) return undefined;
  const keys = new Set(members.map((member) => member.slice(0, member.indexOf("="))));
  if (keys.size !== members.length) return undefined;
  return members.every(isTraceStateMember) ? members.join(",") : undefined;
}

/** Both parts are bounded, so the expression takes linear time. */
const traceStateMember =
  /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

function isTraceStateMember(member: string): boolean {
  return traceStateMember.test(member);
}

function isLowerHex(value: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const code = value.charCodeAt(index);
    const isDigit = code >= 48 && code <= 57;
    const isLetter = code >= 97 && code <= 102;
    if (!isDigit && !isLetter) return false;
  }
  return true;
}

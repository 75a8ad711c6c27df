import type { CallRecord } from "../core/call-record.ts";
import type { EdgewatchEvent } from "../core/event.ts";
import type { Fields } from "../core/fields.ts";
import { roundedMs } from "../core/rounded-ms.ts";

/** The names under which a line tells of calls. */
export const callFieldNames: readonly string[] = ["calls", "calls_dropped"];

/** Makes what the line of an invocation tells of its calls of other services; undefined where there were none. */
export function callFields({ calls, callsDropped = 0 }: EdgewatchEvent): Fields | undefined {
  if (calls === undefined) return undefined;
  const told = { calls: calls.map((call) => toldCall(call)) };
  return callsDropped === 0 ? told : { ...told, calls_dropped: callsDropped };
}

/** A call that is no HTTP has an operation in place of method and route. */
function toldCall({ to, method, route, status, error, durationMs }: CallRecord): Fields {
  const what =
    method === "" ? { operation: route || undefined } : { method, route: route || undefined };
  return { to, ...what, status, error, duration_ms: roundedMs(durationMs) };
}

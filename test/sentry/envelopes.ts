import { parseEnvelope } from "@sentry/utils";
import { expect } from "vitest";

export type Json = Readonly<Record<string, unknown>>;

/** What tests read of an event. */
export interface ReceivedEvent extends Json {
  readonly event_id: string;
  readonly fingerprint: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly extra: { readonly suppressed: number };
  readonly exception: { readonly values: readonly ReceivedException[] };
}

export interface ReceivedException extends Json {
  readonly type: string;
  readonly value: string;
  readonly stacktrace?: { readonly frames: readonly Json[] };
}

export interface ReceivedEnvelope {
  readonly type: string;
  readonly header: Json;
  readonly payload: unknown;
}

/** Reads an envelope with Sentry's own parser and, line by line, with one that takes nothing else than was promised. */
export function readEnvelope(body: string): ReceivedEnvelope {
  const [header, items] = parseEnvelope(body);
  expect(items).toHaveLength(1);
  const [[itemHeader, payload] = [undefined, undefined]] = items;
  const lines = body.split("\n").map((line): unknown => JSON.parse(line));
  expect(lines).toEqual([header, itemHeader, payload]);
  expect(header.sent_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  return { type: String(itemHeader?.type), header: { ...header }, payload };
}

/** Reads the event of an envelope, and checks what all events promise. */
export function readEvent(body: string): ReceivedEvent {
  const { type, header, payload } = readEnvelope(body);
  expect(type).toBe("event");
  assertEvent(payload);
  expect(header["event_id"]).toBe(payload.event_id);
  expect(payload.event_id).toMatch(/^[0-9a-f]{32}$/);
  expect(payload["server_name"]).toBeUndefined();
  for (const value of Object.values(payload.tags)) expect(value).toMatch(/^.{1,200}$/);
  return payload;
}

/** How many occurrences events stand for. */
export function countOccurrences(events: readonly ReceivedEvent[]): number {
  return events.reduce((sum, { tags, extra }) => {
    expect(tags["group_count"]).toBe(String(extra.suppressed + 1));
    return sum + 1 + extra.suppressed;
  }, 0);
}

function assertEvent(payload: unknown): asserts payload is ReceivedEvent {
  expect(payload).toMatchObject({
    platform: "javascript",
    level: "error",
    fingerprint: [expect.stringMatching(/^[0-9a-f]{16}$/)],
    extra: { suppressed: expect.any(Number) },
    exception: { values: expect.any(Array) },
  });
}

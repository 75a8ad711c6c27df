import root from "@opentelemetry/otlp-transformer/build/src/generated/root.js";
import { expect } from "vitest";
import { isRecord } from "../../src/core/is-record.ts";
import type { Signal } from "../../src/otlp/signal-payload.ts";

/** A message of OpenTelemetry's own protobuf definitions, as their generated code knows it. */
interface Codec {
  verify(value: object): string | null;
  fromObject(value: object): object;
  toObject(message: object, options: object): object;
}

/** A decoded message: objects, lists, texts, numbers. */
export type Decoded = Readonly<Record<string, unknown>>;

const messages: Readonly<Record<Signal, readonly string[]>> = {
  logs: ["logs", "ExportLogsServiceRequest"],
  traces: ["trace", "ExportTraceServiceRequest"],
  metrics: ["metrics", "ExportMetricsServiceRequest"],
};
const idNames: ReadonlySet<string> = new Set(["traceId", "spanId", "parentSpanId"]);

/**
 * Reads the JSON of a request by way of OpenTelemetry's protobuf messages, and expects that nothing is lost on that way: a
 * member of another name or type would be.
 */
export function decode(signal: Signal, text: string): Decoded {
  const parsed: Decoded = JSON.parse(text);
  const codec = findCodec(signal);
  const given = translate(parsed, toBase64);
  const message = codec.fromObject(given);
  expect(codec.verify(message)).toBe(null);
  const read = codec.toObject(message, { longs: String, bytes: String });
  expect(withoutEmpty(read)).toEqual(withoutEmpty(given));
  return parsed;
}

/** Everything of one kind, such as `spans`, wherever it stands in decoded messages. */
export function collect(value: unknown, member: string): Decoded[] {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, member));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === member && Array.isArray(inner) ? inner.filter(isRecord) : collect(inner, member),
  );
}

/** Attributes as an object; each may be there once. */
export function attributesOf(value: Decoded | undefined): Decoded {
  const list = Array.isArray(value?.["attributes"]) ? value["attributes"].filter(isRecord) : [];
  const pairs = list.map(({ key, value: any }) => [String(key), plain(any)] as const);
  expect(new Set(pairs.map(([name]) => name)).size).toBe(pairs.length);
  return Object.fromEntries(pairs);
}

function plain(any: unknown): unknown {
  if (!isRecord(any)) return any;
  const [[type, value] = []] = Object.entries(any);
  return type === "intValue" ? Number(value) : value;
}

function findCodec(signal: Signal): Codec {
  const [folder = "", name = ""] = messages[signal];
  const path = ["opentelemetry", "proto", "collector", folder, "v1", name];
  let found: unknown = root;
  for (const step of path) {
    if (typeof found !== "object" || found === null) break;
    found = Reflect.get(found, step);
  }
  if (typeof found !== "function") throw new Error(`Cannot decode ${signal}: no such message`);
  return found as typeof found & Codec;
}

/** OTLP's JSON has ids in hex where protobuf's has base64. */
function translate(value: unknown, toBytes: (hex: string) => string): Decoded {
  const translated = JSON.parse(JSON.stringify(value), (name, inner: unknown) => {
    if (!idNames.has(name)) return inner;
    expect(inner).toMatch(name === "traceId" ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{16}$/);
    return toBytes(String(inner));
  }) as Decoded;
  return translated;
}

function toBase64(hex: string): string {
  const bytes = hex.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return btoa(String.fromCharCode(...bytes));
}

/** Protobuf does not tell an empty list from none. */
function withoutEmpty(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    Array.isArray(inner) && inner.length === 0 ? undefined : inner,
  );
}

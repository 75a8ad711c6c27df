import { edgewatch, type Edgewatch } from "../../src/edgewatch.ts";
import { detectRuntime } from "../../src/core/runtime.ts";
import { consoleSink } from "../../src/log/console-sink.ts";
import type { LogFormat } from "../../src/log/log-format.ts";
import type { LogRecord, LogSink } from "../../src/log/log-record.ts";
import type { EdgewatchOptions } from "../../src/options.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

const escape = "\u001B";
/** What the format for terminals colours its lines with. */
export const ownEscapes = new RegExp(`${escape}\\[\\d+m`, "g");

export type Line = Readonly<Record<string, unknown>>;

export const formats: readonly LogFormat[] = ["otel", "ecs", "pino", "pretty"];

/** An instance whose lines are kept in memory, in every format, and whose records a function receives. */
export interface Listening {
  readonly watch: Edgewatch;
  readonly clock: FakeClock;
  readonly lines: Readonly<Record<LogFormat, string[]>>;
  readonly records: LogRecord[];
  /** What went to the console of the platform. */
  readonly written: string[];
}

export type Changes = Partial<EdgewatchOptions> & {
  readonly env?: Readonly<Record<string, unknown>>;
};

/** Further sinks receive what the four consoles and the function do. */
export function listen({ env = {}, sinks = [], ...options }: Changes = {}): Listening {
  const clock = new FakeClock();
  const lines: Record<LogFormat, string[]> = { otel: [], ecs: [], pino: [], pretty: [] };
  const records: LogRecord[] = [];
  const written: string[] = [];
  const consoles = formats.map((format) =>
    consoleSink({ format, write: (line) => void lines[format].push(line) }),
  );
  const keep: LogSink = (record) => void records.push(record);
  const watch = edgewatch(
    { service: "orders", ...options, sinks: [...consoles, keep, ...sinks] },
    {
      clock,
      runtime: { ...detectRuntime(), env },
      write: (line) => void written.push(line),
    },
  );
  return { watch, clock, lines, records, written };
}

/** Sends a request to an app, whatever its handler returns. */
export async function send(
  app: { readonly fetch: (request: Request, ...rest: never[]) => unknown },
  request: Request,
): Promise<void> {
  await app.fetch(request);
}

/** All that a reader of any sink could see, as one text. */
export function everythingSaid({ lines, records, written }: Listening): string {
  const seen = records.map((record) => JSON.stringify([record, record.fields]));
  return [...formats.flatMap((format) => lines[format]), ...seen, ...written].join("\n");
}

export function forget({ lines, records, written }: Listening): void {
  for (const list of [...formats.map((format) => lines[format]), records, written]) list.length = 0;
}

export function parseLine(line: string | undefined): Line {
  return JSON.parse(line ?? "null");
}

/** Fields of the latest line in the format of the documentation. */
export function lastLine({ lines }: Listening): Line {
  return parseLine(lines.otel.at(-1));
}

/** All lines in the format of the documentation. */
export function allLines({ lines }: Listening): Line[] {
  return lines.otel.map((line) => parseLine(line));
}

/** Names at the top of a line that are written more than once. */
export function repeatedKeys(line = "{}"): string[] {
  const names: string[] = [];
  JSON.parse(line, function collect(this: unknown, name, value: unknown) {
    return typeof value === "object" && name !== "" ? undefined : value;
  });
  let depth = 0;
  for (const token of line.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]/g)) {
    const [text, colon] = token;
    if (text === "{" || text === "[") depth++;
    else if (text === "}" || text === "]") depth--;
    else if (depth === 1 && colon !== undefined) names.push(text.slice(0, -colon.length));
  }
  return names.filter((name, index) => names.indexOf(name) !== index);
}

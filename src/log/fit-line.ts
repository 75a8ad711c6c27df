import { formatFields, terminalSafe } from "./json-text.ts";
import type { FormatRecord } from "./log-format.ts";
import type { LogRecord } from "./log-record.ts";

const maxRounds = 12;
const keptCharacters = 256;
const bareCharacters = 64;

/** What is left of a record while it is cut. */
interface Rest {
  message: string;
  readonly fields: Map<string, unknown>;
  /** How long what was cut has been, by name; under `fields`, how many went as a whole. */
  readonly truncated: Map<string, number>;
}

/**
 * Formats a record into a line of at most `maxLength` characters that is still valid JSON: it cuts the longest
 * fields first, and says in `log.truncated` which ones and how long they were.
 */
export function fitLine(record: LogRecord, format: FormatRecord, maxLength: number): string {
  const line = format(record);
  if (line.length <= maxLength) return line;
  const { message } = record;
  const fields = new Map(Object.entries(record.fields));
  const rest: Rest = { message, fields, truncated: new Map() };
  for (let round = 0; round < maxRounds; round++) {
    const shortened = format(recordOf(record, rest));
    if (shortened.length <= maxLength) return shortened;
    cut(rest, shortened.length - maxLength);
  }
  return bareLine(record, format, maxLength);
}

function recordOf(record: LogRecord, { message, fields, truncated }: Rest): LogRecord {
  const noted: [string, unknown] = ["log.truncated", Object.fromEntries(truncated)];
  return record.with({ message, fieldsText: formatFields(Object.fromEntries([...fields, noted])) });
}

/** Cuts what takes most room by `excess` characters and some more, for a note of it takes room too. */
function cut(rest: Rest, excess: number): void {
  const { fields, truncated } = rest;
  const [name, length] = longest(fields);
  if (rest.message.length > length) {
    note(truncated, "message", rest.message.length);
    rest.message = shorter(rest.message, excess);
  } else if (name === undefined) {
    note(truncated, "fields", (truncated.get("fields") ?? 0) + dropLast(fields, excess));
  } else if (name.length > keptCharacters) {
    fields.delete(name);
    truncated.set("fields", (truncated.get("fields") ?? 0) + 1);
  } else {
    const value = fields.get(name);
    note(truncated, name, length);
    // Lists and objects go as a whole, for half of one would mean something else.
    fields.set(name, typeof value === "string" ? shorter(value, excess) : "[truncated]");
  }
}

function note(truncated: Map<string, number>, name: string, length: number): void {
  if (name === "fields" || !truncated.has(name)) truncated.set(name, length);
}

/** The field that takes most room, and its length in JSON. */
function longest(fields: ReadonlyMap<string, unknown>): [name: string | undefined, length: number] {
  let name: string | undefined;
  let length = keptCharacters + 1;
  for (const [candidate, value] of fields) {
    const size = sizeOf(candidate, value);
    if (size > length) {
      name = candidate;
      length = size;
    }
  }
  return [name, length];
}

function sizeOf(name: string, value: unknown): number {
  return name.length + lengthOf(value);
}

/** How long a value is in a line. */
function lengthOf(value: unknown): number {
  return terminalSafe(JSON.stringify(value) ?? "").length;
}

/** Keeps the beginning of a text; characters that JSON escapes count for as many as they become. */
function shorter(text: string, excess: number): string {
  const length = lengthOf(text);
  const share = Math.max(0, length - excess - keptCharacters) / length;
  return `${text.slice(0, Math.max(Math.floor(text.length * share), bareCharacters))}…`;
}

/** Drops small fields from the last one on; returns how many. */
function dropLast(fields: Map<string, unknown>, excess: number): number {
  let dropped = 0;
  let freed = 0;
  for (const [name, value] of [...fields].toReversed()) {
    if (freed > excess + keptCharacters) break;
    freed += sizeOf(name, value);
    fields.delete(name);
    dropped++;
  }
  return dropped;
}

/** The beginning of the message and how much more there was; names that leave no room for it are cut as well. */
function bareLine(record: LogRecord, format: FormatRecord, maxLength: number): string {
  const { message, resource } = record;
  const truncated = { fields: Object.keys(record.fields).length, message: message.length };
  const fieldsText = formatFields({ "log.truncated": truncated });
  const bare = record.with({ message: `${message.slice(0, bareCharacters)}…`, fieldsText });
  const line = format(bare);
  if (line.length <= maxLength) return line;
  const { service, release, environment } = resource;
  return format(
    bare.with({
      message: plain(message),
      logger: plain(record.logger),
      resource: {
        service: plain(service),
        release: release === undefined ? undefined : plain(release),
        environment: environment === undefined ? undefined : plain(environment),
      },
    }),
  );
}

/** A short text of which JSON escapes nothing. */
function plain(text: string): string {
  return text.slice(0, bareCharacters).replaceAll(/[^ !#-[\]-~]/g, "?");
}

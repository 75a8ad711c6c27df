import type { Level } from "../core/level.ts";
import type { LogRecord } from "./log-record.ts";
import { createTimestamp } from "./timestamp.ts";

const colors: Readonly<Record<Level, string>> = {
  trace: "\u001B[90m",
  debug: "\u001B[36m",
  info: "\u001B[32m",
  warn: "\u001B[33m",
  error: "\u001B[31m",
  fatal: "\u001B[35m",
};
const dim = "\u001B[2m";
const reset = "\u001B[0m";

/** Fields that a line for people leaves out, for they repeat the message or help machines only. */
const hidden = new Set([
  "http.request.method",
  "http.route",
  "http.response.status_code",
  "exception.stacktrace",
]);

/** Makes the format for people at a terminal: time, level, message, fields, and a stack on lines of its own. */
export function createPrettyFormat(): (record: LogRecord) => string {
  const timestamp = createTimestamp();
  return (record) => {
    const time = timestamp(record.timeMs).slice(-13, -1);
    const { fields } = record;
    const details = Object.entries(fields)
      .filter(([name, value]) => !hidden.has(name) && value !== undefined)
      .map(
        ([name, value]) =>
          `${printable(name)}=${printable(typeof value === "string" ? value : JSON.stringify(value))}`,
      )
      .join(" ");
    const stack =
      "exception.stacktrace" in fields
        ? `\n${printable(String(fields["exception.stacktrace"]), "\n")}`
        : "";
    const id =
      record.correlation === undefined ? "" : ` ${record.correlation.requestId.slice(0, 8)}`;
    return `${dim}${time}${reset} ${colors[record.level]}${record.level.toUpperCase().padEnd(5)}${reset} ${printable(record.message)}${dim}${id}${details === "" ? "" : ` ${details}`}${reset}${stack}`;
  };
}

/** Shows control characters, which could otherwise drive the terminal, as escapes. */
function printable(text: string, allowed = ""): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (found) =>
    allowed.includes(found)
      ? found
      : `\\u${(found.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

import { readProperty, readText } from "./read-property.ts";

/** Anything thrown, told as text. */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
}

const maxTypeLength = 256;
const maxMessageLength = 4_096;
const maxStackLength = 16_384;

/** Describes what was thrown, of whatever kind; never throws, not even when a getter does. */
export function describeError(thrown: unknown): ErrorDescription {
  if (typeof thrown !== "object" || thrown === null) {
    return {
      type: thrown === null ? "null" : typeof thrown,
      message: printed(thrown),
      stack: undefined,
    };
  }
  const name = readText(thrown, "name") ?? readClassName(thrown);
  const message =
    readText(thrown, "message") ?? (readText(thrown, "stack") === undefined ? printed(thrown) : "");
  return {
    type: cut(name ?? "Error", maxTypeLength),
    message: cut(message, maxMessageLength),
    stack: cutOrNothing(readText(thrown, "stack")),
  };
}

/** Reads the name of the class that an object is of; what platforms make is tagged, whoever has replaced its class. */
export function readClassName(value: object): string | undefined {
  const tag = readText(value, Symbol.toStringTag);
  if (tag !== undefined) return tag;
  const maker = readProperty(value, "constructor");
  return typeof maker === "function" ? readText(maker, "name") : undefined;
}

function printed(value: unknown): string {
  try {
    return cut(String(value), maxMessageLength);
  } catch {
    return "[unprintable]";
  }
}

function cutOrNothing(value: string | undefined): string | undefined {
  return value === undefined ? undefined : cut(value, maxStackLength);
}

function cut(value: string, maxLength: number): string {
  return value.length <= maxLength ? value : `${value.slice(0, maxLength)}…`;
}

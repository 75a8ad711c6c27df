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
  const name = text(thrown, "name") ?? constructorName(thrown);
  const message =
    text(thrown, "message") ?? (text(thrown, "stack") === undefined ? printed(thrown) : "");
  return {
    type: cut(name ?? "Error", maxTypeLength),
    message: cut(message, maxMessageLength),
    stack: cutOrNothing(text(thrown, "stack")),
  };
}

function text(value: object, property: string): string | undefined {
  try {
    const found: unknown = Reflect.get(value, property);
    return typeof found === "string" && found !== "" ? found : undefined;
  } catch {
    return undefined;
  }
}

function constructorName(value: object): string | undefined {
  try {
    const maker: unknown = Reflect.get(value, "constructor");
    return typeof maker === "function" ? text(maker, "name") : undefined;
  } catch {
    return undefined;
  }
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

import { readProperty, readText } from "../core/read-property.ts";
import { isCategory, type Category } from "./category.ts";

/** Marks an AppError for every copy of this package and every realm: `instanceof` knows only its own. */
export const appErrorBrand: unique symbol = Symbol.for("edgewatch.AppError");

/** What an AppError of this or another copy of the package says of itself. */
export interface AppErrorFacts {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly category: Category | undefined;
  readonly isExpected: boolean | undefined;
  readonly isRetryable: boolean | undefined;
  /** What happened this time, for the client to read. */
  readonly detail: string | undefined;
  /** The catalogue's text for the client, or one a language. */
  readonly message: string | Readonly<Record<string, string>> | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** Tells whether something thrown is an AppError, of whichever copy of the package. */
export function isAppError(thrown: unknown): boolean {
  return readProperty(thrown, appErrorBrand) === true;
}

/** Reads an AppError; undefined if it is none, or tells no code and status of an error. */
export function readAppError(thrown: unknown): AppErrorFacts | undefined {
  if (!isAppError(thrown)) return undefined;
  const code = readText(thrown, "code");
  const status = readProperty(thrown, "status");
  if (code === undefined || !isErrorStatus(status)) return undefined;
  const definition = readProperty(thrown, "definition");
  const category = readProperty(definition, "category");
  return {
    code,
    status,
    title: readText(definition, "title") ?? code,
    category: isCategory(category) ? category : undefined,
    isExpected: readBoolean(definition, "expected"),
    isRetryable: readBoolean(definition, "retryable"),
    detail: readText(thrown, "detail"),
    message: readMessage(definition),
    retryAfterSeconds: readNumber(thrown, "retryAfterSeconds"),
  };
}

/** Tells whether a value is an HTTP status that says that something failed. */
export function isErrorStatus(status: unknown): status is number {
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599;
}

function readMessage(definition: unknown): AppErrorFacts["message"] {
  const found = readProperty(definition, "message");
  if (typeof found === "string") return found;
  if (typeof found !== "object" || found === null) return undefined;
  try {
    const texts = Object.entries(found).filter(([, text]) => typeof text === "string");
    return Object.fromEntries<string>(texts);
  } catch {
    return undefined;
  }
}

function readBoolean(value: unknown, name: string): boolean | undefined {
  const found = readProperty(value, name);
  return typeof found === "boolean" ? found : undefined;
}

function readNumber(value: unknown, name: string): number | undefined {
  const found = readProperty(value, name);
  return typeof found === "number" ? found : undefined;
}

import { describeError, readClassName } from "../core/describe-error.ts";
import { isArray, readProperty, readText } from "../core/read-property.ts";
import { isAppError, readAppError, type AppErrorFacts } from "./app-error-facts.ts";
import { readSigns, type FailureSigns } from "./failure-signs.ts";
import { pickStackLines } from "./pick-stack-lines.ts";

/** What one thrown value says of itself; texts are well-formed Unicode and bounded, but not redacted. */
export interface ErrorFacts {
  /** The name of the error, of its class where that says more, or what kind of value it is. */
  readonly type: string;
  /** At most 1,024 characters. */
  readonly message: string;
  /** The frames as the runtime prints them, newest first and at most 50; name and message are beside them. */
  readonly stack: string | undefined;
  /** `ECONNREFUSED`, `ORDER_NOT_FOUND`, …; the numbers of DOMExceptions are left out. */
  readonly code: string | undefined;
  readonly isAppError: boolean;
}

/** A failure with all that classifying, grouping and reporting need, read once. */
export interface FailureDescription extends ErrorFacts {
  /** What caused it, what caused that, and so on: at most five, and none twice. */
  readonly causes: readonly ErrorFacts[];
  /** The first ten errors of an AggregateError, also of one among the causes. */
  readonly children: readonly ErrorFacts[];
  /** How many there are in all. */
  readonly childCount: number;
  readonly app: AppErrorFacts | undefined;
  /** The group that it says it belongs to, in a property `fingerprint`. */
  readonly ownFingerprint: string | undefined;
  readonly signs: FailureSigns;
}

const maxMessageLength = 1_024;
const maxCodeLength = 128;
const maxCauses = 5;
const maxChildren = 10;
/** Names of classes that are shorter are a minifier's. */
const minClassNameLength = 4;

/** Reads whatever was thrown; never throws itself, whatever the value does when it is looked at. */
export function describeFailure(thrown: unknown): FailureDescription {
  const causes = causesOf(thrown);
  const errors = errorsOf([thrown, ...causes]);
  const facts = factsOf(thrown);
  const signs = readSigns(thrown);
  return {
    ...facts,
    type: signs.isHttpException && facts.type === "Error" ? "HTTPException" : facts.type,
    causes: causes.map(factsOf),
    children: errors.first.map(factsOf),
    childCount: errors.count,
    app: readAppError(thrown),
    ownFingerprint: readText(thrown, "fingerprint"),
    signs,
  };
}

function factsOf(thrown: unknown): ErrorFacts {
  const { type, message } = describeError(thrown);
  return {
    type: wellFormed(typeOf(thrown, type)),
    message: cut(messageOf(thrown, message), maxMessageLength),
    stack: stackOf(thrown),
    code: codeOf(thrown),
    isAppError: isAppError(thrown),
  };
}

/** `class NotFound extends Error {}` leaves the name at `Error`. */
function typeOf(thrown: unknown, name: string): string {
  if (name !== "Error" || typeof thrown !== "object" || thrown === null) return name;
  const className = readClassName(thrown)?.slice(0, maxCodeLength);
  return className !== undefined && className.length >= minClassNameLength ? className : name;
}

/** Functions print their source, and objects nothing of use. */
function messageOf(thrown: unknown, message: string): string {
  if (typeof thrown === "function") return `[function ${readText(thrown, "name") ?? "anonymous"}]`;
  if (typeof thrown !== "object" || thrown === null) return message;
  return message === "[object Object]" ? `[object with ${keysOf(thrown)}]` : message;
}

function keysOf(thrown: object): string {
  try {
    const keys = Object.keys(thrown).toSorted();
    return keys.length === 0 ? "no keys" : keys.slice(0, maxChildren).join(", ");
  } catch {
    return "unreadable keys";
  }
}

function stackOf(thrown: unknown): string | undefined {
  const stack = readText(thrown, "stack");
  if (stack === undefined) return undefined;
  const lines = pickStackLines(stack, readText(thrown, "message") ?? "");
  return lines.length === 0 ? undefined : wellFormed(lines.join("\n"));
}

function codeOf(thrown: unknown): string | undefined {
  const code = readText(thrown, "code");
  return code === undefined ? undefined : wellFormed(code.slice(0, maxCodeLength));
}

function causesOf(thrown: unknown): unknown[] {
  const chain: unknown[] = [thrown];
  while (chain.length <= maxCauses) {
    const cause = readProperty(chain.at(-1), "cause");
    if (cause === undefined || cause === null || chain.includes(cause)) break;
    chain.push(cause);
  }
  return chain.slice(1);
}

/** The errors of the first AggregateError among some; duck-typed, for it may come from another realm. */
function errorsOf(chain: readonly unknown[]): { first: unknown[]; count: number } {
  for (const error of chain) {
    const errors = readProperty(error, "errors");
    const count = isArray(errors) ? readProperty(errors, "length") : 0;
    if (typeof count === "number" && count > 0 && readText(error, "stack") !== undefined) {
      const first = Array.from({ length: Math.min(count, maxChildren) }, (_, index) =>
        readProperty(errors, index),
      );
      return { first, count };
    }
  }
  return { first: [], count: 0 };
}

function cut(text: string, maxLength: number): string {
  return wellFormed(text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`);
}

/** Half a surrogate pair breaks encoders and other people's parsers. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

import { isArray, readProperty } from "../core/read-property.ts";
import { isErrorStatus } from "./app-error-facts.ts";

/** What tells the errors of frameworks, clients and platforms apart, without importing any of them. */
export interface FailureSigns {
  /** Its `status` or `statusCode`, if that is one of an error. */
  readonly status: number | undefined;
  /** Makes a response of its own, as Hono's HTTPException does. */
  readonly isHttpException: boolean;
  /** Lists what is wrong with some input, as Zod and its likes do. */
  readonly hasIssues: boolean;
  /** Tells of the answer of another server, whose status is not ours. */
  readonly isForeignAnswer: boolean;
  /** What workerd says of a failed call to a Durable Object. */
  readonly isRemote: boolean;
  readonly isRetryable: boolean;
  readonly isOverloaded: boolean;
  readonly isObjectReset: boolean;
}

/** Reads the signs of something thrown; never throws. */
export function readSigns(thrown: unknown): FailureSigns {
  return {
    status: statusOf(thrown),
    isHttpException: typeof readProperty(thrown, "getResponse") === "function",
    hasIssues: isArray(readProperty(thrown, "issues")),
    isForeignAnswer: isForeignAnswer(thrown),
    isRemote: readProperty(thrown, "remote") === true,
    isRetryable: readProperty(thrown, "retryable") === true,
    isOverloaded: readProperty(thrown, "overloaded") === true,
    isObjectReset: readProperty(thrown, "durableObjectReset") === true,
  };
}

function statusOf(thrown: unknown): number | undefined {
  const status = readProperty(thrown, "status") ?? readProperty(thrown, "statusCode");
  return isErrorStatus(status) ? status : undefined;
}

/** Clients keep what they sent or got with their errors; errors made to be answered say whether to `expose` them. */
function isForeignAnswer(thrown: unknown): boolean {
  return (
    readProperty(thrown, "stack") !== undefined &&
    typeof readProperty(thrown, "expose") !== "boolean" &&
    ["response", "request", "config", "headers"].some(
      (name) => readObject(thrown, name) !== undefined,
    )
  );
}

function readObject(value: unknown, name: string): object | undefined {
  const found = readProperty(value, name);
  return typeof found === "object" && found !== null ? found : undefined;
}

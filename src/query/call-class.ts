import { aborted } from "../core/dependency-call.ts";
import { statusCodeOf } from "../health/failure-code.ts";

const clientError = 400;

/** The class of a call that did not go well, such as `timeout` or `http_5xx`; undefined for one that did. */
export function callClass(
  status: number | undefined,
  error: string | undefined,
): string | undefined {
  if (error !== undefined) return error;
  return status !== undefined && status >= clientError ? statusCodeOf(status) : undefined;
}

/** Tells whether calls of this class speak against the dependency: most other 4xx are answers. */
export function isErrorClass(name: string): boolean {
  return name !== "http_4xx" && name !== aborted;
}

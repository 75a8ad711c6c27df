import type { Classification } from "./classify.ts";
import type { FailureDescription } from "./describe-failure.ts";
import { isErrorStatus } from "./app-error-facts.ts";

/** What a client may be told of a failure. */
export interface ErrorProblem {
  /** 400 to 599; anything else is answered as 500. */
  readonly status: number;
  readonly code: string;
  /** @default what the status means */
  readonly title?: string | undefined;
  /** What happened this time; goes before `message`. */
  readonly detail?: string | undefined;
  /** A text for whoever reads it, or one a language. */
  readonly message?: string | Readonly<Record<string, string>> | undefined;
  /** An address that explains the code. @default "about:blank" */
  readonly type?: string | undefined;
  readonly isRetryable?: boolean | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** Further members of the problem; they replace none of the standard ones. */
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** What a status means, where the words of RFC 9110 are not those of everyday. */
const titles: ReadonlyMap<number, string> = new Map([
  [400, "Bad request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not found"],
  [405, "Method not allowed"],
  [406, "Not acceptable"],
  [408, "Request timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [412, "Precondition failed"],
  [413, "Content too large"],
  [415, "Unsupported media type"],
  [422, "Unprocessable content"],
  [429, "Too many requests"],
  [499, "Client closed request"],
  [500, "Internal server error"],
  [501, "Not implemented"],
  [502, "Bad gateway"],
  [503, "Service unavailable"],
  [504, "Gateway timeout"],
]);

/** Says in a few words what a status of 400 or above means. */
export function titleOfStatus(status: number): string {
  return titles.get(status) ?? (status < 500 ? "Bad request" : "Internal server error");
}

/** Takes 500 for what is no status of an error. */
export function toErrorStatus(status: unknown): number {
  return isErrorStatus(status) ? status : 500;
}

/**
 * Chooses what a client may be told: all that an AppError has for it, what Hono's HTTPException says if it is the
 * client's mistake, and of everything else only what its status means.
 *
 * @param isDevelopment whether to tell the message and the stack of any error
 */
export function toErrorProblem(
  failure: FailureDescription,
  classification: Classification,
  { isDevelopment = false }: { readonly isDevelopment?: boolean | undefined } = {},
): ErrorProblem {
  const { status, code, isRetryable } = classification;
  const { app, signs } = failure;
  const isMeantForClient = signs.isHttpException && status < 500 && failure.message !== "";
  const isTold = isMeantForClient || (isDevelopment && app === undefined);
  return {
    status,
    code,
    isRetryable,
    title: app?.title,
    detail: app?.detail ?? (isTold ? failure.message : undefined),
    message: app?.message,
    retryAfterSeconds: app?.retryAfterSeconds,
    extensions: isDevelopment ? developmentDetails(failure) : undefined,
  };
}

function developmentDetails(failure: FailureDescription): Readonly<Record<string, unknown>> {
  return {
    exception: [failure, ...failure.causes].map(({ type, message, stack }) => ({
      type,
      message,
      stack: stack?.split("\n"),
    })),
  };
}

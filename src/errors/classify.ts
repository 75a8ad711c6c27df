import type { ErrorFacts, FailureDescription } from "./describe-failure.ts";
import { categoryOfStatus, isRetryableStatus, type Category } from "./category.ts";
import {
  isNetworkFailure,
  isPassingRedisFailure,
  isRedisFailure,
  isTimeout,
} from "./platform-errors.ts";

/** What a failure means to the client, and to whoever is on call. */
export interface Classification {
  readonly category: Category;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** The AppError's own, else the category in capitals: `RATE_LIMIT`. */
  readonly code: string;
  /** Whether it is part of normal work: it is counted, and nobody is told. */
  readonly isExpected: boolean;
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
}

export interface ClassifyOptions {
  /** Whether the client had gone when it failed: what then breaks off is no error. @default false */
  readonly isClientGone?: boolean | undefined;
}

/** Classifies a failure; what it does not know is an internal error that nobody expects. */
export function classify(
  failure: FailureDescription,
  { isClientGone = false }: ClassifyOptions = {},
): Classification {
  return classifyAppError(failure) ?? classifyOther(failure, isClientGone);
}

function classifyAppError({ app }: FailureDescription): Classification | undefined {
  if (app === undefined) return undefined;
  return {
    category: app.category ?? categoryOfStatus(app.status),
    status: app.status,
    code: app.code,
    isExpected: app.isExpected ?? app.status < 500,
    isRetryable: app.isRetryable ?? isRetryableStatus(app.status),
  };
}

function classifyOther(failure: FailureDescription, isClientGone: boolean): Classification {
  const { signs, type } = failure;
  if (signs.isHttpException && signs.status !== undefined) return byStatus(signs.status);
  if (signs.hasIssues && /(?:ZodError|ValiError)$/.test(type)) return byStatus(400);
  if (isAbort(failure)) return byStatus(499);

  // Codes of the network are looked for in the causes too: they are wrapped by fetch, and by those who call it.
  const chain = [failure, ...failure.causes, ...failure.children];
  const isNetwork = chain.some(isNetworkFailure);
  if (isClientGone && (isNetwork || chain.some(isAbort))) return byStatus(499);
  if (chain.some(isTimeout)) return byStatus(504);
  if (signs.isOverloaded) return { ...byStatus(503), isRetryable: false };
  if (isNetwork) return { ...byStatus(502), isRetryable: true };
  if (chain.some(isRedisFailure)) return { ...byStatus(502), isRetryable: mayPass(chain) };
  if (signs.isRetryable || signs.isObjectReset) return byStatus(503);
  if (signs.status === undefined) return byStatus(500);
  return signs.isForeignAnswer
    ? { ...byStatus(502), isRetryable: isRetryableStatus(signs.status) }
    : byStatus(signs.status);
}

function byStatus(status: number): Classification {
  const category = categoryOfStatus(status);
  return {
    category,
    status,
    code: category.toUpperCase(),
    isExpected: status < 500,
    isRetryable: isRetryableStatus(status),
  };
}

function isAbort({ type }: ErrorFacts): boolean {
  return type === "AbortError";
}

function mayPass(chain: readonly ErrorFacts[]): boolean {
  return chain.some((facts) => isRedisFailure(facts) && isPassingRedisFailure(facts));
}

import type { Clock } from "./core/clock.ts";
import {
  CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitState,
} from "./health/circuit-breaker.ts";
import { releaseBody } from "./health/fetch-within.ts";
import { withRetry } from "./health/retry.ts";
import { parseRetryAfterMs } from "./log/retry-after.ts";
import type { Outbound } from "./outbound.ts";
import { isRepeatable } from "./request/outbound-body.ts";
import { readMethod, readSignal, withChanges } from "./request/outbound-target.ts";
import type { TimeOptions } from "./request/outbound-time.ts";
import { pauseUntil, withTimeout } from "./request/outbound-timeout.ts";
import { isResponse } from "./request/response-headers.ts";

export interface DependencyOptions {
  /** How long each attempt may take, until the headers where it is HTTP. @default as long as it takes */
  readonly timeoutMs?: number | undefined;
  /** How often to try again, up to 10. @default 0 */
  readonly retries?: number | undefined;
  /** Which methods are tried again. @default those that do no more when they come twice: all but POST and PATCH */
  readonly retryMethods?: readonly string[] | undefined;
  /** Spares a dependency that fails: true, or when to. @default false */
  readonly breaker?: boolean | CircuitBreakerOptions | undefined;
  /** Hosts whose calls by `watch.fetch` are counted under this name too. @default none */
  readonly hosts?: readonly string[] | undefined;
}

/** What an attempt of `run` is told. */
export interface Attempt {
  /** Aborted when the time is over, or the caller gives up. */
  readonly signal: AbortSignal | undefined;
  /** From 1 on. */
  readonly attempt: number;
}

export interface RunOptions<T> extends TimeOptions<T> {
  /** What is done, as it is counted. @default none */
  readonly operation?: string | undefined;
  /** Whether it may be tried again. @default false */
  readonly isRepeatable?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Another service, and how it is to be called. */
export interface Dependency {
  readonly name: string;
  /** Of the circuit breaker; `closed` where there is none. */
  readonly state: CircuitState;
  /** Calls it over HTTP. Each attempt is counted; the last answer is the one that comes back. */
  readonly fetch: typeof fetch;
  /** Calls it in any other way. Each attempt is counted. */
  readonly run: <T>(
    work: (attempt: Attempt) => T | Promise<T>,
    options?: RunOptions<T>,
  ) => Promise<T>;
}

export interface DependencyParts {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** What counts calls; undefined before the first request where options need an environment. */
  readonly outbound: () => Outbound | undefined;
  /** From 0 to 1. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** A retry waits no longer than this for a server that says when to come back. */
const maxRetryAfterMs = 10_000;
const maxRetries = 10;
const repeatableMethods = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"];
const transientStatuses = new Set([429, 502, 503, 504]);

/** @throws TypeError or RangeError when an option cannot be used. */
export function createDependency(
  name: string,
  options: DependencyOptions,
  { clock, fetch, outbound, random = Math.random }: DependencyParts,
): Dependency {
  check(name, options);
  const { timeoutMs, retries = 0, retryMethods = repeatableMethods, breaker = false } = options;
  const own = typeof breaker === "object" ? breaker : {};
  const circuit =
    breaker === false
      ? undefined
      : new CircuitBreaker(name, { clock, isBadResult: isBadAnswer, ...own });

  /** Does one attempt, within its time, unless the breaker refuses. */
  async function attempt<T>(
    given: AbortSignal | undefined,
    work: (signal: AbortSignal | undefined) => T | Promise<T>,
  ): Promise<T> {
    async function timed(): Promise<T> {
      try {
        return await withTimeout(work, { name, timeoutMs, signal: given, clock });
      } catch (error) {
        throw given?.aborted === true ? new GivenUp(error) : error;
      }
    }
    return await (circuit === undefined ? timed() : circuit.run(timed));
  }

  return {
    name,
    get state() {
      return circuit?.state ?? "closed";
    },
    async fetch(input, init) {
      const signal = readSignal(input, init);
      const mayRepeat = retryMethods.includes(readMethod(input, init)) && isRepeatable(input, init);
      const attempts = mayRepeat ? 1 + retries : 1;
      let notBeforeMs = 0;
      return await unwrapped(
        withRetry(
          async (number) => {
            await pauseUntil(notBeforeMs, signal, clock);
            const response = await attempt(signal, (limited) => {
              const [target, given] =
                limited === signal
                  ? [input, init]
                  : withChanges(input, init, { signal: limited ?? null });
              const measured = outbound()?.fetch;
              return measured === undefined
                ? fetch(target, given)
                : measured(target, given, { name, attempt: number });
            });
            if (number >= attempts || !transientStatuses.has(response.status)) return response;
            const waitMs = parseRetryAfterMs(response.headers.get("retry-after"), clock.now()) ?? 0;
            if (waitMs > maxRetryAfterMs) return response;
            notBeforeMs = clock.monotonicMs() + waitMs;
            releaseBody(response);
            throw new TransientAnswer(`Cannot call ${name}: it answered ${response.status}`);
          },
          { attempts, signal, clock, random },
        ),
      );
    },
    async run<T>(
      work: (attempt: Attempt) => T | Promise<T>,
      { operation = "", isRepeatable: mayRepeat = false, signal, status }: RunOptions<T> = {},
    ): Promise<T> {
      const attempts = mayRepeat ? 1 + retries : 1;
      return await unwrapped(
        withRetry(
          (number) =>
            attempt(signal, (limited) => {
              function asked(): T | Promise<T> {
                return work({ signal: limited, attempt: number });
              }
              const time = outbound()?.time;
              const call = { dependency: name, operation, attempt: number };
              if (time === undefined) return asked();
              return time<T | Promise<T>>(call, asked, { status });
            }),
          { attempts, signal, clock, random },
        ),
      );
    },
  };
}

/** Wraps what a caller who gave up gets: it speaks neither against the dependency nor for trying again. */
class GivenUp extends Error {
  override readonly name = "AbortError";

  constructor(cause: unknown) {
    super("Cannot go on: the caller gave up", { cause });
  }
}

/** An answer that is worth trying again. */
class TransientAnswer extends Error {
  override readonly name = "TransientAnswer";
}

async function unwrapped<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof GivenUp ? error.cause : error;
  }
}

function isBadAnswer(value: unknown): boolean {
  return isResponse(value) && (value.status >= 500 || value.status === 429);
}

function check(name: unknown, { timeoutMs, retries = 0 }: DependencyOptions): void {
  if (typeof name !== "string" || name === "") {
    throw new TypeError("Cannot make a dependency: its name is none; give it one");
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    throw new RangeError(
      `Cannot make the dependency ${name}: timeoutMs is ${timeoutMs}; give milliseconds above 0`,
    );
  }
  if (!(Number.isInteger(retries) && retries >= 0 && retries <= maxRetries)) {
    throw new RangeError(
      `Cannot make the dependency ${name}: retries is ${retries}; give 0 to ${maxRetries}`,
    );
  }
}

import { CappedNames } from "./capped-names.ts";
import type { Scope } from "./scope.ts";
import type { Clock } from "../core/clock.ts";
import type { DependencyOperation } from "../core/dependency-call.ts";
import { readProperty } from "../core/read-property.ts";

/** What a measured function returned: the same value, or a promise of it. */
export type Timed<T> = T extends PromiseLike<unknown> ? Promise<Awaited<T>> : T;

export interface TimeOptions<T> {
  /** Reads how a call ended from its result: an HTTP status, or the class of an error. @default what returns has gone well */
  readonly status?: ((result: Awaited<T>) => number | string | undefined) | undefined;
}

/** What a call is counted under. */
export interface TimedCall {
  readonly dependency: string;
  /** Empty where it has no name. */
  readonly operation: string;
  /** From 1 on. */
  readonly attempt: number;
}

/** Runs work and counts it; returns or throws what the work does. */
export type TimeCall = <T>(call: TimedCall, work: () => T, options?: TimeOptions<T>) => Timed<T>;

export interface TimerOptions {
  readonly clock: Clock;
  readonly current: () => Scope | undefined;
  /** Makes what may be stored of a name. */
  readonly clean: (text: string) => string;
  /** Tells the class of an error or of a status; undefined for a good status. */
  readonly classify: (
    ended: { readonly thrown: unknown } | { readonly status: number },
  ) => string | undefined;
  readonly record: (
    timeMs: number,
    operation: DependencyOperation,
    scope: Scope | undefined,
  ) => void;
  /** Told what goes wrong in the library itself; the caller never is. */
  readonly onInternalError: (error: unknown) => void;
}

interface Begun {
  readonly timeMs: number;
  readonly startMs: number;
  readonly scope: Scope | undefined;
}

const maxDependencies = 50;
const maxOperations = 200;

/** Reads `qdrant.search` as the dependency `qdrant` and what was asked of it. */
export function toTimedCall(name: string): TimedCall {
  // Without types anything may come here.
  const text = typeof name === "string" ? name : "";
  const dot = text.indexOf(".");
  return dot === -1
    ? { dependency: text, operation: "", attempt: 1 }
    : { dependency: text.slice(0, dot), operation: text.slice(dot + 1), attempt: 1 };
}

/** Makes what measures calls that are not HTTP. */
export function createTimer(options: TimerOptions): TimeCall {
  const { clock, current, clean, classify, record, onInternalError } = options;
  const dependencies = new CappedNames(maxDependencies);
  const operations = new CappedNames(maxOperations);

  function begin(): Begun | undefined {
    try {
      return { timeMs: clock.now(), startMs: clock.monotonicMs(), scope: current() };
    } catch (error) {
      onInternalError(error);
      return undefined;
    }
  }

  function readStatus<R>(
    status: ((result: R) => unknown) | undefined,
    result: R,
  ): string | undefined {
    try {
      const ended = status?.(result);
      if (typeof ended === "number") return classify({ status: ended });
      return typeof ended === "string" && ended !== "" ? clean(ended) : undefined;
    } catch (error) {
      onInternalError(error);
      return undefined;
    }
  }

  return <T>(call: TimedCall, work: () => T, { status }: TimeOptions<T> = {}): Timed<T> => {
    const begun = begin();
    // Nothing is measured: what the work returns is as good.
    if (begun === undefined) return work() as Timed<T>;
    const { timeMs, startMs, scope } = begun;

    function end(readError: () => string | undefined): void {
      try {
        const endMs = clock.monotonicMs();
        const durationMs = endMs - startMs;
        const dependency = dependencies.of(clean(call.dependency), endMs);
        const operation = operations.of(clean(call.operation), endMs);
        const error = readError();
        scope?.addCall({
          to: dependency,
          method: "",
          route: operation,
          startMs: timeMs,
          durationMs,
          error,
        });
        const { attempt } = call;
        record(clock.now(), { dependency, operation, error, durationMs, attempt }, scope);
      } catch (error) {
        onInternalError(error);
      }
    }

    function returned<R>(result: R): R {
      end(() => readStatus(status, result as Awaited<T>));
      return result;
    }

    function threw(thrown: unknown): never {
      end(() => classify({ thrown }));
      throw thrown;
    }

    let result: T;
    try {
      result = work();
    } catch (thrown) {
      return threw(thrown);
    }
    // Queries of some clients begin when their `then` is called, so that it must be called once only.
    return (
      isThenable(result) ? Promise.resolve(result).then(returned, threw) : returned(result)
    ) as Timed<T>;
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof readProperty(value, "then") === "function";
}

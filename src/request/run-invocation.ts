import type { Clock } from "../core/clock.ts";
import type { Failure, InvocationEvent } from "../core/event.ts";
import type { Scope } from "./scope.ts";

export interface InvocationOptions {
  readonly clock: Clock;
  readonly capture: (thrown: unknown) => Failure;
  readonly emit: (event: InvocationEvent) => void;
}

/** Runs the work of an invocation that is no request, and makes its one event; what the work throws goes on. */
export async function runInvocation<T>(
  scope: Scope,
  work: () => T,
  { clock, capture, emit }: InvocationOptions,
): Promise<Awaited<T>> {
  const startMs = clock.monotonicMs();
  let failure: Failure | undefined;
  try {
    return await work();
  } catch (thrown) {
    failure = capture(thrown);
    throw thrown;
  } finally {
    emit({
      kind: "invocation",
      correlation: scope,
      handler: scope.handler,
      timeMs: clock.now(),
      durationMs: clock.monotonicMs() - startMs,
      added: scope.takeLine(),
      failure,
      calls: scope.calls,
      callsDropped: scope.callsDropped,
    });
  }
}

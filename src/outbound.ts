import { aborted, type DependencyCall, type DependencyOperation } from "./core/dependency-call.ts";
import { LabelTexts } from "./core/label-texts.ts";
import type { RandomIds } from "./core/random-ids.ts";
import { readText } from "./core/read-property.ts";
import { failureCodeOf, isFailureCode, type FailureCode } from "./health/failure-code.ts";
import type { CheckRunner } from "./health/check-runner.ts";
import type { Logging } from "./logging.ts";
import { createDependencyMetrics } from "./metrics/dependency-metrics.ts";
import type { Flusher } from "./metrics/flusher.ts";
import type { Recorder } from "./metrics/recorder.ts";
import type { EdgewatchOptions, Platform } from "./options.ts";
import { callClass, isErrorClass } from "./query/call-class.ts";
import { replaceGlobalFetch } from "./request/global-fetch.ts";
import { createMeasuredFetch, type MeasuredFetch } from "./request/outbound-fetch.ts";
import { createTimer, type TimeCall } from "./request/outbound-time.ts";
import { createPropagation } from "./request/propagation.ts";
import type { Observer } from "./request/observer.ts";
import type { Scope } from "./request/scope.ts";

/** What calls of other services need of the rest. */
export interface OutboundParts {
  readonly ids: RandomIds;
  readonly recorder: Recorder;
  readonly flusher: Flusher;
  readonly logging: Logging;
  readonly observer: Observer;
  /** Real calls judge a dependency, so that nobody need probe it. */
  readonly checks: CheckRunner;
}

/** What an instance offers to call other services with. */
export interface Outbound {
  readonly fetch: MeasuredFetch;
  readonly time: TimeCall;
  /** Puts `globalThis.fetch` back where it was replaced. */
  restore(): void;
}

/** Joins what counts calls of other services, tells of them on the line, and lets them judge the dependency. */
export function createOutbound(
  { propagateTo = [], measureGlobalFetch = false }: EdgewatchOptions,
  { clock, fetch, hostNames = new Map() }: Platform,
  { ids, recorder, flusher, logging, observer, checks }: OutboundParts,
): Outbound {
  const { redact, reportInternal } = logging;
  const texts = new LabelTexts(redact);
  const metrics = createDependencyMetrics(recorder, (text) => texts.of(text));

  function recordCall(timeMs: number, call: DependencyCall, scope: Scope | undefined): void {
    // In the module scope of workerd clocks stand at zero, and no timer may be started.
    if (timeMs <= 0) return;
    metrics.call(timeMs, call);
    flusher.touch(timeMs, scope?.background);
    const host = call.port === "" ? call.host : `${call.host}:${call.port}`;
    judge(call.name ?? host, callClass(call.status, call.error), call.durationMs);
  }

  function recordOperation(
    timeMs: number,
    operation: DependencyOperation,
    scope: Scope | undefined,
  ): void {
    if (timeMs <= 0) return;
    metrics.operation(timeMs, operation);
    flusher.touch(timeMs, scope?.background);
    judge(operation.dependency, operation.error, operation.durationMs);
  }

  function judge(name: string, found: string | undefined, durationMs: number): void {
    if (found === aborted) return;
    const isFailure = found !== undefined && isErrorClass(found);
    checks.observe(name, isFailure, durationMs, isFailure ? toFailureCode(found) : undefined);
  }

  const shared = { clock, current: () => observer.current(), onInternalError: reportInternal };
  const measured = {
    ...shared,
    names: hostNames,
    redact: (path: string) => texts.of(path),
    classify: classOf,
    propagate: createPropagation({ ids, hosts: propagateTo }),
    record: recordCall,
  };
  const time = createTimer({
    ...shared,
    clean: (text) => texts.of(text),
    classify: (ended) =>
      "status" in ended ? callClass(ended.status, undefined) : classOf(ended.thrown),
    record: recordOperation,
  });
  const restore = measureGlobalFetch
    ? replaceGlobalFetch((original) => createMeasuredFetch({ ...measured, fetch: original }))
    : () => {};
  return { fetch: createMeasuredFetch({ ...measured, fetch }), time, restore };
}

/** Nobody else knows that a caller gave up than the caller, who has said so by name. */
function classOf(thrown: unknown): string {
  return readText(thrown, "name") === "AbortError" ? aborted : failureCodeOf(thrown);
}

/** What the user calls a failure is known by no code. */
function toFailureCode(name: string): FailureCode {
  return isFailureCode(name) ? name : "unknown";
}

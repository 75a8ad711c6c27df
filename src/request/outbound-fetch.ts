import type { FetchInput } from "../core/fetch-input.ts";
import { responseSize } from "./body-sizes.ts";
import { CappedNames } from "./capped-names.ts";
import { methodLabel } from "./method.ts";
import { BodySizes } from "./outbound-body.ts";
import { readMethod, readSignal, TargetReader } from "./outbound-target.ts";
import type { Propagate } from "./propagation.ts";
import { RouteLabels } from "./route-labels.ts";
import type { Scope } from "./scope.ts";
import type { Clock } from "../core/clock.ts";
import { aborted, type DependencyCall } from "../core/dependency-call.ts";
import { otherValue } from "../core/labels.ts";
import { readText } from "../core/read-property.ts";

export interface MeasuredFetchOptions {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly current: () => Scope | undefined;
  readonly propagate: Propagate;
  /** The names of dependencies by their hosts. */
  readonly names: ReadonlyMap<string, string>;
  /** Takes secrets out of a path, which becomes a label. */
  readonly redact: (path: string) => string;
  /** Tells the class of what was thrown, such as `timeout`. */
  readonly classify: (thrown: unknown) => string;
  readonly record: (timeMs: number, call: DependencyCall, scope: Scope | undefined) => void;
  /** Told what goes wrong in the library itself; the caller never is. */
  readonly onInternalError: (error: unknown) => void;
}

/** What a call is, beyond what it shows. */
export interface CallIdentity {
  /** The name of the dependency. */
  readonly name: string;
  /** From 1 on. */
  readonly attempt: number;
}

export type MeasuredFetch = (
  input: FetchInput,
  init?: RequestInit,
  identity?: CallIdentity,
) => Promise<Response>;

interface Outgoing {
  readonly input: FetchInput;
  readonly init: RequestInit | undefined;
  readonly spanId: string | undefined;
  readonly scope: Scope | undefined;
  readonly name: string | undefined;
  readonly attempt: number;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly method: string;
  readonly bytesOut: number | undefined;
  readonly timeMs: number;
  readonly startMs: number;
}

const maxHosts = 50;
const maxRoutes = 200;

/**
 * Makes a `fetch` that counts each call until its headers come, and passes the running request's ids on.
 *
 * The caller gets the response or the error of `fetch` itself, whatever happens here.
 */
export function createMeasuredFetch(options: MeasuredFetchOptions): MeasuredFetch {
  const { fetch, clock, current, propagate, names, classify, record, onInternalError } = options;
  const labels = new RouteLabels(options.redact);
  const targets = new TargetReader();
  const sizes = new BodySizes();
  const hosts = new CappedNames(maxHosts);
  const routes = new CappedNames(maxRoutes);

  function begin(
    input: FetchInput,
    init: RequestInit | undefined,
    identity: CallIdentity | undefined,
  ): Outgoing | undefined {
    try {
      const target = targets.read(input);
      if (target === undefined) return undefined;
      const { hostname, path } = target;
      const scope = current();
      const sent = scope && propagate(scope, hostname, input, init);
      const bytesOut = sizes.of(input, init);
      const startMs = clock.monotonicMs();
      const host = hosts.of(hostname, startMs);
      return {
        input: sent?.input ?? input,
        init: sent?.init ?? init,
        spanId: sent?.spanId,
        scope,
        name: identity?.name ?? names.get(hostname),
        attempt: identity?.attempt ?? 1,
        host,
        port: host === otherValue ? "" : target.port,
        path,
        method: methodLabel(readMethod(input, init)),
        bytesOut,
        timeMs: clock.now(),
        startMs,
      };
    } catch (error) {
      // What cannot be read is for fetch() to refuse.
      if (!(error instanceof TypeError)) onInternalError(error);
      return undefined;
    }
  }

  function end(
    outgoing: Outgoing,
    response: Response | undefined,
    error: string | undefined,
  ): void {
    const { scope, name, attempt, host, port, path, method, bytesOut, spanId } = outgoing;
    const endMs = clock.monotonicMs();
    const durationMs = endMs - outgoing.startMs;
    const status = response?.status;
    const found = labels.label(path, status ?? 0);
    const route = found === undefined ? "" : routes.of(found, endMs);
    if (scope !== undefined) {
      const to = name ?? (port === "" ? host : `${host}:${port}`);
      const startMs = outgoing.timeMs;
      scope.addCall({ to, method, route, status, error, startMs, durationMs, spanId });
    }
    const bytesIn = response && responseSize(method, response.status, response);
    record(
      clock.now(),
      { name, host, port, method, route, status, error, durationMs, bytesOut, bytesIn, attempt },
      scope,
    );
  }

  function errorOf(thrown: unknown, { input, init }: Outgoing): string {
    const signal = readSignal(input, init);
    if (signal?.aborted !== true) return classify(thrown);
    return readText(signal.reason, "name") === "TimeoutError" ? "timeout" : aborted;
  }

  function answered(outgoing: Outgoing, response: Response): Response {
    try {
      end(outgoing, response, undefined);
    } catch (error) {
      onInternalError(error);
    }
    return response;
  }

  function failed(outgoing: Outgoing, thrown: unknown): void {
    try {
      end(outgoing, undefined, errorOf(thrown, outgoing));
    } catch (error) {
      onInternalError(error);
    }
  }

  return async (input, init, identity) => {
    const outgoing = begin(input, init, identity);
    if (outgoing === undefined) return await fetch(input, init);
    let response: Response;
    try {
      response = await fetch(outgoing.input, outgoing.init);
    } catch (thrown) {
      failed(outgoing, thrown);
      throw thrown;
    }
    return answered(outgoing, response);
  };
}

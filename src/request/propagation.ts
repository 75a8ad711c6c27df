import type { FetchInput } from "../core/fetch-input.ts";
import { isRequest, withChanges } from "./outbound-target.ts";
import type { Scope } from "./scope.ts";
import { formatTraceParent } from "./trace-context.ts";
import type { RandomIds } from "../core/random-ids.ts";

export interface PropagationOptions {
  readonly ids: RandomIds;
  /** Hosts that get the ids, as `api.example.com`, `*.example.com` or `*`. */
  readonly hosts: readonly string[];
}

/** What to call instead, so that the ids go along. */
export interface Propagated {
  readonly input: FetchInput;
  readonly init: RequestInit;
  /** The span that the other service is to go on with. */
  readonly spanId: string;
}

/** Tells what to call instead; undefined for a host that may not know the ids. */
export type Propagate = (
  scope: Scope,
  hostname: string,
  input: FetchInput,
  init: RequestInit | undefined,
) => Propagated | undefined;

/**
 * Passes the running request's ids on: `traceparent` with a span of its own, `tracestate` and `X-Request-ID`, to the hosts
 * that are allowed to know them. Headers that the caller has set stay, and what the caller gave is not changed.
 *
 * Source: W3C Trace Context level 2, §3.4.
 */
export function createPropagation({ ids, hosts }: PropagationOptions): Propagate {
  const isAllowed = hostMatcher(hosts);
  return (scope, hostname, input, init) => {
    if (!isAllowed(hostname)) return undefined;
    const spanId = ids.next(8);
    const headers = new Headers(init?.headers ?? (isRequest(input) ? input.headers : undefined));
    setIfAbsent(headers, "traceparent", formatTraceParent(scope.traceId, spanId, scope.traceFlags));
    if (scope.traceState !== undefined) setIfAbsent(headers, "tracestate", scope.traceState);
    setIfAbsent(headers, "x-request-id", scope.requestId);
    const [target, given] = withChanges(input, init, { headers });
    return { input: target, init: given, spanId };
  };
}

function setIfAbsent(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}

function hostMatcher(hosts: readonly string[]): (host: string) => boolean {
  const exact = new Set(hosts.filter((host) => !host.startsWith("*")));
  const endings = hosts.filter((host) => host.startsWith("*.")).map((host) => host.slice(1));
  const isOpen = hosts.includes("*");
  return (host) => isOpen || exact.has(host) || endings.some((ending) => host.endsWith(ending));
}

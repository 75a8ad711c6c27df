import type { Scope } from "./scope.ts";
import { formatTraceParent } from "./trace-context.ts";
import type { RandomIds } from "../core/random-ids.ts";

export interface PropagatingFetchOptions {
  readonly ids: RandomIds;
  readonly fetch: typeof fetch;
  readonly current: () => Scope | undefined;
  /** Hosts that get the ids, as `api.example.com`, `*.example.com` or `*`. */
  readonly hosts: readonly string[];
}

/**
 * Makes a `fetch` that passes the running request's ids on: `traceparent` with a span of its own, `tracestate` and
 * `X-Request-ID`, to the hosts that are allowed to know them. Headers that the caller has set stay.
 *
 * Source: W3C Trace Context level 2, §3.4.
 */
export function createPropagatingFetch(options: PropagatingFetchOptions): typeof fetch {
  const isAllowed = hostMatcher(options.hosts);
  return async (input, init) => {
    const scope = options.current();
    if (scope === undefined) return options.fetch(input, init);
    const request = new Request(input, init);
    if (!isAllowed(new URL(request.url).hostname)) return options.fetch(request);
    const spanId = options.ids.next(8);
    setIfAbsent(
      request.headers,
      "traceparent",
      formatTraceParent(scope.traceId, spanId, scope.traceFlags),
    );
    if (scope.traceState !== undefined)
      setIfAbsent(request.headers, "tracestate", scope.traceState);
    setIfAbsent(request.headers, "x-request-id", scope.requestId);
    return options.fetch(request);
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

import type { RouteContext } from "./routes.ts";

/** Failed flushes in a row from which on the store counts as impaired. */
const failuresToWarn = 3;

/**
 * Answers `/readyz` and `/health`: the status word for everybody, the checks with the credential.
 *
 * Format: draft-inadarei-api-health-check-06. It does no I/O.
 */
export function healthResponse(context: RouteContext, isTrusted: boolean): Response {
  const { service, release, flusher } = context;
  const status = flusher.failures >= failuresToWarn ? "warn" : "pass";
  const body = isTrusted
    ? {
        status,
        serviceId: service,
        ...(release === undefined ? {} : { releaseId: release }),
        checks: { "store:flush": [storeCheck(context, status)] },
      }
    : { status };
  return new Response(JSON.stringify(body), {
    headers: { "content-type": "application/health+json", "cache-control": "no-store" },
  });
}

function storeCheck(context: RouteContext, status: "pass" | "warn"): Record<string, unknown> {
  const { failures, lastSuccessMs } = context.flusher;
  return {
    status,
    observedValue: failures,
    observedUnit: "failed flushes in a row",
    ...(lastSuccessMs === undefined ? {} : { time: new Date(lastSuccessMs).toISOString() }),
  };
}

import { pickMediaType } from "../errors/accept.ts";
import type { CheckReport } from "../health/check-report.ts";
import type { CheckRunner } from "../health/check-runner.ts";
import { detailedHealth, publicHealth } from "../health/health-document.ts";
import { formatKubernetesText } from "../health/kubernetes-text.ts";
import { judgeReadiness, overallStatus, type ReadinessOptions } from "../health/readiness.ts";
import type { Flusher } from "../metrics/flusher.ts";
import type { Credentials } from "./credentials.ts";
import { flushReport } from "./flush-report.ts";
import { jsonResponse } from "./json-response.ts";
import type { Route } from "./routes.ts";
import type { SelfDiagnosis } from "./self-diagnosis.ts";

/** What the routes about health read. */
export interface HealthContext {
  readonly service: string;
  readonly release: string | undefined;
  readonly flusher: Flusher;
  readonly checks: CheckRunner;
  /** Whether this process is about to stop. */
  readonly isDraining: () => boolean;
  /** Says how this process itself is doing. */
  readonly diagnose: (credentials: Credentials) => Promise<SelfDiagnosis>;
}

interface Judged extends ReadinessOptions {
  readonly exclude: readonly string[];
  readonly isDraining: boolean;
}

const types = ["application/health+json", "application/json", "text/plain"] as const;
const maxExcluded = 100;
/** When to come again, in seconds: results are a few seconds old at the most. */
const retryAfter = "5";

/** Makes the route that says whether traffic shall come: critical checks only, after some failures or passes in a row. */
export function readyRoute(context: HealthContext): Route {
  const names = context.checks.criticalNames;
  return {
    isPublic: true,
    async answer(request, isTrusted, background) {
      const judged = readParameters(request, context);
      const asked = names.filter((name) => !judged.exclude.includes(name));
      const reports = await context.checks.runAll({ background, names: asked });
      const { isReady } = judgeReadiness(reports, judged);
      const status = isReady ? "pass" : "fail";
      return respond(request, isReady, {
        document: isTrusted ? { ...detailed(reports, judged, context), status } : { status },
        text: textOf("readyz", reports, judged, { isTrusted, isPassed: isReady }),
      });
    },
  };
}

/** Makes the route that says how everything is: one word for everybody, each check to whom has the credential. */
export function healthRoute(context: HealthContext, isPublic: boolean): Route {
  return {
    isPublic,
    async answer(request, isTrusted, background) {
      const judged = readParameters(request, context);
      const names = context.checks.names.filter((name) => !judged.exclude.includes(name));
      const found = await context.checks.runAll({ background, names });
      const reports = [...found, flushReport(context.flusher)];
      const isPassed = isGood(overallStatus(reports, judged));
      return respond(request, isPassed, {
        document: isTrusted ? detailed(reports, judged, context) : publicHealth(reports, judged),
        text: textOf("health", reports, judged, { isTrusted, isPassed }),
      });
    },
  };
}

/** Makes the route for whom has the credential: as the public one, or with `?self` about this process. */
export function ownHealthRoute(context: HealthContext): Route {
  const route = healthRoute(context, false);
  return {
    async answer(request, isTrusted, background, credentials) {
      const { searchParams } = new URL(request.url);
      if (searchParams.has("self")) return jsonResponse(await context.diagnose(credentials));
      return await route.answer(request, isTrusted, background, credentials);
    },
  };
}

/** Makes the route of one check. */
export function checkRoute(context: HealthContext, name: string): Route {
  return {
    async answer(request, _, background) {
      const reports = await context.checks.runAll({ background, names: [name] });
      const [report] = reports;
      const status = report?.status ?? "unknown";
      return respond(request, isGood(status), {
        document: { ...detailed(reports, readParameters(request, context), context), status },
        text: `${name} check ${isGood(status) ? "passed" : "failed"}\n`,
      });
    },
  };
}

function detailed(
  reports: readonly CheckReport[],
  judged: Judged,
  { service, release }: HealthContext,
): ReturnType<typeof detailedHealth> {
  return detailedHealth(reports, { ...judged, service, release });
}

function isGood(status: CheckReport["status"]): boolean {
  return status === "pass" || status === "warn";
}

function readParameters(request: Request, { isDraining }: HealthContext): Judged {
  const at = request.url.indexOf("?");
  if (at === -1) return { exclude: [], isDraining: isDraining() };
  const exclude = new URLSearchParams(request.url.slice(at))
    .getAll("exclude")
    .flatMap((names) => names.split(",", maxExcluded))
    .slice(0, maxExcluded);
  return { exclude, isDraining: isDraining() };
}

function textOf(
  endpoint: string,
  reports: readonly CheckReport[],
  judged: Judged,
  { isTrusted, isPassed }: { readonly isTrusted: boolean; readonly isPassed: boolean },
): string {
  const word = `${endpoint} check ${isPassed ? "passed" : "failed"}\n`;
  if (!isTrusted) return word;
  const lines = formatKubernetesText(reports, { ...judged, endpoint })
    .trimEnd()
    .split("\n");
  return [...lines.slice(0, -1), word].join("\n");
}

function respond(
  request: Request,
  isPassed: boolean,
  { document, text }: { readonly document: object; readonly text: string },
): Response {
  const type = pickMediaType(request.headers.get("accept"), types) ?? types[0];
  const headers: Record<string, string> = {
    "content-type": type === "text/plain" ? "text/plain; charset=utf-8" : type,
    "cache-control": "no-store",
    vary: "accept",
  };
  if (!isPassed) headers["retry-after"] = retryAfter;
  const body = type === "text/plain" ? text : JSON.stringify(document);
  return new Response(body, { status: isPassed ? 200 : 503, headers });
}

import type { GroupNotice } from "./alerts/group-notice.ts";
import type { Clock } from "./core/clock.ts";
import type { Runtime } from "./core/runtime.ts";
import type { Store } from "./core/store.ts";
import type { ErrorTarget } from "./error-sinks.ts";
import type { Check } from "./health/check.ts";
import type { RequestLogOptions } from "./log/event-record.ts";
import type { Exporter } from "./log/exporter.ts";
import type { LogSink } from "./log/log-record.ts";
import type { RedactionOptions } from "./log/redaction.ts";
import { checkBodyOptions, type BodyLogOptions } from "./request/body-log.ts";
import type { RequestDetailsOptions } from "./request/request-details.ts";
import { checkLabelOptions, type UsageLabelOptions } from "./request/usage-labels.ts";
import { checkApdexOptions, type ApdexOptions } from "./query/apdex.ts";
import { checkObjective } from "./query/objective.ts";
import type { Mount } from "./serve/mount.ts";
import type { Paths } from "./serve/paths.ts";

/** What a service tells Edgewatch about itself. */
export interface EdgewatchOptions extends RequestDetailsOptions, UsageLabelOptions {
  /** Name of the service, on every line and series. */
  readonly service: string;
  /** Version that runs, such as a tag or commit. */
  readonly release?: string | undefined;
  /** Such as `production`. */
  readonly environment?: string | undefined;
  /**
   * Credential of all routes but the three public ones; without one they stay closed.
   *
   * @default the variable EDGEWATCH_TOKEN
   */
  readonly token?: string | undefined;
  /**
   * Credential of those who send batches to this hub; without one it takes none.
   *
   * @default the variable EDGEWATCH_INGEST_SECRET
   */
  readonly ingestSecret?: string | undefined;
  /** @default memoryStore() */
  readonly store?: Store | undefined;
  /**
   * Names the route of a request that no Hono pattern labels; undefined leaves it to the default.
   *
   * @default the path with identifiers replaced, such as `/orders/:id`
   */
  readonly route?: ((request: Request) => string | undefined) | undefined;
  /** The page at `/_edgewatch/`: `dashboard()` of `edgewatch/dashboard`. @default none */
  readonly dashboard?: Mount | undefined;
  /** Changes where Edgewatch answers, or switches a route off with null. */
  readonly paths?: Partial<Paths> | undefined;
  /**
   * Longest time that a finished request waits to be written to the store, in milliseconds.
   *
   * @default 10_000
   */
  readonly windowMs?: number | undefined;
  /**
   * Which records are written: a level, and others for loggers by name and for requests by path, as in
   * `info, app.db=debug, /admin/*=trace`. The variable EDGEWATCH_LOG_LEVEL goes before it.
   *
   * @default "info"
   */
  readonly level?: string | undefined;
  /** Where log records go. @default one line of JSON each, on the console */
  readonly sinks?: readonly LogSink[] | undefined;
  /** Where log records, spans and metrics go besides, such as an `otlpExporter`. @default nowhere */
  readonly exporters?: readonly Exporter[] | undefined;
  /** What is redacted, and how, beyond credentials by the names of their keys. */
  readonly redact?: RedactionOptions | undefined;
  /**
   * Hosts to which `fetch` passes the request's ids on, as `api.example.com`, `*.example.com` or `*`.
   *
   * @default none
   */
  readonly propagateTo?: readonly string[] | undefined;
  /**
   * Counts calls by the global `fetch` as those by `watch.fetch`: replaces it until `close`, once in a process or isolate.
   *
   * @default false
   */
  readonly measureGlobalFetch?: boolean | undefined;
  /** Which bodies the line of a request carries, redacted and cut to size. @default none */
  readonly bodies?: BodyLogOptions | undefined;
  /**
   * Counts the bytes of bodies as they pass, where no header tells them: known sizes for nearly every request, for the
   * price of a stream in JavaScript, and of requests that count when their response has been sent.
   *
   * @default false
   */
  readonly measureBytes?: boolean | undefined;
  /** Which lines of requests are written, and when. */
  readonly requestLog?: RequestLogOptions | undefined;
  /**
   * Answers for a handler that throws, in place of the runtime's bare page: a problem as in RFC 9457, or a page, with
   * what the client may know. Without it the error goes on to the runtime.
   *
   * @default true
   */
  readonly errorResponses?: boolean | undefined;
  /**
   * Captures what nobody catches too, such as rejections that nobody handles. The runtime does with it what it always does.
   *
   * @default false
   */
  readonly captureUnhandled?: boolean | undefined;
  /** What captured errors go to: forwarders, and functions that neither wait nor throw. @default none */
  readonly errorSinks?: readonly ErrorTarget[] | undefined;
  /** From which duration on a request has kept somebody waiting. */
  readonly apdex?: ApdexOptions | undefined;
  /** The folder whose disk `/metrics` and `…/health?self` tell of, such as that of the SQLite file. @default none */
  readonly dataDirectory?: string | undefined;
  /** What this service depends on, as `/readyz` and `/health` tell of it. @default none */
  readonly checks?: readonly Check[] | undefined;
  /**
   * Whether all who share the store share the results of checks in it, so that one of them probes for all: a write or two
   * a check each time its result is due, and fewer probes.
   *
   * @default false
   */
  readonly shareChecks?: boolean | undefined;
  /**
   * Told when a group of errors is new, fails again after it was resolved, or spikes: once a change, by one of all who share
   * the store. It may wait, for 2 s on Workers.
   *
   * @default nobody is told
   */
  readonly onNotice?: ((notice: GroupNotice) => unknown) | undefined;
  /**
   * Share of requests that should be answered without an error, or percent, such as 99.9.
   *
   * @default 0.999
   */
  readonly objective?: number | undefined;
}

/** What Edgewatch takes from its surroundings; tests replace parts of it. */
export interface Platform {
  readonly runtime: Runtime;
  readonly clock: Clock;
  /** Writes one line to the console. */
  readonly write: (line: string) => void;
  readonly fetch: typeof fetch;
  /** The names of dependencies by their hosts, as `watch.dependency` tells them. */
  readonly hostNames?: ReadonlyMap<string, string> | undefined;
}

const maxWindowMs = 15_000;

/** @throws TypeError or RangeError when an option cannot be used. */
export function checkOptions(options: EdgewatchOptions): void {
  const { service, windowMs = maxWindowMs, token, ingestSecret } = options;
  if (typeof service !== "string" || service === "") {
    throw new TypeError("Cannot start Edgewatch: service is no name; give the service's name");
  }
  if (typeof windowMs !== "number" || !(windowMs >= 10 && windowMs <= maxWindowMs)) {
    throw new RangeError(
      `Cannot start Edgewatch: windowMs is ${windowMs}; give 10 to ${maxWindowMs}, for Workers end 30 s after a response`,
    );
  }
  checkBodyOptions(options.bodies ?? {});
  checkLabelOptions(options);
  checkApdexOptions(options.apdex ?? {});
  checkObjective(options.objective);
  checkSecret("token", token, "keep the routes closed");
  checkSecret("ingestSecret", ingestSecret, "take no batches");
}

/** What a header cannot carry would lock everybody out. */
function checkSecret(name: string, secret: string | undefined, purpose: string): void {
  if (secret === undefined) return;
  if (typeof secret !== "string" || secret.trim() === "") {
    throw new TypeError(`Cannot start Edgewatch: ${name} is empty; leave it out to ${purpose}`);
  }
  if (!/^[\x20-\x7e]+$/.test(secret.trim())) {
    throw new TypeError(
      `Cannot start Edgewatch: ${name} has characters that no header carries; give letters, digits and signs of ASCII`,
    );
  }
}

import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import type { Runtime } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import type { QuerySettings } from "../query/question.ts";
import { isAuthorized, isIngestAuthorized } from "./auth.ts";
import type { Credentials } from "./credentials.ts";
import { askDependencies } from "./dependency-routes.ts";
import { askErrorGroup, askErrors, changeErrorGroup, errorActions } from "./error-routes.ts";
import { finishAnswer } from "./finish-answer.ts";
import {
  checkRoute,
  healthRoute,
  ownHealthRoute,
  readyRoute,
  type HealthContext,
} from "./health-routes.ts";
import { liveResponse } from "./live-response.ts";
import type { SourceMetrics } from "./metrics-gauges.ts";
import { metricsResponse } from "./metrics-route.ts";
import { ingestTable } from "./ingest-table.ts";
import type { Ask, Mount, Mounted } from "./mount.ts";
import type { Paths } from "./paths.ts";
import { askSeries, askUsage } from "./query-routes.ts";
import {
  crossSite,
  failedAnswer,
  noIngest,
  noSuchRoute,
  unauthorized,
  wrongMethod,
} from "./refusals.ts";
import { isSameOrigin } from "./same-origin.ts";
import { SharedAnswers } from "./shared-answers.ts";

/** What the routes read. */
export interface RouteContext extends HealthContext {
  readonly paths: Paths;
  readonly store: Store;
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly settings: QuerySettings;
  readonly own: SourceMetrics;
  /** Time since this source's first request. */
  readonly uptimeMs: () => number;
}

/** What answers under one path. */
export interface Route {
  readonly isPublic?: boolean;
  /** Whether the ingest secret opens it, and not the token. */
  readonly isIngest?: boolean;
  /** @default GET and HEAD */
  readonly methods?: readonly string[];
  answer(
    request: Request,
    isTrusted: boolean,
    background: Background | undefined,
    credentials: Credentials,
  ): Response | Promise<Response>;
}

const questions: readonly (readonly [name: string, ask: Ask])[] = [
  ["usage", askUsage],
  ["series", askSeries],
  ["errors", askErrors],
  ["dependencies", askDependencies],
];
/** A fingerprint, and what to do with its group. */
const groupPath = /^([0-9a-f]{16})(?:\/([a-z]+))?$/;
const storeTimeoutMs = 10_000;
const ownFlushTimeoutMs = 1_000;

/** Answers Edgewatch's own routes; `find` tells whether a path is one of them. */
export class Routes {
  readonly #context: RouteContext;
  readonly #routes = new Map<string, Route>();
  readonly #mounted: Mounted | undefined;
  readonly #shared: SharedAnswers;

  /** @param mount what answers below the base beside the API */
  constructor(context: RouteContext, mount?: Mount) {
    this.#context = context;
    this.#shared = new SharedAnswers(context.clock);
    const { livez, readyz, health, metrics, base } = context.paths;
    if (livez !== null) this.#routes.set(livez, { isPublic: true, answer: () => liveResponse() });
    if (readyz !== null) this.#routes.set(readyz, readyRoute(context));
    if (health !== null) {
      this.#routes.set(health, healthRoute(context, true));
      for (const name of context.checks.names) {
        this.#routes.set(`${health}/${name}`, checkRoute(context, name));
      }
    }
    if (metrics !== null)
      this.#routes.set(metrics, { answer: (request) => this.#metrics(request) });
    if (base === null) return;
    for (const [name, ask] of questions) {
      this.#routes.set(`${base}/api/${name}`, { answer: (request) => this.#ask(request, ask) });
    }
    this.#routes.set(`${base}/api/health`, this.#sharing(ownHealthRoute(context)));
    this.#routes.set(`${base}/flush`, { methods: ["POST"], answer: () => this.#flush() });
    for (const [name, route] of ingestTable(context, (what, ask) => this.#readFlushed(what, ask))) {
      this.#routes.set(`${base}/ingest/${name}`, route);
    }
    this.#mounted = mount?.attach({
      ...context,
      base,
      ask: (request, ask) => this.#ask(request, ask),
      flushOwn: () => this.#flushOwn(),
    });
  }

  /** Ends what is still open. */
  close(): void {
    this.#mounted?.close();
  }

  /** Tells whether Edgewatch answers this path itself. */
  has(path: string): boolean {
    if (this.#routes.has(path)) return true;
    const { base } = this.#context.paths;
    return (
      base !== null &&
      path.startsWith(base) &&
      (path.length === base.length || path[base.length] === "/")
    );
  }

  /** Answers a request for one of these routes. */
  async answer(
    request: Request,
    path: string,
    credentials: Credentials,
    background: Background | undefined,
  ): Promise<Response> {
    return finishAnswer(request, await this.#respond(request, path, credentials, background));
  }

  async #respond(
    request: Request,
    path: string,
    credentials: Credentials,
    background: Background | undefined,
  ): Promise<Response> {
    const route = this.#routes.get(path) ?? this.#mounted?.find(path) ?? this.#groupRoute(path);
    const { token, ingestSecret } = credentials;
    const hasToken = isAuthorized(request, token);
    const letIn =
      hasToken || token === undefined ? undefined : await this.#mounted?.letIn(request, token);
    const isTrusted = hasToken || letIn !== undefined;
    if (route === undefined) {
      const instead = this.#mounted?.instead(request, path);
      return instead ?? (isTrusted ? noSuchRoute() : unauthorized(token));
    }
    if (route.isIngest === true) {
      if (!isIngestAuthorized(request, ingestSecret)) return noIngest(ingestSecret);
    } else if (route.isPublic !== true && !isTrusted) return unauthorized(token);
    const { methods: allowed = ["GET", "HEAD"] } = route;
    if (!allowed.some((method) => method === request.method)) return wrongMethod(allowed);
    if (letIn !== undefined && isChange(request) && !isSameOrigin(request)) return crossSite();
    try {
      const response = await route.answer(request, isTrusted, background, credentials);
      // A logout has a cookie of its own.
      if (letIn?.cookie !== undefined && !response.headers.has("set-cookie")) {
        response.headers.set("set-cookie", letIn.cookie);
      }
      return response;
    } catch (error) {
      return failedAnswer(error);
    }
  }

  /** The routes of one group of errors, whose id is in the path. */
  #groupRoute(path: string): Route | undefined {
    const folder = `${this.#context.paths.base}/api/errors/`;
    if (!path.startsWith(folder)) return undefined;
    const [, id, verb] = groupPath.exec(path.slice(folder.length)) ?? [];
    if (id === undefined) return undefined;
    if (verb === undefined) return { answer: (request) => this.#ask(request, askErrorGroup) };
    const action = errorActions.find((known) => known === verb);
    if (action === undefined) return undefined;
    const { store, clock } = this.#context;
    return {
      methods: ["POST"],
      answer: () =>
        this.#read(
          `what to ${action}`,
          changeErrorGroup({ id, action }, store, clock.now()),
        ).finally(() => {
          this.#mounted?.forgetNotes();
          this.#shared.clear();
        }),
    };
  }

  async #readFlushed<T>(what: string, ask: () => Promise<T>): Promise<T> {
    await this.#flushOwn();
    return await this.#read(what, ask());
  }

  async #metrics(request: Request): Promise<Response> {
    const { store } = this.#context;
    const totals = await this.#readFlushed("totals", () => store.totals());
    return await this.#read("gauges", metricsResponse(request, this.#context, totals));
  }

  async #ask(request: Request, ask: Ask): Promise<Response> {
    const { store, clock, settings } = this.#context;
    return await this.#shared.answer(request, async (maxAgeMs) => {
      const read = ask(request, clock.now(), settings);
      await this.#flushOwn();
      const findFacts = maxAgeMs === 0 ? undefined : this.#mounted?.recall(maxAgeMs);
      return await this.#read("usage", read(store, findFacts));
    });
  }

  #sharing(route: Route): Route {
    return {
      ...route,
      answer: (request, ...rest) =>
        this.#shared.answer(request, async () => await route.answer(request, ...rest)),
    };
  }

  async #flush(): Promise<Response> {
    await this.#context.flusher.flush();
    return new Response(null, { status: 204 });
  }

  /** Whoever has just made a request expects to see it counted. What fails here is sent again later. */
  async #flushOwn(): Promise<void> {
    const { flusher, clock } = this.#context;
    await withDeadline(flusher.flush(), "flush", ownFlushTimeoutMs, clock).catch(() => {});
  }

  #read<T>(what: string, reading: Promise<T>): Promise<T> {
    return withDeadline(
      reading,
      `read ${what} from the store`,
      storeTimeoutMs,
      this.#context.clock,
    );
  }
}

function isChange({ method }: Request): boolean {
  return method !== "GET" && method !== "HEAD";
}

import { RandomIds } from "../core/random-ids.ts";
import { GroupMemory } from "../query/group-memory.ts";
import { isAuthorized } from "../serve/auth.ts";
import { createLiveRoute } from "../serve/live-route.ts";
import type { LetIn, Mount, MountContext, Mounted } from "../serve/mount.ts";
import { askOverview } from "../serve/overview-routes.ts";
import type { Route } from "../serve/routes.ts";
import { LoginLimit } from "./login-limit.ts";
import { loginRoute, logoutRoute, sessionRoute } from "./login-routes.ts";
import { pageRoute } from "./page-route.ts";
import { seeOther } from "./see-other.ts";
import { Sessions } from "./sessions.ts";

/** Below the base; what each shows is up to the page. */
const views = [
  ...["", "/routes", "/route", "/consumers", "/consumer"],
  ...["/errors", "/dependencies", "/system"],
];
const groupPath = /^\/errors\/[0-9a-f]{16}$/;

/**
 * Makes the dashboard, to be given to `edgewatch()`: it answers at `/_edgewatch/`, and lets in whoever knows the token.
 *
 * Only those who import it ship it.
 *
 * @example
 * ```ts
 * import { edgewatch } from "edgewatch";
 * import { dashboard } from "edgewatch/dashboard";
 *
 * const watch = edgewatch({ service: "hello", token: "t0ken", dashboard: dashboard() });
 * const app = watch.handler({ fetch: () => new Response("hi") });
 * const page = await app.fetch(new Request("http://localhost/_edgewatch/"));
 * console.assert(page.status === 401 && (await page.text()).includes("<form"));
 * await watch.close();
 * ```
 */
export function dashboard(): Mount {
  return { attach };
}

function attach(context: MountContext): Mounted {
  const { clock, store, base, service } = context;
  const shared = { clock, ids: new RandomIds(), cells: store.cells };
  const sessions = new Sessions({ ...shared, service, base });
  const gate = { ...context, sessions, limit: new LoginLimit(shared) };
  const page = pageRoute(gate);

  async function letIn(request: Request, token: string): Promise<LetIn | undefined> {
    const session = await sessions.find(request, token);
    return session && { cookie: await sessions.renewal(session, token) };
  }

  const memory = new GroupMemory();
  const live = createLiveRoute({
    ...context,
    memory,
    isTrusted: async (request, { token }) =>
      token !== undefined &&
      (isAuthorized(request, token) || (await sessions.find(request, token)) !== undefined),
  });
  const routes = new Map<string, Route>([
    ["/login", loginRoute(gate)],
    ["/logout", logoutRoute(gate)],
    ["/api/session", sessionRoute(gate)],
    ["/api/live", live],
    ["/api/overview", { answer: (request) => context.ask(request, askOverview) }],
    ...views.map((view) => [view, page] as const),
  ]);
  return {
    find(path) {
      if (!path.startsWith(base)) return undefined;
      const below = path.slice(base.length).replace(/\/$/, "");
      return routes.get(below) ?? (groupPath.test(below) ? page : undefined);
    },
    letIn,
    instead(request, path) {
      const isLost = takesPage(request) && !/^\/(?:api|ingest)\//.test(path.slice(base.length));
      return isLost ? seeOther(`${base}/`) : undefined;
    },
    recall: (maxAgeMs) => memory.recall(maxAgeMs),
    forgetNotes: () => memory.forgetNotes(),
    close: () => live.close(),
  };
}

/** Whether somebody follows a link, or has typed an address. */
function takesPage({ method, headers }: Request): boolean {
  return method === "GET" && (headers.get("accept") ?? "").includes("text/html");
}

import { gzip } from "../serve/gzip.ts";
import { takesGzip } from "../serve/metrics-format.ts";
import type { Route } from "../serve/routes.ts";
import type { Gate } from "./gate.ts";
import { loginPage } from "./login-page.ts";
import { sessionMs } from "./sessions.ts";
import { createShell, type Shell } from "./shell.ts";

/** Makes the route of the page: the same document at each of its addresses, or the login. */
export function pageRoute(gate: Gate): Route {
  const { service, base, sessions, clock, runtime } = gate;
  let shell: Shell | undefined;
  let compressed: ArrayBuffer | undefined;

  async function renewal(request: Request, token: string | undefined): Promise<string | undefined> {
    if (token === undefined) return undefined;
    const session = await sessions.find(request, token);
    if (session === undefined || session.expiresMs - clock.now() > sessionMs / 2) return undefined;
    return await sessions.cookie(request, token, base, session.id);
  }

  async function documentResponse(request: Request): Promise<Response> {
    const { html, headers } = (shell ??= createShell({ service, base }));
    // The platform compresses for Workers.
    const isCompressing =
      runtime.name !== "workerd" && takesGzip(request.headers.get("accept-encoding"));
    if (!isCompressing) return new Response(html, { headers });
    compressed ??= await gzip(html);
    return new Response(compressed, { headers: { ...headers, "content-encoding": "gzip" } });
  }

  return {
    isPublic: true,
    async answer(request, isTrusted, _, { token }) {
      if (!isTrusted) {
        const { pathname, search } = new URL(request.url);
        const reason = token === undefined ? "closed" : "asked";
        return loginPage(request, { service, base, next: pathname + search, reason });
      }
      const response = await documentResponse(request);
      const cookie = await renewal(request, token);
      if (cookie !== undefined) response.headers.append("set-cookie", cookie);
      return response;
    },
  };
}

import { gzip } from "../serve/gzip.ts";
import { takesGzip } from "../serve/metrics-format.ts";
import type { Route } from "../serve/routes.ts";
import type { Gate } from "./gate.ts";
import { loginPage } from "./login-page.ts";
import { nextAddress } from "./next-address.ts";
import { createShell, type Shell } from "./shell.ts";

/** Makes the route of the page: the same document at each of its addresses, or the login. */
export function pageRoute(gate: Gate): Route {
  const { service, base, runtime } = gate;
  let shell: Shell | undefined;
  let compressed: ArrayBuffer | undefined;

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
        return loginPage(request, {
          ...{ service, base, reason },
          next: nextAddress(pathname + search, base),
        });
      }
      return await documentResponse(request);
    },
  };
}

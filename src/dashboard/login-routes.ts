import { readCapped } from "../core/capped-body.ts";
import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { isSameText } from "../serve/auth.ts";
import { jsonResponse } from "../serve/json-response.ts";
import { isSameOrigin } from "../serve/same-origin.ts";
import type { Route } from "../serve/routes.ts";
import type { Gate } from "./gate.ts";
import { loginPage, type LoginReason } from "./login-page.ts";
import { nextAddress } from "./next-address.ts";
import { seeOther } from "./see-other.ts";

const maxFormBytes = 16_384;
const formTimeoutMs = 10_000;

/** Makes the route that takes the token from the login page, and gives a session for it. */
export function loginRoute({ service, base, sessions, limit, runtime, clock }: Gate): Route {
  return {
    isPublic: true,
    methods: ["GET", "HEAD", "POST"],
    async answer(request, isTrusted, _, { token }) {
      if (request.method !== "POST") {
        if (isTrusted) return seeOther(`${base}/`);
        const reason = token === undefined ? "closed" : "asked";
        return loginPage(request, { service, base, next: `${base}/`, reason });
      }
      const form = await readForm(request, clock);
      const next = nextAddress(form.get("next") ?? "", base);
      function refuse(reason: LoginReason): Response {
        return loginPage(request, { service, base, next, reason });
      }
      if (token === undefined) return refuse("closed");
      if (isFromElsewhere(request)) return refuse("crossSite");
      // Only Cloudflare's own header is sure to come from Cloudflare.
      const address =
        runtime.name === "workerd"
          ? (request.headers.get("cf-connecting-ip") ?? undefined)
          : undefined;
      const waitMs = await limit.take(address);
      if (waitMs > 0) return refuse({ waitMs });
      if (!isSameText(form.get("token")?.trim() ?? "", token)) return refuse("wrong");
      await limit.forget(address);
      return seeOther(next, [await sessions.begin(request, token)]);
    },
  };
}

/** Makes the route that ends a session. */
export function logoutRoute({ base, sessions }: Gate): Route {
  return {
    isPublic: true,
    methods: ["POST"],
    async answer(request, _, __, { token }) {
      const cookies = token === undefined ? [] : await sessions.end(request, token);
      return seeOther(`${base}/login`, cookies);
    },
  };
}

/** Makes the route that says until when the session of a browser lasts. */
export function sessionRoute({ sessions }: Gate): Route {
  return {
    async answer(request, _, __, { token }) {
      const session = token === undefined ? undefined : await sessions.find(request, token);
      // Who asks with the token itself has none.
      const expires = session === undefined ? null : new Date(session.expiresMs).toISOString();
      return jsonResponse({ expires });
    },
  };
}

/** Whether a browser sends the form of another site; a client that is no browser may log in. */
function isFromElsewhere(request: Request): boolean {
  const isBrowser = request.headers.has("sec-fetch-site") || request.headers.has("origin");
  return isBrowser && !isSameOrigin(request);
}

/** What is too long, too slow or no form has no fields. */
async function readForm(request: Request, clock: Clock): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.toLowerCase().startsWith("application/x-www-form-urlencoded")) {
    return new URLSearchParams();
  }
  const read = readCapped(request.body, maxFormBytes);
  const bytes = await withDeadline(read, "read the form", formTimeoutMs, clock).catch(
    () => undefined,
  );
  return new URLSearchParams(bytes === undefined ? "" : new TextDecoder().decode(bytes));
}

import { dashboard } from "../../src/dashboard.ts";
import { edgewatch, memoryStore, type Paths } from "../../src/index.ts";
import type { Store } from "../../src/core/store.ts";
import { token, type Asked } from "../fakes/asking.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";

const origin = "https://orders.example";
export const base = "/_edgewatch";

/** A service with a dashboard. */
export interface Watched extends Asked {
  readonly platform: FakePlatform;
}

interface WatchedOptions {
  readonly service?: string;
  readonly token?: string | undefined;
  readonly store?: Store;
  readonly platform?: FakePlatform;
  readonly paths?: Partial<Paths>;
}

export function createWatched(options: WatchedOptions = {}): Watched {
  const { platform = createPlatform() } = options;
  const {
    store = memoryStore({ clock: platform.clock }),
    paths = {},
    service = "orders",
  } = options;
  const given = "token" in options ? options.token : token;
  const watch = edgewatch(
    { service, token: given, store, paths, dashboard: dashboard() },
    platform,
  );
  const app = watch.handler({ fetch: () => new Response("hi") });
  return { platform, fetch: (request) => app.fetch(request) };
}

interface Sent {
  readonly method?: string;
  readonly cookie?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

/** Sends what a browser would, from a page of the dashboard unless told otherwise. */
export async function send(app: Asked, path: string, sent: Sent = {}): Promise<Response> {
  const { form, cookie, method = form === undefined ? "GET" : "POST" } = sent;
  const headers = new Headers(sent.headers ?? { "sec-fetch-site": "same-origin" });
  if (cookie !== undefined) headers.set("cookie", cookie);
  const body = form === undefined ? null : new URLSearchParams(form);
  const response = await app.fetch(new Request(origin + path, { method, headers, body }));
  if (!(response instanceof Response)) throw new TypeError("no response");
  return response;
}

/** Logs in; returns the cookie. */
export async function logIn(app: Asked): Promise<string> {
  const response = await send(app, `${base}/login`, { form: { token } });
  return cookieOf(response);
}

/** The cookie that a response sets, as a browser would send it. */
export function cookieOf(response: Response): string {
  return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

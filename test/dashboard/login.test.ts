import { describe, expect, test } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { memoryStore } from "../../src/index.ts";
import { token } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { base, cookieOf, createWatched, logIn, send } from "./browsing.ts";

const usage = `${base}/api/usage`;
const hourMs = 3_600_000;

describe("the login", () => {
  test("gives a session for the token, and goes on to where one wanted to be", async () => {
    const app = createWatched();
    const next = `${base}/routes?from=-6h&q=a%26b`;
    const asked = await send(app, next);
    expect(asked.status).toBe(401);
    expect(await asked.text()).toContain(`name="next" value="${base}/routes?from=-6h&amp;q=a%26b"`);
    const response = await send(app, `${base}/login`, { form: { token, next } });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(next);
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(
      /^__Secure-edgewatch_session_[0-9a-z]+=[\w.-]+; Path=\/_edgewatch; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
    );
    const page = await send(app, next, { cookie: cookieOf(response) });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<div id="app">');
    expect((await send(app, usage, { cookie: cookieOf(response) })).status).toBe(200);
  });

  test.for(["", "wrong", token.slice(0, -1), `${token}x`, token.toUpperCase()])(
    "refuses %j",
    async (given) => {
      const response = await send(createWatched(), `${base}/login`, { form: { token: given } });
      expect(response.status).toBe(401);
      expect(response.headers.has("set-cookie")).toBe(false);
      const html = await response.text();
      expect(html).toContain('role="alert"');
      expect(html).not.toContain(token);
    },
  );

  test("lets nobody in where no token is configured", async () => {
    const app = createWatched({ token: undefined });
    for (const given of ["", "undefined"]) {
      const response = await send(app, `${base}/login`, { form: { token: given } });
      expect(response.status).toBe(401);
      expect(await response.text()).toContain("EDGEWATCH_TOKEN");
    }
  });

  test.for([
    "https://evil.example/",
    "//evil.example/",
    String.raw`/\evil.example/`,
    String.raw`/_edgewatch/..\..//evil.example`,
    "/_edgewatch/../orders",
    "/_edgewatchful",
    "javascript:alert(1)",
    "\u0000",
    `${base}/${"a".repeat(5_000)}`,
  ])("sends nobody to %j", async (next) => {
    const response = await send(createWatched(), `${base}/login`, { form: { token, next } });
    expect(response.headers.get("location")).toBe(`${base}/`);
  });

  test("shows markup in an address as text", async () => {
    const response = await send(createWatched(), `${base}/routes?q="><script>alert(1)</script>`);
    expect(await response.text()).not.toContain("<script>alert");
  });

  test.for([
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ origin: "https://orders.example" }, 303],
    [{ origin: "http://orders.example" }, 303],
    [{}, 303],
  ] as const)("answers a form sent with %j by %i", async ([headers, status]) => {
    const response = await send(createWatched(), `${base}/login`, { form: { token }, headers });
    expect(response.status).toBe(status);
  });

  test("takes no form that is too long, and none that is no form", async () => {
    const app = createWatched();
    const long = await send(app, `${base}/login`, { form: { rest: "a".repeat(20_000), token } });
    expect(long.status).toBe(401);
    const request = new Request(`https://orders.example${base}/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    expect(await app.fetch(request)).toMatchObject({ status: 401 });
  });

  test("does not wait for a form that never ends", async () => {
    const app = createWatched();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(`token=${token}`)),
    });
    const init = { method: "POST", headers, body, duplex: "half" };
    const answer = app.fetch(new Request(`https://orders.example${base}/login`, init));
    await app.platform.clock.advance(10_000);
    expect(await answer).toMatchObject({ status: 401 });
  });

  test("is where the base is, and nowhere without one", async () => {
    const moved = createWatched({ paths: { base: "/internal/watch" } });
    const response = await send(moved, "/internal/watch/login", {
      form: { token, next: `${base}/` },
    });
    expect(response.headers.get("location")).toBe("/internal/watch/");
    expect(response.headers.get("set-cookie")).toContain("; Path=/internal/watch;");
    const cookie = cookieOf(response);
    expect((await send(moved, "/internal/watch/api/usage", { cookie })).status).toBe(200);
    const none = createWatched({ paths: { base: null } });
    expect(await (await send(none, `${base}/login`)).text()).toBe("hi");
    expect((await send(none, "/metrics", { cookie })).status).toBe(401);
  });

  test("takes the token without the spaces and line breaks that files and clipboards add", async () => {
    for (const given of [`${token}\n`, ` ${token} `, `\t${token}\r\n`]) {
      const app = createWatched({ token: given });
      for (const typed of [token, given]) {
        const response = await send(app, `${base}/login`, { form: { token: typed } });
        expect(response.status).toBe(303);
      }
      const headers = { authorization: `Bearer ${token}` };
      expect((await send(app, usage, { headers })).status).toBe(200);
    }
  });

  test("keeps the first attempt of an address that is very long", async () => {
    const app = createWatched();
    const page = await send(app, `${base}/routes?q=${"%ED".repeat(5_000)}`);
    const next = /name="next" value="([^"]*)"/.exec(await page.text())?.[1] ?? "";
    const response = await send(app, `${base}/login`, { form: { next, token } });
    expect(response.headers.get("location")).toBe(`${base}/`);
  });

  test("leads on from the folder without its slash", async () => {
    const page = await send(createWatched(), `${base}?from=-6h`);
    expect(await page.text()).toContain(`name="next" value="${base}/?from=-6h"`);
  });

  test.for(["/_edgewatch/Routes", "/_edgewatch/rotues", "/_edgewatch//", "/_edgewatch/errors/zz"])(
    "leads a browser that comes to %s to the overview, and tells anybody else the truth",
    async (path) => {
      const app = createWatched();
      const cookie = await logIn(app);
      const headers = { accept: "text/html,*/*;q=0.8" };
      for (const known of [{}, { cookie }]) {
        const response = await send(app, path, { headers, ...known });
        expect(response.status).toBe(303);
        expect(response.headers.get("location")).toBe(`${base}/`);
      }
      expect((await send(app, path)).status).toBe(401);
      expect((await send(app, path, { cookie })).status).toBe(404);
      expect((await send(app, `${base}/api/nope`, { headers, cookie })).status).toBe(404);
    },
  );

  test.for(["/_edgewatch//routes", "/_edgewatch/routes/", "/_edgewatch/%72outes", "/_edgewatch/."])(
    "shows nothing at %s to whoever has no session",
    async (path) => {
      const app = createWatched();
      expect((await send(app, path)).status).toBe(401);
      const [name = ""] = (await logIn(app)).split("=");
      const headers = { cookie: `${name}=; ${name}=..; ${name}` };
      expect((await send(app, path, { headers })).status).toBe(401);
    },
  );

  test.for(["/_edgewatch/%2e%2e/orders", "/_EDGEWATCH/routes", "/_edgewatch%2Froutes"])(
    "leaves %s to the application",
    async (path) => {
      expect(await (await send(createWatched(), path)).text()).toBe("hi");
    },
  );

  test.for([
    ["HEAD", "/", 401],
    ["HEAD", "/login", 401],
    ["OPTIONS", "/", 405],
    ["OPTIONS", "/api/usage", 401],
    ["POST", "/routes", 405],
    ["DELETE", "/login", 405],
    ["GET", "/logout", 405],
  ] as const)("answers %s %s by %i, without a cookie", async ([method, path, status]) => {
    const response = await send(createWatched(), base + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.has("set-cookie")).toBe(false);
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });

  test("speaks Korean where that is preferred", async () => {
    const headers = { "accept-language": "fr, ko-KR;q=0.8, en;q=0.5" };
    const response = await send(createWatched(), `${base}/`, { headers });
    expect(await response.text()).toContain('<html lang="ko">');
  });
});

describe("attempts to log in", () => {
  const address = { "cf-connecting-ip": "203.0.113.7", "sec-fetch-site": "same-origin" };

  test("are bounded for each address on Workers, in all isolates together", async () => {
    const platform = createPlatform({ name: "workerd" });
    const store = memoryStore({ clock: platform.clock });
    const isolates = [1, 2].map(() => createWatched({ store, platform }));
    const [one = createWatched(), other = one] = isolates;
    async function guess(app = one, headers: Record<string, string> = address): Promise<number> {
      return (await send(app, `${base}/login`, { form: { token: "no" }, headers })).status;
    }
    const statuses = await Promise.all(
      Array.from({ length: 30 }, (_, at) => guess(at % 2 === 0 ? one : other)),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    const right = await send(other, `${base}/login`, { form: { token }, headers: address });
    expect(right.status).toBe(429);
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(500);
    expect(await guess(one, { ...address, "cf-connecting-ip": "203.0.113.8" })).toBe(401);
    await platform.clock.advance(10 * 60_000);
    const later = await send(one, `${base}/login`, { form: { token }, headers: address });
    expect(later.status).toBe(303);
  });

  test("are bounded for all addresses of one IPv6 network together", async () => {
    const app = createWatched({ platform: createPlatform({ name: "workerd" }) });
    async function guess(from: string): Promise<number> {
      const headers = { ...address, "cf-connecting-ip": from };
      return (await send(app, `${base}/login`, { form: { token: "no" }, headers })).status;
    }
    for (let at = 0; at < 10; at++) expect(await guess(`2001:db8:0:7:${at}::${at}`)).toBe(401);
    expect(await guess("2001:db8:0:7:ffff:0:1:2")).toBe(429);
    expect(await guess("2001:DB8::7:0:0:0:9")).toBe(429);
    expect(await guess("2001:db8:0:8::1")).toBe(401);
    expect(await guess("2001:db8::1")).toBe(401);
  });

  test("that are refused cost the store nothing", async () => {
    const platform = createPlatform({ name: "workerd" });
    const inner = memoryStore({ clock: platform.clock });
    const { cells } = inner;
    if (cells === undefined) throw new Error("no cells");
    let swaps = 0;
    const store: Store = {
      ...inner,
      cells: {
        read: (name) => cells.read(name),
        swap(...swap) {
          swaps++;
          return cells.swap(...swap);
        },
      },
    };
    const app = createWatched({ platform, store });
    for (let at = 0; at < 50; at++) {
      await send(app, `${base}/login`, { form: { token: "no" }, headers: address });
    }
    expect(swaps).toBe(10);
  });

  test("are bounded for all together where addresses can be made up", async () => {
    const app = createWatched({ platform: createPlatform({ name: "node" }) });
    const statuses: number[] = [];
    for (let at = 0; at < 110; at++) {
      const headers = { ...address, "cf-connecting-ip": `203.0.113.${at}` };
      const response = await send(app, `${base}/login`, { form: { token: "no" }, headers });
      statuses.push(response.status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(100);
  });

  test("begin anew after one that knew the token", async () => {
    const app = createWatched({ platform: createPlatform({ name: "workerd" }) });
    for (let at = 0; at < 30; at++) {
      const form = { token: at % 3 === 2 ? token : "no" };
      const response = await send(app, `${base}/login`, { form, headers: address });
      expect(response.status).toBe(at % 3 === 2 ? 303 : 401);
    }
  });
});

describe("a session", () => {
  test("is over when it has expired", async () => {
    const app = createWatched();
    const cookie = await logIn(app);
    await app.platform.clock.advance(12 * hourMs - 1);
    expect((await send(app, usage, { cookie })).status).toBe(200);
    await app.platform.clock.advance(1);
    expect((await send(app, usage, { cookie })).status).toBe(401);
    expect((await send(app, `${base}/`, { cookie })).status).toBe(401);
  });

  test("goes on while its page is used", async () => {
    const app = createWatched();
    const cookie = await logIn(app);
    expect((await send(app, `${base}/`, { cookie })).headers.has("set-cookie")).toBe(false);
    await app.platform.clock.advance(7 * hourMs);
    const renewed = cookieOf(await send(app, `${base}/`, { cookie }));
    await app.platform.clock.advance(7 * hourMs);
    expect((await send(app, usage, { cookie: renewed })).status).toBe(200);
    expect((await send(app, usage, { cookie })).status).toBe(401);
  });

  test("goes on while a page that is never loaded again asks for figures", async () => {
    const app = createWatched();
    let cookie = await logIn(app);
    for (let hour = 0; hour < 48; hour++) {
      await app.platform.clock.advance(hourMs);
      const response = await send(app, usage, { cookie });
      expect(response.status).toBe(200);
      if (response.headers.has("set-cookie")) cookie = cookieOf(response);
    }
    const asked = new Request(`https://orders.example${usage}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await app.fetch(asked)).toMatchObject({ status: 200 });
    await send(app, `${base}/logout`, { cookie, form: {} });
    expect((await send(app, usage, { cookie })).status).toBe(401);
  });

  test("is over after the logout, in other isolates too", async () => {
    const platform = createPlatform();
    const store = memoryStore({ clock: platform.clock });
    const [one, other] = [createWatched({ store, platform }), createWatched({ store, platform })];
    const cookie = await logIn(one);
    expect((await send(other, usage, { cookie })).status).toBe(200);
    const response = await send(one, `${base}/logout`, { cookie, form: {} });
    expect(response.status).toBe(303);
    expect(response.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await send(one, usage, { cookie })).status).toBe(401);
    await platform.clock.advance(15_000);
    expect((await send(other, usage, { cookie })).status).toBe(401);
  });

  test("is found behind one that has been ended", async () => {
    const app = createWatched();
    const [ended, cookie] = [await logIn(app), await logIn(app)];
    await send(app, `${base}/logout`, { cookie: ended, form: {} });
    expect((await send(app, usage, { cookie: ended })).status).toBe(401);
    expect((await send(app, usage, { cookie: `${ended}; ${cookie}` })).status).toBe(200);
  });

  test("is not ended for another site", async () => {
    const app = createWatched();
    const cookie = await logIn(app);
    const headers = { "sec-fetch-site": "cross-site" };
    expect((await send(app, `${base}/logout`, { cookie, form: {}, headers })).status).toBe(403);
    expect((await send(app, usage, { cookie })).status).toBe(200);
  });

  test("stays secure behind a proxy that has ended TLS", async () => {
    const app = createWatched();
    const cookie = await logIn(app);
    await app.platform.clock.advance(7 * hourMs);
    async function renewal(headers: Record<string, string>): Promise<string | null> {
      const request = new Request(`http://orders.example${base}/`, {
        headers: { ...headers, cookie },
      });
      const response = await app.fetch(request);
      return response instanceof Response ? response.headers.get("set-cookie") : null;
    }
    for (const proto of ["https", "HTTPS, http", "http", ""]) {
      const headers = proto === "" ? {} : { "x-forwarded-proto": proto };
      expect(await renewal(headers), proto).toMatch(/^__Secure-.*; Secure$/);
    }
  });

  test.for([
    ["http://orders.example", {}, false],
    ["http://orders.example", { "x-forwarded-proto": "http, https" }, false],
    ["http://orders.example", { "x-forwarded-proto": "HTTPS, http" }, true],
    ["http://orders.example", { origin: "https://orders.example" }, true],
    ["https://orders.example", {}, true],
  ] as const)(
    "begun at %s with %j is told to be secure: %s",
    async ([origin, headers, isSecure]) => {
      const app = createWatched();
      const body = new URLSearchParams({ token });
      const request = new Request(`${origin}${base}/login`, { method: "POST", headers, body });
      const response = await app.fetch(request);
      const cookie = response instanceof Response ? response.headers.get("set-cookie") : "";
      expect(cookie?.startsWith("__Secure-")).toBe(isSecure);
      expect(cookie?.endsWith("; Secure")).toBe(isSecure);
    },
  );

  test("is ended together with another one of the same browser", async () => {
    const app = createWatched();
    const body = new URLSearchParams({ token });
    const request = new Request(`http://orders.example${base}/login`, { method: "POST", body });
    const plain = await app.fetch(request);
    const cookies = [await logIn(app), plain instanceof Response ? cookieOf(plain) : ""];
    const cookie = cookies.join("; ");
    const response = await send(app, `${base}/logout`, { cookie, form: {} });
    expect(response.headers.getSetCookie()).toHaveLength(2);
    for (const one of [...cookies, cookie]) {
      expect((await send(app, usage, { cookie: one })).status).toBe(401);
    }
  });

  test("is that of one service, also where another is at the same host", async () => {
    const platform = createPlatform();
    const [one, other] = [
      createWatched({ platform }),
      createWatched({ platform, service: "stock", token: "another-token" }),
    ];
    const form = { token: "another-token" };
    const theirs = cookieOf(await send(other, `${base}/login`, { form }));
    const cookie = `${await logIn(one)}; ${theirs}`;
    expect(new Set(cookie.split("; ").map((text) => text.split("=")[0])).size).toBe(2);
    for (const app of [one, other]) expect((await send(app, usage, { cookie })).status).toBe(200);
  });

  test("is not looked for among any number of cookies", async () => {
    const app = createWatched();
    const cookie = await logIn(app);
    const junk = cookie.replace(/.$/, (letter) => (letter === "A" ? "E" : "A"));
    const many = Array.from({ length: 8 }, () => junk).join("; ");
    expect((await send(app, usage, { cookie: `${junk}; ${cookie}` })).status).toBe(200);
    expect((await send(app, usage, { cookie: `${many}; ${cookie}` })).status).toBe(401);
  });

  test("is over when the token changes, and when anything of it does", async () => {
    const platform = createPlatform();
    const store = memoryStore({ clock: platform.clock });
    const cookie = await logIn(createWatched({ store, platform }));
    const others = createWatched({ store, platform, token: "another-token" });
    expect((await send(others, usage, { cookie })).status).toBe(401);
    const app = createWatched({ store, platform });
    const [name = "", value = ""] = cookie.split("=");
    const [expires = "", id = "", signature = ""] = value.split(".");
    for (const changed of [
      `${Number(expires) + 1}.${id}.${signature}`,
      `${expires}.${id.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))}.${signature}`,
      `${expires}.${id}.${signature.replace(/^./, (letter) => (letter === "A" ? "B" : "A"))}`,
      `${expires}.${id}.`,
      `${expires}.${id}`,
      "",
      "..",
      "NaN.a.b",
      `Infinity.${id}.${signature}`,
    ]) {
      const response = await send(app, usage, { cookie: `${name}=${changed}` });
      expect(response.status, changed).toBe(401);
    }
    expect((await send(app, usage, { cookie: `a=b; ${name}=x; ${cookie}` })).status).toBe(200);
  });

  test.for([
    [{ "sec-fetch-site": "same-origin" }, 404],
    [{ origin: "https://orders.example" }, 404],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "none" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{}, 403],
  ] as const)("changes nothing for a request with %j: %i", async ([headers, status]) => {
    const app = createWatched();
    const cookie = await logIn(app);
    const path = `${base}/api/errors/0123456789abcdef/resolve`;
    expect((await send(app, path, { method: "POST", cookie, headers })).status).toBe(status);
  });

  test("does not open what the ingest secret opens", async () => {
    const app = createWatched();
    const cookie = await logIn(app);
    const path = `${base}/ingest/batch`;
    expect((await send(app, path, { method: "POST", cookie })).status).toBe(401);
  });
});

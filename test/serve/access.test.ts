import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";

const closed = ["/metrics", "/_edgewatch/api/usage"] as const;
const open = ["/livez", "/readyz", "/health"] as const;

describe("Edgewatch's own routes", () => {
  test.for(open)("answer %s to everybody", async (path) => {
    const response = await ask(createApp(token), path, { headers: { authorization: "" } });
    expect(response.status).toBe(200);
  });

  test.for([...closed, "/_edgewatch", "/_edgewatch/", "/_edgewatch/nothing"])(
    "keep %s closed where no token is configured",
    async (path) => {
      for (const authorization of ["", "Bearer ", "Bearer undefined", `Bearer ${token}`]) {
        const response = await ask(createApp(undefined), path, { headers: { authorization } });
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({
          detail: expect.stringContaining("EDGEWATCH_TOKEN"),
        });
      }
    },
  );

  test.for([
    ["no credential", ""],
    ["no token", "Bearer"],
    ["an empty token", "Bearer "],
    ["a wrong token", "Bearer wrong"],
    ["a token cut short", `Bearer ${token.slice(0, -1)}`],
    ["a token with more behind it", `Bearer ${token}x`],
    ["a token twice", `Bearer ${token}${token}`],
    ["a token in other case", `Bearer ${token.toUpperCase()}`],
    ["another scheme", `Basic ${token}`],
    ["another scheme as long", `Digest ${token}`],
    ["another sign between", `Bearer:${token}`],
    ["a scheme that only begins so", `Bearers ${token}`],
    ["the token alone", token],
    ["two spaces", `Bearer  ${token}`],
  ] as const)("refuse %s", async ([, authorization]) => {
    for (const path of closed) {
      const response = await ask(createApp(token), path, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      const body = await response.text();
      expect(JSON.parse(body)).toMatchObject({
        type: "about:blank",
        status: 401,
        title: "Unauthorized",
      });
      expect(body).not.toContain(token);
    }
  });

  test.for([`Bearer ${token}`, `bearer ${token}`, `BEARER ${token}`])(
    "accept %s",
    async (authorization) => {
      for (const path of closed) {
        const response = await ask(createApp(token), path, { headers: { authorization } });
        expect(response.status).toBe(200);
      }
    },
  );

  test("take the token of the environment where none is given", async () => {
    const { runtime, ...platform } = createPlatform({
      name: "node",
      env: { EDGEWATCH_TOKEN: token },
    });
    const watched = edgewatch({ service: "orders" }, { ...platform, runtime }).handler({
      fetch: (_request: Request, _server: unknown) => new Response("hi"),
    });
    // Bun and Deno pass something of their own along with the request.
    const app = { fetch: (request: Request) => watched.fetch(request, { port: 8_787 }) };
    expect((await ask(app, "/metrics")).status).toBe(200);
    const refused = await ask(app, "/metrics", { headers: { authorization: "Bearer wrong" } });
    expect(refused.status).toBe(401);
  });

  test("take the token of the binding on Workers, never that of a process", async () => {
    const runtime = { name: "workerd", env: { EDGEWATCH_TOKEN: "other" } } as const;
    const app = edgewatch({ service: "orders" }, createPlatform(runtime)).handler({
      fetch: async (_request: Request, _env: unknown) => new Response("hi"),
    });
    const request = new Request("http://localhost/metrics", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await app.fetch(request, { EDGEWATCH_TOKEN: token })).toMatchObject({ status: 200 });
    expect(await app.fetch(request, {})).toMatchObject({ status: 401 });
    expect(await app.fetch(request, undefined)).toMatchObject({ status: 401 });
  });

  test("stay closed where the environment may not be read", async () => {
    const env = new Proxy<Record<string, unknown>>(
      {},
      {
        get() {
          throw new Error("Requires env access");
        },
      },
    );
    const app = edgewatch({ service: "orders" }, createPlatform({ name: "deno", env })).handler(
      hello,
    );
    expect((await ask(app, "/metrics")).status).toBe(401);
    expect((await ask(app, "/livez")).status).toBe(200);
  });

  test.for([...open, ...closed])("answer HEAD of %s without a body", async (path) => {
    const app = createApp(token);
    const [got, head] = [await ask(app, path), await ask(app, path, { method: "HEAD" })];
    expect(head.status).toBe(got.status);
    expect(head.headers.get("content-type")).toBe(got.headers.get("content-type"));
    expect(await head.text()).toBe("");
  });

  test.for([
    ["POST", "/livez", "GET, HEAD"],
    ["DELETE", "/health", "GET, HEAD"],
    ["POST", "/metrics", "GET, HEAD"],
    ["PUT", "/_edgewatch/api/usage", "GET, HEAD"],
    ["GET", "/_edgewatch/flush", "POST"],
  ] as const)("refuse %s of %s and say what is allowed", async ([method, path, allow]) => {
    const response = await ask(createApp(token), path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
    expect(await response.json()).toMatchObject({ status: 405, title: "Method Not Allowed" });
  });

  test.for(["/_edgewatch", "/_edgewatch/", "/_edgewatch/nothing", "/_edgewatch/api/usage/"])(
    "know nothing else under their folder: %s",
    async (path) => {
      const response = await ask(createApp(token), path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ status: 404 });
    },
  );

  test.for(["/_edgewatchful", "/metrics/", "/METRICS", "/healthz", "/%6detrics"])(
    "leave %s to the app",
    async (path) => {
      expect(await (await ask(createApp(token), path)).text()).toBe("hi");
    },
  );

  test("carry a request id, and are not to be stored", async () => {
    const app = createApp(token);
    for (const path of [...open, ...closed, "/_edgewatch/nothing"]) {
      const given = await ask(app, path, { headers: { "x-request-id": "mine-1" } });
      expect(given.headers.get("x-request-id")).toBe("mine-1");
      const made = await ask(app, path, { headers: { "x-request-id": "bad id" } });
      expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
      expect(made.headers.get("cache-control")).toBe("no-store");
    }
  });

  test("are neither guessed to be something else nor shown by other sites", async () => {
    const app = createApp(token);
    for (const path of ["/readyz", "/health", ...closed, "/_edgewatch/nothing"]) {
      for (const headers of [{}, { authorization: "" }]) {
        const response = await ask(app, path, { headers });
        expect(response.headers.get("x-content-type-options")).toBe("nosniff");
        expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
      }
    }
  });
});

const hello = { fetch: (_request: Request) => new Response("hi") };

function createApp(configured: string | undefined): Asked {
  return edgewatch({ service: "orders", token: configured }, createPlatform()).handler(hello);
}

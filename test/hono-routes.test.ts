import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { mount } from "hono/mount";
import { describe, expect, test } from "vitest";
import { ask, countsOf, summaryOf } from "./fakes/asking.ts";
import { honoSetupNames, watchHono, type WatchedHono } from "./fakes/hono-app.ts";

describe.for(honoSetupNames)("%s: the route", (setup) => {
  test.for([
    ["of a parameter", "GET", "/orders/42", "GET /orders/:key 200"],
    ["of another method", "POST", "/orders/42", "POST /orders/:key 201"],
    ["of HEAD", "HEAD", "/orders/42", "HEAD /orders/:key 200"],
    ["of all methods", "PUT", "/any/42", "PUT /any/:key 200"],
    ["of all methods, with next declared", "DELETE", "/any-next", "DELETE /any-next 200"],
    ["of several paths", "GET", "/b", "GET /b 200"],
    ["with middleware of its own", "GET", "/guarded/42", "GET /guarded/:key 200"],
    ["with a pattern", "GET", "/files/a/b.txt", "GET /files/:path{.+} 200"],
    ["with a wildcard", "GET", "/wild/a/b", "GET /wild/* 200"],
    ["that a guard turned away from", "GET", "/admin/users/7", "GET /admin/users/:key 401"],
    ["with next declared", "GET", "/admin/next/7", "GET /admin/next/:key 401"],
    ["that a guard threw away from", "GET", "/strict/users/7", "GET /strict/users/:key 403"],
    [
      "that a guard turned away from and that does not exist",
      "GET",
      "/admin/no",
      "GET /admin/* 401",
    ],
    ["of middleware that answers by itself", "GET", "/static/main.css", "GET /static/* 200"],
    ["of middleware that does not", "GET", "/static/missing.css", "GET (unmatched) 404"],
    ["of a handler for all that takes no next", "GET", "/pages/a", "GET /pages/* 200"],
    ["of nothing", "GET", "/nothing", "GET (unmatched) 404"],
    ["of another method's path", "PATCH", "/orders/42", "PATCH (unmatched) 404"],
    ["of a sub-app", "GET", "/shop/items/7", "GET /shop/items/:key 200"],
    ["of a sub-app with an error handler", "GET", "/till/pay/7", "GET /till/pay/:key 418"],
    [
      "of a guard in a sub-app with an error handler",
      "GET",
      "/till/closed/7",
      "GET /till/closed/:key 401",
    ],
    [
      "of all methods in such a sub-app",
      "PUT",
      "/till/closed/all/7",
      "PUT /till/closed/all/:key 401",
    ],
    ["of a sub-app of a sub-app", "GET", "/shop/deep/er/7", "GET /shop/deep/er/:key 200"],
    ["of a mounted app", "GET", "/mounted/a/b", "GET /mounted/* 200"],
    ["that answered 404 itself", "GET", "/orders/404", "GET /orders/:key 404"],
    ["that failed", "GET", "/fails/7", "GET /fails/:key 500"],
  ] as const)("%s", async ([, method, path, expected]) => {
    const { app } = watchHono(setup, build);
    const response = await ask(app, path, { method });
    expect(response.status).toBe(Number(expected.slice(-3)));
    expect(await countsOf(app)).toEqual({ [expected]: 1 });
  });

  test("stays that of the request, whatever the app asks itself meanwhile", async () => {
    const { app } = watchHono(setup, (hono) => {
      hono.get("/inner/:key", (c) => c.text("inner"));
      hono.get("/outer/:key", async (c) => c.text(await (await hono.request("/inner/7")).text()));
    });
    await ask(app, "/outer/7");
    expect(await countsOf(app)).toHaveProperty(["GET /outer/:key 200"], 1);
  });
});

test.for([".hono() alone", ".hono() and .handler()"] as const)(
  "%s: 10,000 made-up paths are unmatched, and the real route keeps its own",
  async (setup) => {
    const { app } = watchHono(setup, build);
    for (let index = 0; index < 10_000; index++) {
      await app.fetch(new Request(`http://localhost/${index.toString(36)}/wp-login.php`));
    }
    await ask(app, "/orders/42");
    expect(await countsOf(app)).toEqual({
      "GET (unmatched) 404": 10_000,
      "GET /orders/:key 200": 1,
    });
    expect((await summaryOf(app)).dropped).toEqual({});
  },
);

function build(hono: WatchedHono): void {
  hono.use("/admin/*", async (c, next) => {
    if (c.req.header("x-admin") === undefined) return c.text("no", 401);
    return await next();
  });
  hono.use("/strict/*", () => {
    throw new HTTPException(403);
  });
  hono.get("/admin/users/:key", (c) => c.text("hi"));
  hono.get("/admin/next/:key", async (c, _next) => c.text("hi"));
  hono.get("/strict/users/:key", (c) => c.text("hi"));
  hono.get("/orders/:key", (c) => c.text("hi", c.req.param("key") === "404" ? 404 : 200));
  hono.post("/orders/:key", (c) => c.text("hi", 201));
  hono.all("/any/:key", (c) => c.text("hi"));
  hono.all("/any-next", async (c, _next) => c.text("hi"));
  hono.on(["GET", "POST"], ["/a", "/b"], (c) => c.text("hi"));
  hono.get(
    "/guarded/:key",
    async (_c, next) => {
      await next();
    },
    (c) => c.text("hi"),
  );
  hono.get("/files/:path{.+}", (c) => c.text("hi"));
  hono.get("/wild/*", (c) => c.text("hi"));
  hono.use("/static/*", async (c, next) => {
    if (c.req.path === "/static/main.css") return c.text("body {}");
    return await next();
  });
  hono.all("/pages/*", (c) => c.text("hi"));
  hono.get("/fails/:key", () => {
    throw new Error("no");
  });
  const deep = new Hono().get("/er/:key", (c) => c.text("hi"));
  const shop = new Hono().get("/items/:key", (c) => c.text("hi")).route("/deep", deep);
  hono.route("/shop", shop);
  hono.route("/till", createTill());
  hono.all(
    "/mounted/*",
    mount(() => new Response("hi")),
  );
}

/** A sub-app that answers its errors itself. */
function createTill(): Hono {
  const till = new Hono();
  till.onError((error, c) => c.text(error.message, 418));
  till.use("/closed/*", async (c, _next) => c.text("closed", 401));
  till.get("/closed/:key", (c) => c.text("hi"));
  till.all("/closed/all/:key", (c) => c.text("hi"));
  till.get("/pay/:key", () => {
    throw new Error("no money");
  });
  return till;
}

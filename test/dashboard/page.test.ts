import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import { dashboard } from "../../src/dashboard.ts";
import { ask, token } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { base, createWatched, logIn, send } from "./browsing.ts";

const views = ["", "/", "/routes", "/route", "/consumers", "/consumer", "/errors"];
const moreViews = ["/errors/0123456789abcdef", "/dependencies", "/system"];

describe("the page", () => {
  test.for([...views, ...moreViews])("answers at %j, to those who have logged in", async (view) => {
    const app = createWatched();
    expect((await send(app, base + view)).status).toBe(401);
    const response = await send(app, base + view, { cookie: await logIn(app) });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  test.for(["/errors/x", "/nothing", "/routes/x", "/api"])(
    "does not answer at %j",
    async (view) => {
      const app = createWatched();
      const response = await send(app, base + view, { cookie: await logIn(app) });
      expect(response.headers.get("content-type")).not.toContain("html");
    },
  );

  test("runs nothing but what it carries, by hashes that fit", async () => {
    const app = createWatched();
    for (const cookie of [undefined, await logIn(app)]) {
      const response = await send(app, `${base}/`, { cookie });
      const policy = response.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain("unsafe");
      const html = await response.text();
      const script = /<script>([^]*?)<\/script>/.exec(html)?.[1] ?? "";
      const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? "";
      expect(policy).toContain(`script-src '${await hashOf(script)}'`);
      expect(policy).toContain(`style-src '${await hashOf(style)}'`);
      expect(html.match(/<script/g)).toHaveLength(cookie === undefined ? 1 : 2);
      expect(html).not.toMatch(/\b(?:src|href)="(?!data:)/);
    }
  });

  test("tells a service's name as text, whatever it is", async () => {
    const service = `</script><script>alert(1)</script>"'&`;
    const watch = edgewatch({ service, token, dashboard: dashboard() }, createPlatform());
    const app = watch.handler({ fetch: () => new Response("hi") });
    const html = await (await ask(app, `${base}/`)).text();
    expect(html).not.toContain("<script>alert");
    const config = /id="config">([^]*?)<\/script>/.exec(html)?.[1] ?? "";
    expect(JSON.parse(config)).toEqual({ base, service });
  });

  test("is not there where nobody mounts it", async () => {
    const watch = edgewatch({ service: "orders", token }, createPlatform());
    const app = watch.handler({ fetch: () => new Response("hi") });
    expect((await ask(app, `${base}/`)).status).toBe(404);
  });
});

async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

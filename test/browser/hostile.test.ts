import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { dashboard } from "../../src/dashboard.ts";
import { edgewatch, memoryStore, serve, type Server } from "../../src/server.ts";
import { token } from "../fakes/asking.ts";
import { closeAfterTest, useChromium, type Visited } from "./chromium.ts";
import { base, isShown, logIn, visit, overflowOf } from "./visiting.ts";

const texts = [
  `<script>alert(1)</script>`,
  `<img src=x onerror=alert(1)>`,
  `"><svg onload=alert(1)>`,
  `'onmouseover='alert(1)`,
  `javascript:alert(1)`,
  `{{constructor.constructor('alert(1)')()}}`,
  `\u202Edrawkcab\u202C \u0000\u001B[31m \u2028`,
  `👩‍👩‍👧‍👦 𝕌𝕟𝕚 كلمة 日本語`,
  "__proto__",
  "constructor",
  `long ${"W".repeat(1_000_000)}`,
];
const paths = ["/", "/routes", "/consumers", "/errors", "/dependencies", "/system"];
const tampered = [
  "/?from=%3Cscript%3Ealert(1)%3C/script%3E",
  "/?from=2026-11-24&to=2020-01-01",
  "/?from=-99999999d",
  "/?from=-1s&to=now",
  "/?from=%00&compare=%00",
  "/?from=-1h&from=-2h",
  "/routes?sort=__proto__&q=%5B(",
  "/routes?sort=-constructor",
  "/routes?status_class=%3Cb%3E",
  "/route",
  "/route?method=%3Cb%3E&route=__proto__",
  "/consumer?consumer=%F0%9F%91%A9",
  "/errors?state=nonsense",
  "/errors?order=nonsense&by=route",
  "/errors/0000000000000000",
  "/dependencies?dependency=%3Cb%3E&sort=toString",
  `/errors?q=${"a".repeat(3_000)}`,
];
const openPage = useChromium();
let server: Server;
let url: URL;

beforeAll(async () => {
  const watch = edgewatch({
    service: `shop ${texts[1]}`,
    release: texts[0] ?? "",
    token,
    store: memoryStore(),
    windowMs: 1_000,
    dashboard: dashboard(),
    route: (request) => decodeURIComponent(request.headers.get("x-name") ?? "") || undefined,
    consumer: (request) => decodeURIComponent(request.headers.get("x-name") ?? "") || undefined,
    requestLog: {},
    sinks: [],
  });
  const app = watch.handler({
    fetch(request: Request): Response {
      const text = texts[Number(new URL(request.url).searchParams.get("text"))] ?? "";
      watch.log.info(text, { [text.slice(0, 100)]: text });
      watch.time(text.slice(0, 200), () => text);
      throw Object.assign(new Error(text), { name: text.slice(0, 60) });
    },
  });
  server = await serve(watch, app, { port: 0 });
  url = new URL(`http://127.0.0.1:${server.port}`);
  for (let at = 0; at < texts.length * 2; at++) {
    const name = encodeURIComponent(
      (texts[at % texts.length] ?? "").slice(0, 2_000).toWellFormed(),
    );
    await fetch(new URL(`/?text=${at % texts.length}`, url), { headers: { "x-name": name } });
  }
});
afterAll(async () => {
  await server.close();
});

async function open(): Promise<Visited & { readonly dialogs: readonly string[] }> {
  const visited = await openPage({ origin: url.origin });
  const dialogs: string[] = [];
  visited.page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  onTestFinished(() => expect(dialogs).toEqual([]));
  closeAfterTest(visited);
  return { ...visited, dialogs };
}

describe("texts from outside", () => {
  test("are shown as texts in all views", async () => {
    const { page } = await open();
    await logIn(page, url, token);
    for (const path of paths) {
      await visit(page, url, path);
      await page.getByRole("link", { name: "Routes", exact: true }).waitFor();
      const made = await page.evaluate<number>(
        "document.querySelectorAll('img, iframe, #app script, [onload], [onerror], [onmouseover], a[href^=javascript]').length",
      );
      expect(made, path).toBe(0);
      expect(await overflowOf(page), path).toBe(0);
    }
  });

  test("are shown on the page of each error, however long", async () => {
    const { page } = await open();
    await logIn(page, url, token);
    const answer = await fetch(new URL(`${base}/api/errors`, url), {
      headers: { authorization: `Bearer ${token}` },
    });
    const { groups }: { groups: { id: string }[] } = await answer.json();
    expect(groups.length).toBeGreaterThan(5);
    for (const { id } of groups) {
      await visit(page, url, `/errors/${id}`);
      await page.getByRole("button", { name: "Resolve" }).waitFor();
    }
  });
});

describe("addresses that somebody has changed", () => {
  test("are survived", async () => {
    const { page } = await open();
    await logIn(page, url, token);
    for (const path of tampered) {
      await visit(page, url, path);
      await page.getByRole("link", { name: "Overview" }).click();
      await isShown(page);
    }
  });
});

describe("a session that is over", () => {
  test("is told, and goes on at the same place", async () => {
    const { page } = await open();
    await logIn(page, url, token, "/routes?from=-6h&q=a");
    await isShown(page);
    await page.context().clearCookies();
    await page.getByRole("link", { name: "Errors", exact: true }).click();
    await page.getByRole("heading", { name: /session/i }).waitFor();
    await page
      .getByRole("link", { name: /log in/i })
      .or(page.getByRole("button", { name: /log in/i }))
      .click();
    await page.locator("#token").fill(token);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Errors", level: 1 }).waitFor();
    expect(new URL(page.url()).search).toContain("from=-6h");
  });

  test("is told apart from that of a gateway in front, such as Cloudflare Access", async () => {
    const { page } = await open();
    await logIn(page, url, token);
    await isShown(page);
    const login = { status: 302, headers: { location: "https://team.example/login" } };
    await page.route("**/api/series**", async (route) => await route.fulfill(login));
    await page.getByRole("link", { name: "Routes", exact: true }).click();
    await page.getByRole("heading", { name: /gateway/ }).waitFor();
    await page.unroute("**/api/series**");
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("heading", { name: "Routes", level: 1 }).waitFor();
  });
});

import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Runtime } from "../../scripts/start/runtime-command.ts";
import { until } from "../system/deadline.ts";
import { send } from "../system/http-client.ts";
import { startOrders, temporaryFolder, type OrdersServer } from "../system/orders-server.ts";
import { findBarriers } from "./accessibility.ts";
import { closeAfterTest, useChromium, type Visited } from "./chromium.ts";
import { base, isShown, logIn, tabTo, tileOf, visit } from "./visiting.ts";

interface Failure {
  readonly requestId: string;
  readonly traceId: string;
}

interface Counted {
  readonly total: { readonly requests: number; readonly errors: number };
}

const deadlineMs = 15_000;
/** What the head of an error's page says of its state. */
function stateOf(page: Page, word: string): Locator {
  return page.locator(".view-head .status-word", { hasText: word });
}

/** What the dashboard promises, tried in a browser against the example on a runtime. */
export function describeDashboard(runtime: Runtime): void {
  const openPage = useChromium();

  describe(`the dashboard on ${runtime}`, () => {
    const cleanUps: (() => void | Promise<void>)[] = [];
    let server: OrdersServer;
    let sent = 0;
    let failure: Failure;

    beforeAll(async () => {
      const folder = temporaryFolder((remove) => cleanUps.push(remove));
      server = await startOrders(runtime, folder, (end) => cleanUps.unshift(end));
      failure = await sendIncident();
    });
    afterAll(async () => {
      for (const cleanUp of cleanUps) await cleanUp();
    });

    async function order(path: string, headers: Readonly<Record<string, string>> = {}) {
      sent++;
      return await send(server.url, { path, headers });
    }

    /** Orders as usual, and then a route that fails now and then; returns the last one that failed. */
    async function sendIncident(): Promise<Failure> {
      for (let at = 0; at < 40; at++) await order(at % 4 === 0 ? "/orders/1" : "/orders");
      let last: Failure | undefined;
      for (let at = 0; at < 25; at++) {
        const traceId = (at + 1).toString(16).padStart(32, "a");
        const requestId = `flaky-${at}`;
        const traceparent = `00-${traceId}-${"b".repeat(16)}-01`;
        const { status } = await order("/flaky", { "x-request-id": requestId, traceparent });
        if (status === 500) last = { requestId, traceId };
      }
      if (last === undefined) throw new Error("Cannot begin: nothing has failed");
      await ask("usage");
      return last;
    }

    async function ask<T>(path: string): Promise<T> {
      const response = await fetch(new URL(`${base}/api/${path}`, server.url), {
        headers: { authorization: `Bearer ${server.token}` },
      });
      expect(response.status).toBe(200);
      const answer: T = await response.json();
      return answer;
    }

    async function open(options: Partial<Parameters<typeof openPage>[0]> = {}): Promise<Visited> {
      const visited = await openPage({ origin: server.url.origin, ...options });
      closeAfterTest(visited);
      return visited;
    }

    test("lets in who knows the token, and nobody else", async () => {
      const { page } = await open();
      await page.goto(new URL(`${base}/errors?from=-6h`, server.url).href);
      await page.getByLabel("Token").fill("wrong");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await page.getByLabel("Token").fill(server.token);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Errors", level: 1 }).waitFor();
      expect(new URL(page.url()).search).toBe("?from=-6h");
      expect(await page.evaluate("document.cookie")).toBe("");
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByLabel("Token").waitFor();
      await page.goto(new URL(`${base}/`, server.url).href);
      await page.getByLabel("Token").waitFor();
    });

    test("leads from the overview to the request that failed, and resolves its error", async () => {
      const { page } = await open();
      await logIn(page, server.url, server.token);
      await page.getByRole("heading", { name: /Degraded|Failing/ }).waitFor();
      await page
        .getByRole("link", { name: /the shelf is locked/ })
        .first()
        .click();
      await page.getByRole("heading", { name: /the shelf is locked/, level: 1 }).waitFor();
      await page.getByText(failure.requestId, { exact: true }).waitFor();
      await page.getByText(failure.traceId, { exact: true }).waitFor();
      const id = new URL(page.url()).pathname.split("/").at(-1);
      await page.getByRole("button", { name: "Resolve" }).click();
      await stateOf(page, "Resolved").waitFor();
      const group = await ask<{ state: string }>(`errors/${id}`);
      expect(group.state).toBe("resolved");
      await page.getByRole("button", { name: "Reopen" }).click();
      await stateOf(page, "Open").waitFor();
    });

    test("shows the figures that the API tells, which are those of the traffic that was sent", async () => {
      const { page } = await open();
      await logIn(page, server.url, server.token);
      const { total } = await ask<Counted>("overview?from=-1h");
      expect(total).toMatchObject({ requests: sent, errors: 5 });
      await until(
        "its requests",
        async () => (await tileOf(page, "Requests").textContent()) === String(sent),
        deadlineMs,
      );
      await visit(page, server.url, "/routes");
      const row = page.getByRole("row", { name: /GET \/flaky/ });
      expect((await row.getByRole("cell").allTextContents()).slice(0, 5)).toContain("25");
      await visit(page, server.url, "/errors");
      await page.getByText(/^5 failures/).waitFor();
    });

    test("shows new traffic as it arrives", async () => {
      const { page } = await open();
      await logIn(page, server.url, server.token);
      const shown = tileOf(page, "Requests");
      await until(
        "what was sent",
        async () => (await shown.textContent()) === String(sent),
        deadlineMs,
      );
      await page.locator(".live", { hasText: "Live" }).waitFor();
      await page.evaluate(() => Reflect.set(globalThis, "isSamePage", true));
      for (let at = 0; at < 7; at++) await order("/orders");
      await until(
        "the new ones",
        async () => (await shown.textContent()) === String(sent),
        deadlineMs,
      );
      expect(await page.evaluate(() => Reflect.get(globalThis, "isSamePage"))).toBe(true);
    });

    test("works by keyboard alone", async () => {
      const { page } = await open();
      await page.goto(new URL(`${base}/`, server.url).href);
      await page.locator("#token:focus").waitFor();
      await page.keyboard.type(server.token);
      await page.keyboard.press("Enter");
      await page.locator(".live", { hasText: "Live" }).waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "detached" });
      await page.keyboard.press("g");
      await page.keyboard.press("e");
      await page.getByRole("heading", { name: "Errors", level: 1 }).waitFor();
      await isShown(page);
      await tabTo(page, page.getByRole("link", { name: /the shelf is locked/ }));
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: /the shelf is locked/, level: 1 }).waitFor();
      await tabTo(page, page.getByRole("button", { name: "Mute" }));
      await page.keyboard.press("Enter");
      await stateOf(page, "Muted").waitFor();
      await tabTo(page, page.getByRole("button", { name: "Reopen" }));
      await page.keyboard.press("Enter");
      await stateOf(page, "Open").waitFor();
    });
  });
}

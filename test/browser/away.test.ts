import { expect, onTestFinished, test } from "vitest";
import { until } from "../system/deadline.ts";
import { send } from "../system/http-client.ts";
import { startOrders, temporaryFolder } from "../system/orders-server.ts";
import { useChromium } from "./chromium.ts";
import { isShown, logIn, tileOf } from "./visiting.ts";

const deadlineMs = 45_000;
const openPage = useChromium();

test("a page whose server goes away says so, keeps what it has, and goes on when the server is back", async () => {
  const folder = temporaryFolder();
  const server = await startOrders("node", folder);
  for (let at = 0; at < 12; at++) await send(server.url, { path: "/orders" });
  const { page, problems } = await openPage({ origin: server.url.origin });
  onTestFinished(() => page.context().close());
  await logIn(page, server.url, server.token);
  await isShown(page);
  const requests = tileOf(page, "Requests");
  await until("what was sent", async () => (await requests.textContent()) === "12", deadlineMs);
  await server.kill();
  await page.locator(".live", { hasText: "Offline" }).waitFor({ timeout: deadlineMs });
  await page.locator(".stale", { hasText: /\S/ }).waitFor({ timeout: deadlineMs });
  expect(await requests.textContent()).toBe("12");
  const again = await startOrders("node", folder, undefined, { PORT: server.url.port });
  for (let at = 0; at < 5; at++) await send(again.url, { path: "/orders" });
  await page.locator(".live", { hasText: "Live" }).waitFor({ timeout: deadlineMs });
  await until("the new ones", async () => (await requests.textContent()) === "17", deadlineMs);
  await page.locator(".stale", { hasText: /\S/ }).waitFor({ state: "hidden", timeout: deadlineMs });
  expect(problems).toEqual([]);
});

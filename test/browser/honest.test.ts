import { expect, test } from "vitest";
import { until } from "../system/deadline.ts";
import { createDemo } from "./demo.ts";
import { useDemoPage } from "./demo-page.ts";
import { useDemo } from "./demo-server.ts";
import { isShown, visit } from "./visiting.ts";

const minuteMs = 60_000;
const deadlineMs = 15_000;
const demo = useDemo(() => createDemo(2 * 3_600_000));
const open = useDemoPage(demo);

test("a page that cannot know what checks say does not say that all is well", async () => {
  const page = await open("/errors");
  const health = "**/api/health";
  await page.route(health, async (route) => {
    await route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" });
  });
  await visit(page, demo().url, "/?from=-2m");
  await page.getByText("What health checks say is not known.").waitFor();
  expect(await page.getByText("No check fails").count()).toBe(0);
  expect(await page.getByText("No health checks are set up").count()).toBe(0);
  await page.unroute(health);
  await page.getByText("Check payments fails").waitFor({ timeout: deadlineMs });
  const { clock } = demo();
  const [from, to] = [110, 70].map((ago) => new Date(clock.now() - ago * minuteMs).toISOString());
  await visit(page, demo().url, `/?from=${from}&to=${to}`);
  await page.getByText("Errors are within the objective.", { exact: true }).waitFor();
  expect(await page.getByText("No check fails").count()).toBe(0);
});

test("a browser whose clock is wrong shows the server's time", async () => {
  const { url, clock } = demo();
  for (const aheadMs of [-10 * minuteMs, 120 * minuteMs]) {
    const page = await open("/?from=-30m");
    await page.clock.setFixedTime(clock.now() + aheadMs);
    await visit(page, url, "/?from=-30m");
    const seen = page.locator("main time").first();
    await seen.waitFor();
    expect(await seen.textContent()).toMatch(/\b(sec|min)\b/);
    await page.keyboard.press("[");
    await until("the range before", () => page.url().includes("to="), deadlineMs);
    const to = Date.parse(new URL(page.url()).searchParams.get("to") ?? "");
    expect(Math.abs(clock.now() - 15 * minuteMs - to)).toBeLessThan(30_000);
  }
});

test("a form whose end was not touched goes on with live data, and one left as it was changes nothing", async () => {
  const page = await open("/?from=-2h");
  const { clock } = demo();
  async function form(): Promise<void> {
    await page.getByRole("combobox", { name: "Range" }).selectOption("custom");
    await page.locator("input[name=from]").waitFor();
  }
  await form();
  const field = page.locator("input[name=from]");
  const before = await field.inputValue();
  await field.fill(before.replace(/T\d\d:\d\d/, "T00:00"));
  await page.getByRole("button", { name: "Apply" }).click();
  await isShown(page);
  expect(new URL(page.url()).searchParams.has("to")).toBe(false);
  await page.locator(".live", { hasText: "Live" }).waitFor();
  const from = new Date(clock.now() - 50_000).toISOString();
  const to = new Date(clock.now() - 40_000).toISOString();
  const path = `/?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;
  await visit(page, demo().url, path);
  await form();
  await page.getByRole("button", { name: "Apply" }).click();
  await field.waitFor({ state: "detached" });
  expect(new URL(page.url()).searchParams.get("from")).toBe(from);
});

test("the navigation leads to whole lists, also from a part of them", async () => {
  const page = await open("/dependencies?dependency=payments&from=-2h");
  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: "Dependencies" }).click();
  expect(new URL(page.url()).search).toBe("?from=-2h");
  await visit(page, demo().url, "/errors?code=internal&q=x&from=-2h");
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  expect(new URL(page.url()).search).toBe("?from=-2h");
});

test("what is chosen in one tab holds in the others", async () => {
  const page = await open("/system");
  const other = await page.context().newPage();
  await visit(other, demo().url, "/system");
  await page.getByRole("combobox", { name: "Theme" }).selectOption("dark");
  await other.locator("html[data-theme=dark]").waitFor();
  await other.getByRole("combobox", { name: "Time zone" }).selectOption("utc");
  const zone = page.getByRole("combobox", { name: "Time zone" });
  await until("the zone", async () => (await zone.inputValue()) === "utc", deadlineMs);
  await page.reload();
  await isShown(page);
  expect(await page.getByRole("combobox", { name: "Theme" }).inputValue()).toBe("dark");
  expect(await zone.inputValue()).toBe("utc");
});

test("a link from another site leads those who have a session to where it points, also within the page", async () => {
  const page = await open("/errors");
  const target = new URL("/_edgewatch/errors#main", demo().url).href;
  const tab = await page.context().newPage();
  await tab.route("http://other.test/", async (route) => {
    await route.fulfill({ contentType: "text/html", body: `<a href="${target}">Errors</a>` });
  });
  await tab.goto("http://other.test/");
  await tab.getByRole("link").click();
  await tab.getByRole("heading", { level: 1, name: "Errors" }).waitFor({ timeout: deadlineMs });
});

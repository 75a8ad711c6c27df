import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { token } from "../fakes/asking.ts";
import { until } from "../system/deadline.ts";
import { useChromium, type Visited } from "./chromium.ts";
import { createDemo } from "./demo.ts";
import { useDemo } from "./demo-server.ts";
import { base, isShown, logIn, tileOf, visit } from "./visiting.ts";

interface Counted {
  readonly total: { readonly requests: number; readonly errors: number };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const deadlineMs = 3_000;
const charts = ["Requests by status class", "Error rate", "Latency", "Latency distribution"];
const openPage = useChromium();
const demo = useDemo(() => createDemo(2 * hourMs));

/** One page for all: what a test leaves behind is no trouble for the next, which begins at an address of its own. */
let visited: Visited;
let page: Page;

beforeAll(async () => {
  const { url, clock } = demo();
  visited = await openPage({
    origin: url.origin,
    timezoneId: "Asia/Seoul",
    reducedMotion: "reduce",
    viewport: { width: 1_280, height: 1_400 },
  });
  ({ page } = visited);
  await page.clock.install({ time: clock.now() });
  await logIn(page, url, token);
});
beforeEach(async () => {
  await visit(page, demo().url, "/?from=-2h");
});
afterAll(() => {
  expect(visited.problems).toEqual([]);
});

function chart(title: string): Locator {
  return page.getByRole("figure", { name: title, exact: title === "Latency" });
}

function sliderOf(title: string): Locator {
  return chart(title).getByRole("slider");
}

/** A place within a chart, by its share of the width. */
async function placeIn(title: string, share: number): Promise<{ x: number; y: number }> {
  const box = await sliderOf(title).boundingBox();
  if (box === null) throw new Error("Cannot point at a chart that is not there");
  return { x: box.x + box.width * share, y: box.y + box.height / 2 };
}

async function drag(title: string, from: number, to: number): Promise<void> {
  const [start, end] = [await placeIn(title, from), await placeIn(title, to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, end.y);
  await page.mouse.move(end.x, end.y);
  await page.mouse.up();
}

function params(): URLSearchParams {
  return new URL(page.url()).searchParams;
}

/** Beginning and end of the range that the address names. */
function rangeMs(): readonly [number, number] {
  const [from, to] = ["from", "to"].map((name) => Date.parse(params().get(name) ?? ""));
  return [from ?? NaN, to ?? NaN];
}

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(new URL(`${base}/api/${path}`, demo().url), {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  const answer: T = await response.json();
  return answer;
}

/** How many steps each chart has. */
async function stepsOfCharts(): Promise<readonly number[]> {
  return await Promise.all(
    charts.map(async (title) => Number(await sliderOf(title).getAttribute("aria-valuemax")) + 1),
  );
}

test("dragging over a chart zooms all of them, a double click goes back out, and so does going back", async () => {
  expect(new Set(await stepsOfCharts())).toEqual(new Set([121]));
  await drag("Latency distribution", 0.4, 0.6);
  await page.waitForURL(/from=2026/);
  const [fromMs, toMs] = rangeMs();
  expect(toMs - fromMs).toBeGreaterThanOrEqual(24 * minuteMs);
  expect(toMs - fromMs).toBeLessThanOrEqual(26 * minuteMs);
  await isShown(page);
  const zoomed = new Set(await stepsOfCharts());
  expect(zoomed.size).toBe(1);
  expect(zoomed).not.toEqual(new Set([121]));
  const { x, y } = await placeIn("Error rate", 0.5);
  await page.mouse.dblclick(x, y);
  await until("a wider range", () => rangeMs()[1] - rangeMs()[0] > 40 * minuteMs, deadlineMs);
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.goBack();
  expect(rangeMs()).toEqual([fromMs, toMs]);
  await page.goBack();
  expect(params().get("from")).toBe("-2h");
  await isShown(page);
  expect(new Set(await stepsOfCharts())).toEqual(new Set([121]));
});

test("the crosshair of one chart stands on all, with what each says of that moment", async () => {
  const { x, y } = await placeIn("Error rate", 0.25);
  await page.mouse.move(x, y);
  await page.locator(".chart-cross").nth(3).waitFor();
  const lefts = await page
    .locator(".chart-cross")
    .evaluateAll((lines: { style: { left: string } }[]) => lines.map(({ style }) => style.left));
  expect(lefts).toHaveLength(4);
  expect(new Set(lefts).size).toBe(1);
  const times = await page.locator("figcaption .chart-value").allTextContents();
  expect(new Set(times).size).toBe(1);
  expect(times[0]).toMatch(/\d\d:\d\d:00/);
  for (const title of charts.slice(0, 3)) {
    const [value] = await chart(title).locator(".chart-legend .chart-value").allTextContents();
    expect(value, title).toMatch(/\d/);
  }
  expect(await chart("Latency distribution").locator(".chart-tip").textContent()).toMatch(
    /request.* to .*ms/,
  );
  await page.mouse.move(0, 0);
  await page.locator(".chart-cross").first().waitFor({ state: "detached" });
});

test("keys lead along a chart to the routes and errors of a moment, whose figures are those of that step", async () => {
  for (const [link, heading] of [
    ["Routes of that moment", "Routes"],
    ["Errors of that moment", "Errors"],
  ] as const) {
    await visit(page, demo().url, "/?from=-2h");
    const slider = sliderOf("Requests by status class");
    await slider.focus();
    await page.keyboard.press("End");
    let said = "";
    for (let at = 0; at < 30 && !/2xx: \d+.*5xx: [2-9]/.test(said); at++) {
      await page.keyboard.press("ArrowLeft");
      said = (await slider.getAttribute("aria-valuetext")) ?? "";
    }
    expect(said).toMatch(/5xx: [2-9]/);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await slider.evaluate(isFocused)).toBe(true);
    await page.keyboard.press("Enter");
    while (!(await page.getByRole("link", { name: link }).evaluate(isFocused)))
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    await isShown(page);
    const [fromMs, toMs] = rangeMs();
    expect(toMs - fromMs).toBe(minuteMs);
    const { total } = await ask<Counted>(`overview?${params().toString()}`);
    const counts = [...said.matchAll(/\dxx: (\d+)/g)].map(([, count]) => Number(count));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total.requests);
    if (heading === "Routes") {
      await page.getByRole("row").nth(1).waitFor();
      const shown = await page.locator("tbody td:nth-child(2)").allTextContents();
      expect(shown.reduce((sum, text) => sum + Number(text), 0)).toBe(total.requests);
    } else {
      await page.getByRole("link", { name: "Payment provider timed out" }).waitFor();
      const words = total.errors === 1 ? "1 failure" : `${total.errors} failures`;
      await page.getByText(words).waitFor();
    }
  }
});

test("the menu of a moment stays at it while new steps come in", async () => {
  const { url, clock, visit: send } = demo();
  await visit(page, url, "/?from=-15m");
  const slider = sliderOf("Latency");
  const menu = page.getByRole("dialog");
  async function openAt(key: string, presses: number): Promise<string | null> {
    await slider.focus();
    await page.keyboard.press("End");
    for (let pressed = 0; pressed < presses; pressed++) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    return await menu.getAttribute("aria-label");
  }

  const newest = await openAt("End", 1);
  await page.keyboard.press("Escape");
  const title = await openAt("ArrowLeft", 10);
  const href = await menu.getByRole("link").first().getAttribute("href");
  for (let step = 0; step < 4; step++) {
    await send();
    await clock.advance(10_000);
    await page.clock.runFor(10_000);
    await isShown(page);
  }
  expect(await menu.getAttribute("aria-label")).toBe(title);
  expect(await menu.getByRole("link").first().getAttribute("href")).toBe(href);
  await page.keyboard.press("Escape");
  expect(await openAt("End", 1)).not.toBe(newest);
  await page.keyboard.press("Escape");
});

test("deploys and changes of health are marks that the pointer, the keys and the table tell of", async () => {
  const title = "Error rate";
  const marks = chart(title).locator(".chart-marks b");
  const told = await marks.evaluateAll((all: { title: string }[]) =>
    all.map((mark) => mark.title.replaceAll(/[\u2068\u2069]/g, "")),
  );
  expect(told.join("\n")).toMatch(/▲ shop runs 1\.9\.0[^]*● payments: (Failing|Degraded)/);
  const slider = sliderOf(title);
  await slider.focus();
  let said = "";
  for (let at = 0; at < 60 && !said.includes("1.9.0"); at++) {
    await page.keyboard.press("ArrowLeft");
    said = (await slider.getAttribute("aria-valuetext")) ?? "";
  }
  expect(said.replaceAll(/[\u2068\u2069]/g, "")).toContain("shop runs 1.9.0");
  await chart(title).locator(".chart-tip", { hasText: "1.9.0" }).waitFor();
  await chart(title).getByText("As table").click();
  await chart(title)
    .getByRole("row", { name: /1\.9\.0/ })
    .waitFor();
});

test("the table behind a chart has its figures, and those are the API's", async () => {
  const title = "Requests by status class";
  await chart(title).getByText("As table").click();
  const rows = await chart(title)
    .locator("tbody tr")
    .evaluateAll(
      (all: { querySelectorAll(selector: string): Iterable<{ textContent: string }> }[]) =>
        all.map((row) => [...row.querySelectorAll("td")].map(({ textContent }) => textContent)),
    );
  const { classes } = await ask<{
    classes: { status_class: string; values: (number | null)[] }[];
  }>("overview?from=-2h&to=now");
  expect(rows).toHaveLength(121);
  const shown = classes.map((_, at) =>
    rows.map((row) => (row[at] === "unknown" ? null : Number(row[at]))),
  );
  expect(shown).toEqual(classes.map(({ values }) => values));
});

test("while it is paused nothing changes, and what has happened is there once it goes on", async () => {
  const { visit: shop, clock } = demo();
  const requests = tileOf(page, "Requests");
  const before = await requests.textContent();
  await page.keyboard.press("p");
  await page.locator(".live", { hasText: "Paused" }).waitFor();
  for (let at = 0; at < 30; at++) await shop();
  await clock.advance(30_000);
  await page.clock.runFor(30_000);
  expect(await requests.textContent()).toBe(before);
  await page.keyboard.press("p");
  await until(
    "what has happened",
    async () => {
      await clock.advance(1_000);
      await page.clock.runFor(1_000);
      return (await requests.textContent()) !== before;
    },
    deadlineMs,
  );
});

test("the range before is compared with until nobody wants it, and then in no view", async () => {
  await page.locator(".tile .change").first().waitFor();
  await chart("Latency").getByText("before", { exact: true }).waitFor();
  await page.getByRole("checkbox", { name: "Compare" }).uncheck();
  await page.locator(".tile .change").first().waitFor({ state: "detached" });
  expect(params().get("compare")).toBe("none");
  expect(await chart("Latency").getByText("before", { exact: true }).count()).toBe(0);
  await page.getByRole("navigation").getByRole("link", { name: "Routes" }).click();
  await page.getByRole("link", { name: "POST /payments" }).click();
  await page.getByRole("heading", { name: "POST /payments", level: 1 }).waitFor();
  await isShown(page);
  expect(params().get("compare")).toBe("none");
  expect(await page.locator(".tile .change").count()).toBe(0);
});

test("a range is chosen by its two ends, in the time zone that is shown, and a wrong one is refused", async () => {
  async function fill(from: string, to: string): Promise<void> {
    await page.getByLabel(/^From/).fill(from);
    await page.getByLabel(/^To/).fill(to);
    await page.getByRole("button", { name: "Apply" }).click();
  }
  const range = page.getByRole("combobox", { name: "Range" });
  await range.selectOption("custom");
  const endMs = Math.floor(demo().clock.now() / minuteMs - 60) * minuteMs;
  // Nine hours ahead of UTC.
  const [from, to] = [endMs - hourMs, endMs].map((timeMs) =>
    new Date(timeMs + 9 * hourMs).toISOString().slice(0, 16),
  );
  await fill(to ?? "", from ?? "");
  await page.getByRole("alert").waitFor();
  await fill(from ?? "", to ?? "");
  await page.waitForURL(/from=2026/);
  expect(rangeMs()).toEqual([endMs - hourMs, endMs]);
  expect(await range.evaluate(isFocused)).toBe(true);
  await page.locator(".live", { hasText: "Fixed range" }).waitFor();
  await range.selectOption("custom");
  await page.keyboard.press("Escape");
  expect(await page.getByLabel(/^From/).count()).toBe(0);
  expect(await range.evaluate(isFocused)).toBe(true);
});

test("language, theme and time zone are as they were chosen when one comes back", async () => {
  const axis = chart("Error rate").locator(".chart-times");
  const local = await axis.textContent();
  await page.getByRole("combobox", { name: "Time zone" }).selectOption("utc");
  expect(await axis.textContent()).not.toBe(local);
  await page.getByRole("combobox", { name: "Theme" }).selectOption("dark");
  await page.getByRole("combobox", { name: "Language" }).selectOption("ko");
  await page.reload();
  await page.getByRole("heading", { name: "오류율", exact: true }).first().waitFor();
  expect(
    await page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]"),
  ).toEqual(["ko", "dark"]);
  expect(await page.getByRole("combobox", { name: "시간대" }).inputValue()).toBe("utc");
  await page.getByRole("combobox", { name: "시간대" }).selectOption("local");
  await page.getByRole("combobox", { name: "테마" }).selectOption("auto");
  await page.getByRole("combobox", { name: "언어" }).selectOption("en");
  await page.getByRole("heading", { name: "Error rate", exact: true }).first().waitFor();
});

test("shades and chosen chips are told apart where somebody has chosen all colours", async () => {
  async function colors(selector: string): Promise<readonly string[]> {
    return await page.evaluate<string[]>(
      `[...document.querySelectorAll("${selector}")].map((it) => getComputedStyle(it).backgroundColor)`,
    );
  }
  await page.emulateMedia({ forcedColors: "active" });
  const shades = await colors(".chart-ramp i");
  expect(new Set(shades).size).toBe(7);
  await page.getByRole("navigation").getByRole("link", { name: "Errors" }).click();
  await page.getByRole("link", { name: "Muted" }).waitFor();
  expect(new Set(await colors(".chip")).size).toBe(2);
  await page.emulateMedia({ forcedColors: "none" });
});

test("single keys work on keyboards of other scripts and levels, once each time they are pressed", async () => {
  async function press(init: object): Promise<void> {
    await page.evaluate(
      `document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...${JSON.stringify(init)} }))`,
    );
  }
  const state = page.locator(".live");
  await press({ key: "ㅔ", code: "KeyP" });
  await state.getByText("Paused").waitFor();
  await press({ key: "p", code: "KeyP", repeat: true });
  await press({ key: "p", code: "KeyP", ctrlKey: true });
  await state.getByText("Paused").waitFor();
  await press({ key: "p", code: "KeyP" });
  await state.getByText("Live").waitFor();
  // Level three, as browsers on Windows tell of it.
  const level = { ctrlKey: true, altKey: true, modifierAltGraph: true };
  await press({ key: "[", code: "Digit8", ...level });
  await page.waitForURL(/from=2026/);
  await page.goBack();
});

test("figures of another range are told to be on their way out", async () => {
  const main = page.locator("main[aria-busy=true]");
  const { promise: isAwaited, resolve: answer } = Promise.withResolvers<void>();
  await page.route("**/api/overview*", async (route) => {
    await isAwaited;
    await route.continue();
  });
  const before = await tileOf(page, "Requests").textContent();
  await page.getByRole("combobox", { name: "Range" }).selectOption("-15m");
  await main.waitFor();
  expect(await tileOf(page, "Requests").textContent()).toBe(before);
  answer();
  await main.waitFor({ state: "detached" });
  expect(await tileOf(page, "Requests").textContent()).not.toBe(before);
  await page.unroute("**/api/overview*");
});

test("nothing moves for those who want no motion", async () => {
  const running = "document.getAnimations().length";
  await page.route("**/api/overview*", () => undefined);
  await page.goto(new URL(`${base}/?from=-3h`, demo().url).href);
  await page.locator(".skeleton").waitFor();
  expect(await page.evaluate(running)).toBe(0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  expect(await page.evaluate(running)).toBe(1);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.unroute("**/api/overview*");
});

function isFocused(element: { readonly ownerDocument: { readonly activeElement: unknown } }) {
  return element === element.ownerDocument.activeElement;
}

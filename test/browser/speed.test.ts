import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { token } from "../fakes/asking.ts";
import { closeAfterTest, useChromium } from "./chromium.ts";
import { useDemo, type DemoServer } from "./demo-server.ts";
import { createMonth } from "./month.ts";
import { isShown, logIn, visit } from "./visiting.ts";

/** What a page has measured of itself, in milliseconds. */
interface Paint {
  readonly shellMs: number;
  readonly figuresMs: number;
}

const hoursOfMonth = 720;
const paintedMs = 300;
const answeredMs = 50;
/** What else runs on a machine only adds to what is measured: the first round that is fast enough says all. */
const maxRounds = 10;
const openPage = useChromium();

/** Runs within the page: when the first figure was there, after the document. */
const measuringPaint = `new MutationObserver((_, observer) => {
  if (document.querySelector("li.tile strong") === null) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => (globalThis.figuresMs = performance.now())));
}).observe(document, { childList: true, subtree: true });`;
const readingPaint = `(() => {
  const [{ responseEnd }] = performance.getEntriesByType("navigation");
  const [{ startTime }] = performance.getEntriesByName("first-contentful-paint");
  return { shellMs: startTime - responseEnd, figuresMs: globalThis.figuresMs - responseEnd };
})()`;

/** Runs within the page: how long it took to answer each click and key with a frame. */
const measuringEvents = `globalThis.eventsMs = [];
new PerformanceObserver((list) => {
  for (const { name, duration, interactionId } of list.getEntries()) {
    if (interactionId > 0 || name === "input") globalThis.eventsMs.push(duration);
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });`;

async function open({ url }: DemoServer, script: string): Promise<Page> {
  const visited = await openPage({ origin: url.origin });
  const { page } = visited;
  closeAfterTest(visited);
  await page.addInitScript({ content: script });
  await logIn(page, url, token);
  return page;
}

/** The longest answer to what `act` does. */
async function answerMs(page: Page, act: () => Promise<void>): Promise<number> {
  let bestMs = Infinity;
  for (let round = 0; round < maxRounds && bestMs > answeredMs; round++) {
    await page.evaluate("globalThis.eventsMs.length = 0");
    await act();
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))");
    const eventsMs = await page.evaluate<number[]>("globalThis.eventsMs");
    bestMs = Math.min(bestMs, Math.max(0, ...eventsMs));
  }
  return bestMs;
}

describe("with 200 routes and 30 days", () => {
  const demo = useDemo(() => createMonth({ routes: 200, hours: hoursOfMonth }));

  test("the overview is there 300 ms after its document", async () => {
    const page = await open(demo(), measuringPaint);
    let best: Paint = { shellMs: Infinity, figuresMs: Infinity };
    for (let round = 0; round < maxRounds && best.figuresMs > paintedMs; round++) {
      await visit(page, demo().url, "/?from=-30d");
      await page.locator("li.tile strong").first().waitFor();
      const paint = await page.evaluate<Paint>(readingPaint);
      if (paint.figuresMs < best.figuresMs) best = paint;
    }
    expect(best.figuresMs).toBeLessThanOrEqual(paintedMs);
    expect(best.shellMs).toBeLessThanOrEqual(paintedMs);
  });
});

describe("with 1,000 routes in the table", () => {
  const demo = useDemo(() => createMonth({ routes: 1_000, hours: 1 }));

  test("sorting and filtering are answered within 50 ms", async () => {
    const page = await open(demo(), measuringEvents);
    await visit(page, demo().url, "/routes?from=-1h");
    await isShown(page);
    const names = ["p99", "p50", "Errors", "Requests"];
    for (const name of names) {
      const header = page.getByRole("columnheader", { name }).first().getByRole("button");
      const sortingMs = await answerMs(page, () => header.click());
      expect(sortingMs, `sorting by ${name}`).toBeLessThanOrEqual(answeredMs);
    }
    const filter = page.locator("[data-filter]");
    const typingMs = await answerMs(page, async () => {
      await filter.fill("");
      await filter.pressSequentially("things/99", { delay: 20 });
    });
    expect(typingMs, "filtering").toBeLessThanOrEqual(answeredMs);
    await page.getByRole("row", { name: "/things/99/:id" }).waitFor();
  });
});

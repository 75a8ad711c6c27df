import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { token } from "../fakes/asking.ts";
import { useChromium } from "./chromium.ts";
import { useDemo, type DemoServer } from "./demo-server.ts";
import { createMonth } from "./month.ts";
import { isShown, logIn, visit } from "./visiting.ts";

/** What a page has measured of itself, in milliseconds. */
interface Paint {
  readonly shellMs: number;
  readonly figuresMs: number;
}

const hoursOfMonth = 720;
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
  const { page, problems } = await openPage({ origin: url.origin });
  onTestFinished(async () => {
    await page.context().close();
    expect(problems).toEqual([]);
  });
  await page.addInitScript({ content: script });
  await logIn(page, url, token);
  return page;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

describe("with 200 routes and 30 days", () => {
  const demo = useDemo(() => createMonth({ routes: 200, hours: hoursOfMonth }));

  test("the overview is there 300 ms after its document", async () => {
    const page = await open(demo(), measuringPaint);
    const paints: Paint[] = [];
    for (let at = 0; at < 5; at++) {
      await visit(page, demo().url, "/?from=-30d");
      await page.locator("li.tile strong").first().waitFor();
      paints.push(await page.evaluate<Paint>(readingPaint));
    }
    console.log(paints);
    expect(medianOf(paints.map(({ shellMs }) => shellMs))).toBeLessThan(300);
    expect(medianOf(paints.map(({ figuresMs }) => figuresMs))).toBeLessThan(300);
  });
});

describe("with 1,000 routes in the table", () => {
  const demo = useDemo(() => createMonth({ routes: 1_000, hours: 1 }));

  test("sorting, filtering and scrolling are answered within 50 ms", async () => {
    const page = await open(demo(), measuringEvents);
    await visit(page, demo().url, "/routes?from=-1h");
    await isShown(page);
    for (const name of ["p99", "p50", "Errors", "Requests", "Route"]) {
      await page
        .getByRole("columnheader", { name, exact: false })
        .first()
        .getByRole("button")
        .click();
    }
    await page.locator("[data-filter]").focus();
    await page.keyboard.type("things 99", { delay: 30 });
    await page.getByRole("row", { name: "/things/99/:id" }).waitFor();
    const measured = await page.evaluate<number[]>("globalThis.eventsMs");
    console.log(measured);
    expect(medianOf(measured)).toBeLessThanOrEqual(50);
  });
});

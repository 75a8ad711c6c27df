import type { CDPSession, Page } from "playwright-core";
import { expect, test } from "vitest";
import { effort } from "../fakes/effort.ts";
import { token } from "../fakes/asking.ts";
import { until } from "../system/deadline.ts";
import { closeAfterTest, useChromium } from "./chromium.ts";
import { createDemo } from "./demo.ts";
import { useDemo } from "./demo-server.ts";
import { isShown, logIn, tileOf } from "./visiting.ts";

/** What a page holds. */
interface Held {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

const stepMs = 10_000;
/** 8 hours in the long run. */
const steps = effort(900, 2_880);
/** Engines compile and optimise what runs often in the first minutes of work, and hold that as well. */
const warmUpSteps = effort(300, 576);
/** What engines hold varies by up to 2 MB on a busy machine; answers that are never let go are twice as much as this. */
const maxGrowthBytes = 4_000_000;
const looks = 12;
const deadlineMs = 15_000;
const openPage = useChromium();
const demo = useDemo(() => createDemo(2 * 3_600_000));

/** What is on its way is not held: the least of some looks counts, with something new before each. */
async function heldBy(page: Page, session: CDPSession): Promise<Held> {
  let usedSize = Infinity;
  for (let look = 0; look < looks; look++) {
    await watchFor(page, 1);
    await session.send("HeapProfiler.collectGarbage");
    const usage = await session.send("Runtime.getHeapUsage");
    usedSize = Math.min(usedSize, usage.usedSize);
  }
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners };
}

async function watchFor(page: Page, count: number): Promise<void> {
  const { visit, clock } = demo();
  for (let step = 0; step < count; step++) {
    for (let at = 0; at < 3; at++) await visit();
    await clock.advance(stepMs);
    await page.clock.runFor(stepMs);
  }
}

test(
  "a tab that is left open holds no more after hours of live data than after minutes",
  async () => {
    const { url, clock } = demo();
    const visited = await openPage({ origin: url.origin });
    const { page } = visited;
    closeAfterTest(visited);
    await page.clock.install({ time: clock.now() });
    await logIn(page, url, token);
    await isShown(page);
    const session = await page.context().newCDPSession(page);
    await watchFor(page, warmUpSteps);
    const before = await heldBy(page, session);
    await watchFor(page, steps - warmUpSteps);
    const after = await heldBy(page, session);
    expect(after.heapBytes - before.heapBytes).toBeLessThan(maxGrowthBytes);
    expect(after.nodes).toBeLessThan(before.nodes * 1.1 + 100);
    expect(after.listeners).toBeLessThan(before.listeners * 1.1 + 20);
    // It has not stopped: the last figures are those that the server has.
    const answer = await fetch(new URL("/_edgewatch/api/overview?from=-1h", url), {
      headers: { authorization: `Bearer ${token}` },
    });
    const { total }: { total: { requests: number } } = await answer.json();
    const text = new Intl.NumberFormat("en-GB").format(total.requests);
    await until(
      "the last figures",
      async () => {
        await page.clock.runFor(1_000);
        return (await tileOf(page, "Requests").textContent()) === text;
      },
      deadlineMs,
    );
  },
  effort(120_000, 1_200_000),
);

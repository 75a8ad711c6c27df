import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { token } from "../fakes/asking.ts";
import { until } from "../system/deadline.ts";
import { createDemo } from "./demo.ts";
import { useDemoPage } from "./demo-page.ts";
import { useDemo } from "./demo-server.ts";
import { isShown, tileOf } from "./visiting.ts";

const deadlineMs = 10_000;
const demo = useDemo(() => createDemo(2 * 3_600_000));
const open = useDemoPage(demo);

async function scrolledTo(page: Page, px: number): Promise<void> {
  await until(
    `the view at ${px}`,
    async () => (await page.evaluate<number>("scrollY")) === px,
    deadlineMs,
  );
}

test("who goes back finds a view where it was left, and every other one begins at its top", async () => {
  const page = await open("/?from=-2h");
  const link = page.getByRole("link", { name: /payment_provider_timeout/ }).last();
  await link.scrollIntoViewIfNeeded();
  await page.evaluate("scrollBy(0, 150)");
  const leftAtPx = await page.evaluate<number>("scrollY");
  expect(leftAtPx).toBeGreaterThan(150);
  await link.click();
  await page.getByRole("heading", { level: 1, name: /payment_provider_timeout/ }).waitFor();
  expect(await page.evaluate("scrollY")).toBe(0);
  await page.goBack();
  await scrolledTo(page, leftAtPx);
  await page.reload();
  await scrolledTo(page, leftAtPx);
  await page.getByRole("link", { name: "Routes", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Routes" }).waitFor();
  expect(await page.evaluate("scrollY")).toBe(0);
  await page.goBack();
  await scrolledTo(page, leftAtPx);
  await page.mouse.move(640, 400);
  await page.mouse.wheel(0, -300);
  const noted = `scrollY < ${leftAtPx} && history.state?.pagePx === scrollY`;
  await until("the scrolling", () => page.evaluate<boolean>(noted), deadlineMs);
  const nextPx = await page.evaluate<number>("scrollY");
  await page.goto("about:blank");
  await page.goBack();
  await scrolledTo(page, nextPx);
  await page.goBack();
  await isShown(page);
  await page.goForward();
  await isShown(page);
  await scrolledTo(page, nextPx);
});

test("a consumer leads to the errors that hit it", async () => {
  const page = await open("/consumer?consumer=acme&from=-2h");
  await page.getByRole("link", { name: "All errors of this consumer" }).click();
  await page.getByRole("heading", { level: 1, name: "Errors" }).waitFor();
  await isShown(page);
  expect(new URL(page.url()).searchParams.get("consumer")).toBe("acme");
  await page.getByText("Counts are of all consumers that an error hit.").waitFor();
  await page.getByRole("link", { name: /payment_provider_timeout/ }).waitFor();
  await page.getByRole("link", { name: /consumer: acme/ }).click();
  await page.getByText("Counts are of all consumers").waitFor({ state: "detached" });
});

test.for(["-1h", "-3570s"])(
  "the rows of routes and consumers of %s add up to the total of the overview",
  async (from) => {
    const page = await open(`/?from=${from}`);
    const total = await tileOf(page, "Requests").textContent();
    for (const view of ["Routes", "Consumers"]) {
      await page.getByRole("link", { name: view, exact: true }).click();
      await page.getByRole("heading", { level: 1, name: view }).waitFor();
      await isShown(page);
      const titles = await page.getByRole("columnheader").allInnerTexts();
      const at = titles.findIndex((title) => title.startsWith("Requests"));
      const cells = page.locator(`tbody tr > :nth-child(${at + 1})`);
      const told = await cells.allInnerTexts();
      expect(told.length).toBeGreaterThan(5);
      const sum = told.reduce((before, text) => before + Number(text.replaceAll(/\D/g, "")), 0);
      expect(new Intl.NumberFormat("en-GB").format(sum), view).toBe(total);
    }
  },
);

test("an address may tell times in all ways that the API reads", async () => {
  const { url, clock } = demo();
  const dayMs = 86_400_000;
  const [from = "", to = ""] = [clock.now() - dayMs, clock.now() + dayMs].map((timeMs) =>
    new Date(timeMs).toISOString().slice(0, 10),
  );
  const page = await open(`/?from=${from}&to=${to}`);
  const answer = await fetch(new URL(`/_edgewatch/api/overview?from=${from}&to=${to}`, url), {
    headers: { authorization: `Bearer ${token}` },
  });
  const { total }: { total: { requests: number } } = await answer.json();
  expect(total.requests).toBeGreaterThan(1_000);
  const shown = new Intl.NumberFormat("en-GB").format(total.requests);
  expect(await tileOf(page, "Requests").textContent()).toBe(shown);
});

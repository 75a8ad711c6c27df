import type { Locator, Page } from "playwright-core";
import { until } from "../system/deadline.ts";

/** Folder of the dashboard. */
export const base = "/_edgewatch";

interface Matching {
  matches(selector: string): boolean;
}

const deadlineMs = 15_000;

/** All views, with what brings up something on each. */
export const viewPaths = [
  "/",
  "/routes",
  "/route?method=GET&route=%2Fflaky",
  "/consumers",
  "/errors",
  "/dependencies",
  "/system",
] as const;

/** Opens an address of the dashboard, and logs in there. */
export async function logIn(page: Page, url: URL, token: string, path = "/"): Promise<void> {
  await page.goto(new URL(base + path, url).href);
  await page.locator("#token").fill(token);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1 }).waitFor();
}

/** Goes to an address of the dashboard where one has logged in, and waits until it shows what it has. */
export async function visit(page: Page, url: URL, path: string): Promise<void> {
  await page.goto(new URL(base + path, url).href);
  await isShown(page);
}

/** Waits until nothing is being loaded. */
export async function isShown(page: Page): Promise<void> {
  await page.getByRole("main").waitFor();
  const isLoading =
    "document.querySelector('h1') === null || document.querySelector('[aria-busy=true]') !== null";
  await until("the view", async () => !(await page.evaluate<boolean>(isLoading)), deadlineMs);
}

/** The figure of a tile. */
export function tileOf(page: Page, title: string): Locator {
  const heading = page.getByRole("heading", { name: title, exact: true });
  return page.locator("li.tile", { has: heading }).locator("strong");
}

/** Moves the focus on by keyboard until it is where it should be. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let pressed = 0; pressed < 120; pressed++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element: Matching) => element.matches(":focus"))) return;
  }
  throw new Error("Cannot reach it by keyboard");
}

/** By how much a page is wider than its window. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
}

import { expect, test } from "vitest";
import { until } from "../system/deadline.ts";
import { useDemoPage } from "./demo-page.ts";
import { useDemo } from "./demo-server.ts";
import { createMonth } from "./month.ts";

const deadlineMs = 10_000;
const demo = useDemo(() => createMonth({ routes: 300, hours: 1 }));
const open = useDemoPage(demo);

test("a table of which only a part is drawn keeps the focus, and is found again where it was left", async () => {
  const page = await open("/routes?from=-1h");
  const top = "document.querySelector('.windowed').scrollTop";
  await page.locator("tbody a").nth(3).focus();
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 3_000);
  await until("the scrolling", async () => (await page.evaluate<number>(top)) > 2_000, deadlineMs);
  const focused = "document.activeElement.className";
  await until(
    "the focus",
    async () => (await page.evaluate<string>(focused)).includes("table-region"),
    deadlineMs,
  );
  await page.keyboard.press("Home");
  await until("the start", async () => (await page.evaluate<number>(top)) === 0, deadlineMs);
  await page.evaluate("document.querySelector('.windowed').scrollTo({ top: 1500 })");
  await until("the place", async () => (await page.evaluate<number>(top)) === 1_500, deadlineMs);
  await page.locator("tbody a").nth(12).click();
  await page.getByRole("heading", { level: 1, name: /things/ }).waitFor();
  await page.goBack();
  await until("the table", async () => (await page.evaluate<number>(top)) === 1_500, deadlineMs);
  await page.getByRole("columnheader", { name: "p99" }).getByRole("button").click();
  await until("the top", async () => (await page.evaluate<number>(top)) === 0, deadlineMs);
  expect(new URL(page.url()).searchParams.get("sort")).toBe("-p99");
});

import { expect, test } from "vitest";
import { findBarriers } from "./accessibility.ts";
import { useDemoPage } from "./demo-page.ts";
import { useDemo } from "./demo-server.ts";
import { createMonth } from "./month.ts";

const demo = useDemo(() => createMonth({ routes: 20, hours: 1 }));
const open = useDemoPage(demo);

test("where several services share a store, one can be looked at alone, on every view", async () => {
  const page = await open("/routes?from=-1h");
  await page.getByText("20 of 20").waitFor();
  await page.getByLabel("Service", { exact: true }).selectOption("service-3");
  await page.getByText("4 of 4").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("link", { name: "Errors", exact: true }).click();
  await page.getByRole("heading", { name: "Errors", level: 1 }).waitFor();
  expect(new URL(page.url()).searchParams.get("service")).toBe("service-3");
  await page.goBack();
  await page.getByText("4 of 4").waitFor();
  await page.getByLabel("Service", { exact: true }).selectOption("All services");
  await page.getByText("20 of 20").waitFor();
});

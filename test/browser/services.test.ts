import { expect, test } from "vitest";
import { token } from "../fakes/asking.ts";
import { findBarriers } from "./accessibility.ts";
import { closeAfterTest, useChromium } from "./chromium.ts";
import { useDemo } from "./demo-server.ts";
import { createMonth } from "./month.ts";
import { isShown, logIn } from "./visiting.ts";

const openPage = useChromium();
const demo = useDemo(() => createMonth({ routes: 20, hours: 1 }));

test("where several services share a store, one can be looked at alone, on every view", async () => {
  const { url } = demo();
  const visited = await openPage({ origin: url.origin });
  const { page } = visited;
  closeAfterTest(visited);
  await logIn(page, url, token, "/routes?from=-1h");
  await isShown(page);
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

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../scripts/start/project.ts";
import { token } from "../fakes/asking.ts";
import { findBarriers } from "./accessibility.ts";
import { createDemo } from "./demo.ts";
import { useDemoPage } from "./demo-page.ts";
import { useDemo } from "./demo-server.ts";
import { base, viewPaths, visit, overflowOf } from "./visiting.ts";

const pictures = join(projectRoot, "artifacts/dashboard");
const demo = useDemo(() => createDemo(5 * 3_600_000));
const open = useDemoPage(demo);

async function pathsOf(url: URL): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(new URL(`${base}/api/errors?order=-count`, url), { headers });
  const { groups }: { groups: { id: string }[] } = await answer.json();
  return [
    ...viewPaths,
    "/route?method=POST&route=%2Fpayments",
    "/consumer?consumer=acme",
    `/errors/${groups[0]?.id}`,
  ];
}

describe("the views of a shop with an incident", () => {
  test.each([
    ["dark", 1_280, "ko-KR"],
    ["light", 320, "en-GB"],
  ] as const)(
    "have no barriers in the %s, %i pixels wide, in %s",
    async (colorScheme, width, locale) => {
      const page = await open("/", { colorScheme, locale, viewport: { width, height: 900 } });
      await mkdir(pictures, { recursive: true });
      for (const path of await pathsOf(demo().url)) {
        await visit(page, demo().url, `${path}${path.includes("?") ? "&" : "?"}from=-2h`);
        expect(await findBarriers(page), path).toEqual([]);
        expect(await overflowOf(page), path).toBe(0);
        const name = /^\/(\w*)/.exec(path)?.[1] || "overview";
        await page.screenshot({
          path: join(pictures, `${name}-${colorScheme}-${width}.png`),
          fullPage: width < 500,
        });
      }
    },
  );
});

test.each(["light", "dark"] as const)("the README has a picture, %s", async (colorScheme) => {
  const viewport = { width: 1_280, height: 1_160 };
  const page = await open("/?from=-2h", { colorScheme, viewport, timezoneId: "UTC" });
  await page.locator("li.tile strong").first().waitFor();
  await page.locator(".live", { hasText: "Live" }).waitFor();
  const folder = join(projectRoot, process.env["EDGEWATCH_PICTURES"] ?? "artifacts/dashboard");
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `overview-${colorScheme}.png`) });
});

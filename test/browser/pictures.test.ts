import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../scripts/start/project.ts";
import { token } from "../fakes/asking.ts";
import { useChromium } from "./chromium.ts";
import { createDemo } from "./demo.ts";
import { useDemo } from "./demo-server.ts";
import { logIn, visit } from "./visiting.ts";

const folder = join(projectRoot, process.env["EDGEWATCH_PICTURES"] ?? "artifacts/dashboard");
const openPage = useChromium();
const demo = useDemo(createDemo);

test.each(["light", "dark"] as const)(
  "the picture in the README can be made, %s",
  async (colorScheme) => {
    const { url, clock } = demo();
    const { page, problems } = await openPage({
      origin: url.origin,
      colorScheme,
      viewport: { width: 1_280, height: 1_160 },
      timezoneId: "UTC",
    });
    onTestFinished(async () => {
      await page.context().close();
      expect(problems).toEqual([]);
    });
    await page.clock.setFixedTime(clock.now());
    await logIn(page, url, token);
    await visit(page, url, "/?from=-2h&compare=none");
    await page.locator("li.tile strong").first().waitFor();
    await page.locator(".live", { hasText: "Live" }).waitFor();
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `overview-${colorScheme}.png`) });
  },
);

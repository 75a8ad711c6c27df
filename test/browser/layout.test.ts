import { describe, expect, test } from "vitest";
import { createDemo } from "./demo.ts";
import { useDemoPage } from "./demo-page.ts";
import { useDemo } from "./demo-server.ts";
import { overflowOf, visit } from "./visiting.ts";

const demo = useDemo(() => createDemo(3_600_000));
const open = useDemoPage(demo);

/** Runs within the page: whether any of what has the focus can be seen, and not only what lies over it. */
const isFocusSeen = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return true;
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const [x, y] = [(Math.max(0, left) + Math.min(innerWidth, right)) / 2, (top + bottom) / 2];
  return [top + 2, y, bottom - 2].some((height) => {
    const found = document.elementFromPoint(x, height);
    return found !== null && (element.contains(found) || found.contains(element));
  });
})()`;

describe("what has the focus is seen", () => {
  test.each(["/?from=-2h", "/route?method=POST&route=%2Fpayments&from=-2h"])(
    "in a low window, forwards and backwards: %s",
    async (path) => {
      const page = await open(path, { viewport: { width: 1_280, height: 500 } });
      for (const key of ["Tab", "Shift+Tab"]) {
        for (let pressed = 0; pressed < 40; pressed++) {
          await page.keyboard.press(key);
          const focused = "document.activeElement?.outerHTML.slice(0, 120)";
          expect(await page.evaluate(isFocusSeen), await page.evaluate<string>(focused)).toBe(true);
        }
      }
    },
  );
});

test("a narrow window has a header of its own height, and is not wider at a moment of a chart", async () => {
  const page = await open("/dependencies?dependency=postgres&from=-2h");
  for (const width of [900, 768, 320]) {
    await page.setViewportSize({ width, height: 1_000 });
    const box = await page.locator("header.rail").boundingBox();
    expect(box?.height).toBeLessThan(110);
  }
  await visit(page, demo().url, "/?from=-2h");
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const chart of await page.getByRole("slider").all()) {
      await chart.scrollIntoViewIfNeeded();
      await chart.hover();
      expect(await overflowOf(page)).toBe(0);
    }
    expect(await page.locator(".chart-value", { hasText: ":" }).count()).toBeGreaterThan(0);
  }
});

test("the form of a range closes when somebody goes on without it", async () => {
  const page = await open("/");
  const form = page.locator("form.popover");
  async function openForm(): Promise<void> {
    await page.locator("select[aria-label=Range]").selectOption("custom");
    await form.waitFor();
  }
  for (const leave of [
    () => page.locator(".chart-title").first().click(),
    () => page.keyboard.press("Escape"),
    () => page.getByRole("link", { name: "Routes", exact: true }).click(),
  ]) {
    await openForm();
    await leave();
    await form.waitFor({ state: "detached" });
  }
});

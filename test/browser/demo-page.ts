import type { Page } from "playwright-core";
import { token } from "../fakes/asking.ts";
import { closeAfterTest, useChromium, type VisitOptions } from "./chromium.ts";
import type { DemoServer } from "./demo-server.ts";
import { isShown, logIn } from "./visiting.ts";

type OpenDemo = (path: string, options?: Partial<VisitOptions>) => Promise<Page>;

/** Runs a browser; returns what logs in to an address of a demo, at its time, until the test ends. */
export function useDemoPage(demo: () => DemoServer): OpenDemo {
  const openPage = useChromium();
  return async (path, options) => {
    const { url, clock } = demo();
    const visited = await openPage({ origin: url.origin, ...options });
    closeAfterTest(visited);
    const { page } = visited;
    await page.clock.setFixedTime(clock.now());
    await logIn(page, url, token, path);
    await isShown(page);
    return page;
  };
}

import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";

/** A page, and what went wrong in it so far: errors, reports of its security policy, requests that leave its origin. */
export interface Visited {
  readonly page: Page;
  readonly problems: readonly string[];
}

export interface VisitOptions extends BrowserContextOptions {
  /** What the page must not leave. */
  readonly origin: string;
}

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const args = [
  ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"],
  ...["--no-first-run", "--disable-background-networking", "--disable-component-update"],
  "--disable-sync",
];
/** Runs within the page: what its policy forbids is an error. */
const reportingPolicy = `document.addEventListener("securitypolicyviolation", (event) => {
  console.error("policy:", event.violatedDirective, event.blockedURI, event.sample);
});`;
const actionTimeoutMs = 10_000;

/** Runs one browser for the tests of a file; returns what opens a page of its own, without cookies. */
export function useChromium(): (options: VisitOptions) => Promise<Visited> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(async () => {
    await browser?.close();
  });
  return async ({ origin, ...options }) => {
    if (browser === undefined) throw new Error("Cannot open a page: the browser is not there yet");
    const context = await browser.newContext({
      viewport: { width: 1_280, height: 900 },
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(actionTimeoutMs);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
    page.on("console", (message) => {
      // What a test provokes on purpose, such as a wrong token, Chromium reports as well.
      const isAnswer = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isAnswer) problems.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) problems.push(`left: ${url}`);
    });
    await page.addInitScript({ content: reportingPolicy });
    return { page, problems };
  };
}

/** Closes a page when its test has ended, which fails where something went wrong in it. */
export function closeAfterTest({ page, problems }: Visited): void {
  onTestFinished(async () => {
    await page.context().close();
    expect(problems).toEqual([]);
  });
}

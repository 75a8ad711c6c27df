import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Finds what axe-core has to say against a page as it is. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axePath, "utf8"));
  const violations = await page.evaluate<readonly Violation[], readonly string[]>(
    async (values) => {
      const axe: { run(options: object): Promise<{ violations: Violation[] }> } = Reflect.get(
        globalThis,
        "axe",
      );
      return (await axe.run({ runOnly: { type: "tag", values } })).violations;
    },
    tags,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

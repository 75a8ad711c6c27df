import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dashboard } from "../../src/dashboard.ts";
import { measures } from "../../src/core/measures.ts";
import {
  overviewParameterNames,
  seriesParameterNames,
  usageParameterNames,
} from "../../src/query/parameter-schema.ts";
import { ask } from "../fakes/asking.ts";
import { appOf, nowMs, storeOf } from "./counted.ts";

const text = await readFile(join(import.meta.dirname, "../../docs/usage.md"), "utf8");
const paths = Array.from(
  text.matchAll(/"http:\/\/localhost:8787([^"]+)"/g),
  ([, path = ""]) => path,
);
const answers = Array.from(text.matchAll(/```json\n([\s\S]*?)```/g), ([, json = ""]): unknown =>
  JSON.parse(json),
);
const app = appOf(
  await storeOf([{ atMs: nowMs - 60_000, route: "/orders/:id", labels: { consumer: "ada" } }]),
  { labels: { plan: () => undefined }, dashboard: dashboard() },
);

describe("docs/usage.md", () => {
  test.for(paths.filter((path) => path.startsWith("/_edgewatch")))(
    "can be asked: %s",
    async (path) => {
      const response = await ask(app, path);
      expect(response.status, await response.text()).toBe(200);
    },
  );

  test("shows answers that have the members of real ones", async () => {
    expect(answers).toHaveLength(3);
    for (const [at, path] of [
      "usage?from=-1h",
      "series?by=status_class&measures=requests,p95",
      "overview?from=-1h",
    ].entries()) {
      const response = await ask(app, `/_edgewatch/api/${path}`);
      expect(namesOf(await response.json())).toEqual(expect.arrayContaining(namesOf(answers[at])));
    }
  });

  test("names every parameter and figure", () => {
    const parameters = [usageParameterNames(), seriesParameterNames(), overviewParameterNames()];
    for (const name of [...parameters.flat(), ...measures]) {
      expect(text).toContain(`\`${name}\``);
    }
  });
});

/** The paths of all members, in lists those of the first item. */
function namesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return namesOf(value[0]).map((name) => `0.${name}`);
  return Object.entries(value).flatMap(([name, member]) =>
    [name].concat(namesOf(member).map((inner) => `${name}.${inner}`)),
  );
}

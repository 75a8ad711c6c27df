import { expect, test } from "vitest";
import { parseMetricKey } from "../src/core/metric.ts";
import { AppError, edgewatch, memoryStore } from "../src/index.ts";
import { createPlatform } from "./fakes/fake-platform.ts";

test("errors are counted by code and category, those that were expected too, each once", async () => {
  const platform = createPlatform();
  const store = memoryStore({ clock: platform.clock });
  const watch = edgewatch({ service: "orders", store }, platform);
  const { fetch } = watch.handler({
    async fetch(request: Request): Promise<Response> {
      const code = request.headers.get("code") ?? "";
      const error =
        code === "" ? new Error("no") : new AppError(code, { status: 404, title: "Not there" });
      watch.capture(error);
      throw error;
    },
  });
  for (const code of ["", "NO_ORDER", "NO_ORDER", "NO_ITEM"]) {
    await fetch(new Request("http://localhost/", { headers: { code } }));
  }
  await watch.flush();
  const { frames } = await store.totals();
  const counted = frames[0]?.metrics?.map(([key, [sum]]) => {
    const { name, service, labels } = parseMetricKey(key);
    return [name, service, Object.fromEntries(labels), sum];
  });
  const labels = { "error.category": "not_found", "error.expected": "true" };
  expect(counted?.filter(([name]) => name === "edgewatch.errors")).toEqual([
    [
      "edgewatch.errors",
      "orders",
      { "error.category": "internal", "error.code": "INTERNAL", "error.expected": "false" },
      1e6,
    ],
    ["edgewatch.errors", "orders", { ...labels, "error.code": "NO_ORDER" }, 2e6],
    ["edgewatch.errors", "orders", { ...labels, "error.code": "NO_ITEM" }, 1e6],
  ]);
});

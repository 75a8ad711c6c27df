import { expect, test } from "vitest";
import { emptyFrame } from "../../src/core/frame.ts";
import { detectRuntime } from "../../src/core/runtime.ts";
import { formatExposition } from "../../src/metrics/exposition.ts";
import { resourceGauges } from "../../src/metrics/resource-gauges.ts";
import { createResources, type ResourceSample } from "../../src/metrics/resources.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { parseExposition } from "./exposition-parser.ts";
import { createHost } from "./fake-host.ts";

const runtime = {
  ...detectRuntime(),
  name: "node",
  memory: () => ({ rssBytes: 2_000, heapUsedBytes: 1_000 }),
} as const;

test.for(["prometheus", "openmetrics"] as const)(
  "resourceGauges() tells a scraper every figure in %s",
  async (format) => {
    const clock = new FakeClock();
    const resources = createResources({ runtime, clock, directory: "/", host: createHost() });
    await resources.measure();
    clock.pass(350);
    await clock.advance(0);
    const total = format === "prometheus" ? "process_cpu_seconds_total" : "process_cpu_seconds";
    expect(exposed(await resources.measure(), format)).toEqual({
      process_resident_memory_bytes: ["gauge", 2_000],
      process_heap_used_bytes: ["gauge", 1_000],
      process_memory_limit_bytes: ["gauge", 2 ** 30],
      [total]: ["counter", 4],
      process_event_loop_lag_seconds: ["gauge", 0.2495],
      process_uptime_seconds: ["gauge", 40],
      system_load1: ["gauge", 0.25],
      edgewatch_disk_free_bytes: ["gauge", 2 ** 30],
      edgewatch_disk_size_bytes: ["gauge", 2 ** 33],
    });
  },
);

test("resourceGauges() leaves out what is not known", () => {
  const gauges = resourceGauges(createResources().sample());
  const isKnown = detectRuntime().name !== "workerd";
  expect(gauges.length > 0).toBe(isKnown);
  expect(gauges.every(({ value }) => value > 0)).toBe(true);
});

function exposed(
  sample: ResourceSample,
  format: "prometheus" | "openmetrics",
): Record<string, readonly [type: string, value: number | undefined]> {
  const gauges = resourceGauges(sample);
  const written = formatExposition({ totals: emptyFrame(0), gauges }, format);
  const families = parseExposition(new TextDecoder().decode(written), format);
  return Object.fromEntries(
    families
      .filter(({ name }) => /^(?:process|system|edgewatch_disk)_/.test(name))
      .map(({ name, type, samples }) => [name, [type, samples[0]?.value]]),
  );
}

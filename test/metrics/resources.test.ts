import { describe, expect, test } from "vitest";
import { detectRuntime } from "../../src/core/runtime.ts";
import { createResources, type ResourceSample } from "../../src/metrics/resources.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { never } from "../fakes/faulty-store.ts";
import { createHost } from "./fake-host.ts";

const node = { ...detectRuntime(), name: "node" } as const;

describe("createResources()", () => {
  test("tells what this runtime has, and of all else why not", () => {
    const { name } = detectRuntime();
    const sample = createResources().sample();
    const figures = Object.entries(flatten(sample));
    expect(figures).toHaveLength(11);
    for (const [, figure] of figures) {
      if (figure.value === undefined) expect(figure.reason).toMatch(/^[a-z ]+$/);
      else expect(figure.value).toBeGreaterThan(0);
    }
    const known = figures.flatMap(([path, { value }]) => (value === undefined ? [] : [path]));
    if (name === "workerd") expect(known).toEqual([]);
    else {
      expect(known).toEqual(
        expect.arrayContaining([
          "memory.rssBytes",
          "memory.heapUsedBytes",
          "cpu.share",
          "cpu.seconds",
          "cpu.cores",
          "uptimeSeconds",
        ]),
      );
    }
  });

  test("has no figure of any kind on workerd, and so none that is 0", async () => {
    const clock = new FakeClock();
    const runtime = { ...detectRuntime(), name: "workerd", memory: () => undefined } as const;
    const resources = createResources({ runtime, clock, directory: "/tmp" });
    const first = await resources.measure();
    await clock.advance(20_000);
    for (const sample of [first, resources.sample()]) {
      const reasons = Object.values(flatten(sample)).map(({ reason }) => reason);
      expect(new Set(reasons)).toEqual(new Set(["not available on this runtime"]));
    }
    expect(clock.waiting).toBe(0);
  });

  test("asks the system once in 10 s, however often it is asked itself", () => {
    const clock = new FakeClock();
    let asked = 0;
    const host = createHost({
      load1() {
        asked++;
        return { value: asked };
      },
    });
    const resources = createResources({ runtime: node, clock, host });
    expect(asked).toBe(0);
    for (let n = 0; n < 100; n++) expect(resources.sample().load1).toEqual({ value: 1 });
    clock.pass(9_999);
    expect(resources.sample().load1).toEqual({ value: 1 });
    clock.pass(1);
    expect(resources.sample().load1).toEqual({ value: 2 });
    expect(asked).toBe(2);
  });

  test("tells the share of a core since the sample before, and at first since the beginning", () => {
    const clock = new FakeClock();
    const used = [4, 19, 19];
    const host = createHost({ cpuSeconds: () => ({ value: used.shift() ?? 0 }) });
    const resources = createResources({ runtime: node, clock, host });
    expect(resources.sample().cpu).toMatchObject({ share: { value: 0.1 }, seconds: { value: 4 } });
    clock.pass(10_000);
    expect(resources.sample().cpu).toMatchObject({ share: { value: 1.5 }, cores: { value: 2 } });
    clock.pass(30_000);
    expect(resources.sample().cpu.share).toEqual({ value: 0 });
  });

  test("knows no disk without a directory", () => {
    const { disk } = createResources({ clock: new FakeClock() }).sample();
    const unknown = { value: undefined, reason: "not configured" };
    expect(disk).toEqual({ freeBytes: unknown, totalBytes: unknown });
  });

  test("tells of the disk by the next sample, or when it is waited for", async () => {
    const clock = new FakeClock();
    const paths: string[] = [];
    const host = createHost({
      disk(path) {
        paths.push(path);
        return Promise.resolve({ freeBytes: { value: 1 }, totalBytes: { value: 2 } });
      },
    });
    const resources = createResources({ runtime: node, clock, directory: "/data", host });
    expect(resources.sample().disk.freeBytes.reason).toBe("not measured yet");
    await settle();
    expect(resources.sample().disk.freeBytes).toEqual({ value: 1 });
    await resources.measure();
    expect(paths).toEqual(["/data"]);
    clock.pass(10_000);
    await resources.measure();
    expect(paths).toEqual(["/data", "/data"]);
  });

  test("waits a second for a disk that hangs, and looks at it no second time", async () => {
    const clock = new FakeClock();
    let looks = 0;
    const host = createHost({
      disk() {
        looks++;
        return never();
      },
    });
    const resources = createResources({ runtime: node, clock, directory: "/data", host });
    const measured = resources.measure();
    await clock.advance(1_000);
    expect((await measured).disk.freeBytes.reason).toBe("not measured yet");
    for (let n = 0; n < 3; n++) {
      clock.pass(10_000);
      resources.sample();
    }
    expect(resources.sample().disk.totalBytes.reason).toBe("cannot be read");
    expect(looks).toBe(1);
  });

  test("survives a directory that is not there", async () => {
    const host = createHost({ disk: () => Promise.reject(new Error("ENOENT")) });
    const resources = createResources({ runtime: node, directory: "/none", host });
    expect((await resources.measure()).disk.freeBytes.reason).toBe("cannot be read");
  });
});

/** All figures by their paths. */
function flatten({
  memory,
  cpu,
  disk,
  ...others
}: ResourceSample): Record<string, ResourceSample["load1"]> {
  return Object.fromEntries([
    ...Object.entries(memory).map(([name, figure]) => [`memory.${name}`, figure] as const),
    ...Object.entries(cpu).map(([name, figure]) => [`cpu.${name}`, figure] as const),
    ...Object.entries(disk).map(([name, figure]) => [`disk.${name}`, figure] as const),
    ...Object.entries(others),
  ]);
}

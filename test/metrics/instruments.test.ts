import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Frame } from "../../src/core/frame.ts";
import { parseMetricKey } from "../../src/core/metric.ts";
import { createInstruments, type Instruments } from "../../src/metrics/instruments.ts";
import type { InstrumentOptions } from "../../src/metrics/instrument-options.ts";
import type { MetricLabels } from "../../src/metrics/metric-handles.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { checkBatch } from "../../src/store/check-batch.ts";
import { createBatch } from "../contracts/batches.ts";
import { anyText } from "../fakes/any-text.ts";
import { failing } from "../fakes/failing.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

describe("createInstruments()", () => {
  test("counts under name, unit and labels", () => {
    const { make, take } = setUp();
    const jobs = make.counter("jobs", { unit: "{job}", labels: ["queue", "state"] });
    jobs.add();
    jobs.add(2, { queue: "mail", state: "done" });
    jobs.add(3, { state: "done", queue: "mail" });
    make.gauge("depth").set(-4);
    make.histogram("size", { unit: "By" }).record(1_000);
    expect(take().figures).toEqual({
      "counter jobs {job}": [1_000_000, 0, 0],
      "counter jobs {job} queue=mail,state=done": [5_000_000, 0, 0],
      "gauge depth ": [0, 1, 4_000_000],
      "histogram size By": [0, 0, 0],
    });
  });

  test("takes numbers and booleans for texts, and leaves empty labels out", () => {
    const { make, take } = setUp();
    const jobs = make.counter("jobs", { labels: ["a", "b", "c"] });
    for (let again = 0; again < 2; again++) jobs.add(1, { a: 7, b: true, c: "" });
    jobs.add(1, { a: "7", b: "true", c: undefined });
    expect(take()).toEqual({ figures: { "counter jobs  a=7,b=true": [3e6, 0, 0] }, dropped: [] });
  });

  test("ignores labels that it does not know, and counts them", () => {
    const { make, take } = setUp();
    const jobs = make.counter("jobs", { labels: ["queue"] });
    jobs.add(1, { queue: "mail", user: "u1", tenant: "t1" });
    jobs.add(1, { queue: "mail" });
    make.counter("bare").add(1, { queue: "mail" });
    const odd: MetricLabels = JSON.parse('{"queue":["a"]}');
    jobs.add(1, odd);
    expect(take()).toEqual({
      figures: {
        "counter jobs  queue=mail": [2e6, 0, 0],
        "counter bare ": [1e6, 0, 0],
        "counter jobs ": [1e6, 0, 0],
      },
      dropped: [["metric_labels", 4]],
    });
  });

  test("redacts each value of a label once, cuts it to size, and takes control characters out", () => {
    const seen: string[] = [];
    const { make, take } = setUp({
      redact(text) {
        seen.push(text);
        return text.replace("s3cret", "***");
      },
    });
    const jobs = make.counter("jobs", { labels: ["key"] });
    for (let again = 0; again < 3; again++) jobs.add(1, { key: "a\u0000\n s3cret" });
    jobs.add(1, { key: "x".repeat(10_000) });
    expect(Object.keys(take().figures)).toEqual([
      "counter jobs  key=a ***",
      `counter jobs  key=${"x".repeat(256)}`,
    ]);
    expect(seen).toHaveLength(2);
  });

  test("takes whatever comes as a label in a form that stores take", () => {
    fc.assert(
      fc.property(fc.array(anyText(300), { maxLength: 5 }), (values) => {
        const { make, frames } = setUp();
        const jobs = make.counter("jobs", { labels: ["a", "b"] });
        for (const value of values) jobs.add(1, { a: value, b: "x" });
        const taken = frames();
        checkBatch(createBatch("s", 1, ...taken));
        const sums = taken.flatMap(({ metrics = [] }) => metrics.map(([, value]) => value[0] ?? 0));
        expect(sums.reduce((a, b) => a + b, 0)).toBe(values.length * 1e6);
      }),
    );
  });

  test("stays exact when there are more combinations of labels than it remembers", () => {
    const { make, frames, clock } = setUp();
    const jobs = make.counter("jobs", { labels: ["job"] });
    const depth = make.gauge("depth", { labels: ["queue"] });
    for (let job = 0; job < 9_000; job++) {
      jobs.add(1, { job: `job ${job}` });
      depth.set(1, { queue: "mail" });
      if (job % 300 === 0) clock.pass(10_000);
    }
    const values = frames().flatMap(({ metrics = [] }) => metrics);
    const added = values.filter(([key]) => key.startsWith('["counter"'));
    expect(added.reduce((sum, [, value]) => sum + (value[0] ?? 0), 0)).toBe(9_000e6);
    const told = values.filter(([key]) => key.startsWith('["gauge"'));
    expect(told.reduce((sum, [, value]) => sum + (value[1] ?? 0), 0)).toBe(9_000);
  });

  test("tells the flusher of each value", () => {
    const touched: number[] = [];
    const { make, clock } = setUp({ touch: (nowMs) => touched.push(nowMs) });
    make.counter("jobs").add();
    expect(touched).toEqual([clock.now()]);
  });

  test("keeps what comes while the clock stands at zero for when it goes", () => {
    const touched: number[] = [];
    const { make, take, clock } = setUp({
      clock: new FakeClock(0),
      touch: (nowMs) => touched.push(nowMs),
    });
    const build = make.gauge("build");
    for (let value = 0; value < 1_002; value++) build.set(1);
    expect(touched).toEqual([]);
    clock.pass(1_000);
    build.set(1);
    expect(touched).toEqual([1_000]);
    expect(take()).toEqual({
      figures: { "gauge build ": [1_001e6, 1_001, 0] },
      dropped: [["metric_value", 2]],
    });
  });

  test.for<[string, string, string]>([
    ["a value that is none", "null", "{}"],
    ["a value of another type", '"1"', "{}"],
    ["a value that is a list, and labels that are null", "[1]", "null"],
    ["labels that are a text", "-1", '"queue"'],
  ])("never throws at %s, and counts it", ([, value, labels]) => {
    const { make, take } = setUp();
    const given: number = JSON.parse(value);
    const its: MetricLabels = JSON.parse(labels);
    make.counter("a").add(given, its);
    const { figures, dropped } = take();
    expect(figures).toEqual({});
    expect(dropped).toContainEqual(["metric_value", 1]);
  });

  test("never throws when something inside fails, and says so", () => {
    const failures: unknown[] = [];
    const failure = new Error("no");
    const { make } = setUp({
      redact: failing(failure),
      onFailure: (error) => failures.push(error),
    });
    make.counter("a", { labels: ["x"] }).add(1, { x: "y" });
    expect(failures).toEqual([failure]);
  });

  test("gives the same metric for the same name", () => {
    const { make, take } = setUp();
    make.counter("a", { labels: ["x", "y"] }).add();
    make.counter("a", { labels: ["y", "x"] }).add();
    expect(take().figures).toEqual({ "counter a ": [2e6, 0, 0] });
    expect([...make.shapes.keys()]).toEqual(["a"]);
  });

  test.for<[string, InstrumentOptions, string]>([
    ["", {}, 'Cannot make the metric "": its name is none'],
    ["1st", {}, "its name is none"],
    ["a b", {}, "its name is none"],
    ["größe", {}, "its name is none"],
    ["x".repeat(129), {}, "its name is none"],
    ["a", { unit: "x".repeat(33) }, "its unit is none"],
    ["a", { unit: "a b" }, "its unit is none"],
    ["a", { labels: ["1"] }, 'it cannot have the label "1"'],
    ["a", { labels: ["x".repeat(65)] }, "it cannot have the label"],
    ["a", { labels: ["constructor"] }, 'it cannot have the label "constructor"'],
    ["a", { labels: ["__proto__"] }, 'it cannot have the label "__proto__"'],
    ["a", { labels: ["x", "x"] }, "it has a label twice"],
    ["a", { labels: Array.from({ length: 9 }, (_, i) => `l${i}`) }, "its labels are no list"],
    ["taken", {}, 'Cannot make the metric "taken": there is a gauge of this name'],
  ])("refuses the counter %j with %j", ([name, options, message]) => {
    const { make } = setUp();
    make.gauge("taken", { unit: "s" });
    expect(() => make.counter(name, options)).toThrow(TypeError);
    expect(() => make.counter(name, options)).toThrow(message);
  });

  test("refuses a name that has another unit, or other labels", () => {
    const { make } = setUp();
    make.counter("a", { unit: "s", labels: ["x"] });
    expect(() => make.counter("a", { labels: ["x"] })).toThrow('made with the unit "s"');
    expect(() => make.counter("a", { unit: "s" })).toThrow('made with the labels ["x"]');
  });

  test("makes 100 metrics, and no more", () => {
    const { make } = setUp();
    for (let index = 0; index < 100; index++) make.counter(`m${index}`);
    expect(() => make.counter("m100")).toThrow("there are 100; use labels instead");
    expect(() => make.counter("m99").add()).not.toThrow();
  });
});

interface Taken {
  readonly figures: Record<string, readonly number[]>;
  readonly dropped: Frame["dropped"];
}

interface SetUp {
  readonly make: Instruments;
  readonly clock: FakeClock;
  readonly frames: () => Frame[];
  /** The first three numbers by kind, name, unit and labels. */
  readonly take: () => Taken;
}

interface Parts {
  readonly clock?: FakeClock;
  readonly touch?: (nowMs: number) => void;
  readonly redact?: (text: string) => string;
  readonly onFailure?: (error: unknown) => void;
}

function setUp({ clock = new FakeClock(), ...parts }: Parts = {}): SetUp {
  const recorder = new Recorder();
  const failures: unknown[] = [];
  const make = createInstruments({
    recorder,
    clock,
    touch: () => {},
    redact: (text) => text,
    onFailure: (error) => failures.push(error),
    ...parts,
  });
  onTestFinished(() => expect(failures).toEqual([]));
  function frames(): Frame[] {
    const taken: Frame[] = [];
    for (;;) {
      const more = recorder.take({ service: "orders" });
      if (more.length === 0) return taken;
      taken.push(...more);
    }
  }
  return {
    make,
    clock,
    frames,
    take() {
      const [{ metrics = [], dropped } = { dropped: [] }]: readonly Partial<Frame>[] = frames();
      const figures = metrics.map(([key, value]) => {
        const { kind, name, unit, labels } = parseMetricKey(key);
        const shown = labels.map((pair) => pair.join("=")).join(",");
        return [`${kind} ${name} ${unit}${shown === "" ? "" : ` ${shown}`}`, value.slice(0, 3)];
      });
      return { figures: Object.fromEntries(figures), dropped: dropped ?? [] };
    },
  };
}

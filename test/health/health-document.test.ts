import { describe, expect, test } from "vitest";
import { detailedHealth, publicHealth } from "../../src/health/health-document.ts";
import { formatKubernetesText } from "../../src/health/kubernetes-text.ts";
import { createRunning, Dependency, type Running } from "./runners.ts";

const secret = "postgres://admin:hunter2@10.0.0.1/db";

describe("detailedHealth()", () => {
  test("says of each check what the draft has a name for, and what it has not", async () => {
    const reports = await createSystem().runAll(3);
    const document = detailedHealth(reports, { service: "orders", release: "1.2.3" });
    const time = "2026-11-23T10:00:00.003Z";
    expect(document).toEqual({
      ...{ status: "warn", serviceId: "orders", releaseId: "1.2.3" },
      checks: {
        db: [
          {
            ...{ status: "pass", componentType: "datastore", observedValue: 3, observedUnit: "ms" },
            ...{ time, critical: true, ageMs: 0, failures: 0, passes: 1, standing: "up" },
            history: [{ time, from: "unknown", to: "pass" }],
          },
        ],
        search: [
          {
            ...{ status: "fail", output: "refused", observedValue: 0, observedUnit: "ms" },
            ...{ time: "2026-11-23T10:00:00.000Z", critical: false, tags: ["slow"], ageMs: 3 },
            ...{ failures: 1, passes: 0, standing: "unknown" },
            history: [
              {
                ...{ time: "2026-11-23T10:00:00.000Z", from: "unknown", to: "fail" },
                output: "refused",
              },
            ],
          },
        ],
        mail: [
          {
            ...{ status: "warn", observedValue: 80, observedUnit: "messages", latencyMs: 0 },
            ...{ time: "2026-11-23T10:00:00.000Z", critical: false, ageMs: 3, failures: 0 },
            ...{ passes: 1, standing: "up" },
            history: [{ time: "2026-11-23T10:00:00.000Z", from: "unknown", to: "warn" }],
          },
        ],
      },
    });
  });

  test("never tells what was thrown, or what only the log may know", async () => {
    const reports = await createSystem().runAll(3);
    expect(JSON.stringify([reports, detailedHealth(reports, { service: "a" })])).not.toMatch(
      /hunter2|10\.0\.0\.1/,
    );
  });

  test("leaves out what is excluded or not known", async () => {
    const { runner } = createSystem();
    const document = detailedHealth(runner.reports(), {
      service: "orders",
      exclude: ["search", "mail"],
    });
    expect(document).toEqual({
      ...{ status: "unknown", serviceId: "orders" },
      checks: {
        db: [
          {
            ...{ status: "unknown", componentType: "datastore", critical: true },
            ...{ failures: 0, passes: 0, standing: "unknown", history: [] },
          },
        ],
      },
    });
  });
});

test("publicHealth() says one word", async () => {
  const reports = await createSystem().runAll(3);
  expect(publicHealth(reports)).toEqual({ status: "warn" });
  expect(publicHealth(reports, { exclude: ["search"] })).toEqual({ status: "pass" });
  expect(publicHealth(reports, { isDraining: true })).toEqual({ status: "fail" });
});

describe("formatKubernetesText()", () => {
  test("has a line a check, and one for all", async () => {
    const reports = await createSystem().runAll(3);
    expect(formatKubernetesText(reports).split("\n")).toEqual([
      ...["[+]db ok", "[-]search failed: refused (ignored)", "[+]mail ok: degraded"],
      ...["readyz check passed", ""],
    ]);
  });

  test("says what is against it, what is excluded, and that it drains", async () => {
    const db = new Dependency(() => false);
    const { clock, runAll, runner } = createRunning([db.check(), new Dependency().check("cache")]);
    expect(formatKubernetesText(runner.reports())).toBe(
      "[-]db failed: unknown\n[-]cache failed: unknown\nreadyz check failed\n",
    );
    for (let round = 0; round < 3; round++) {
      await runAll();
      clock.pass(20_000);
    }
    expect(formatKubernetesText(runner.reports(), { exclude: ["cache", "none"] })).toBe(
      [
        ...["[-]db failed: unknown", "[+]cache excluded: ok"],
        "warn: some health checks cannot be excluded: no matches for what was named",
        ...["readyz check failed", ""],
      ].join("\n"),
    );
    db.answer = () => true;
    await runAll();
    expect(formatKubernetesText(runner.reports(), { endpoint: "health", isDraining: true })).toBe(
      [
        ...["[-]db failed: recovering", "[+]cache ok", "[-]shutdown failed: draining"],
        ...["health check failed", ""],
      ].join("\n"),
    );
  });
});

function createSystem(): Running {
  const db = new Dependency();
  const search = new Dependency(() => {
    throw Object.assign(new Error(secret), { code: "ECONNREFUSED" });
  });
  const mail = new Dependency(() => ({
    ...{ status: "warn", observedValue: 80, observedUnit: "messages", output: secret },
  }));
  const running = createRunning([
    db.check("db", { kind: "datastore" }),
    search.check("search", { critical: false, tags: ["slow"] }),
    mail.check("mail", { critical: false }),
  ]);
  db.answer = () => running.clock.delay(3);
  return running;
}

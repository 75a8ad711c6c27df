import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Check, CheckResult } from "../../src/checks.ts";
import { edgewatch, type Edgewatch, type EdgewatchOptions } from "../../src/index.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { settle } from "../fakes/fake-clock.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";
import { FaultyStore } from "../fakes/faulty-store.ts";

const nobody = { headers: { authorization: "" } };
const asText = { headers: { authorization: `Bearer ${token}`, accept: "text/plain" } };

describe("/livez", () => {
  test("says ok, whatever the store and the checks do", async () => {
    const { app } = createWatched({
      store: new FaultyStore(() => "hangs"),
      checks: [checkOf("db", () => new Promise<never>(() => {}))],
    });
    const response = await ask(app, "/livez", nobody);
    expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
  });
});

describe.for(["/health", "/readyz"])("%s", (path) => {
  test("tells everybody the status, and nothing else", async () => {
    const { app } = createWatched({ checks: [checkOf("db", () => true)] });
    const response = await ask(app, path, nobody);
    expect(response.headers.get("content-type")).toBe("application/health+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ status: "pass" });
    const text = await ask(app, path, { headers: { authorization: "", accept: "text/plain" } });
    expect(await text.text()).toBe(`${path.slice(1)} check passed\n`);
  });

  test("answers HEAD as GET, without a body", async () => {
    const { app } = createWatched({
      checks: [checkOf("db", () => false, { failureThreshold: 1 })],
    });
    for (const init of [nobody, {}]) {
      const response = await ask(app, path, { ...init, method: "HEAD" });
      expect([response.status, await response.text()]).toEqual([503, ""]);
      expect(response.headers.get("retry-after")).toBe("5");
    }
  });

  test("asks the store nothing", async () => {
    const store = new FaultyStore(() => "hangs");
    const { app } = createWatched({ store });
    await ask(app, "/");
    await ask(app, path);
    expect(store.sent).toEqual([]);
  });

  test("says 503 once the process is about to end", async () => {
    const { app, watch } = createWatched({ checks: [checkOf("db", () => true)] });
    expect((await ask(app, path, nobody)).status).toBe(200);
    watch.drain();
    expect((await ask(app, path, nobody)).status).toBe(503);
    expect(await (await ask(app, path, asText)).text()).toContain("[-]shutdown failed: draining");
    expect((await ask(app, "/livez", nobody)).status).toBe(200);
    expect((await ask(app, "/")).status).toBe(200);
  });

  test("runs a check once while its result lasts, however many ask", async () => {
    let runs = 0;
    const { app, platform } = createWatched({
      checks: [checkOf("db", () => void runs++, { ttlMs: 5_000 })],
    });
    for (let round = 1; round <= 3; round++) {
      const asked = Promise.all(Array.from({ length: 1_000 }, () => ask(app, path, nobody)));
      // On workerd requests wait for the result of another one by their own timers.
      await settle();
      await platform.clock.advance(20);
      await asked;
      expect(runs).toBe(round);
      platform.clock.pass(60_000);
    }
  });

  test("answers in time though a check hangs, and says which", async () => {
    const { app, platform } = createWatched({
      checks: [
        checkOf("db", () => new Promise<never>(() => {}), { failureThreshold: 1 }),
        checkOf("cache", () => true),
      ],
    });
    const asked = ask(app, path);
    await settle();
    await platform.clock.advance(2_500);
    const response = await asked;
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      checks: { db: [{ status: "fail", output: "timeout" }], cache: [{ status: "pass" }] },
    });
  });

  test.for([
    [
      "throws",
      () => {
        throw new Error("password=hunter2");
      },
    ],
    ["rejects with a text", async () => await Promise.reject(new Error("secret"))],
    ["answers rubbish", () => 42 as never],
    ["answers null", () => null as never],
  ] as const)("takes a check that %s for a failure, and tells no raw message", async ([, run]) => {
    const { app } = createWatched({ checks: [checkOf("db", run, { failureThreshold: 1 })] });
    const response = await ask(app, path);
    expect(response.status).toBe(503);
    const body = await response.text();
    expect(body).toContain('"output"');
    expect(body).not.toMatch(/hunter2|secret/);
  });

  test("leaves out what is excluded", async () => {
    const { app } = createWatched({
      checks: [checkOf("db", () => false, { failureThreshold: 1 }), checkOf("cache", () => true)],
    });
    expect((await ask(app, path, nobody)).status).toBe(503);
    for (const query of ["exclude=db", "exclude=x,db", "exclude=cache&exclude=db"]) {
      expect((await ask(app, `${path}?${query}`, nobody)).status).toBe(200);
    }
    expect(await (await ask(app, `${path}?exclude=db`, asText)).text()).not.toContain("[-]");
  });
});

describe("/readyz", () => {
  test("goes after three failures, comes back after two passes, and ignores optional checks", async () => {
    let isUp = true;
    const { app, platform } = createWatched({
      checks: [checkOf("db", () => isUp), checkOf("mail", () => false, { critical: false })],
    });
    const statuses: number[] = [];
    for (const up of [true, false, false, false, true, false, false, false, true, true]) {
      isUp = up;
      statuses.push((await ask(app, "/readyz", nobody)).status);
      platform.clock.pass(60_000);
    }
    expect(statuses).toEqual([200, 200, 200, 503, 503, 503, 503, 503, 503, 200]);
  });

  test("speaks to Kubernetes line by line", async () => {
    const { app } = createWatched({
      checks: [checkOf("db", () => false, { failureThreshold: 1 }), checkOf("cache", () => true)],
    });
    const text = await (await ask(app, "/readyz", asText)).text();
    expect(text.split("\n")).toEqual([
      "[-]db failed: unknown",
      "[+]cache ok",
      "readyz check failed",
      "",
    ]);
  });
});

describe("/health", () => {
  test("tells each check to whom has the credential, with what it has seen before", async () => {
    let isUp = true;
    const { app, platform } = createWatched({
      checks: [checkOf("db", () => isUp, { kind: "datastore", tags: ["main"] })],
    });
    await ask(app, "/");
    await ask(app, "/_edgewatch/flush", { method: "POST" });
    await ask(app, "/health");
    isUp = false;
    platform.clock.pass(60_000);
    const time = new Date(platform.clock.now()).toISOString();
    for (const path of ["/health", "/_edgewatch/api/health"]) {
      expect(await (await ask(app, path)).json()).toMatchObject({
        status: "fail",
        serviceId: "orders",
        releaseId: "1.0",
        checks: {
          db: [
            {
              status: "fail",
              componentType: "datastore",
              observedUnit: "ms",
              time,
              output: "unknown",
              failures: 1,
              passes: 0,
              critical: true,
              tags: ["main"],
              history: [
                { from: "unknown", to: "pass" },
                { from: "pass", to: "fail", output: "unknown", time },
              ],
            },
          ],
          "store:flush": [{ status: "pass", observedValue: 0 }],
        },
      });
    }
    expect((await ask(app, "/_edgewatch/api/health", nobody)).status).toBe(401);
  });

  test("warns, with 200, of what is slow, optional, or cannot be written to the store", async () => {
    const { app, platform } = createWatched({
      store: new FaultyStore(() => "refused"),
      checks: [
        checkOf("mail", () => false, { critical: false }),
        checkOf("db", () => platform.clock.pass(300), { degradedAfterMs: 200 }),
      ],
    });
    async function only(names: string): Promise<unknown> {
      const response = await ask(app, `/health?exclude=${names}`, nobody);
      return [response.status, await response.json()];
    }
    expect(await only("db")).toEqual([200, { status: "warn" }]);
    expect(await only("mail")).toEqual([200, { status: "warn" }]);
    expect(await only("mail,db")).toEqual([200, { status: "pass" }]);
    await ask(app, "/");
    for (let failed = 0; failed < 3; failed++) {
      expect((await ask(app, "/_edgewatch/flush", { method: "POST" })).status).toBe(503);
    }
    expect(await only("mail,db")).toEqual([200, { status: "warn" }]);
  });
});

describe("/health/{check}", () => {
  test("tells of one check to whom has the credential, and runs that one only", async () => {
    let others = 0;
    const { app } = createWatched({
      checks: [checkOf("db", () => true), checkOf("cache", () => void others++)],
    });
    const response = await ask(app, "/health/db");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "pass", checks: { db: [{}] } });
    expect(others).toBe(0);
    expect((await ask(app, "/health/db", nobody)).status).toBe(401);
  });

  test("leaves names that no check has to the app", async () => {
    const { app } = createWatched({ checks: [checkOf("db", () => true)] });
    expect(await (await ask(app, "/health/shop", nobody)).text()).toBe("hi");
  });
});

test("a change of a check, and each attempt to recover it, has a line in the log", async () => {
  let isUp = true;
  const recovered: number[] = [];
  const { app, platform } = createWatched({
    checks: [
      checkOf(
        "db",
        () => {
          if (!isUp) throw new Error("Cannot reach redis://:hunter2@db");
        },
        {
          recover: { after: 1, run: ({ attempt }) => void recovered.push(attempt) },
        },
      ),
    ],
  });
  for (const up of [true, false, true]) {
    isUp = up;
    await ask(app, "/health");
    await settle();
    platform.clock.pass(60_000);
  }
  expect(recovered).toEqual([1]);
  const lines = platform.lines.filter(({ logger }) => String(logger).endsWith("health"));
  expect(lines.map(({ level, message }) => [level, message].join(": "))).toEqual([
    "info: check db went from unknown to pass",
    "error: check db went from pass to fail",
    "info: recovery of db: attempt 1 done",
    "info: check db went from fail to pass",
  ]);
  expect(JSON.stringify(lines)).not.toContain("hunter2");
});

test.for([
  [[checkOf("", () => true)]],
  [[checkOf("a b", () => true)]],
  [[checkOf("a", () => true), checkOf("a", () => true)]],
  [[checkOf("a", () => true, { timeoutMs: 0 })]],
] as const)("edgewatch() refuses checks that are none", ([checks]) => {
  expect(() => edgewatch({ service: "orders", checks })).toThrow(/^Cannot run the check/);
});

test("whatever is excluded and accepted, probes get an answer that is one", async () => {
  const { app } = createWatched({ checks: [checkOf("db", () => true)] });
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.constantFrom("/health", "/readyz"), async (text, path) => {
      const query = new URLSearchParams({ exclude: text });
      const response = await ask(app, `${path}?${query.toString()}`, nobody);
      expect(await response.json()).toEqual({ status: "pass" });
    }),
    { numRuns: 50 },
  );
});

function checkOf(
  name: string,
  run: () => CheckResult | Promise<CheckResult>,
  settings: Partial<Check> = {},
): Check {
  return { name, ...settings, run };
}

function createWatched(options: Partial<EdgewatchOptions>): {
  app: Asked;
  watch: Edgewatch;
  platform: FakePlatform;
} {
  const platform = createPlatform();
  const store = options.store ?? new FaultyStore();
  const watch = edgewatch(
    { service: "orders", release: "1.0", token, ...options, store },
    platform,
  );
  const app = watch.handler({ fetch: (_request: Request) => new Response("hi") });
  return { app, watch, platform };
}

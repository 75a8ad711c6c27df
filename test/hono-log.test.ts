import { describe, expect, test } from "vitest";
import { ask } from "./fakes/asking.ts";
import { withoutContext, type LogLine } from "./fakes/fake-platform.ts";
import { honoSetupNames, watchHono, type HonoSetupName, type HonoSetup } from "./fakes/hono-app.ts";

const requests = 25;
const setups = honoSetupNames.flatMap((setup) =>
  (
    [
      ["with AsyncLocalStorage", {}],
      ["without AsyncLocalStorage", withoutContext],
    ] as const
  ).map(([context, runtime]) => [setup, context, runtime] as const),
);

describe.for(setups)("c.var.log, %s, %s,", ([setup, , runtime]) => {
  test("writes with the ids of its request, and its fields", async () => {
    const { app, platform } = watchHono(
      setup,
      (hono) => {
        hono.get("/orders/:id", (c) => {
          c.var.log.info("looked up", { "order.id": c.req.param("id") });
          return c.text("hi");
        });
      },
      runtime,
    );
    const response = await ask(app, "/orders/42");
    const [log, request] = platform.lines;
    expect(platform.lines).toHaveLength(2);
    expect(log).toMatchObject({
      level: "info",
      message: "looked up",
      logger: "app",
      "service.name": "orders",
      "order.id": "42",
      request_id: response.headers.get("x-request-id"),
    });
    expect(idsOf(log)).toEqual(idsOf(request));
  });

  test("keeps parallel requests apart, also after awaits", async () => {
    const setupOfTest = createInterleaving(setup, runtime);
    const responses = await interleave(setupOfTest);
    const { lines } = setupOfTest.platform;
    expect(lines).toHaveLength(3 * requests);
    for (const [index, response] of responses.entries()) {
      const id = response.headers.get("x-request-id");
      const own = lines.filter((line) => line["request_id"] === id);
      expect(own.map(({ message }) => message)).toEqual([
        `before ${index}`,
        `after ${index}`,
        "GET /wait/:index 200",
      ]);
      expect(new Set(own.map((line) => line["trace_id"])).size).toBe(1);
      expect(new Set(own.map((line) => line["span_id"])).size).toBe(1);
    }
  });
});

describe.for(honoSetupNames)("watch.log, %s,", (setup) => {
  test("has the ids of whichever request runs, also after awaits, and none outside", async () => {
    const { app, watch, platform } = watchHono(setup, (hono, own) => {
      hono.get("/a", async (c) => {
        await Promise.resolve();
        own.log.info("within");
        return c.text("hi");
      });
    });
    watch.log.info("before");
    await ask(app, "/a");
    watch.log.info("behind");
    const [before, within, request, behind] = platform.lines;
    expect(idsOf(within)).toEqual(idsOf(request));
    expect(before).not.toHaveProperty("trace_id");
    expect(behind).not.toHaveProperty("trace_id");
  });

  test("writes without ids where the platform cannot tell whose turn it is", async () => {
    const { app, platform } = watchHono(
      setup,
      (hono, own) => {
        hono.get("/a", (c) => {
          own.log.info("within");
          return c.text("hi");
        });
      },
      withoutContext,
    );
    await ask(app, "/a");
    expect(platform.lines[0]).toMatchObject({ message: "within" });
    expect(platform.lines[0]).not.toHaveProperty("trace_id");
  });
});

/** An app whose requests wait for one another. */
function createInterleaving(
  setup: HonoSetupName,
  runtime: typeof withoutContext,
): HonoSetup & { readonly release: () => void } {
  const gate = Promise.withResolvers<void>();
  const setupOfTest = watchHono(
    setup,
    (hono) => {
      hono.get("/wait/:index", async (c) => {
        c.var.log.info(`before ${c.req.param("index")}`);
        await gate.promise;
        await Promise.resolve();
        c.var.log.info(`after ${c.req.param("index")}`);
        return c.text("hi");
      });
    },
    runtime,
  );
  return { ...setupOfTest, release: gate.resolve };
}

async function interleave({
  app,
  release,
}: ReturnType<typeof createInterleaving>): Promise<Response[]> {
  const answers = Array.from({ length: requests }, (_, index) => ask(app, `/wait/${index}`));
  release();
  return await Promise.all(answers);
}

function idsOf(line: LogLine | undefined): LogLine {
  const { trace_id: trace, span_id: span, trace_flags: flags, request_id: request } = line ?? {};
  expect([trace, span, flags, request]).not.toContain(undefined);
  return { trace, span, flags, request };
}

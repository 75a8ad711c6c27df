import { describe, expect, test } from "vitest";
import { log } from "../../src/ambient-log.ts";
import { allLines, listen, send, type Listening } from "./listening.ts";

describe("log", () => {
  test("speaks through the instance whose request it runs in", async () => {
    const [one, other] = [listen({ service: "one" }), listen({ service: "other" })];
    const child = log.child({ a: 1 }, "db");
    await Promise.all(
      [one, other].map((listening, index) =>
        run(listening, async () => {
          log.info("hi", { index });
          await Promise.resolve();
          child.info("child", { index });
        }),
      ),
    );
    for (const [index, listening] of [one, other].entries()) {
      const lines = allLines(listening);
      expect(lines).toMatchObject([
        { message: "hi", index, logger: "app" },
        { message: "child", index, a: 1, logger: "app.db" },
        { message: "GET / 200" },
      ]);
      expect(new Set(lines.map((line) => line["request_id"])).size).toBe(1);
    }
  });

  test("of an instance does not take another's request for its own", async () => {
    const [outer, inner] = [listen({ service: "outer" }), listen({ service: "inner" })];
    await run(outer, async () => {
      inner.watch.log.info("beside");
      await run(inner, () => {
        log.info("within");
        outer.watch.log.info("from within");
      });
      log.info("after");
    });
    expect(inner.records.map(({ message }) => message)).toEqual(["beside", "within", "GET / 200"]);
    expect(inner.records[0]?.correlation).toBeUndefined();
    expect(outer.records.map(({ message }) => message)).toEqual([
      "from within",
      "after",
      "GET / 200",
    ]);
  });

  test("works outside of requests", () => {
    const quiet = log.child({ password: "x" }, "tests");
    expect(() => quiet.debug("hi", { a: 1 })).not.toThrow();
    expect(quiet.isEnabled("info")).toBe(true);
    expect(quiet.isEnabled("debug")).toBe(false);
  });
});

async function run({ watch }: Listening, work: () => unknown): Promise<void> {
  const app = watch.handler({
    fetch: async () => {
      await work();
      return new Response("ok");
    },
  });
  await send(app, new Request("http://localhost/"));
}

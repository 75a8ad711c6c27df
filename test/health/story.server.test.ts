import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ask, type Asked } from "../fakes/asking.ts";
import { isWell, Story, type Look } from "./story.ts";

const timeoutMs = 20_000;

describe("of real dependencies", { timeout: timeoutMs }, () => {
  const ends: (() => Promise<void>)[] = [];
  let story: Story;

  beforeAll(async () => {
    story = await Story.begin((end) => ends.unshift(end));
  }, timeoutMs);

  beforeEach(async () => {
    await story.beginChapter();
  }, timeoutMs);

  afterAll(async () => {
    for (const end of ends) await end();
  });

  test("one that is stopped fails health, then readiness, until one of all has brought it back", async () => {
    const { redis } = story.services;
    story.repair = (attempt) => {
      if (attempt === 1) throw new Error("Cannot reach redis://:hunter2@cache");
      return redis.start();
    };
    await redis.kill();
    const down = await story.until(
      "nobody to be ready",
      ({ ready, checks }) =>
        ready === 503 &&
        checks["redis"]?.standing === "down" &&
        checks["redis-rest"]?.standing === "down",
    );
    expect(down).toMatchObject({
      health: "fail 503",
      checks: {
        redis: { status: "fail", output: "refused", standing: "down" },
        "redis-rest": { status: "fail", output: "refused", standing: "down" },
        db: { status: "pass" },
        vectors: { status: "pass", observedValue: "green" },
      },
    });
    const up = await story.until("all to be well", isWell);
    expect(story.told).toEqual(["health fail 503", "ready 503", "health pass 200", "ready 200"]);
    expect(story.historyOf(up, "redis")).toEqual(["pass fail refused", "fail pass"]);
    expect(story.historyOf(up, "redis-rest")).toEqual(["pass fail refused", "fail pass"]);
    expect(story.historyOf(up, "db")).toEqual([]);
    expect(story.attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(story.linesOf("redis")).toEqual([
      "error: check redis went from pass to fail",
      "info: check redis went from fail to pass",
    ]);
    const lines = story.instances.flatMap((instance) => instance.lines);
    const tried = lines
      .filter((line) => "recovery.attempt" in line)
      .toSorted((a, b) => Number(a["recovery.attempt"]) - Number(b["recovery.attempt"]));
    expect(tried.map(({ message }) => message)).toEqual([
      "recovery of redis: attempt 1 failed",
      "recovery of redis: attempt 2 done",
    ]);
    expect(JSON.stringify(lines)).not.toContain("hunter2");
  });

  test("one that hangs is a time-out, until an attempt has let it go on", async () => {
    const { redis } = story.services;
    const seen = Promise.withResolvers<void>();
    story.repair = () => seen.promise.then(() => redis.resume());
    redis.pause();
    const down = await story.until("nobody to be ready", ({ ready }) => ready === 503);
    seen.resolve();
    expect(down.checks).toMatchObject({ redis: { status: "fail", output: "timeout" } });
    const up = await story.until("all to be well", isWell);
    // What was asked while it hung may be answered late, and so with a warning.
    expect(story.told.filter((text) => text !== "health warn 200")).toEqual([
      "health fail 503",
      "ready 503",
      "health pass 200",
      "ready 200",
    ]);
    expect(story.historyOf(up, "redis")).toEqual(["pass fail timeout", "fail pass"]);
    // From the beginning: it had passed in between.
    expect(story.attempts.map(({ attempt }) => attempt)).toEqual([1]);
  });

  test("one that is slow is degraded, and traffic goes on", async () => {
    const { proxy } = story.services;
    proxy.latencyMs = 350;
    const slow = await story.until("a warning", ({ health }) => health === "warn 200");
    expect(slow.checks["redis-rest"]).toMatchObject({ status: "warn", standing: "up" });
    expect(slow.checks["redis-rest"]).not.toHaveProperty("output");
    proxy.latencyMs = 0;
    const up = await story.until("all to be well", isWell);
    expect(story.told).toEqual(["health warn 200", "health pass 200"]);
    expect(story.historyOf(up, "redis-rest")).toEqual(["pass warn", "warn pass"]);
    expect(story.linesOf("redis-rest")).toEqual([
      "warn: check redis-rest went from pass to warn",
      "info: check redis-rest went from warn to pass",
    ]);
  });

  test("one that says with 200 that it is ill has failed", async () => {
    const { proxy, qdrant } = story.services;
    proxy.nextFault = () => "error 200";
    qdrant.isLying = true;
    const lied = await story.until(
      "both to be found out",
      ({ ready, checks }) => ready === 503 && checks["vectors"]?.status === "fail",
    );
    expect(lied.checks).toMatchObject({
      redis: { status: "pass" },
      "redis-rest": { status: "fail", output: "bad_reply" },
      vectors: { status: "fail", output: "bad_reply" },
    });
    proxy.nextFault = () => undefined;
    qdrant.isLying = false;
    const up = await story.until("all to be well", isWell);
    expect(story.told.filter((text) => text.startsWith("ready"))).toEqual([
      ...["ready 503", "ready 200"],
    ]);
    expect(story.historyOf(up, "redis-rest")).toEqual(["pass fail bad_reply", "fail pass"]);
    expect(story.historyOf(up, "vectors")).toEqual(["pass fail bad_reply", "fail pass"]);
    expect(story.attempts).toEqual([]);
  });

  test("an optional one that is stopped or hangs is a warning, and never keeps traffic away", async () => {
    const { postgres } = story.services;
    await postgres.pause();
    const hanging = await story.until(
      "its time to be over",
      ({ checks: { db } }) => db?.status === "fail",
    );
    expect(hanging).toMatchObject({ health: "warn 200", checks: { db: { output: "timeout" } } });
    await postgres.resume();
    await story.until("all to be well", isWell);
    await postgres.stop();
    const stopped = await story.until(
      "its standing to fall",
      ({ checks: { db } }) => db?.standing === "down",
    );
    expect(stopped).toMatchObject({ health: "warn 200", checks: { db: { output: "refused" } } });
    await postgres.start();
    const up = await story.until("all to be well", isWell);
    expect(story.told).toEqual([
      ...["health warn 200", "health pass 200", "health warn 200", "health pass 200"],
    ]);
    expect(story.historyOf(up, "db")).toEqual([
      ...["pass fail timeout", "fail pass", "pass fail refused", "fail pass"],
    ]);
  });

  test("real calls judge one in place of probes, and its circuit opens, is tried, and closes", async () => {
    const { qdrant } = story.services;
    const { app, vectors } = story.instances[0];
    await qdrant.stop();
    for (let call = 0; call < 5; call++) expect((await ask(app, "/search")).status).toBe(502);
    expect(vectors.state).toBe("open");
    const open = await story.until(
      "it to be open, and judged",
      (look) => isCircuit("open")(look) && look.checks["vectors"]?.passive === true,
      { of: 1 },
    );
    expect(open).toMatchObject({
      ...{ health: "warn 200", ready: 200 },
      checks: {
        vectors: { status: "fail", output: "refused", passive: true },
        "vectors:circuit": { status: "fail", output: "open_circuit" },
      },
    });
    const release = qdrant.hold();
    await qdrant.start();
    const answered = untilAnswered(app);
    const tried = await story.until("it to be tried", isCircuit("half_open"), { of: 1 });
    expect(tried.checks).toMatchObject({ "vectors:circuit": { status: "warn" } });
    release();
    await answered;
    expect(vectors.state).toBe("closed");
    // As many as had failed: then half of the calls of the last 30 s have gone well, and one more.
    for (let call = 0; call < 5; call++) expect((await ask(app, "/search")).status).toBe(200);
    // An optional check that warns is no warning of the whole.
    const isClosed = isCircuit("closed");
    const up = await story.until("all to be well", (look) => isWell(look) && isClosed(look));
    expect(up.checks["vectors"]).toMatchObject({ status: "pass", passive: true });
    expect(story.told).toEqual(["health warn 200", "health pass 200"]);
    expect(story.historyOf(up, "vectors")).toEqual(["pass fail refused", "fail pass"]);
    expect(story.historyOf(up, "vectors:circuit")).toEqual([
      ...["pass fail open_circuit", "fail warn open_circuit", "warn pass"],
    ]);
    expect(story.linesOf("vectors:circuit")).toEqual([
      "error: check vectors:circuit went from pass to fail",
      "warn: check vectors:circuit went from fail to warn",
      "info: check vectors:circuit went from warn to pass",
    ]);
  });
});

function isCircuit(state: string): (look: Look) => boolean {
  return ({ checks }) => checks["vectors:circuit"]?.observedValue === state;
}

/** An open circuit answers at once, and lets somebody try in the end. */
async function untilAnswered(app: Asked): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while ((await ask(app, "/search")).status !== 200) {
    if (performance.now() > endMs) throw new Error("Waited in vain: an answer");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

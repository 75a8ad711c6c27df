import { describe, expect, test } from "vitest";
import { ask } from "../fakes/asking.ts";
import { addressOf, createCalling, dependenciesOf } from "../fakes/calling.ts";

const minuteMs = 60_000;

describe("/_edgewatch/api/dependencies?step", () => {
  test("tells of calls step by step, and of all of them as without steps", async () => {
    const { watch, app, platform } = createCalling(async (input) => {
      const isDown = addressOf(input).endsWith("/down");
      return new Response("", { status: isDown ? 503 : 200 });
    });
    await watch.fetch("https://stock/items");
    await watch.fetch("https://stock/down");
    platform.clock.pass(2 * minuteMs);
    await watch.fetch("https://stock/items");
    await watch.fetch("https://bank/charges");
    const { rows, ...head } = await dependenciesOf(app, "from=-3m&step=1m");
    expect(head).toMatchObject({
      step: "1m",
      times: ["09:59", "10:00", "10:01", "10:02"].map((time) => `2026-11-23T${time}:00.000Z`),
      partial: [3],
    });
    expect(rows.map(({ dependency, values }) => [dependency, values])).toEqual([
      [
        "stock",
        {
          calls: [0, 2, 0, 1],
          errors: [0, 1, 0, 0],
          p50: [null, expect.any(Number), null, expect.any(Number)],
          p99: [null, expect.any(Number), null, expect.any(Number)],
        },
      ],
      ["bank", expect.objectContaining({ calls: [0, 0, 0, 1] })],
    ]);
    const plain = await dependenciesOf(app, "from=-3m");
    expect(rows).toMatchObject(plain.rows);
    expect(plain.rows.every((row) => !("values" in row))).toBe(true);
    expect(plain).not.toHaveProperty("step");
    const operations = await dependenciesOf(app, "from=-3m&step=1m&by=operation&limit=1");
    expect(operations).toMatchObject({ more: 2, rows: [{ values: { calls: [0, 1, 0, 1] } }] });
  });

  test.for(["step=7m", "step=10s&from=-2h", "step=1m&step=1m"])("refuses %s", async (search) => {
    const { app } = createCalling(async () => new Response(""));
    const response = await ask(app, `/_edgewatch/api/dependencies?${search}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameter: "step" });
  });
});

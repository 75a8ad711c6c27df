import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastLine, listen, repeatedKeys } from "./listening.ts";
import { envelope } from "./records.ts";

describe("fields named like what a line says of itself", () => {
  test("become fields.<name>, at the top only", () => {
    const listening = listen({ release: "1", environment: "test" });
    const taken = Object.fromEntries(envelope.map((name) => [name, "forged"]));
    listening.watch.log.info("hi", { ...taken, nested: taken });
    const line = lastLine(listening);
    for (const name of envelope) {
      expect(line[name]).not.toBe("forged");
      expect(line[`fields.${name}`]).toBe("forged");
    }
    expect(line["nested"]).toEqual(taken);
    expect(repeatedKeys(listening.lines.otel[0])).toEqual([]);
  });

  test("come as often as they like: no name is written twice", () => {
    const listening = listen();
    const names = fc.constantFrom(
      "a",
      "b",
      "level",
      "fields.level",
      "message",
      "fields.message",
      "trace_id",
      "…",
      "value",
      "items",
      "0",
      "__proto__",
    );
    const some = fc
      .array(fc.tuple(names, fc.integer()), { maxLength: 5 })
      .map((pairs) => Object.fromEntries(pairs));
    fc.assert(
      fc.property(some, some, some, (one, two, three) => {
        listening.lines.otel.length = 0;
        const child = listening.watch.log.child(one).child(two);
        child.info("hi", three);
        child.info("hi", () => three);
        child.info("hi", { ...three, toJSON: () => two });
        listening.watch.log.child(one).set(three);
        for (const line of listening.lines.otel) expect(repeatedKeys(line)).toEqual([]);
      }),
    );
  });

  test("of a call go before those of a child, and those of a child before its parent's", () => {
    const listening = listen();
    listening.watch.log.child({ a: 1, b: 1, c: 1 }).child({ b: 2, c: 2 }).info("hi", { c: 3 });
    expect(lastLine(listening)).toMatchObject({ a: 1, b: 2, c: 3 });
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCapturing, type Capturing } from "./fakes/captured.ts";

const exception = {
  timestamp: 0,
  name: "TypeError",
  message: "no such order: 17",
  stack: "at find (worker.js:1:2)",
};
const item = {
  scriptName: "shop",
  scriptVersion: { id: "0a1b", tag: "v7" },
  outcome: "exception",
  event: { request: { url: "https://shop.example.com/orders/17?token=s3same", method: "GET" } },
  logs: [],
  exceptions: [exception],
};

describe("a tail handler", () => {
  test("captures what only it sees, as a failure of the Worker that failed", () => {
    const { captured, tail } = createTailing();
    expect(tail([item])).toBe("passed on");
    expect(captured).toMatchObject([
      {
        mechanism: "tail",
        description: { type: "TypeError", message: "no such order: 17" },
        place: {
          service: "shop",
          release: "v7",
          handler: "http.request",
          method: "GET",
          route: "/orders/:id",
          path: "/orders/17",
        },
      },
    ]);
    expect(JSON.stringify(captured)).not.toContain("s3same");
  });

  test("leaves out what the Worker has told of itself, and takes its ids from its lines", () => {
    const { captured, tail } = createTailing();
    const line = {
      request_id: "r1",
      trace_id: "t1",
      "http.route": "/orders/:key",
      consumer: "acme",
      "exception.message": exception.message,
    };
    const logs = [{ message: ["hello"] }, { message: [JSON.stringify(line)] }];
    tail([{ ...item, logs }]);
    expect(captured).toEqual([]);
    tail([{ ...item, logs, exceptions: [exception, { name: "Error", message: "another" }] }]);
    expect(captured).toMatchObject([
      {
        place: { requestId: "r1", traceId: "t1", route: "/orders/:key", consumer: "acme" },
        description: { message: "another" },
      },
    ]);
  });

  test.for([
    ["exceededCpu", 1],
    ["exceededMemory", 1],
    ["canceled", 0],
    ["ok", 0],
  ] as const)(
    "captures the outcome %s %i times where there is no exception",
    ([outcome, times]) => {
      const { captured, tail } = createTailing();
      tail([{ ...item, outcome, exceptions: [] }]);
      expect(captured.map(({ description }) => description.type)).toEqual(
        Array.from({ length: times }, () => outcome),
      );
    },
  );

  test.for([
    [{ cron: "* * * * *" }, "scheduled"],
    [{ queue: "jobs", batchSize: 1 }, "queue"],
    [{ scheduledTime: new Date(0) }, "alarm"],
    [{ rpcMethod: "count" }, "rpc"],
    [null, "runtime"],
  ] as const)("knows the handler of %o", ([event, handler]) => {
    const { captured, tail } = createTailing();
    tail([{ ...item, event }]);
    expect(captured).toMatchObject([{ place: { handler } }]);
  });

  test("passes on whatever it gets, and captures nothing of rubbish", () => {
    const { tail } = createTailing();
    fc.assert(
      fc.property(fc.anything(), (rubbish) => {
        expect(tail(rubbish)).toBe("passed on");
        expect(tail([rubbish, { ...item, exceptions: rubbish, logs: rubbish }])).toBe("passed on");
      }),
      { numRuns: 200 },
    );
  });
});

function createTailing(): Capturing & { tail: (items: unknown) => unknown } {
  const capturing = createCapturing();
  const app: object = capturing.watch.handler({
    fetch: (_request: Request) => new Response("hi"),
    tail: () => "passed on",
  });
  return {
    ...capturing,
    tail(items) {
      const handler: unknown = Reflect.get(app, "tail");
      return typeof handler === "function"
        ? Reflect.apply(handler, app, [items, {}, {}])
        : undefined;
    },
  };
}

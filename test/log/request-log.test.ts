import { describe, expect, test } from "vitest";
import { log } from "../../src/ambient-log.ts";
import {
  send,
  allLines,
  everythingSaid,
  listen,
  type Changes,
  type Listening,
  type Line,
} from "./listening.ts";

describe("requestLog", () => {
  test("started writes a line also when a request begins", async () => {
    const lines = await linesOf({ requestLog: { started: true } }, ["/a"]);
    expect(lines).toMatchObject([
      { message: "GET started", logger: "http", "url.path": "/a" },
      { message: "GET /a 200" },
    ]);
    expect(lines[0]?.["request_id"]).toBe(lines[1]?.["request_id"]);
    expect(await linesOf({}, ["/a"])).toHaveLength(1);
  });

  test("slowMs makes a slow request a warning", async () => {
    const listening = listen({ requestLog: { slowMs: 100 } });
    const app = listening.watch.handler({
      fetch: ({ url }) => {
        listening.clock.pass(Number(new URL(url).searchParams.get("ms")));
        return new Response("ok");
      },
    });
    for (const ms of [99, 100, 101]) await send(app, new Request(`http://localhost/?ms=${ms}`));
    expect(allLines(listening).map(({ level }) => level)).toEqual(["info", "info", "warn"]);
  });

  test("skip leaves requests out by their path, but not those that fail", async () => {
    const requestLog = { skip: ["/ping", "/static/*"] };
    const paths = ["/ping", "/ping/a", "/static/a.js", "/statics", "/ping?fail=1"];
    const lines = await linesOf({ requestLog }, paths);
    expect(lines.map((line) => [line["url.path"], line["http.response.status_code"]])).toEqual([
      ["/ping/a", 200],
      ["/statics", 200],
      ["/ping", 500],
    ]);
  });

  test("sample writes a share by route, and all that fail", async () => {
    const requestLog = { sample: { "/a": 0, "*": 1 } };
    const lines = await linesOf({ requestLog }, ["/a", "/a?fail=1", "/b"]);
    expect(lines.map(({ message }) => message)).toEqual(["GET /a 500", "GET /b 200"]);
  });

  test("sample keeps a trace in or out whole, on every instance", async () => {
    const listening = [
      listen({ requestLog: { sample: { "*": 0.5 } } }),
      listen({ requestLog: { sample: { "*": 0.5 } } }),
    ];
    for (let n = 0; n < 64; n++) {
      const trace = n.toString(16).padStart(2, "0");
      const headers = {
        traceparent: `00-4bf92f3577b34da6a3${trace.repeat(7)}-00f067aa0ba902b7-01`,
      };
      for (const each of listening) await ask(each, "/a", headers);
    }
    const [one, other] = listening.map((each) => allLines(each).map((line) => line["trace_id"]));
    expect(one).toEqual(other);
    expect(one?.length).toBeLessThan(64);
  });

  test.for([{ "*": 1.1 }, { "/a": -1 }, { "*": Number.NaN }])("refuses the rates %j", (sample) => {
    expect(() => listen({ requestLog: { sample } })).toThrow(RangeError);
  });
});

describe("the line of a request", () => {
  test("has only the headers that are allowed, redacted", async () => {
    const [line = {}] = await linesOf(
      {
        requestHeaders: ["Accept", "authorization", "X-Session", "x-absent"],
        responseHeaders: ["content-type", "set-cookie"],
      },
      ["/a"],
      {
        accept: "text/x",
        authorization: "Bearer hunter2",
        "x-session": "hunter2",
        "x-other": "other",
      },
    );
    const names = Object.keys(line).filter((name) => name.includes(".header."));
    expect(names).toEqual([
      "http.request.header.accept",
      "http.request.header.authorization",
      "http.request.header.x-session",
      "http.response.header.content-type",
      "http.response.header.set-cookie",
    ]);
    expect(line).toMatchObject({
      "http.request.header.accept": "text/x",
      "http.request.header.authorization": "[REDACTED]",
      "http.response.header.set-cookie": "[REDACTED]",
    });
    expect(JSON.stringify(line)).not.toContain("hunter2");
  });

  test("has the client's address, the query and the consumer only when asked for", async () => {
    const headers = {
      "cf-connecting-ip": "203.0.113.7",
      "x-forwarded-for": "198.51.100.1, 10.0.0.1",
      "x-key": "acme",
    };
    const [bare = {}] = await linesOf({}, ["/a?b=c"], headers);
    for (const name of ["client.address", "url.query", "consumer"])
      expect(bare).not.toHaveProperty([name]);
    const [line] = await linesOf(
      { clientAddress: true, query: true, consumer },
      ["/a?b=c&token=hunter2"],
      headers,
    );
    expect(line).toMatchObject({
      "client.address": "203.0.113.7",
      "url.query": "b=c&token=[REDACTED]",
      consumer: "acme",
    });
  });

  test("is written without its details when the consumer cannot be told", async () => {
    const listening = listen({
      consumer: () => {
        throw new Error("no");
      },
    });
    await ask(listening, "/a");
    expect(allLines(listening).map(({ message }) => message)).toContain("GET /a 200");
  });

  test("holds no secret of its path, query, headers or failure", async () => {
    const listening = listen({
      query: true,
      requestHeaders: ["x-api-key", "cookie", "referer", "x-trace"],
      requestLog: { started: true },
    });
    const headers = {
      "x-api-key": "hunter2",
      cookie: "id=hunter2",
      referer: "https://a.example/?token=hunter2",
      "x-trace": "password=hunter2",
      "user-agent": "bot (token=hunter2)",
    };
    await ask(
      listening,
      "/reset/token=hunter2?access_token=hunter2&fail=password%3Dhunter2",
      headers,
    );
    await ask(listening, "/cart;jsessionid=hunter2?key=hunter2-of-sixteen", headers);
    await ask(listening, "/a/https://ada:hunter2@example.com/", headers);
    expect(listening.records.length).toBeGreaterThanOrEqual(6);
    expect(everythingSaid(listening)).not.toContain("hunter2");
  });
});

describe("failures of other invocations", () => {
  test.for(["scheduled", "queue", "email"] as const)("%s: no secret is told", async (name) => {
    const listening = listen();
    const app = listening.watch.handler({
      fetch: answer,
      scheduled: handle,
      queue: handle,
      email: handle,
    });
    await expect(Promise.resolve().then(() => app[name]())).rejects.toThrow("token=hunter2");
    expect(allLines(listening)).toMatchObject([
      { message: `${name} failed`, password: "[REDACTED]" },
    ]);
    expect(everythingSaid(listening)).not.toContain("hunter2");
  });
});

async function linesOf(
  changes: Changes,
  paths: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Line[]> {
  const listening = listen(changes);
  for (const path of paths) await ask(listening, path, headers);
  return allLines(listening);
}

/** Answers 200 with a cookie; throws what `fail` says. */
async function ask(
  { watch }: Listening,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const app = watch.handler({
    fetch: ({ url }) => {
      const message = new URL(url).searchParams.get("fail");
      if (message !== null) throw new Error(message);
      return new Response("ok", {
        headers: { "content-type": "text/plain", "set-cookie": "id=hunter2" },
      });
    },
  });
  await Promise.resolve()
    .then(() => app.fetch(new Request(`http://localhost${path}`, { headers })))
    .catch(() => {});
}

function answer(): Response {
  return new Response("ok");
}

function handle(): never {
  log.set({ password: "hunter2" });
  throw new Error("token=hunter2", { cause: new Error("postgres://ada:hunter2@db/shop") });
}

function consumer({ headers }: Request): string | undefined {
  return headers.get("x-key") ?? undefined;
}

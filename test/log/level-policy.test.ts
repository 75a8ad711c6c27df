import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/edgewatch.ts";
import { severityNumber } from "../../src/core/level.ts";
import { LevelPolicy } from "../../src/log/level-policy.ts";
import { send, allLines, listen } from "./listening.ts";

const { trace, debug, info, warn, error } = severityNumber;

describe("LevelPolicy", () => {
  test.for([
    ["", "app", info],
    ["warn", "app", warn],
    [" debug ", "app", debug],
    ["off", "app", Infinity],
    ["info,db=debug", "db", debug],
    ["info, db = debug ,", "db", debug],
    ["db=debug", "app", info],
    ["db=debug", "db.pool", debug],
    ["db=debug", "db.pool.a.b", debug],
    ["db=debug", "dbx", info],
    ["db=debug", "x.db", info],
    ["db=debug, db.pool=error", "db.pool.a", error],
    ["db=debug, db.pool=error", "db.poolx", debug],
    ["app=off", "app", Infinity],
    ["warn, info", "app", info],
    ["db=warn, db=trace", "db", trace],
    ["/a=trace", "app", info],
  ] as const)("%j lets %s write from %d on", ([text, name, severity]) => {
    expect(new LevelPolicy(text).ofLogger(name)).toBe(severity);
  });

  test.for([
    ["info", "GET", "/a", undefined],
    ["/a=debug", "GET", "/a", debug],
    ["/a=debug", "GET", "/a/b", undefined],
    ["/a*=debug", "GET", "/ab", debug],
    ["/a/*=debug", "POST", "/a/b/c", debug],
    ["/a/*=debug", "POST", "/a", undefined],
    ["/*=debug", "GET", "/", debug],
    ["POST /a=debug", "POST", "/a", debug],
    ["POST /a=debug", "GET", "/a", undefined],
    ["post   /a=debug", "POST", "/a", debug],
    ["/*=warn, /a/*=debug", "GET", "/a/b", debug],
    ["/a/*=debug, /*=warn", "GET", "/a/b", debug],
    ["/a*=debug, /ab=error", "GET", "/ab", error],
    ["/a=off", "GET", "/a", Infinity],
    ["/a=b=debug", "GET", "/a=b", debug],
  ] as const)("%j answers %s %s with %d", ([text, method, path, severity]) => {
    expect(new LevelPolicy(text).ofRequest(method, path)).toBe(severity);
  });

  test.for([
    "verbose",
    "INFO",
    "debug info",
    "db=",
    "db=loud",
    "=debug",
    "=",
    "/a",
    "/a=",
    "GET POST /a=debug",
    "POST a/b=debug",
    "a/b=debug",
    "__proto__",
    "constructor",
    "db=toString",
  ])("refuses %j and names it", (text) => {
    expect(() => new LevelPolicy(`info,${text}`)).toThrow(TypeError);
    expect(() => edgewatch({ service: "orders", level: `info,${text}` })).toThrow(
      "Cannot read the level",
    );
  });
});

describe("levels", () => {
  const names = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

  test.for(names)("from %s on are written, and told to be", (level) => {
    const listening = listen({ level });
    for (const each of names) {
      listening.watch.log[each](each);
      expect(listening.watch.log.isEnabled(each)).toBe(names.indexOf(each) >= names.indexOf(level));
    }
    expect(allLines(listening).map((line) => line["level"])).toEqual(
      names.slice(names.indexOf(level)),
    );
  });

  test("hold for loggers by name", () => {
    const listening = listen({ level: "warn, app.db=debug, app.db.pool=off" });
    const { log } = listening.watch;
    const db = log.child({}, "db");
    for (const logger of [log, db, db.child({}, "pool"), db.child({ a: 1 }), log.child({}, "http")])
      logger.debug("hi");
    expect(allLines(listening).map((line) => line["logger"])).toEqual(["app.db", "app.db"]);
    expect(db.isEnabled("debug")).toBe(true);
    expect(log.isEnabled("info")).toBe(false);
  });

  test("hold for requests by path, before those of loggers", async () => {
    const listening = listen({
      level: "info, app.quiet=off, /admin/*=trace, POST /orders=debug, /health=off",
    });
    const app = listening.watch.handler({
      fetch: ({ url, method }) => {
        listening.watch.log.debug(`${method} ${new URL(url).pathname}`);
        listening.watch.log.child({}, "quiet").trace("quiet");
        return new Response("ok");
      },
    });
    for (const [method, path] of [
      ["GET", "/orders"],
      ["POST", "/orders"],
      ["GET", "/admin/a"],
    ] as const) {
      await send(app, new Request(`http://localhost${path}`, { method }));
    }
    const said = allLines(listening).filter(({ event }) => event === undefined);
    expect(said.map(({ message }) => message)).toEqual(["POST /orders", "GET /admin/a", "quiet"]);
    expect(listening.watch.log.isEnabled("debug")).toBe(false);
  });

  test("hold for the line of a request as for the records in it", async () => {
    const listening = listen({ level: "warn, /loud/*=info, /quiet=off" });
    const app = listening.watch.handler({ fetch: () => new Response("ok") });
    for (const path of ["/a", "/loud/b", "/quiet"])
      await send(app, new Request(`http://localhost${path}`));
    expect(allLines(listening).map((line) => line["url.path"])).toEqual(["/loud/b"]);
  });

  test("are those of EDGEWATCH_LOG_LEVEL, where it is set", () => {
    const listening = listen({
      level: "error",
      env: { EDGEWATCH_LOG_LEVEL: "debug,app.db=trace" },
    });
    listening.watch.log.debug("hi");
    listening.watch.log.child({}, "db").trace("hi");
    expect(listening.lines.otel).toHaveLength(2);
    const other = listen({ level: "error", env: { EDGEWATCH_LOG_LEVEL: "" } });
    other.watch.log.warn("hi");
    expect(other.lines.otel).toEqual([]);
    expect(() => listen({ env: { EDGEWATCH_LOG_LEVEL: "loud" } })).toThrow(TypeError);
  });

  test("that are off cost nothing: the details are not asked for", () => {
    const listening = listen({ level: "warn" });
    let calls = 0;
    function details(): { readonly n: number } {
      return { n: ++calls };
    }
    listening.watch.log.info("hi", details);
    listening.watch.log.child({}, "db").debug("hi", details);
    expect(calls).toBe(0);
    listening.watch.log.warn("hi", details);
    expect(calls).toBe(1);
    expect(allLines(listening)).toMatchObject([{ n: 1 }]);
  });
});

import { describe, expect, test } from "vitest";
import { forget, lastLine, listen } from "../listening.ts";
import { innocentFields, innocentTexts } from "./innocent-corpus.ts";

describe("what only looks like a secret comes out unchanged", () => {
  const listening = listen({ level: "trace" });
  const { log } = listening.watch;

  test("of a corpus of at least 150", () => {
    expect(innocentFields.length + innocentTexts.length).toBeGreaterThan(150);
  });

  test.for(innocentFields)("the field %s", ([name, value]) => {
    forget(listening);
    log.info("hi", { [name]: value, nested: [{ [name]: value }] });
    expect(lastLine(listening)).toMatchObject({ [name]: value, nested: [{ [name]: value }] });
  });

  test.for(innocentFields)("the field %s in a Map, a class and a binding", ([name, value]) => {
    forget(listening);
    class Thing {
      readonly [name] = value;
    }
    log
      .child({ bound: { [name]: value } })
      .info("hi", { map: new Map([[name, value]]), thing: new Thing() });
    expect(lastLine(listening)).toMatchObject({
      bound: { [name]: value },
      map: { [name]: value },
      thing: { [name]: value },
    });
  });

  test.for(innocentFields.filter(([, value]) => typeof value === "string"))(
    "the text %s=…",
    ([name, value]) => {
      forget(listening);
      const text = JSON.stringify({ [name]: value });
      log.info(text, { text: `${name}=${String(value)}`, pair: `${name}: ${String(value)}` });
      expect(lastLine(listening)).toMatchObject({
        message: text,
        text: `${name}=${String(value)}`,
        pair: `${name}: ${String(value)}`,
      });
    },
  );

  test.for(innocentTexts)("%s", (text) => {
    forget(listening);
    log.info(text, { text, list: [text] });
    expect(lastLine(listening)).toMatchObject({ message: text, text, list: [text] });
  });

  test.for(innocentTexts.filter((text) => text !== "ada@example.com" && !text.startsWith("git@")))(
    "%s, with every scan on",
    (text) => {
      const scanning = listen({ redact: { scan: ["email", "jwt", "bearer", "card"] } });
      scanning.watch.log.info(text, { text });
      const isBearer = /\bbearer /i.test(text);
      if (!isBearer) expect(lastLine(scanning)).toMatchObject({ message: text, text });
    },
  );

  test("an error's stack", () => {
    forget(listening);
    const error = new TypeError("no such author");
    log.error("failed", error);
    expect(lastLine(listening)).toMatchObject({
      "exception.message": "no such author",
      "exception.stacktrace": error.stack,
    });
  });
});

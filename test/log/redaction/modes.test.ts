import { describe, expect, test } from "vitest";
import type { RedactionOptions } from "../../../src/log/redaction.ts";
import { send, everythingSaid, forget, lastLine, listen, type Line } from "../listening.ts";

const hashKey = "a key of at least 16 characters";

describe("mask", () => {
  test("stands for each secret, whatever its type", () => {
    const values = [
      "a",
      "",
      0,
      1,
      Number.NaN,
      true,
      false,
      1n,
      Symbol("a"),
      () => "a",
      [1],
      { a: 1 },
      new Date(0),
    ];
    for (const secret of values) {
      expect(said({ mode: "mask" }, { secret, n: 1 })).toMatchObject({
        secret: "[REDACTED]",
        n: 1,
      });
    }
  });

  test("says nothing of a secret that is not there", () => {
    const line = said({}, { password: null, token: undefined, n: 1 });
    expect(line).toMatchObject({ password: null, n: 1 });
    expect(line).not.toHaveProperty("token");
  });
});

describe("remove", () => {
  test("leaves fields out, keeps places in lists, and masks inside texts", () => {
    const line = said(
      { mode: "remove" },
      {
        password: "a",
        user: { name: "ada", token: "b" },
        list: [{ secret: 1 }, 2],
        text: "password=abc",
      },
    );
    expect(line).not.toHaveProperty("password");
    expect(line).toMatchObject({
      user: { name: "ada" },
      list: [{}, 2],
      text: "password=[REDACTED]",
    });
    expect(line["user"]).not.toHaveProperty("token");
  });

  test("leaves a whole list in place where a path names one of its items", () => {
    expect(said({ mode: "remove", paths: ["list.1"] }, { list: [1, 2, 3] })).toMatchObject({
      list: [1, null, 3],
    });
  });
});

describe("hash", () => {
  test("is the same for equal secrets, wherever they stand, and another for others", () => {
    const { password, token, text, user } = said(
      { mode: "hash", hashKey },
      {
        password: "hunter2",
        token: "hunter3",
        text: "password=hunter2&n=1",
        user: { secret: "hunter2" },
      },
    );
    expect(password).toMatch(/^hmac:[0-9a-f]{16}$/);
    expect(token).toMatch(/^hmac:[0-9a-f]{16}$/);
    expect(token).not.toBe(password);
    expect(user).toEqual({ secret: password });
    expect(text).toBe(`password=${String(password)}&n=1`);
  });

  test("is the same on the line of a request as on that of a logger", async () => {
    const listening = listen({ redact: { mode: "hash", hashKey }, query: true });
    const app = listening.watch.handler({
      fetch: () => {
        listening.watch.log.child({ secret: "hunter2" }).info("hi", { password: "hunter2" });
        listening.watch.log.set({ token: "hunter2", text: "password=hunter2" });
        return new Response("ok");
      },
    });
    await send(app, new Request("http://localhost/?token=hunter2"));
    const [first, second] = listening.records.map(({ fields }) => fields);
    const hash = first?.["password"];
    expect(first).toMatchObject({ secret: hash, password: hash });
    expect(second).toMatchObject({
      token: hash,
      text: `password=${String(hash)}`,
      "url.query": `token=${String(hash)}`,
    });
    expect(everythingSaid(listening)).not.toContain("hunter2");
  });

  test("is another with another key", () => {
    const [one, other] = [hashKey, `${hashKey}!`].map((key) =>
      said({ mode: "hash", hashKey: key }, { password: "a" }),
    );
    expect(one?.["password"]).not.toBe(other?.["password"]);
  });

  test("is that of HMAC-SHA-256", async () => {
    const { password } = said({ mode: "hash", hashKey }, { password: "hunter2" });
    const encoder = new TextEncoder();
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", encoder.encode(hashKey), algorithm, false, [
      "sign",
    ]);
    const signed = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode("hunter2")));
    const hex = [...signed].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(password).toBe(`hmac:${hex.slice(0, 16)}`);
  });

  test("stands for objects as well, equal ones alike", () => {
    const { credentials, tokens } = said(
      { mode: "hash", hashKey },
      {
        credentials: { user: "ada", value: "hunter2" },
        tokens: { user: "ada", value: "hunter2" },
      },
    );
    expect(credentials).toMatch(/^hmac:/);
    expect(tokens).toBe(credentials);
  });

  test("takes the function that it is given", () => {
    expect(
      said({ mode: "hash", hashKey, hash: lengths }, { password: "hunter2" })["password"],
    ).toBe("hmac:ffffffffffffffff");
  });

  test("that throws costs the secret, not the line, and shows nothing", () => {
    const listening = listen({ redact: { mode: "hash", hashKey, hash: fail } });
    listening.watch.log.info("hi", { user: { password: "hunter2" }, n: 1 });
    expect(everythingSaid(listening)).not.toContain("hunter2");
    expect(lastLine(listening)).toMatchObject({ n: 1 });
    forget(listening);
  });
});

function said(redact: RedactionOptions, fields: Readonly<Record<string, unknown>>): Line {
  const listening = listen({ redact });
  listening.watch.log.info("hi", fields);
  return lastLine(listening);
}

function fail(): never {
  throw new Error("no hash");
}

function lengths(text: string, key: string): string {
  return `${text.length}${key.length}`.padStart(20, "f");
}

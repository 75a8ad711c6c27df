import { describe, expect, test } from "vitest";
import { log } from "../../../src/ambient-log.ts";
import type { Logger } from "../../../src/core/logger.ts";
import type { RedactionOptions } from "../../../src/log/redaction.ts";
import {
  send,
  everythingSaid,
  forget,
  listen,
  type Changes,
  type Listening,
} from "../listening.ts";
import { marker, secretKeys, secretOf } from "./leak-corpus.ts";
import { keyedPlaces, textPlaces, type Place } from "./leak-places.ts";
import { secretTexts } from "./leak-texts.ts";

const modes: readonly RedactionOptions[] = [
  { mode: "mask" },
  { mode: "remove" },
  {
    mode: "hash",
    hashKey: "0123456789abcdef",
    hash: (text) => String(text.length).padStart(16, "0"),
  },
];

describe("no secret comes out", () => {
  test("of a corpus of at least 250", () => {
    expect(secretKeys.length + secretTexts.length).toBeGreaterThan(250);
  });

  for (const redact of modes) {
    test.for(keyedPlaces)(`by the name of its key: from %s (${redact.mode})`, async ([, say]) => {
      expect(
        await leaksOf(
          say,
          secretKeys.map((key, i) => [key, key, secretOf(i)]),
          { redact },
        ),
      ).toEqual([]);
    });

    test.for(textPlaces)(`inside a text: from %s (${redact.mode})`, async ([, say]) => {
      const texts = secretTexts.map(
        ([name, write], i) => [name, "text", write(secretOf(i))] as const,
      );
      expect(await leaksOf(say, texts, { redact })).toEqual([]);
    });
  }

  test("out of a text under a key that is a secret's", async () => {
    const cases = secretTexts.map(
      ([name, write], i) => [name, "password", write(secretOf(i))] as const,
    );
    for (const [, say] of keyedPlaces) expect(await leaksOf(say, cases, {})).toEqual([]);
  });

  test("as a URL with a secret in its query or user part", async () => {
    const leaks = await leaksOf(
      (logger, key, secret) =>
        logger.info("hi", {
          url: new URL(`https://ada:${secret}@a.example/?n=1&${encodeURIComponent(key)}=${secret}`),
          text: `https://a.example/?n=1&${encodeURIComponent(key)}=${secret}#${encodeURIComponent(key)}=${secret}`,
        }),
      secretKeys.map((key, i) => [key, key, secretOf(i)]),
      {},
    );
    expect(leaks).toEqual([]);
  });

  test("as Headers", async () => {
    const names = secretKeys.filter((key) => isHeaderName(key));
    const leaks = await leaksOf(
      (logger, key, secret) =>
        logger.info("hi", { headers: new Headers({ accept: "*/*", [key]: secret }) }),
      names.map((key, i) => [key, key, secretOf(i)]),
      {},
    );
    expect(leaks).toEqual([]);
  });

  test("through the log that is imported", async () => {
    expect(
      await leaksOf(
        sayThroughImport,
        secretKeys.map((key, i) => [key, key, secretOf(i)]),
        {},
      ),
    ).toEqual([]);
  });
});

type Case = readonly [name: string, key: string, secret: string];

/** The cases whose secret is found in anything that any sink received. */
async function leaksOf(say: Place[1], cases: readonly Case[], changes: Changes): Promise<string[]> {
  const leaks: string[] = [];
  const listening = listen({ level: "trace", ...changes });
  for (const [name, key, secret] of cases) {
    await sayInRequest(listening, () => say(listening.watch.log, key, secret));
    const said = everythingSaid(listening);
    if (listening.records.length === 0 || listening.written.length > 0)
      leaks.push(`${name} failed`);
    else if (said.includes(marker)) leaks.push(`${name}: ${excerpt(said)}`);
    forget(listening);
  }
  return leaks;
}

/** Says it inside a request and outside of any. */
async function sayInRequest({ watch }: Listening, say: () => void): Promise<void> {
  const app = watch.handler({
    fetch: () => {
      say();
      return new Response("ok");
    },
  });
  await send(app, new Request("http://localhost/orders"));
}

function excerpt(said: string): string {
  const at = said.indexOf(marker);
  return said.slice(Math.max(0, at - 60), at + 40);
}

function isHeaderName(name: string): boolean {
  return /^[\w.-]+$/.test(name);
}

function sayThroughImport(_logger: Logger, key: string, secret: string): void {
  log.child({ [key]: secret }).info("hi", { a: { [key]: secret } });
}

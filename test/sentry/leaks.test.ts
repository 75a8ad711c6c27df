import { describe, expect, test } from "vitest";
import { Breadcrumbs } from "../../src/core/breadcrumbs.ts";
import { createRedaction } from "../../src/log/redaction.ts";
import { Serializer } from "../../src/log/serializer.ts";
import { marker, secretKeys, secretOf } from "../log/redaction/leak-corpus.ts";
import { secretTexts } from "../log/redaction/leak-texts.ts";
import { settle } from "../fakes/fake-clock.ts";
import { createCapture, type Circumstances } from "./captured.ts";
import { setUp } from "./receiver.ts";

const capture = createCapture();
const redaction = createRedaction();
const serializer = new Serializer(redaction);

describe("no secret of the corpus is in an envelope", () => {
  test.for<readonly [string, (text: string) => Circumstances]>([
    ["a message", (text) => ({ thrown: new Error(text) })],
    ["a text that is thrown", (text) => ({ thrown: text })],
    ["a cause", (text) => ({ thrown: new Error("a", { cause: new TypeError(text) }) })],
    ["an AggregateError", (text) => ({ thrown: new AggregateError([new Error(text)], text) })],
    ["a name", (text) => ({ thrown: Object.assign(new Error("a"), { name: text }) })],
    ["a code", (text) => ({ thrown: Object.assign(new Error("a"), { code: text }) })],
    ["a fingerprint", (text) => ({ thrown: Object.assign(new Error("a"), { fingerprint: text }) })],
    ["a stack", (text) => ({ thrown: withStack(text) })],
    ["the message of a log line", (text) => ({ breadcrumbs: lines(text, {}) })],
    ["a field of a log line", (text) => ({ breadcrumbs: lines("hi", { text, deep: { text } }) })],
  ])("as %s", async ([, circumstancesOf]) => {
    const sent = await sentFor(
      secretTexts.map(([, write], index) => circumstancesOf(write(secretOf(index)))),
    );
    const leaks = sent.flatMap((body, index) =>
      body.includes(marker) ? [secretTexts[index]?.[0]] : [],
    );
    expect(leaks).toEqual([]);
  });

  test("as a value under its key in a log line", async () => {
    const sent = await sentFor(
      secretKeys.map((key, index) => ({
        breadcrumbs: lines("hi", { [key]: secretOf(index), deep: [{ [key]: secretOf(index) }] }),
      })),
    );
    const leaks = secretKeys.filter((_, index) => sent[index]?.includes(marker));
    expect(leaks).toEqual([]);
  });
});

test("a secret that nobody redacts is seen by this test", async () => {
  const [body] = await sentFor([{ place: { path: `/${secretOf(1)}` } }]);
  expect(body).toContain(marker);
});

/** What leaves for each, and that something does. */
async function sentFor(all: readonly Circumstances[]): Promise<string[]> {
  const bodies: string[] = [];
  for (const circumstances of all) {
    const { sentry, receiver } = setUp();
    sentry.forward(capture(circumstances));
    await settle();
    bodies.push(...receiver.posts.map(({ url, body }) => url + body));
  }
  expect(bodies).toHaveLength(all.length);
  return bodies;
}

/** Log lines as an invocation keeps them. */
function lines(message: string, fields: object): string[] {
  const breadcrumbs = new Breadcrumbs();
  breadcrumbs.add({
    timeMs: 0,
    level: "info",
    message: redaction.text(message),
    logger: "app",
    fieldsText: serializer.fields(fields),
  });
  return breadcrumbs.lines();
}

/** Engines print the message first. */
function withStack(text: string): Error {
  const stack = `Error: ${text}\n    at pay (https://a.example/a.js?token=${marker}:1:2)`;
  return Object.assign(new Error(text), { stack });
}

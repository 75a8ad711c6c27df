import { describe, expect, test } from "vitest";
import { edgewatch, type Edgewatch } from "../../src/index.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { marker, secretKeys, secretOf } from "../log/redaction/leak-corpus.ts";
import { secretTexts } from "../log/redaction/leak-texts.ts";
import { setUp } from "./collector.ts";

describe("no secret of the corpus is in what otlpExporter() sends", () => {
  test.for<readonly [string, (text: string, watch: Edgewatch) => void]>([
    ["an error that is thrown", (text) => fail(new Error(text))],
    ["a text that is thrown", (text) => fail(text)],
    ["a cause", (text) => fail(new Error("a", { cause: new TypeError(text) }))],
    ["an AggregateError", (text) => fail(new AggregateError([new Error(text)], text))],
    ["a stack", (text) => fail(Object.assign(new Error("a"), { stack: `Error: ${text}` }))],
    ["the message of a log line", (text, watch) => watch.log.info(text)],
    ["a field of a log line", (text, watch) => watch.log.info("hi", { text, deep: { text } })],
    ["what is added to the line", (text, watch) => watch.log.set({ text, deep: [text] })],
  ])("as %s", async ([, act]) => {
    const texts = secretTexts.map(([, write], index) => write(secretOf(index)));
    const sent = await sentFor(texts, act);
    const leaks = sent.flatMap((body, index) =>
      body.includes(marker) ? [secretTexts[index]?.[0]] : [],
    );
    expect(leaks).toEqual([]);
  });

  test("as a value under its key", async () => {
    const sent = await sentFor(secretKeys, (key, watch) => {
      const index = secretKeys.indexOf(key);
      watch.log.info("hi", { [key]: secretOf(index) });
      watch.log.set({ [key]: secretOf(index), deep: [{ [key]: secretOf(index) }] });
    });
    const leaks = secretKeys.filter((_, index) => sent[index]?.includes(marker));
    expect(leaks).toEqual([]);
  });
});

test("a secret that nobody redacts is seen by this test", async () => {
  const [body] = await sentFor(["a"], (_, watch) => watch.log.info(secretOf(1)));
  expect(body).toContain(marker);
});

function fail(thrown: unknown): never {
  throw thrown;
}

/** All that leaves for each: log records, spans and metrics. */
async function sentFor(
  texts: readonly string[],
  act: (text: string, watch: Edgewatch) => void,
): Promise<string[]> {
  const platform = createPlatform();
  const { exporter, collector } = setUp(undefined, { clock: platform.clock });
  const watch = edgewatch({ service: "orders", sinks: [], exporters: [exporter] }, platform);
  let secret = "";
  const app = watch.handler({
    fetch(_request: Request) {
      act(secret, watch);
      return Promise.resolve(new Response("hi"));
    },
  });
  const bodies: string[] = [];
  for (const text of texts) {
    secret = text;
    await app.fetch(new Request("http://localhost/pay"));
    await watch.flush();
    const posts = collector.posts.splice(0);
    expect(new Set(posts.map(({ signal }) => signal)).size).toBe(3);
    bodies.push(posts.map((post) => post.url + post.text).join("\n"));
  }
  return bodies;
}

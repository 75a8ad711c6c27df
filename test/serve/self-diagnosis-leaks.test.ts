import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectRuntime } from "../../src/core/runtime.ts";
import type { EdgewatchOptions } from "../../src/options.ts";
import { resolvePaths } from "../../src/serve/paths.ts";
import { selfDiagnosis } from "../../src/serve/self-diagnosis.ts";
import { marker, secretKeys, secretOf } from "../log/redaction/leak-corpus.ts";
import { secretTexts } from "../log/redaction/leak-texts.ts";
import { createSelf } from "./self-parts.ts";

describe("no secret is in a self-diagnosis", () => {
  test("as a text of the corpus, wherever there is one", async () => {
    const leaks: string[] = [];
    for (const [index, [name, write]] of secretTexts.entries()) {
      const text = write(secretOf(index));
      if ((await tellWith(text)).includes(marker)) leaks.push(name);
    }
    expect(leaks).toEqual([]);
  });

  test("as an option that holds it, under any key", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_000),
        fc.constantFrom(...secretKeys),
        fc.webUrl(),
        async (n, key, url) => {
          const secret = secretOf(n);
          const options: EdgewatchOptions = {
            service: "orders",
            token: secret,
            ingestSecret: secret,
            labels: { [key]: () => secret },
            propagateTo: [url.replace("://", `://ada:${secret}@`)],
            errorSinks: [() => secret],
            sinks: [Object.assign(() => {}, { [key]: secret })],
            onNotice: () => secret,
            checks: [{ name: secret, run: () => secret === "" }],
          };
          const paths = resolvePaths(options.paths);
          const { context } = createSelf({
            configuration: { ...options, windowMs: 10_000, paths },
            credentials: { token: secret, ingestSecret: secret },
            runtime: { ...detectRuntime(), env: { [key]: secret, EDGEWATCH_TOKEN: secret } },
          });
          expect(JSON.stringify(await selfDiagnosis(context))).not.toContain(marker);
        },
      ),
    );
  });

  test("but one that nobody redacts is seen by this test", async () => {
    expect(await tellWith(secretOf(1))).toContain(marker);
  });
});

/** The JSON of an instance that has the text wherever it may have texts. */
async function tellWith(text: string): Promise<string> {
  const { context, recorder, flusher, clock } = createSelf({
    configuration: {
      ...{ service: text, release: text, environment: text },
      windowMs: 10_000,
      paths: { ...resolvePaths(), base: text },
    },
    sinks: [{ write() {}, counts: () => ({ delivered: 0, queued: 0, dropped: { [text]: 1 } }) }],
  });
  recorder.drop(clock.now(), text.slice(0, 256));
  await flusher.flush();
  return JSON.stringify(await selfDiagnosis(context));
}

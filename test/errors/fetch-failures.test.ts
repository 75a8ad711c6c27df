import { describe, expect, test } from "vitest";
import { classify } from "../../src/errors/classify.ts";
import { describeFailure, type FailureDescription } from "../../src/errors/describe-failure.ts";
import { fingerprint } from "../../src/errors/fingerprint.ts";

/** Nothing listens there: it is below the ports that are given out, and no browser's list forbids it. */
const closed = "http://127.0.0.1:1029/";

describe("a fetch() that fails on this runtime", () => {
  test("because nobody listens is upstream, and the same group on all", async () => {
    const failure = await failureOf(async () => await fetch(closed));
    expect(classify(failure)).toMatchObject({ category: "upstream", status: 502 });
    expect(fingerprint(failure, { route: "/a", method: "GET" }).key).toBe(
      '["v1","network","","","GET","/a"]',
    );
  });

  test("because it was aborted is aborted", async () => {
    const failure = await failureOf(
      async () => await fetch(closed, { signal: AbortSignal.abort() }),
    );
    expect(classify(failure).category).toBe("aborted");
  });

  test("because its address is none is an internal error", async () => {
    const failure = await failureOf(async () => await fetch("no address"));
    expect(classify(failure).category).toBe("internal");
    expect(fingerprint(failure, { route: "/a", method: "GET" }).key).toContain("invalid URL");
  });

  test("a signal's time-out is a time-out, and the same group on all", async () => {
    const signal = AbortSignal.timeout(1);
    const failure = await failureOf(
      async () =>
        await new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    );
    expect(classify(failure)).toMatchObject({ category: "timeout", status: 504 });
    expect(fingerprint(failure, { route: "/a", method: "GET" }).key).toBe(
      '["v1","TimeoutError","","","GET","/a"]',
    );
  });
});

async function failureOf(work: () => Promise<unknown>): Promise<FailureDescription> {
  try {
    await work();
  } catch (error) {
    return describeFailure(error);
  }
  throw new Error("Cannot describe a failure: nothing failed");
}

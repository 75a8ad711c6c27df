import { describe, expect, test } from "vitest";
import { detectRuntime, readVariable } from "../../src/core/runtime.ts";
import { captureRequestBody, captureResponseBody } from "../../src/request/body-capture.ts";
import type { CapturedBody } from "../../src/request/body-recorder.ts";

const headers = { "content-type": "application/json" };
const megabyte = 2 ** 20;

interface Tapped {
  readonly body: ReadableStream;
  readonly captured: CapturedBody;
}

/** Sends a stream through the capture of one direction. */
type Through = (source: ReadableStream) => Tapped;

function throughRequest(source: ReadableStream): Tapped {
  const init = { method: "POST", body: source, headers, duplex: "half" };
  const capture = captureRequestBody(new Request("http://service.test/", init));
  return tapped(capture?.request.body, capture?.captured);
}

function throughResponse(source: ReadableStream): Tapped {
  const capture = captureResponseBody(new Response(source, { headers }));
  return tapped(capture?.response.body, capture?.captured);
}

function tapped(body?: ReadableStream | null, captured?: CapturedBody): Tapped {
  if (!body || captured === undefined) throw new Error("nothing was captured");
  return { body, captured };
}

/** A source that notes what is asked of it. */
class Source {
  pulls = 0;
  readonly cancelled: unknown[] = [];
  readonly stream: ReadableStream;

  constructor(next: (pulls: number) => Uint8Array | undefined | Promise<Uint8Array>) {
    this.stream = new ReadableStream(
      {
        pull: async (controller) => {
          const chunk = await next(++this.pulls);
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
        cancel: (reason) => {
          this.cancelled.push(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Lets everything run that is ready to. */
async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

describe.each<{ direction: string; through: Through }>([
  { direction: "request", through: throughRequest },
  { direction: "response", through: throughResponse },
])("the captured body of a $direction", ({ through }) => {
  test("is left unread by who does not read it", async () => {
    const source = new Source(() => bytes("{}"));
    const { captured } = through(source.stream);
    await settled();
    expect(source.pulls).toBe(0);
    expect(captured.byteLength).toBe(0);
    expect(captured.isComplete).toBe(false);
    expect(captured.fields()).toBeUndefined();
  });

  test("passes chunk by chunk, each when it is asked for", async () => {
    const source = new Source((pulls) => (pulls < 4 ? bytes(`[${pulls}]`) : undefined));
    const { body, captured } = through(source.stream);
    const reader = body.getReader();
    for (const pulls of [1, 2, 3]) {
      expect((await reader.read()).value).toEqual(bytes(`[${pulls}]`));
      await settled();
      expect(source.pulls).toBe(pulls);
      expect(captured.byteLength).toBe(3 * pulls);
      expect(captured.isComplete).toBe(false);
    }
    expect((await reader.read()).done).toBe(true);
    expect(captured.isComplete).toBe(true);
    expect(await captured.done).toBe("complete");
  });

  test("shows what has passed before its end, as cut", async () => {
    const source = new Source(() => bytes('{"name":"Ada'));
    const { body, captured } = through(source.stream);
    await body.getReader().read();
    expect(captured.fields()).toEqual({ name: "Ada…" });
  });

  test("fails with the very error of its source", async () => {
    for (const thrown of [new Error("the disk is gone"), undefined]) {
      const source = new Source((pulls) => {
        if (pulls === 1) return bytes('{"a":1,');
        throw thrown;
      });
      const { body, captured } = through(source.stream);
      const reader = body.getReader();
      await reader.read();
      await expect(reader.read().catch((error: unknown) => [error])).resolves.toEqual([thrown]);
      expect(await captured.done).toBe("failed");
      expect(captured.failure).toEqual({ thrown });
      expect(captured.isComplete).toBe(false);
      expect(captured.fields()).toEqual({ a: 1 });
    }
  });

  test("cancels its source with the very reason, read or not", async () => {
    for (const reads of [0, 1]) {
      const source = new Source(() => bytes("{}"));
      const { body, captured } = through(source.stream);
      const reader = body.getReader();
      for (let i = 0; i < reads; i++) await reader.read();
      const reason = new Error("enough");
      await reader.cancel(reason);
      expect(source.cancelled).toEqual([reason]);
      expect(source.cancelled[0]).toBe(reason);
      expect(await captured.done).toBe("cancelled");
      expect(captured.isComplete).toBe(false);
      expect(captured.failure).toBeUndefined();
    }
  });

  test("can be cancelled while a chunk is under way", async () => {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    const source = new Source(() => promise);
    const { body, captured } = through(source.stream);
    const reader = body.getReader();
    const read = reader.read();
    await settled();
    await reader.cancel("enough");
    resolve(bytes("late"));
    await settled();
    expect((await read).done).toBe(true);
    expect(source.cancelled).toEqual(["enough"]);
    expect(await captured.done).toBe("cancelled");
    expect(captured.byteLength).toBe(0);
  });

  test("tells the canceller when cancelling fails", async () => {
    const failure = new Error("cannot stop");
    const source = new ReadableStream({
      cancel: () => {
        throw failure;
      },
    });
    const { body, captured } = through(source);
    await expect(body.cancel("enough")).rejects.toBe(failure);
    expect(await captured.done).toBe("cancelled");
  });

  test("streams through in constant memory", { timeout: 120_000 }, async () => {
    const runtime = detectRuntime();
    const isLong = readVariable(runtime.env, "EDGEWATCH_LONG") !== undefined;
    const size = (isLong ? 1_024 : 64) * megabyte;
    const chunkSize = 64 * 1_024;
    const chunkCount = size / chunkSize;
    const source = new Source((pulls) =>
      pulls <= chunkCount ? new Uint8Array(chunkSize).fill(48 + (pulls % 10)) : undefined,
    );
    const { body, captured } = through(source.stream);
    const before = runtime.memory()?.rssBytes ?? 0;
    let highest = before;
    let received = 0;
    let mostAhead = 0;
    const reader = body.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      const { length } = chunk.value as Uint8Array;
      received += length;
      mostAhead = Math.max(mostAhead, source.pulls * chunkSize - received);
      if (received % (4 * megabyte) === 0) {
        highest = Math.max(highest, runtime.memory()?.rssBytes ?? 0);
      }
    }
    expect(received).toBe(size);
    expect(captured.byteLength).toBe(size);
    expect(captured.isTruncated).toBe(true);
    expect(mostAhead).toBeLessThanOrEqual(chunkSize);
    expect(highest - before).toBeLessThan(256 * megabyte);
  });
});

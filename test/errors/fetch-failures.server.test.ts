import { createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { classify } from "../../src/errors/classify.ts";
import { describeFailure } from "../../src/errors/describe-failure.ts";
import { fingerprint } from "../../src/errors/fingerprint.ts";

/** What servers do to connections, and what comes of it. */
const cases: Readonly<Record<string, (socket: Socket) => void>> = {
  "reset by the server": (socket) => void socket.resetAndDestroy(),
  "closed without an answer": (socket) => void socket.end(),
  "answered with what is not HTTP": (socket) => void socket.end("220 mail ready\r\n\r\n"),
  "broken in the middle of a body": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc", () => socket.destroy());
  },
};

describe("a connection", () => {
  test.for(Object.entries(cases))("%s is upstream, and one group", async ([, respond]) => {
    const url = await listen(respond);
    const failure = describeFailure(await rejection(url));
    expect(classify(failure), JSON.stringify(failure)).toMatchObject({
      category: "upstream",
      isRetryable: true,
    });
    expect(fingerprint(failure, { route: "/", method: "GET" }).key).toContain('"network"');
  });

  test("that is never answered is a time-out", async () => {
    const url = await listen(() => {});
    const failure = describeFailure(await rejection(url, AbortSignal.timeout(100)));
    expect(classify(failure)).toMatchObject({ category: "timeout", status: 504 });
  });
});

async function rejection(url: string, signal?: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(url, signal === undefined ? {} : { signal });
    await response.text();
  } catch (error) {
    return error;
  }
  throw new Error("Cannot describe a failure: nothing failed");
}

async function listen(respond: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => respond(socket));
    onTestFinished(() => void socket.destroy());
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `http://127.0.0.1:${port}/`;
}

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runtimes, type Runtime } from "../../scripts/start/runtime-command.ts";
import { cases } from "./cases/all.ts";
import { until } from "./deadline.ts";
import { send } from "./http-client.ts";
import { maskLogLine, maskResponse } from "./mask.ts";
import { startOrders, temporaryFolder, type OrdersServer } from "./orders-server.ts";

interface Transcript {
  readonly answers: ReadonlyMap<string, unknown>;
  readonly logLines: readonly string[];
}

const cleanUps: (() => unknown)[] = [];
const servers = new Map<Runtime, OrdersServer>();
const transcripts = new Map<Runtime, Transcript>();

beforeAll(async () => {
  await Promise.all(
    runtimes.map(async (runtime) => {
      const folder = temporaryFolder((remove) => cleanUps.unshift(remove));
      const server = await startOrders(runtime, folder, (end) => cleanUps.unshift(end));
      servers.set(runtime, server);
      transcripts.set(runtime, await record(server));
    }),
  );
});

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

describe("every runtime gives the same answer", () => {
  test.each(cases)("$name", ({ name, status }) => {
    const expected = answerOf("node", name);
    expect(expected).toMatchObject({ status });
    for (const runtime of runtimes) expect(answerOf(runtime, name), runtime).toEqual(expected);
  });
});

test("every runtime writes the same log lines, in the same order", () => {
  const expected = transcripts.get("node")?.logLines;
  expect(expected?.length).toBeGreaterThan(cases.length / 2);
  for (const runtime of runtimes) {
    expect(transcripts.get(runtime)?.logLines, runtime).toEqual(expected);
  }
});

/** Sends every case, one after another, and notes what came back and what was logged. */
async function record(server: OrdersServer): Promise<Transcript> {
  const answers = new Map<string, unknown>();
  for (const request of cases) {
    answers.set(request.name, maskResponse(await send(server.url, request), server));
  }
  const last = { path: "/orders/1", headers: { "x-request-id": "the-last-one" } };
  await send(server.url, last);
  await until("the last log line", () => logLines(server).some(isLast), 10_000);
  return { answers, logLines: logLines(server).map((line) => maskLogLine(line, server)) };
}

function logLines({ output }: OrdersServer): string[] {
  return output.filter((line) => line.startsWith("{"));
}

function isLast(line: string): boolean {
  return line.includes(`"request_id":"the-last-one"`);
}

function answerOf(runtime: Runtime, name: string): unknown {
  return transcripts.get(runtime)?.answers.get(name);
}

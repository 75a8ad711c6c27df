import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { planRequests, type PlannedRequest } from "./mix.ts";
import { Tally } from "./tally.ts";

export interface LoadOptions {
  readonly url: URL;
  readonly requests: number;
  readonly rate: number;
  readonly concurrency: number;
  readonly seed: number;
  /** Called after each answer or failure. */
  readonly onProgress?: (result: LoadResult) => void;
}

/** What the client has seen so far. */
export interface LoadResult {
  /** Answers by route, method and status, with the requests that the server sent itself. */
  readonly answers: Tally;
  /** Durations of the answers in milliseconds, to the last byte of the body. */
  readonly durationsMs: number[];
  sent: number;
  /** Requests without an answer, under the status "none"; they may or may not have been counted. */
  readonly unanswered: Tally;
  /** Reason of the last failure. */
  lastFailure: string | undefined;
  /** Whether so many requests failed one after another that the rest was not sent. */
  gaveUp: boolean;
}

const maxFailuresInARow = 100;
const answerTimeoutMs = 30_000;

/** Sends the requests at the given rate, whether or not the server keeps up, as far as `concurrency` allows. */
export async function sendLoad(options: LoadOptions): Promise<LoadResult> {
  const { url, requests, rate, concurrency, seed, onProgress } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const plan = planRequests(seed);
  const result: LoadResult = {
    answers: new Tally(),
    durationsMs: [],
    sent: 0,
    unanswered: new Tally(),
    lastFailure: undefined,
    gaveUp: false,
  };
  const startMs = performance.now();
  let failuresInARow = 0;

  async function worker(): Promise<void> {
    while (result.sent < requests && failuresInARow < maxFailuresInARow) {
      const index = result.sent++;
      const { value: planned } = plan.next();
      const waitMs = rate === 0 ? 0 : startMs + (index * 1_000) / rate - performance.now();
      if (waitMs > 0) await delay(waitMs);
      const sentMs = performance.now();
      try {
        result.answers.addAnswer(planned, await send(url, planned, agent));
        result.durationsMs.push(performance.now() - sentMs);
        failuresInARow = 0;
      } catch (error) {
        const { route, method } = planned;
        result.unanswered.add({ route, method, status: "none", requests: 1 });
        failuresInARow++;
        result.lastFailure = error instanceof Error ? error.message : String(error);
      }
      onProgress?.(result);
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, requests) }, worker));
  agent.destroy();
  result.gaveUp = result.sent < requests;
  return result;
}

/** Resolves with the status when the whole body has arrived. */
function send(base: URL, planned: PlannedRequest, agent: Agent): Promise<number> {
  const { method, path, headers, body } = planned;
  return new Promise((resolve, reject) => {
    const outgoing = request(base, { agent, method, path, headers }, (incoming) => {
      incoming
        .on("error", reject)
        .on("end", () => resolve(incoming.statusCode ?? 0))
        .resume();
    });
    outgoing.setTimeout(answerTimeoutMs, () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", reject).end(body);
  });
}

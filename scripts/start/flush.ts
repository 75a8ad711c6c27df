import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "./reason.ts";
import type { ServerSettings } from "./runtime-command.ts";

const attemptTimeoutMs = 2_000;
const pauseMs = 50;

/**
 * Asks the server to write what it holds to its store, again and again until it did.
 *
 * @returns what stood in the way when it has not within `deadlineMs` or until `signal`; undefined otherwise.
 */
export async function flushServer(
  { port, token }: Pick<ServerSettings, "port" | "token">,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const failure = await flushOnce(port, token);
    if (failure === undefined || signal?.aborted || Date.now() + pauseMs >= end) return failure;
    await delay(pauseMs);
  }
}

async function flushOnce(port: number, token: string): Promise<string | undefined> {
  try {
    const status = await post(port, "/_edgewatch/flush", token);
    return status === 204 ? undefined : `the server answered ${status}`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Resolves with the status. `fetch` will not do: it refuses ports that some other protocol once had, such as 6000. */
function post(port: number, path: string, token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        agent: false,
        timeout: attemptTimeoutMs,
      },
      (incoming) => {
        incoming.on("error", reject).on("end", () => resolve(incoming.statusCode ?? 0));
        incoming.resume();
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error("the server did not answer in time")));
    outgoing.on("error", reject).end();
  });
}

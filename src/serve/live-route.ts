import { RandomIds } from "../core/random-ids.ts";
import type { GroupMemory } from "../query/group-memory.ts";
import type { Credentials } from "./credentials.ts";
import { eventStreamHeaders } from "./event-stream.ts";
import { LiveFeed } from "./live-feed.ts";
import { LiveStream } from "./live-stream.ts";
import type { MountContext } from "./mount.ts";
import { problemResponse } from "./problem.ts";
import type { Route } from "./routes.ts";

/** What the route of live events reads. */
export interface LiveContext extends Pick<
  MountContext,
  "service" | "store" | "clock" | "runtime" | "checks" | "flushOwn"
> {
  readonly memory: GroupMemory;
  /** Tells whether a request that was let in would still be. */
  readonly isTrusted: (request: Request, credentials: Credentials) => Promise<boolean>;
}

/** A route whose answers go on. */
export interface LiveRoute extends Route {
  /** Ends them all, and lets nobody in any more. */
  close(): void;
}

const maxStreams = 100;
/** Longer than a look at the store takes. Workers do not tell when they cancel a request, and its timers end (2026-11). */
const goneMs = 30_000;
const retryAfter = "10";

/** Makes the route that tells what is new as server-sent events, to as many as watch, by one reading for all of them. */
export function createLiveRoute(context: LiveContext): LiveRoute {
  const { service, store, clock, runtime, isTrusted } = context;
  const feed = new LiveFeed({ ...context, ids: new RandomIds() });
  const streams = new Set<LiveStream>();
  let isClosed = false;

  function open(request: Request, credentials: Credentials): LiveStream {
    const stream = new LiveStream({
      ...{ feed, clock },
      hello: { service, coverage: store.coverage, time: new Date(clock.now()).toISOString() },
      lastCursor: request.headers.get("last-event-id"),
      isTrusted: async () => !isClosed && (await isTrusted(request, credentials)),
      onEnd: () => void streams.delete(stream),
    });
    streams.add(stream);
    return stream;
  }

  return {
    answer(request, _isTrusted, _background, credentials) {
      if (isClosed) return refusal("this process is about to stop");
      if (request.method === "HEAD") return new Response(null, { headers: eventStreamHeaders });
      const nowMs = clock.monotonicMs();
      for (const stream of streams) if (nowMs - stream.aliveMs > goneMs) streams.delete(stream);
      if (streams.size >= maxStreams) return refusal(`${maxStreams} others watch already`);
      return new Response(open(request, credentials).body, { headers: eventStreamHeaders });
    },
    close() {
      isClosed = true;
      // On Workers one request must not touch the stream of another (2026-11): there each ends by itself.
      if (runtime.name !== "workerd") for (const stream of streams) stream.end();
    },
  };
}

function refusal(state: string): Response {
  return problemResponse(
    { status: 503, title: "Service Unavailable", detail: `Cannot send what is live: ${state}` },
    { "retry-after": retryAfter },
  );
}

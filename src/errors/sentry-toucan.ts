// toucan-js brings the types of Workers along: where they come before those of Node, `process` is any.
/// <reference types="node" />
import { Toucan } from "toucan-js";
import type { JobRun } from "./forwarder.ts";
import { hashText } from "./hash-text.ts";
import type { SentryEvent } from "./sentry-event.ts";

/** A text in Sentry's envelope format, and where to post it. */
export interface SentryEnvelope {
  readonly url: string;
  readonly body: string;
}

/** What all envelopes of a project have in common. */
export interface SentryProject {
  readonly dsn: string;
  readonly release: string | undefined;
  readonly environment: string | undefined;
}

export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** Of the 50 characters of a slug, less a hash. */
const maxSlugWords = 41;
const maxValueLength = 2_048;
/** What `@sentry/core` 8.9 sets when it is used for the first time, for spans that nobody makes here. */
const patchedGlobals = ["onerror", "onunhandledrejection"];

/** Lets toucan-js make the envelope of an event; undefined where it makes none. */
export function encodeEvent(
  event: SentryEvent,
  project: SentryProject,
  trace: TraceIds | undefined,
): SentryEnvelope | undefined {
  return encode(project, (toucan) => {
    if (trace !== undefined) toucan.setPropagationContext({ ...trace });
    toucan.captureEvent(event);
  });
}

/** Lets toucan-js make the envelope of a check-in; undefined where it makes none. */
export function encodeCheckIn(
  { name, schedule, hasFailed, durationMs }: JobRun,
  project: SentryProject,
): SentryEnvelope | undefined {
  const checkIn = {
    monitorSlug: toSlug(name),
    status: hasFailed ? ("error" as const) : ("ok" as const),
    duration: durationMs / 1_000,
  };
  return encode(project, (toucan) => {
    toucan.captureCheckIn(checkIn, {
      schedule: { type: "crontab", value: schedule },
      timezone: "UTC",
    });
  });
}

/** What Sentry takes for the name of a monitor; a hash tells apart what would look the same. */
function toSlug(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `${words.join("-").slice(0, maxSlugWords)}-${hashText(name).slice(0, 8)}`;
}

/** It is asked to send, which it does within the call, and what it would send is kept. */
function encode(
  { dsn, release, environment }: SentryProject,
  capture: (toucan: Toucan) => void,
): SentryEnvelope | undefined {
  let envelope: SentryEnvelope | undefined;
  function keep(url: unknown, init: RequestInit | undefined): Promise<Response> {
    if (typeof url === "string" && typeof init?.body === "string") {
      envelope = { url, body: init.body };
    }
    return Promise.resolve(new Response(null));
  }
  try {
    withGlobalsKept(() => {
      const toucan = new Toucan({
        dsn,
        ...(release === undefined ? {} : { release }),
        ...(environment === undefined ? {} : { environment }),
        defaultIntegrations: false,
        maxValueLength,
        transportOptions: { fetcher: keep },
      });
      capture(toucan);
    });
  } catch {
    return undefined;
  }
  return envelope;
}

function withGlobalsKept(work: () => void): void {
  const before = patchedGlobals.map((name) => ({
    name,
    isThere: Reflect.has(globalThis, name),
    value: Reflect.get(globalThis, name),
  }));
  try {
    work();
  } finally {
    for (const { name, isThere, value } of before) {
      if (!isThere) Reflect.deleteProperty(globalThis, name);
      else if (Reflect.get(globalThis, name) !== value) Reflect.set(globalThis, name, value);
    }
  }
}

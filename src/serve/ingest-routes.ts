import { readCapped } from "../core/capped-body.ts";
import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { frameMs, type Frame } from "../core/frame.ts";
import { BatchRefusedError, type Batch, type Store } from "../core/store.ts";
import { QueryError } from "../query/query-error.ts";
import { checkBatch } from "../store/check-batch.ts";
import { jsonResponse } from "./json-response.ts";
import { problemResponse } from "./problem.ts";

const maxBodyBytes = 4 * 1_024 * 1_024;
/** Less than senders wait, so that they hear of it. */
const applyTimeoutMs = 7_000;

/** Takes a batch in; answers 200 only when the store has it for good. */
export async function ingestBatch(request: Request, store: Store, clock: Clock): Promise<Response> {
  const bytes = await readJsonBody(request);
  if (bytes instanceof Response) return bytes;
  try {
    const applied = store.apply(parseBatch(bytes));
    return jsonResponse(await withDeadline(applied, "apply the batch", applyTimeoutMs, clock));
  } catch (error) {
    if (!(error instanceof BatchRefusedError)) throw error;
    return problemResponse({ status: 400, title: "Bad Request", detail: error.message });
  }
}

/** Takes a note in for those who share the store. */
export async function ingestNote(request: Request, store: Store): Promise<Response> {
  const bytes = await readJsonBody(request);
  if (bytes instanceof Response) return bytes;
  try {
    const note: unknown = parseJson(bytes);
    const [name, text]: readonly unknown[] = Array.isArray(note) ? note : [];
    if (typeof name !== "string" || typeof text !== "string") {
      throw new RangeError("Cannot write the note: it is no list of a name and a text");
    }
    if (store.notes === undefined)
      throw new RangeError("Cannot write the note: this store has none");
    await store.notes.write(name, text);
    return jsonResponse({});
  } catch (error) {
    const isWrong = error instanceof RangeError || error instanceof BatchRefusedError;
    if (!isWrong) throw error;
    return problemResponse({ status: 400, title: "Bad Request", detail: error.message });
  }
}

/** Reads notes for those who share the store. */
export async function ingestedNotes(_: Request, store: Store): Promise<Response> {
  return jsonResponse((await store.notes?.read()) ?? []);
}

/** The body of a request that brings JSON, or the answer to one that does not. */
export async function readJsonBody({ headers, body }: Request): Promise<Uint8Array | Response> {
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") return unsupported("send it as application/json");
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") return unsupported("send it without content-encoding");
  if (Number(headers.get("content-length")) > maxBodyBytes) return tooLarge();
  return (await readCapped(body, maxBodyBytes)) ?? tooLarge();
}

/**
 * Reads frames for those who share the store.
 *
 * @throws QueryError when a parameter is wrong.
 */
export async function ingestedFrames(request: Request, store: Store): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const fromMs = parseWhole(searchParams, "from");
  const toMs = parseWhole(searchParams, "to");
  const stepMs = parseWhole(searchParams, "step");
  if (stepMs < frameMs || stepMs % frameMs !== 0) {
    throw new QueryError("step", `Cannot read frames: step is ${stepMs}; give a multiple of 10000`);
  }
  return jsonResponse(await store.read({ fromMs, toMs }, stepMs));
}

/** Reads totals for those who share the store. */
export async function ingestedTotals(_: Request, store: Store): Promise<Response> {
  return jsonResponse(await store.totals());
}

/** @throws BatchRefusedError when it is none. */
function parseBatch(bytes: Uint8Array): Batch {
  const batch: Batch = parseJson(bytes);
  checkBatch(batch);
  const { source, sequence, frames } = batch;
  // Whatever else the sender has put in stays out of the store.
  return { source, sequence, frames: frames.map(onlyKnown) };
}

function onlyKnown(frame: Frame): Frame {
  const { startMs, started, dropped, series, otherConsumers, groups, metrics } = frame;
  return {
    startMs,
    started,
    dropped,
    series,
    ...(otherConsumers === undefined ? {} : { otherConsumers }),
    ...(groups === undefined ? {} : { groups }),
    ...(metrics === undefined ? {} : { metrics }),
  };
}

function parseJson<T>(bytes: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    // The runtime's reason would quote what was sent.
    throw new BatchRefusedError("Cannot apply the batch: it is no JSON; nothing of it was counted");
  }
}

function parseWhole(parameters: URLSearchParams, name: string): number {
  const text = parameters.get(name) ?? "";
  const value = Number(text);
  if (/^-?\d{1,16}$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new QueryError(name, `Cannot read frames: ${name} is no whole number of milliseconds`);
}

function unsupported(remedy: string): Response {
  const detail = `Cannot take the batch: its type or encoding is none of those known; ${remedy}`;
  return problemResponse({ status: 415, title: "Unsupported Media Type", detail });
}

function tooLarge(): Response {
  const detail = `Cannot take the batch: it is longer than ${maxBodyBytes} bytes; send fewer frames at a time`;
  return problemResponse({ status: 413, title: "Content Too Large", detail });
}

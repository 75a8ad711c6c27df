import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import type { Cells, Store } from "../core/store.ts";
import { readJsonBody } from "./ingest-routes.ts";
import { jsonResponse } from "./json-response.ts";
import { problemResponse } from "./problem.ts";

type Swap = Parameters<Cells["swap"]>;

/** Less than senders wait, so that they hear of it. */
const cellTimeoutMs = 7_000;

/** Swaps what is in a cell for those who share the store; answers with a list of what was in it, or of null. */
export async function ingestCell(request: Request, store: Store, clock: Clock): Promise<Response> {
  const bytes = await readJsonBody(request);
  if (bytes instanceof Response) return bytes;
  const swap = parseSwap(bytes);
  if (swap === undefined) {
    return refusal("Cannot write the cell: it is no list of a name, two texts or null, and a time");
  }
  return await answerFrom(store, clock, (cells) => cells.swap(...swap));
}

/** Reads a cell for those who share the store; answers with a list of what is in it, or of null. */
export async function ingestedCell(
  request: Request,
  store: Store,
  clock: Clock,
): Promise<Response> {
  const name = new URL(request.url).searchParams.get("name") ?? "";
  return await answerFrom(store, clock, (cells) => cells.read(name), { parameter: "name" });
}

async function answerFrom(
  { cells }: Store,
  clock: Clock,
  ask: (cells: Cells) => Promise<string | undefined>,
  fault: { readonly parameter?: string } = {},
): Promise<Response> {
  if (cells === undefined) return refusal("Cannot reach the cell: this store has none");
  try {
    const held = await withDeadline(ask(cells), "reach the cell", cellTimeoutMs, clock);
    return jsonResponse([held ?? null]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refusal(error.message, fault);
  }
}

/** Undefined where it is none. */
function parseSwap(bytes: Uint8Array): Swap | undefined {
  const [name, before, after, keepMs] = parseList(bytes);
  if (typeof name !== "string" || typeof keepMs !== "number") return undefined;
  if (!isTextOrNull(before) || !isTextOrNull(after)) return undefined;
  return [name, before ?? undefined, after ?? undefined, keepMs];
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function parseList(bytes: Uint8Array): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes),
    );
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function refusal(detail: string, fault: { readonly parameter?: string } = {}): Response {
  return problemResponse({ status: 400, title: "Bad Request", detail, ...fault });
}

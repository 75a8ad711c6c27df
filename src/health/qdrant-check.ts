import { readCapped } from "../core/capped-body.ts";
import { readProperty } from "../core/read-property.ts";
import type {
  Check,
  CheckContext,
  CheckDetail,
  CheckFetch,
  CheckSettings,
  HealthStatus,
} from "./check.ts";
import { statusCodeOf } from "./failure-code.ts";
import { fetchWithin, releaseBody } from "./fetch-within.ts";

export interface QdrantAddress {
  readonly url: string;
  readonly collection: string;
  readonly apiKey?: string | undefined;
}

export interface QdrantCheckOptions extends CheckSettings {
  /** @default the runner's, or else the runtime's */
  readonly fetch?: CheckFetch | undefined;
}

const maxReplyBytes = 65_536;
/** Yellow is optimising, grey waits for it. */
const byColour: ReadonlyMap<unknown, HealthStatus> = new Map([
  ["green", "pass"],
  ["yellow", "warn"],
  ["grey", "warn"],
  ["red", "fail"],
]);

/** Looks at the status of a collection: `/healthz` of Qdrant is a constant, and `/readyz` never goes back. */
export function qdrantCheck(
  name: string,
  { url, collection, apiKey }: QdrantAddress,
  { fetch, ...settings }: QdrantCheckOptions = {},
): Check {
  const base = url.endsWith("/") ? url.slice(0, -1) : url;
  const target = `${base}/collections/${encodeURIComponent(collection)}`;
  const headers: Record<string, string> = apiKey === undefined ? {} : { "api-key": apiKey };
  async function run(context: CheckContext): Promise<CheckDetail> {
    const probe = { ...context, fetch: fetch ?? context.fetch };
    const response = await fetchWithin(target, { headers }, probe);
    if (!response.ok) {
      releaseBody(response);
      return { status: "fail", code: statusCodeOf(response.status) };
    }
    const bytes = await readCapped(response.body, maxReplyBytes);
    const reply: unknown =
      bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
    const colour = readProperty(readProperty(reply, "result"), "status");
    const status = byColour.get(colour);
    if (status === undefined) return { status: "fail", code: "bad_reply" };
    return { status, observedValue: String(colour), observedUnit: "collection status" };
  }
  return { name, kind: "vector-search", ...settings, run };
}

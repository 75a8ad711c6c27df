/** Why there is no answer. */
export interface Failure {
  /** Undefined where there was no answer at all. */
  readonly status: number | undefined;
  /** In the server's words; `network` and `timeout` are ours. */
  readonly detail: string;
  readonly parameter: string | undefined;
}

/** Who has to log in again: to the server, or to what is in front of it. */
export type SessionEnd = "session" | "gateway";

/** What the server said. */
export type Told = SessionEnd | Failure | { readonly data: unknown };

/** Reads what the server said; health that is not well is an answer as well. */
export async function readAnswer(response: Response): Promise<Told> {
  const { status, ok, headers } = response;
  // Server runtimes know of fewer types.
  const kind: string = response.type;
  if (kind === "opaqueredirect") return "gateway";
  if (status === 401) return "session";
  const type = headers.get("content-type") ?? "";
  if (ok || type.startsWith("application/health+json")) return { data: await response.json() };
  const problem = await problemOf(response);
  return {
    status,
    detail: textOf(problem["detail"]),
    parameter: textOf(problem["parameter"]) || undefined,
  };
}

async function problemOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    return { ...(await response.json()) };
  } catch {
    return {};
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Tells whether an answer covers only the process that gave it. */
export function isOfOneSource(data: unknown): boolean {
  return (
    typeof data === "object" && data !== null && "coverage" in data && data.coverage === "source"
  );
}

/** Tells whether a failure may be over soon. */
export function isPassing({ status }: Failure): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

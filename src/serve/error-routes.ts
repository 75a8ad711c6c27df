import type { Store } from "../core/store.ts";
import { readErrorGroup } from "../query/error-group-details.ts";
import { readErrors } from "../query/error-groups.ts";
import { errorNoteName, formatErrorNote, type ErrorNote } from "../errors/error-state.ts";
import { parseErrorQuery } from "../query/error-query.ts";
import { parseGroupQuery } from "../query/group-query.ts";
import { jsonResponse } from "./json-response.ts";
import { problemResponse } from "./problem.ts";
import type { ReadAnswer } from "./query-routes.ts";

/** @throws QueryError when a parameter is wrong. */
export function askErrors(request: Request, nowMs: number): ReadAnswer {
  const query = parseErrorQuery(new URL(request.url).searchParams, nowMs);
  return async (store, findFacts) => jsonResponse(await readErrors(store, query, findFacts));
}

/** @throws QueryError when a parameter is wrong. */
export function askErrorGroup(request: Request, nowMs: number): ReadAnswer {
  const { pathname, searchParams } = new URL(request.url);
  const query = parseGroupQuery(searchParams, nowMs);
  const id = pathname.slice(pathname.lastIndexOf("/") + 1);
  return async (store, findFacts) => {
    const group = await readErrorGroup(store, query, id, findFacts);
    if (group !== undefined) return jsonResponse(group);
    const detail = `Cannot find the group ${id} in this range; ask for an earlier from`;
    return problemResponse({ status: 404, title: "Not Found", detail });
  };
}

/** What may be done to a group, as the last part of its path. */
export const errorActions = ["resolve", "reopen", "mute"] as const;
export type ErrorAction = (typeof errorActions)[number];

/** Resolves, reopens or mutes a group. */
export async function changeErrorGroup(
  { id, action }: { readonly id: string; readonly action: ErrorAction },
  store: Store,
  nowMs: number,
): Promise<Response> {
  if (store.notes === undefined) {
    const detail = `Cannot ${action} the group: this store keeps no notes; use another one`;
    return problemResponse({ status: 501, title: "Not Implemented", detail });
  }
  const query = parseGroupQuery(new URLSearchParams({ from: "-400d" }), nowMs);
  const group = await readErrorGroup(store, query, id);
  if (group === undefined) {
    const detail = `Cannot ${action} the group ${id}: nothing is known of it`;
    return problemResponse({ status: 404, title: "Not Found", detail });
  }
  const note: ErrorNote | undefined =
    action === "reopen"
      ? undefined
      : {
          state: action === "mute" ? "muted" : "resolved",
          changedMs: nowMs,
          releases: Object.keys(group.releases).slice(-maxReleases),
        };
  await store.notes.write(errorNoteName(id), formatErrorNote(note));
  return jsonResponse(await readErrorGroup(store, query, id));
}

/** As many as a note has room for. */
const maxReleases = 20;

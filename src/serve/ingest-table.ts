import { ingestCell, ingestedCell } from "./ingest-cells.ts";
import {
  ingestBatch,
  ingestedFrames,
  ingestedNotes,
  ingestedTotals,
  ingestNote,
} from "./ingest-routes.ts";
import type { Route, RouteContext } from "./routes.ts";

/**
 * Lists what the stores of others ask, in place of a store of their own.
 *
 * @param read answers what should hold what this source has counted itself
 */
export function ingestTable(
  { store, clock }: RouteContext,
  read: (what: string, ask: () => Promise<Response>) => Promise<Response>,
): readonly (readonly [name: string, Route])[] {
  const post = { isIngest: true, methods: ["POST"] };
  function reading(what: string, ask: typeof ingestedTotals): readonly [name: string, Route] {
    const answer: Route["answer"] = (request) => read(what, () => ask(request, store));
    return [what, { isIngest: true, answer }];
  }
  return [
    ["batch", { ...post, answer: (request) => ingestBatch(request, store, clock) }],
    ["note", { ...post, answer: (request) => ingestNote(request, store) }],
    [
      "cell",
      {
        isIngest: true,
        methods: ["GET", "HEAD", "POST"],
        answer: (request) =>
          (request.method === "POST" ? ingestCell : ingestedCell)(request, store, clock),
      },
    ],
    reading("frames", ingestedFrames),
    reading("notes", ingestedNotes),
    reading("totals", ingestedTotals),
  ];
}

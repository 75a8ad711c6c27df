import type { Cells } from "../core/store.ts";
import { checkCell, checkCellName } from "./cells.ts";
import type { HubQuestion, RemoteHub } from "./remote-hub.ts";

const maxAnswerBytes = 65_536;

/** Keeps cells in a hub. */
export function remoteCells(hub: RemoteHub): Cells {
  async function ask(question: HubQuestion): Promise<string | undefined> {
    const answer = await hub.ask(question);
    if (answer.status === 200 && isHeld(answer.body)) return answer.body[0] ?? undefined;
    throw hub.toError(question, answer);
  }

  return {
    async read(name) {
      checkCellName(name);
      const path = `/cell?name=${encodeURIComponent(name)}`;
      return await ask({ what: "read a cell from the hub", path, maxBytes: maxAnswerBytes });
    },
    async swap(name, before, after, keepMs) {
      checkCell(name, after, keepMs);
      return await ask({
        what: "write a cell to the hub",
        path: "/cell",
        body: JSON.stringify([name, before ?? null, after ?? null, keepMs]),
        maxBytes: maxAnswerBytes,
      });
    },
  };
}

/** A list of what is in a cell, or of null where nothing is: an answer of null alone may be anybody's. */
function isHeld(value: unknown): value is readonly [text: string | null] {
  if (!Array.isArray(value) || value.length !== 1) return false;
  const [text]: readonly unknown[] = value;
  return text === null || typeof text === "string";
}

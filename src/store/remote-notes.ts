import type { Notes } from "../core/store.ts";
import { checkNote } from "./notes.ts";
import type { HubQuestion, RemoteHub } from "./remote-hub.ts";

const maxNotesBytes = 16 * 1_024 * 1_024;
const maxAnswerBytes = 65_536;

/** Keeps notes in a hub. */
export function remoteNotes(hub: RemoteHub): Notes {
  return {
    async read(): Promise<readonly (readonly [name: string, text: string])[]> {
      const question = { what: "read notes from the hub", path: "/notes", maxBytes: maxNotesBytes };
      const answer = await hub.ask(question);
      if (answer.status === 200 && isNotes(answer.body)) return answer.body;
      throw hub.toError(question, answer);
    },
    async write(name: string, text: string): Promise<void> {
      checkNote(name, text);
      const question: HubQuestion = {
        what: "write a note to the hub",
        path: "/note",
        body: JSON.stringify([name, text]),
        maxBytes: maxAnswerBytes,
      };
      const answer = await hub.ask(question);
      if (answer.status !== 200) throw hub.toError(question, answer);
    },
  };
}

function isNotes(value: unknown): value is readonly (readonly [name: string, text: string])[] {
  return Array.isArray(value) && value.every(isNote);
}

function isNote(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  return value.every((part) => typeof part === "string");
}

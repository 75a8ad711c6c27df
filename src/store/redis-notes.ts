import type { Notes } from "../core/store.ts";
import { checkNote } from "./notes.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { readNotesScript, writeNoteScript } from "./redis-scripts.ts";

const notesKey = "notes";

/** Keeps notes in one hash; names and texts are written as JSON, so that they stand on one line each. */
export function redisNotes(connection: RedisConnection): Notes {
  return {
    async read(): Promise<readonly (readonly [name: string, text: string])[]> {
      const answer = await connection.write(readNotesScript, [notesKey], [], /^N/);
      const texts: string[] = JSON.parse(`[${answer.slice(1).replaceAll("\n", ",")}]`);
      const notes = texts.flatMap((name, index) =>
        index % 2 === 0 ? [[name, texts[index + 1] ?? ""] as const] : [],
      );
      return notes.toSorted(([a], [b]) => (a < b ? -1 : 1));
    },
    async write(name: string, text: string): Promise<void> {
      checkNote(name, text);
      const written = text === "" ? "" : JSON.stringify(text);
      await connection.write(writeNoteScript, [notesKey], [JSON.stringify(name), written], /^Y$/);
    },
  };
}

import type { Cells } from "../core/store.ts";
import { cellKey, checkCell, checkCellName } from "./cells.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { readCellScript, swapCellScript } from "./redis-scripts.ts";

const answerPattern = /^C(?:"|$)/;

/**
 * Keeps each cell under a key of its own, which Redis forgets by itself when it has run out.
 *
 * Texts are written as JSON: an empty one is not nothing then, and no client takes it for a number.
 */
export function redisCells(connection: RedisConnection): Cells {
  async function ask(
    script: string,
    name: string,
    args: readonly string[],
  ): Promise<string | undefined> {
    const answer = await connection.write(script, [cellKey(name)], args, answerPattern);
    return answer === "C" ? undefined : JSON.parse(answer.slice(1));
  }

  return {
    async read(name) {
      checkCellName(name);
      return await ask(readCellScript, name, []);
    },
    async swap(name, before, after, keepMs) {
      checkCell(name, after, keepMs);
      const args = [formatText(before), formatText(after), String(Math.ceil(keepMs))];
      return await ask(swapCellScript, name, args);
    },
  };
}

function formatText(text: string | undefined): string {
  return text === undefined ? "" : JSON.stringify(text);
}

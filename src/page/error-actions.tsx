import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ErrorGroup } from "../query/found-groups.ts";
import { announce } from "./announce.ts";
import { post } from "./answer.ts";
import { useTexts } from "./texts.ts";

export interface ErrorActionsProps {
  readonly id: string;
  readonly state: ErrorGroup["state"];
}

type Action = "resolve" | "reopen" | "mute";

const actions: readonly Action[] = ["resolve", "reopen", "mute"];
/** What would change nothing. */
const idle: Readonly<Partial<Record<ErrorGroup["state"], Action>>> = {
  open: "reopen",
  resolved: "resolve",
  muted: "mute",
};

/** Decides about a group, and says where that did not go well. */
export function ErrorActions({ id, state }: ErrorActionsProps): JSX.Element {
  const { core, tables } = useTexts();
  const [running, setRunning] = useState<Action>();
  const [told, setTold] = useState("");

  async function run(action: Action): Promise<void> {
    if (running !== undefined || action === idle[state]) return;
    setRunning(action);
    setTold("");
    try {
      await post(`errors/${encodeURIComponent(id)}/${action}`);
      // The state beside the title shows it, and buttons that moved would take the next click for another one.
      announce(tables.done[action]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : "";
      setTold(tables.notDone(reason === "network" ? core.failure.network : reason));
    }
    setRunning(undefined);
  }

  // All are there in each state, and disabled by aria alone, so that nobody loses the focus.
  return (
    <div class="actions">
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          aria-disabled={running !== undefined || action === idle[state]}
          onClick={() => void run(action)}
        >
          {running === action ? tables.running : tables.actions[action]}
        </button>
      ))}
      <span role="alert">{told}</span>
    </div>
  );
}

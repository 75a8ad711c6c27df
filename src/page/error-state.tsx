import type { JSX } from "preact";
import { otherGroups } from "../core/error-group.ts";
import type { ErrorGroup } from "../query/found-groups.ts";
import { StatusWord, type Tone } from "./status-word.tsx";
import { useTexts } from "./texts.ts";

type State = ErrorGroup["state"];

/** The states of a group, in the order in which somebody should look at them. */
export const errorStates: readonly State[] = ["regressed", "open", "resolved", "muted"];

const tones: Readonly<Record<State, Tone>> = {
  open: "warn",
  regressed: "bad",
  resolved: "ok",
  muted: "muted",
};

/** What somebody has decided about a group. */
export function ErrorStateWord({ state }: { readonly state: State }): JSX.Element {
  const { tables } = useTexts();
  return <StatusWord tone={tones[state]} word={tables.states[state]} />;
}

/** What is remarkable about a group. */
export function ErrorBadges(
  group: Pick<ErrorGroup, "id" | "is_new" | "is_spiking" | "hits_consumer">,
): JSX.Element | null {
  const { overview } = useTexts().core;
  // What it stands for changes all the time.
  if (group.id === otherGroups) return null;
  return (
    <>
      {group.hits_consumer === null && <span class="badge">{overview.mayHit}</span>}
      {group.is_new && <span class="badge warn">{overview.isNew}</span>}
      {group.is_spiking && <span class="badge bad">▲ {overview.isSpiking}</span>}
    </>
  );
}

import type { JSX } from "preact";
import { UsageView } from "./usage-view.tsx";

/** All consumers, in a table. */
export function ConsumersView(): JSX.Element {
  return <UsageView kind="consumer" />;
}

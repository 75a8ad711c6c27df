import type { JSX } from "preact";
import { UsageView } from "./usage-view.tsx";

/** All routes, in a table. */
export function RoutesView(): JSX.Element {
  return <UsageView kind="route" />;
}

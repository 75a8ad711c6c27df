import type { JSX } from "preact";
import { ConsumerView } from "./consumer-view.tsx";
import { ConsumersView } from "./consumers-view.tsx";
import { CrosshairScope } from "./crosshair-scope.tsx";
import { DependenciesView } from "./dependencies-view.tsx";
import { ErrorView } from "./error-view.tsx";
import { ErrorsView } from "./errors-view.tsx";
import { OverviewView } from "./overview-view.tsx";
import { usePlace, type ViewName } from "./place.ts";
import { RouteView } from "./route-view.tsx";
import { RoutesView } from "./routes-view.tsx";
import { SystemView } from "./system-view.tsx";

const views: Readonly<Record<ViewName, () => JSX.Element>> = {
  overview: OverviewView,
  routes: RoutesView,
  route: RouteView,
  consumers: ConsumersView,
  consumer: ConsumerView,
  errors: ErrorsView,
  error: ErrorView,
  dependencies: DependenciesView,
  system: SystemView,
};

/** The view that the address names; all its charts point at the same moment. */
export function ViewOfPlace(): JSX.Element {
  const { view, id } = usePlace();
  const Present = views[view];
  return (
    <CrosshairScope key={`${view} ${id}`}>
      <Present />
    </CrosshairScope>
  );
}

import type { ComponentChildren, JSX, RefObject } from "preact";
import { useCondition } from "./answer.ts";

export interface MainRegionProps {
  readonly element: RefObject<HTMLElement | null>;
  readonly children: ComponentChildren;
}

/** Where the view is; it says so while figures of another range still stand for those that were asked for. */
export function MainRegion({ element, children }: MainRegionProps): JSX.Element {
  const { isLoading } = useCondition();
  return (
    <main id="main" ref={element} tabIndex={-1} aria-busy={isLoading}>
      {children}
    </main>
  );
}

import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { useCondition } from "./answer.ts";
import { useViewStart } from "./use-view-start.ts";

/** Where the view is; it says so while figures of another range still stand for those that were asked for. */
export function MainRegion({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const { isLoading } = useCondition();
  const element = useRef<HTMLElement>(null);
  useViewStart(element, isLoading);
  return (
    <main id="main" ref={element} tabIndex={-1} aria-busy={isLoading}>
      {children}
    </main>
  );
}

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { leftAtPx, type Place } from "./place.ts";

/** Begins each view at its top, and the one that somebody goes back to where it was left; the focus goes along. */
export function useViewStart({ view, id }: Place, main: RefObject<HTMLElement | null>): void {
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    history.scrollRestoration = "manual";
    if (!isFirst.current) {
      scrollTo(0, leftAtPx());
      main.current?.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [view, id]);
}

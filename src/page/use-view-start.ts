import type { RefObject } from "preact";
import { useContext, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { AnswersContext } from "./answer.ts";
import { leftAt, noteScroll } from "./left-at.ts";
import { usePlace } from "./place.ts";

const deeds = ["wheel", "touchmove", "pointerdown", "keydown"];

/**
 * Begins each view at its top, and one that somebody comes back to where it was left, once it is long enough again; the
 * focus goes along.
 */
export function useViewStart(main: RefObject<HTMLElement | null>, isLoading: boolean): void {
  const { view, id } = usePlace();
  const answers = useContext(AnswersContext);
  const isFirst = useRef(true);
  const pendingPx = useRef<number | undefined>(undefined);

  useEffect(() => {
    history.scrollRestoration = "manual";
    // Where it was is not known any more when somebody has gone back.
    document.addEventListener("scrollend", noteScroll, { capture: true, passive: true });
    addEventListener("pagehide", noteScroll);
    // Who has begun to do something is not taken elsewhere once figures come.
    function stay(): void {
      pendingPx.current = undefined;
    }
    for (const deed of deeds) addEventListener(deed, stay, { passive: true });
    return () => {
      for (const deed of deeds) removeEventListener(deed, stay);
      document.removeEventListener("scrollend", noteScroll, { capture: true });
      removeEventListener("pagehide", noteScroll);
    };
  }, []);
  useLayoutEffect(() => {
    pendingPx.current = leftAt().pagePx;
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [view, id]);
  function scroll(): void {
    if (pendingPx.current !== undefined) scrollTo(0, pendingPx.current);
  }
  useLayoutEffect(scroll, [view, id]);
  // What has just been loaded is drawn by then.
  useEffect(() => {
    scroll();
    if (!answers.condition.isLoading) pendingPx.current = undefined;
  }, [view, id, isLoading]);
}

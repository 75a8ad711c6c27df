import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { minWindowed, rowWindow, type RowWindow } from "./row-window.ts";

export interface UsedRowWindow extends RowWindow {
  /** Of what scrolls. */
  readonly region: RefObject<HTMLDivElement | null>;
  readonly isWindowed: boolean;
}

/** Follows a table that scrolls, and tells which of its rows are to be drawn. */
export function useRowWindow(count: number): UsedRowWindow {
  const region = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState({ scrollTopPx: 0, heightPx: 800, rowPx: 36 });
  const isWindowed = count >= minWindowed;

  function look(): void {
    const element = region.current;
    if (element === null) return;
    const row = element.querySelector("tbody tr:not(.spacer)");
    const rowPx = Math.max(24, row?.getBoundingClientRect().height ?? 0);
    // By whole rows, for less would change nothing.
    const scrollTopPx = Math.floor(element.scrollTop / rowPx) * rowPx;
    const heightPx = element.clientHeight;
    keepFocus(element, rowWindow(count, { scrollTopPx, heightPx, rowPx }));
    setViewport((before) =>
      before.scrollTopPx === scrollTopPx && before.heightPx === heightPx && before.rowPx === rowPx
        ? before
        : { scrollTopPx, heightPx, rowPx },
    );
  }

  useLayoutEffect(look, [count]);
  useEffect(() => {
    const element = region.current;
    if (element === null || !isWindowed) return;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [isWindowed]);
  return { region, isWindowed, ...rowWindow(count, viewport) };
}

/** Takes the focus of a row that is not going to be drawn any more: it would be lost with the row. */
function keepFocus(region: HTMLElement, { first, end }: RowWindow): void {
  const focused = document.activeElement;
  if (focused === null || !region.contains(focused)) return;
  const index = focused.closest("tbody tr")?.getAttribute("aria-rowindex") ?? null;
  // The header is the first.
  const row = index === null ? first : Number(index) - 2;
  if (row < first || row >= end) region.focus({ preventScroll: true });
}

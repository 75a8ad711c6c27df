import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announceEvent } from "./announce.ts";

/** Where screen readers find what was announced last. */
export function LiveRegion(): JSX.Element {
  const [text, setText] = useState("");
  useEffect(() => {
    function follow(event: Event): void {
      if (!(event instanceof CustomEvent)) return;
      const next = String(event.detail).slice(0, 200);
      // What stays the same is not read out again.
      setText((before) => (before === next ? `${next}\u00a0` : next));
    }
    addEventListener(announceEvent, follow);
    return () => removeEventListener(announceEvent, follow);
  }, []);
  return (
    <div class="sr" role="status">
      {text}
    </div>
  );
}

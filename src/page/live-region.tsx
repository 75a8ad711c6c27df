import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announceEvent } from "./announce.ts";

/** Where screen readers find what was announced last. */
export function LiveRegion(): JSX.Element {
  const [text, setText] = useState("");
  useEffect(() => {
    function follow(event: Event): void {
      if (event instanceof CustomEvent) setText(String(event.detail).slice(0, 200));
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

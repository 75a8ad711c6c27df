import { useEffect, useRef, useState } from "preact/hooks";
import { go, hrefTo, usePlace } from "./place.ts";

/** After the last key press, so that the history is not written at each. */
const settleMs = 250;

/** A text that is typed. */
export interface TypedParam {
  readonly text: string;
  readonly type: (text: string) => void;
  /** Writes it to the address at once, before somebody goes elsewhere. */
  readonly settle: () => void;
}

/** Keeps a text that is typed: it counts at once, and stands in the address a moment later. */
export function useTypedParam(name: string): TypedParam {
  const { view, params } = usePlace();
  const told = params.get(name) ?? "";
  const [text, type] = useState(told);
  const last = useRef(told);

  function settle(): void {
    if (text === last.current) return;
    last.current = text;
    go(hrefTo(view, { [name]: text === "" ? undefined : text }), { replace: true });
  }

  useEffect(() => {
    if (told === last.current) return;
    last.current = told;
    type(told);
  }, [told]);
  useEffect(() => {
    if (text === last.current) return;
    const timer = setTimeout(settle, settleMs);
    return () => clearTimeout(timer);
  }, [text, view, name]);
  return { text, type, settle };
}

import { useEffect, useRef, useState } from "preact/hooks";
import { go, hrefTo, usePlace } from "./place.ts";

/** After the last key press, so that the history is not written at each. */
const settleMs = 250;

/** A text that is typed: it counts at once, and stands in the address a moment later. */
export function useTypedParam(name: string): [text: string, type: (text: string) => void] {
  const { view, params } = usePlace();
  const told = params.get(name) ?? "";
  const [text, setText] = useState(told);
  const last = useRef(told);
  useEffect(() => {
    if (told === last.current) return;
    last.current = told;
    setText(told);
  }, [told]);
  useEffect(() => {
    if (text === last.current) return;
    const timer = setTimeout(() => {
      last.current = text;
      go(hrefTo(view, { [name]: text === "" ? undefined : text }), { replace: true });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [text, view, name]);
  return [text, setText];
}

import { useEffect, useRef } from "preact/hooks";
import { readKey, type KeyAction } from "./read-key.ts";

const prefixMs = 1_500;

/** Follows single keys; they do nothing in fields and dialogs, nor where something else has taken them. */
export function useKeys(isOn: boolean, act: (action: KeyAction) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!isOn) return undefined;
    let prefixedMs = -Infinity;
    function follow(event: KeyboardEvent): void {
      const { ctrlKey, metaKey, altKey, timeStamp, defaultPrevented } = event;
      if (ctrlKey || metaKey || altKey || defaultPrevented || isTyping(event.target)) return;
      const action = readKey(event, timeStamp - prefixedMs < prefixMs);
      prefixedMs = action?.kind === "prefix" ? timeStamp : -Infinity;
      if (action === undefined || action.kind === "prefix") return;
      event.preventDefault();
      latest.current(action);
    }
    addEventListener("keydown", follow);
    return () => removeEventListener("keydown", follow);
  }, [isOn]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]") !==
      null
  );
}

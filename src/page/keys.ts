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
      const { timeStamp, defaultPrevented, repeat } = event;
      // A key that is held would flash the theme and flood the history.
      if (defaultPrevented || repeat || isChord(event)) return;
      if (isTyping(event.target)) return;
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

/** Keyboards that have brackets on the third level send Control and Alt along with them. */
function isChord(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey } = event;
  return metaKey || ((ctrlKey || altKey) && !event.getModifierState("AltGraph"));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]") !==
      null
  );
}

import { useRef } from "preact/hooks";
import type { Answer } from "./answer.ts";

/** Keeps showing the last answer while the next one loads, for questions of which each narrows the one before. */
export function useLastReady<T>(answer: Answer<T>): Answer<T> {
  const last = useRef(answer);
  if (answer.state !== "loading") last.current = answer;
  return last.current;
}

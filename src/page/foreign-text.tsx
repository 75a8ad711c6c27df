import type { JSX } from "preact";
import { clipText } from "./clip-text.ts";

export interface ForeignTextProps {
  readonly text: string;
  readonly maxLength?: number | undefined;
}

/** A text that somebody else wrote: on its own as to direction, and of a length that a line can bear. */
export function ForeignText({ text, maxLength = 160 }: ForeignTextProps): JSX.Element {
  return <bdi>{clipText(text, maxLength)}</bdi>;
}

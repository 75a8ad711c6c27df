import type { JSX } from "preact";
import { unknownText } from "./create-format.ts";
import { useTexts } from "./texts.ts";

export interface FigureProps {
  readonly text: string;
  /** All of it, where the text is short for it. */
  readonly whole?: string | undefined;
}

/** A figure that was written; what is not known is said to be so. */
export function Figure({ text, whole = text }: FigureProps): JSX.Element {
  if (text === unknownText) return <UnknownFigure />;
  return whole === text ? <>{text}</> : <span title={whole}>{text}</span>;
}

function UnknownFigure(): JSX.Element {
  const { core } = useTexts();
  return (
    <span class="muted">
      <span aria-hidden="true">{unknownText}</span>
      <span class="sr">{core.unknown}</span>
    </span>
  );
}

import type { JSX } from "preact";
import { unknownText } from "./create-format.ts";
import { useTexts } from "./texts.ts";

/** A figure that was written; what is not known is said to be so. */
export function Figure({ text }: { readonly text: string }): JSX.Element {
  return text === unknownText ? <UnknownFigure /> : <>{text}</>;
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

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { clipText } from "./clip-text.ts";
import { CopyButton } from "./copy-button.tsx";
import { useFormat } from "./format.ts";
import { useTexts } from "./texts.ts";

export interface LongTextProps {
  readonly text: string;
  /** What it is, for the button that copies it. */
  readonly label: string;
  readonly maxLength?: number;
}

/** What is laid out of a text; all of it can be copied. Fonts that are not monospaced take half a second for it. */
const maxShown = 20_000;

/** A foreign text that can be copied: its beginning, and the whole where somebody wants it. */
export function LongText({ text, label, maxLength = 300 }: LongTextProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const { tables } = useTexts();
  const { count } = useFormat();
  const isLong = text.length > maxLength;
  return (
    <span class="long-text" data-open={isOpen || undefined}>
      <bdi class="mono" tabIndex={isOpen ? 0 : undefined}>
        {clipText(text, isOpen ? maxShown : maxLength)}
      </bdi>
      {isLong && (
        <button
          type="button"
          class="plain-button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? tables.less : tables.whole(count(text.length))}
        </button>
      )}
      <CopyButton text={text} label={label} />
    </span>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { clipText } from "./clip-text.ts";
import { CopyButton } from "./copy-button.tsx";
import { ForeignText } from "./foreign-text.tsx";
import { isForeignFrame } from "./is-foreign-frame.ts";
import { LongText } from "./long-text.tsx";
import type { FailureException } from "./read-failure.ts";
import { useTexts } from "./texts.ts";

export interface ExceptionViewProps {
  readonly title: string;
  readonly exception: FailureException;
}

const maxFrameLength = 512;

/** What was thrown, with its stack: the application's own frames, and the others where somebody wants them. */
export function ExceptionView({ title, exception }: ExceptionViewProps): JSX.Element {
  const { tables } = useTexts();
  const [isWhole, setWhole] = useState(false);
  const { type, message, frames } = exception;
  const own = frames.filter((line) => !isForeignFrame(line));
  const hidden = own.length === 0 ? 0 : frames.length - own.length;
  const shown = hidden === 0 || isWhole ? frames : own;
  return (
    <section class="exception">
      <h3>
        {title}: <ForeignText text={type} maxLength={100} />
      </h3>
      <p>
        <LongText text={message} label={tables.message} maxLength={500} />
      </p>
      {frames.length > 0 && (
        <div class="stack">
          <pre tabIndex={0} role="group" aria-label={tables.stack}>
            {shown.map((line, at) => (
              <span key={at} class={isForeignFrame(line) ? "frame muted" : "frame"}>
                {`${clipText(line, maxFrameLength)}\n`}
              </span>
            ))}
          </pre>
          <CopyButton
            text={[`${type}: ${message}`, ...frames].join("\n    ")}
            label={tables.stack}
          />
        </div>
      )}
      {hidden > 0 && (
        <button
          type="button"
          class="plain-button"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? tables.ownFrames : tables.allFrames(hidden)}
        </button>
      )}
    </section>
  );
}

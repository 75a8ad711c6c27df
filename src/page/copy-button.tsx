import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announce } from "./announce.ts";
import { useTexts } from "./texts.ts";

export interface CopyButtonProps {
  readonly text: string;
  /** What it copies, for those who do not see what stands beside it. */
  readonly label: string;
}

type Outcome = "copied" | "notCopied";

const shownMs = 3_000;

/** Copies a text, and says whether that went well. */
export function CopyButton({ text, label }: CopyButtonProps): JSX.Element {
  const { tables } = useTexts();
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  async function copy(): Promise<void> {
    const told = await write(text);
    setOutcome(told);
    announce(tables[told]);
  }
  return (
    <>
      <button
        type="button"
        class="copy-button"
        aria-label={tables.copyThing(label)}
        onClick={() => void copy()}
      >
        {outcome === "copied" ? "✓" : <CopyIcon />}
      </button>
      {outcome === "notCopied" && <span class="copy-note">{tables.notCopied}</span>}
    </>
  );
}

function CopyIcon(): JSX.Element {
  return (
    <svg class="copy-icon" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <path d="M4.5 4.5h8v8h-8zM4.5 9.5h-3v-8h8v3" />
    </svg>
  );
}

/** Pages that are not served by HTTPS have no clipboard. */
async function write(text: string): Promise<Outcome> {
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    return "notCopied";
  }
}

import type { JSX } from "preact";

export type Tone = "ok" | "warn" | "bad" | "muted";

export interface StatusWordProps {
  readonly tone: Tone;
  readonly word: string;
}

const glyphs: Readonly<Record<Tone, string>> = { ok: "✓", warn: "▲", bad: "✕", muted: "○" };

/** A status by a word and a glyph, so that nobody needs its colour. */
export function StatusWord({ tone, word }: StatusWordProps): JSX.Element {
  return (
    <span class={`status-word ${tone}`}>
      <span aria-hidden="true">{glyphs[tone]}</span> {word}
    </span>
  );
}

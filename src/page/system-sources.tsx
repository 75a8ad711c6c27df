import type { JSX } from "preact";
import type { Writer } from "../serve/store-diagnosis.ts";
import { BriefTable } from "./brief-table.tsx";
import { unknownText } from "./create-format.ts";
import { Figure } from "./figure.tsx";
import { ForeignText } from "./foreign-text.tsx";
import { useFormat } from "./format.ts";
import { useTexts } from "./texts.ts";

const maxNameLength = 60;

/** Which services, runtimes and releases write to the store just now. */
export function Writers({ writers }: { readonly writers: readonly Writer[] }): JSX.Element {
  const { system: texts } = useTexts().core;
  const { count } = useFormat();
  return (
    <BriefTable
      title={texts.writers}
      titles={[texts.service, texts.runtime, texts.release, texts.flushes]}
      rows={writers}
      keyOf={({ service, runtime, release }) => JSON.stringify([service, runtime, release])}
      cells={({ service, runtime, release, flushes }) => [
        <ForeignText text={service} maxLength={maxNameLength} />,
        <ForeignText text={runtime} maxLength={maxNameLength} />,
        release === "" ? (
          <Figure text={unknownText} />
        ) : (
          <ForeignText text={release} maxLength={maxNameLength} />
        ),
        count(flushes),
      ]}
      none={texts.noWriters}
    />
  );
}

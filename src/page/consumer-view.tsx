import type { JSX } from "preact";
import { ForeignText } from "./foreign-text.tsx";
import { NoSubject } from "./no-subject.tsx";
import { usePlace } from "./place.ts";
import { useTexts } from "./texts.ts";
import { UsageDetail } from "./usage-detail.tsx";

/** The page of one consumer. */
export function ConsumerView(): JSX.Element {
  const { params } = usePlace();
  const { core } = useTexts();
  const consumer = params.get("consumer");
  if (consumer === null) return <NoSubject list="consumers" />;
  return (
    <UsageDetail
      key={consumer}
      kind="consumer"
      filters={{ consumer }}
      title={<ForeignText text={consumer === "" ? core.overview.anonymous : consumer} />}
    />
  );
}

import type { ComponentChildren, JSX } from "preact";
import type { Answer, Failure } from "./answer.ts";
import { Link } from "./link.tsx";
import { ownText } from "./own-text.ts";
import { hrefTo, usePlace } from "./place.ts";
import { useTexts } from "./texts.ts";

export interface ViewProps<T> {
  readonly answer: Answer<T>;
  /** What to show where there is nothing; undefined where there is something. */
  readonly empty?: (data: T) => ComponentChildren | undefined;
  readonly children: (data: T) => ComponentChildren;
}

/** Shows an answer in each of its states; that it is stale or partial, the status bar tells for all. */
export function View<T>({ answer, empty, children }: ViewProps<T>): JSX.Element {
  if (answer.state === "loading") return <Skeleton />;
  if (answer.state === "failed") return <FailureNotice failure={answer.failure} />;
  return <>{empty?.(answer.data) ?? children(answer.data)}</>;
}

/** Says what is to be done where there is nothing. */
export function EmptyNotice({
  title,
  text,
}: {
  readonly title: string;
  readonly text?: string;
}): JSX.Element {
  return (
    <div class="notice">
      <p class="notice-title">{title}</p>
      {text === undefined ? null : <p>{text}</p>}
    </div>
  );
}

function Skeleton(): JSX.Element {
  const { core } = useTexts();
  return (
    <div class="skeleton" role="status">
      <span class="sr">{core.loading}</span>
    </div>
  );
}

function FailureNotice({ failure }: { readonly failure: Failure }): JSX.Element {
  const { failure: texts } = useTexts().core;
  const { view } = usePlace();
  const { status, detail, parameter } = failure;
  const own = ownText({ network: texts.network, timeout: texts.timeout }, detail);
  const isOver = status !== undefined && status < 500 && status !== 429;
  return (
    <div class="notice bad" role="alert">
      <p class="notice-title">
        <span aria-hidden="true">✕ </span>
        {texts.title}
      </p>
      {parameter === undefined ? null : <p>{texts.parameter(parameter)}</p>}
      <p dir="auto">{own ?? (status === 404 ? texts.notFound : detail || `HTTP ${status}`)}</p>
      {isOver ? (
        <p>
          <Link to={hrefTo(view, { from: undefined, to: undefined })}>{texts.reset}</Link>
        </p>
      ) : (
        <p>{texts.again}</p>
      )}
    </div>
  );
}

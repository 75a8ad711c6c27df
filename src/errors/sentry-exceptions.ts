import type { CapturedError } from "./captured-error.ts";
import { cleanStack, type StackFrame } from "./clean-stack.ts";
import type { ErrorFacts } from "./describe-failure.ts";

export interface SentryFrame {
  function?: string;
  filename?: string;
  lineno?: number;
  colno?: number;
  in_app: boolean;
}

export interface SentryMechanism {
  type: string;
  handled: boolean;
  source?: string;
  exception_id: number;
  parent_id?: number;
  is_exception_group?: boolean;
}

export interface SentryException {
  type: string;
  value: string;
  mechanism: SentryMechanism;
  stacktrace?: { frames: SentryFrame[] };
}

interface Placed {
  readonly facts: ErrorFacts;
  readonly mechanism: SentryMechanism;
}

/**
 * Tells an error, its causes and the errors of an AggregateError as exceptions of Sentry's protocol.
 *
 * The innermost one comes first, as the protocol wants it; `parent_id` says what belongs to what.
 */
export function toExceptions({ description, mechanism }: CapturedError): SentryException[] {
  const handled = mechanism === "capture";
  const chain: readonly ErrorFacts[] = [description, ...description.causes];
  const { children } = description;
  // The description does not say whose children they are.
  const parent = Math.max(
    0,
    chain.findIndex(({ type }) => type.includes("Aggregate")),
  );
  const placed = chain.map((facts, id): Placed => ({
    facts,
    mechanism: {
      ...(id === 0
        ? { type: mechanism, handled, exception_id: id }
        : { type: "chained", handled, source: "cause", exception_id: id, parent_id: id - 1 }),
      ...(id === parent && children.length > 0 ? { is_exception_group: true } : {}),
    },
  }));
  const below = children.map((facts, index): Placed => ({
    facts,
    mechanism: {
      type: "chained",
      handled,
      source: `errors[${index}]`,
      exception_id: chain.length + index,
      parent_id: parent,
    },
  }));
  return [...placed, ...below].map(toException).toReversed();
}

function toException({ facts, mechanism }: Placed): SentryException {
  const frames = facts.stack === undefined ? [] : toFrames(facts.stack);
  return {
    type: facts.type,
    value: facts.message,
    mechanism,
    ...(frames.length === 0 ? {} : { stacktrace: { frames } }),
  };
}

/** Oldest first. */
function toFrames(stack: string): SentryFrame[] {
  return cleanStack(stack).map(toFrame).toReversed();
}

function toFrame(frame: StackFrame): SentryFrame {
  return {
    ...(frame.function === undefined ? {} : { function: frame.function }),
    // Ids of source maps are found by the path without its scheme.
    ...(frame.file === undefined ? {} : { filename: frame.file.replace(/^file:\/\//, "") }),
    ...(frame.line === undefined ? {} : { lineno: frame.line }),
    ...(frame.column === undefined ? {} : { colno: frame.column }),
    in_app: frame.inApp,
  };
}

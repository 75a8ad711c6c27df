import type { AppErrorFacts } from "./app-error-facts.ts";
import type { ErrorFacts, FailureDescription } from "./describe-failure.ts";

/** Redacts every text of a description that an application may have put a value into. */
export function redactDescription(
  description: FailureDescription,
  redact: (text: string) => string,
): FailureDescription {
  const { app, causes, children, ownFingerprint } = description;
  return {
    ...description,
    ...redactFacts(description, redact),
    causes: causes.map((facts) => redactFacts(facts, redact)),
    children: children.map((facts) => redactFacts(facts, redact)),
    app: app && redactApp(app, redact),
    ownFingerprint: ownFingerprint && redact(ownFingerprint),
  };
}

function redactFacts(facts: ErrorFacts, redact: (text: string) => string): ErrorFacts {
  const { type, message, stack, code } = facts;
  return {
    ...facts,
    type: redact(type),
    message: redact(message),
    stack: stack && redact(stack),
    code: code && redact(code),
  };
}

/** The catalogue's own texts are the same each time; only the detail tells of one occurrence. */
function redactApp(app: AppErrorFacts, redact: (text: string) => string): AppErrorFacts {
  return { ...app, detail: app.detail && redact(app.detail) };
}

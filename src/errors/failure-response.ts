import { readProperty } from "../core/read-property.ts";
import { classify, type Classification } from "./classify.ts";
import { describeFailure, type FailureDescription } from "./describe-failure.ts";
import { toErrorProblem } from "./error-problem.ts";
import { errorResponse } from "./error-response.ts";

/** What has been found out about a failure. */
export interface ReadFailure {
  readonly description: FailureDescription;
  readonly classification: Classification;
  readonly errorId: string | undefined;
}

export interface FailureResponseOptions {
  readonly requestId?: string | undefined;
  /** Whether to tell the message and the stack of any error. @default false */
  readonly isDevelopment?: boolean | undefined;
}

/** Answers for something that was thrown: with the response that it carries, else with a problem. Never throws. */
export function failureResponse(
  request: Request,
  thrown: unknown,
  failure: ReadFailure = readFailure(thrown),
  { requestId, isDevelopment }: FailureResponseOptions = {},
): Response {
  const own = ownResponse(thrown);
  if (own !== undefined) return own;
  const { description, classification, errorId } = failure;
  const problem = toErrorProblem(description, classification, { isDevelopment });
  return errorResponse(request, problem, { requestId, errorId });
}

function readFailure(thrown: unknown): ReadFailure {
  const description = describeFailure(thrown);
  return { description, classification: classify(description), errorId: undefined };
}

/** Hono's HTTPException may carry a response; without one it would make a plain text. */
function ownResponse(thrown: unknown): Response | undefined {
  const make = readProperty(thrown, "getResponse");
  if (typeof make !== "function" || !isResponse(readProperty(thrown, "res"))) return undefined;
  try {
    const made: unknown = Reflect.apply(make, thrown, []);
    return isResponse(made) ? made : undefined;
  } catch {
    return undefined;
  }
}

function isResponse(value: unknown): value is Response {
  return (
    typeof readProperty(value, "status") === "number" &&
    readProperty(value, "headers") !== undefined
  );
}

import { createContext } from "preact";
import { useContext, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Answer } from "./answer-entry.ts";
import { Answers, type Condition } from "./answers.ts";
import { config } from "./config.ts";
import { readAnswer, type Failure, type SessionEnd, type Told } from "./read-answer.ts";

export type { Answer } from "./answer-entry.ts";
export type { Failure } from "./read-answer.ts";

/** Tells the root of the page who has to log in again. */
export const sessionEndEvent = "edgewatch:session-end";
/** Tells it that something was changed by hand, and answers with it. */
const changeEvent = "edgewatch:change";
const api = `${config.base}/api/`;
const lookTimeoutMs = 5_000;
const changeTimeoutMs = 15_000;

export const AnswersContext = createContext<Answers>(createAnswers());

/** Makes what asks the API; for the root of the page. */
export function createAnswers(): Answers {
  return new Answers({ base: api, onSessionEnd: tellSessionEnd });
}

/** Lets answers follow what is changed by hand, and sleep while the page is hidden; returns what ends that. */
export function followPage(answers: Answers): () => void {
  function change(): void {
    answers.change();
  }
  function sleep(): void {
    answers.sleep(document.hidden);
  }
  sleep();
  addEventListener(changeEvent, change);
  document.addEventListener("visibilitychange", sleep);
  return () => {
    removeEventListener(changeEvent, change);
    document.removeEventListener("visibilitychange", sleep);
  };
}

/**
 * Asks the API, and asks again as time goes by.
 *
 * While the same question is asked of another range, what was answered before stays.
 *
 * @param path below the folder of the API, such as `overview?from=-1h&to=now`
 */
export function useAnswer<T>(path: string): Answer<T> {
  const answers = useContext(AnswersContext);
  const [, update] = useReducer<number, void>((count) => count + 1, 0);
  const last = useRef<{ readonly question: string; readonly answer: Answer<T> }>(null);
  useLayoutEffect(() => answers.subscribe(path, () => update()), [answers, path]);
  const question = withoutRange(path);
  // What the API answers is typed where it is made.
  const answer = answers.read(path) as Answer<T>;
  const before = last.current;
  if (answer.state === "loading" && before?.question === question) return before.answer;
  if (answer.state === "ready") last.current = { question, answer };
  return answer;
}

/** Finds what tells the server's time, which is what figures go by. */
export function useNow(): () => number {
  return useContext(AnswersContext).serverNow;
}

/** Follows what all answers on the page are like. */
export function useCondition(): Condition {
  const answers = useContext(AnswersContext);
  const [condition, setCondition] = useState(answers.condition);
  useLayoutEffect(() => {
    function follow(): void {
      const next = answers.condition;
      setCondition((before) => {
        const isSame =
          before.isLoading === next.isLoading &&
          before.isPartial === next.isPartial &&
          before.staleSinceMs === next.staleSinceMs;
        return isSame ? before : next;
      });
    }
    follow();
    return answers.watch(follow);
  }, [answers]);
  return condition;
}

/**
 * Asks the API to change something, and asks for all answers anew.
 *
 * @throws Failure
 */
export async function post(path: string): Promise<void> {
  const told = await send(path);
  if (told === "session" || told === "gateway") {
    tellSessionEnd(told);
    throw toError({ status: 401, detail: "", parameter: undefined });
  }
  if (!("data" in told)) throw toError(told);
  dispatchEvent(new Event(changeEvent));
}

/** Finds whether somebody has to log in again; undefined where not. */
export async function findSessionEnd(): Promise<SessionEnd | "unreachable" | undefined> {
  try {
    const response = await fetch(`${api}session`, {
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(lookTimeoutMs),
    });
    if (response.type === "opaqueredirect") return "gateway";
    return response.status === 401 ? "session" : undefined;
  } catch {
    return "unreachable";
  }
}

async function send(path: string): Promise<Told> {
  try {
    const signal = AbortSignal.timeout(changeTimeoutMs);
    return await readAnswer(
      await fetch(api + path, { method: "POST", redirect: "manual", signal }),
    );
  } catch {
    return { status: undefined, detail: "network", parameter: undefined };
  }
}

/** A failure that can be thrown. */
function toError(failure: Failure): Error & Failure {
  return Object.assign(new Error(failure.detail), failure);
}

/** Shows in place of the page that somebody has to log in again. */
export function tellSessionEnd(end: SessionEnd): void {
  dispatchEvent(new CustomEvent(sessionEndEvent, { detail: end }));
}

function withoutRange(path: string): string {
  const [name, search] = path.split("?");
  const params = new URLSearchParams(search);
  for (const part of ["from", "to", "step"]) params.delete(part);
  return `${name}?${params.toString()}`;
}

import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "./announce.ts";
import { findSessionEnd, tellSessionEnd } from "./answer.ts";
import type { Answers } from "./answers.ts";
import { config } from "./config.ts";
import { Live, type Happening, type LiveState } from "./live.ts";
import type { Texts } from "./texts.ts";

/** Lets answers follow what happens on the server, while the page is seen and not paused. */
export function useLive(answers: Answers, texts: Texts, isPaused: boolean): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const latest = useRef(texts);
  latest.current = texts;
  useEffect(() => {
    if (isPaused) return undefined;
    const live = new Live({
      open: () => new EventSource(`${config.base}/api/live`),
      isReachable,
      onState: setState,
      onHappening: (happening) => follow(happening, answers, latest.current),
    });
    function wake(): void {
      if (document.hidden) return live.stop();
      answers.mark();
      live.start();
    }
    if (!document.hidden) live.start();
    document.addEventListener("visibilitychange", wake);
    return () => {
      document.removeEventListener("visibilitychange", wake);
      live.stop();
    };
  }, [answers, isPaused]);
  return state;
}

function follow(happening: Happening, answers: Answers, { core }: Texts): void {
  const { live, status } = core;
  switch (happening.kind) {
    case "back":
      announce(live.back);
      return answers.refresh();
    case "changed":
      return answers.mark();
    case "group": {
      const { title, isRegressed } = happening;
      return announce(isRegressed ? live.regressed(title) : live.newGroup(title));
    }
    case "check": {
      const word = Object.entries(status).find(([name]) => name === happening.status)?.[1];
      return announce(live.check(happening.check, word ?? happening.status));
    }
  }
}

async function isReachable(): Promise<boolean> {
  const end = await findSessionEnd();
  if (end === "session" || end === "gateway") tellSessionEnd(end);
  return end !== "unreachable";
}

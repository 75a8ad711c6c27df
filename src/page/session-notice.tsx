import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { SessionEnd } from "./read-answer.ts";
import { useTexts } from "./texts.ts";

/** Says that somebody has to log in again; the server asks for it at this very address. */
export function SessionNotice({ end }: { readonly end: SessionEnd }): JSX.Element {
  const { session } = useTexts().core;
  const isGateway = end === "gateway";
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => button.current?.focus(), []);
  return (
    <main class="alone">
      <div class="notice" role="alert">
        <h1>{isGateway ? session.gatewayTitle : session.title}</h1>
        <p>{isGateway ? session.gatewayText : session.text}</p>
        <button ref={button} class="primary" onClick={() => location.reload()}>
          {isGateway ? session.reload : session.logIn}
        </button>
      </div>
    </main>
  );
}

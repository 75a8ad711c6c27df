import type { JSX } from "preact";
import type { SessionEnd } from "./read-answer.ts";
import { useTexts } from "./texts.ts";

/** Says that somebody has to log in again; the server asks for it at this very address. */
export function SessionNotice({ end }: { readonly end: SessionEnd }): JSX.Element {
  const { session } = useTexts().core;
  const isGateway = end === "gateway";
  return (
    <main class="alone">
      <div class="notice" role="alert">
        <h1>{isGateway ? session.gatewayTitle : session.title}</h1>
        <p>{isGateway ? session.gatewayText : session.text}</p>
        <button class="primary" autofocus onClick={() => location.reload()}>
          {isGateway ? session.reload : session.logIn}
        </button>
      </div>
    </main>
  );
}

goOn(document.querySelector("form"));

/**
 * A link from another site brings no SameSite=Strict cookie along: whoever has a session all the same is sent on to where the
 * link leads.
 */
function goOn(form: HTMLFormElement | null): void {
  const session = form?.dataset["session"];
  if (session === undefined || document.querySelector("[role=alert]") !== null) return;
  void fetch(session, { redirect: "manual" }).then(
    ({ ok }) => (ok ? location.reload() : undefined),
    () => undefined,
  );
}

// A link from another site brings no SameSite=Strict cookie along. Whoever has a session is sent on to where the link leads.
const form = document.querySelector("form");
const session = form?.dataset["session"];
if (session !== undefined && document.querySelector("[role=alert]") === null) {
  void fetch(session, { redirect: "manual" }).then(
    ({ ok }) => (ok ? location.replace(location.href) : undefined),
    () => undefined,
  );
}

export {};

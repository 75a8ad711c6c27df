import type { JSX } from "preact";
import { ForeignText } from "./foreign-text.tsx";
import { NoSubject } from "./no-subject.tsx";
import { usePlace } from "./place.ts";
import { useTexts } from "./texts.ts";
import { UsageDetail } from "./usage-detail.tsx";

const maxMethodLength = 16;

/** The page of one route. */
export function RouteView(): JSX.Element {
  const { params } = usePlace();
  const { core } = useTexts();
  const route = params.get("route");
  const method = params.get("method") ?? "";
  if (route === null) return <NoSubject list="routes" />;
  const isMethod = /^[A-Z_]+$/.test(method) && method.length <= maxMethodLength;
  return (
    <UsageDetail
      key={`${method} ${route}`}
      kind="route"
      filters={{ route, ...(isMethod ? { method } : {}) }}
      title={
        <>
          {isMethod && <span class="method">{method} </span>}
          <ForeignText text={route === "" ? core.overview.unrouted : route} />
        </>
      }
    />
  );
}

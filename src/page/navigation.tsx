import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Link } from "./link.tsx";
import { hrefToView, usePlace, type ViewName } from "./place.ts";
import { viewKeys } from "./read-key.ts";
import { ServicePicker } from "./service-picker.tsx";
import { useTexts } from "./texts.ts";

/** Of which view a page is a part. */
const parents: Readonly<Partial<Record<ViewName, ViewName>>> = {
  route: "routes",
  consumer: "consumers",
  error: "errors",
};

/** The service, and the links to all views. */
export function Navigation(): JSX.Element {
  const { core } = useTexts();
  const { view } = usePlace();
  const present = parents[view] ?? view;
  const list = useRef<HTMLUListElement>(null);
  // Where there is little space, the list scrolls.
  useEffect(() => {
    const link = list.current?.querySelector("[aria-current]");
    if (list.current !== null && link instanceof HTMLElement) {
      list.current.scrollLeft = link.offsetLeft - list.current.offsetLeft - link.offsetWidth;
    }
  }, [present]);
  return (
    <header class="rail">
      <div class="brand">
        <Link class="clip" to={hrefToView("overview")}>
          Edgewatch
        </Link>
        <ServicePicker />
      </div>
      <nav aria-label={core.navigation}>
        <ul class="nav" ref={list}>
          {viewKeys.map(([, name]) => (
            <li key={name}>
              <Link
                to={hrefToView(name)}
                aria-current={name === present ? (name === view ? "page" : "true") : undefined}
              >
                {core.views[name]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

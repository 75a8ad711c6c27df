import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { createCrosshair, type Crosshair } from "./crosshair.ts";

const CrosshairContext = createContext<Crosshair | undefined>(undefined);

/** Lets all charts in it point at the same moment. */
export function CrosshairScope({ children }: { children: ComponentChildren }): JSX.Element {
  const crosshair = useMemo(createCrosshair, []);
  return <CrosshairContext.Provider value={crosshair}>{children}</CrosshairContext.Provider>;
}

/** Finds the crosshair, to move it. */
export function useCrosshair(): Crosshair | undefined {
  return useContext(CrosshairContext);
}

/** Follows the crosshair. */
export function useCrosshairTime(): number | undefined {
  const crosshair = useCrosshair();
  const [timeMs, setTimeMs] = useState(crosshair?.timeMs);
  useEffect(() => crosshair?.subscribe(() => setTimeMs(crosshair.timeMs)), [crosshair]);
  return timeMs;
}

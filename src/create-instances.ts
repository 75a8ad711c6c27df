import { describeError } from "./core/describe-error.ts";
import { createInstance, type Instance } from "./instance.ts";
import type { EdgewatchOptions, Platform } from "./options.ts";

/** Finds the instance; without `env` only one that needs none, or that a request has made. */
export type InstanceFor = (env?: unknown) => Instance | undefined;

/**
 * Makes the instance: at once, or at the first request where the options are a function.
 *
 * @param onMade told of it before anybody else finds it
 */
export function createInstances<Env>(
  options: EdgewatchOptions | ((env: Env) => EdgewatchOptions),
  platform: Platform,
  onMade: (instance: Instance) => void,
): InstanceFor {
  if (typeof options !== "function") {
    const instance = createInstance(options, platform);
    onMade(instance);
    return () => instance;
  }
  let instance: Instance | undefined;
  let isBroken = false;
  return (env) => {
    if (instance !== undefined || isBroken) return instance;
    const isWorkerd = platform.runtime.name === "workerd";
    if (isWorkerd && env === undefined) return undefined;
    try {
      instance = createInstance(options((isWorkerd ? env : platform.runtime.env) as Env), platform);
      onMade(instance);
    } catch (error) {
      // The handler comes first: it runs unobserved, and this line says why.
      isBroken = true;
      tellBroken(platform, error);
    }
    return instance;
  };
}

function tellBroken(platform: Platform, error: unknown): void {
  const { type, message } = describeError(error);
  try {
    platform.write(
      JSON.stringify({ level: "error", message, logger: "edgewatch", "exception.type": type }),
    );
  } catch {
    // There is nowhere left to tell it.
  }
}

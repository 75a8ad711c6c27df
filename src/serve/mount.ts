import type { Store } from "../core/store.ts";
import type { FindFacts } from "../query/group-facts.ts";
import type { QuerySettings } from "../query/question.ts";
import type { ReadAnswer } from "./query-routes.ts";
import type { Route, RouteContext } from "./routes.ts";

/** Reads the parameters of a request; what it returns reads the store. */
export type Ask = (request: Request, nowMs: number, settings: QuerySettings) => ReadAnswer;

/** What something that is mounted may use of the routes beside it. */
export interface MountContext extends RouteContext {
  /** Folder of everything that it answers. */
  readonly base: string;
  /** Answers a question, with what this source has just counted. */
  readonly ask: (request: Request, ask: Ask) => Promise<Response>;
  /** Writes what this source has counted; it does not throw. */
  readonly flushOwn: () => Promise<void>;
  readonly store: Store;
}

/** Why a browser is trusted. */
export interface LetIn {
  /** The cookie by which that goes on. */
  readonly cookie: string | undefined;
}

/** More routes, and another way to be trusted, for one instance. */
export interface Mounted {
  /** Finds the route of a path; undefined where it has none there. */
  find(path: string): Route | undefined;
  /** Finds the session of a browser that has logged in. */
  letIn(request: Request, token: string): Promise<LetIn | undefined>;
  /** Says where somebody should go who has come to an address of which nothing is known. */
  instead(request: Request, path: string): Response | undefined;
  /** Finds facts about groups of errors for somebody who says how old they may be. */
  recall(maxAgeMs: number): FindFacts;
  /** Told when somebody has decided something about a group. */
  forgetNotes(): void;
  /** Ends what is still open. */
  close(): void;
}

/** What an entry of its own adds to Edgewatch's routes, so that only those who import it ship it. */
export interface Mount {
  attach(context: MountContext): Mounted;
}

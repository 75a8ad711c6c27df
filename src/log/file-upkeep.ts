/** Does work in the background, once at a time; a request while it runs lets it run once more. */
export class FileUpkeep {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #isRequested = false;

  /** @param work never rejects */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when nothing is requested any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  request(): void {
    this.#isRequested = true;
    this.#running ??= this.#repeat();
  }

  async #repeat(): Promise<void> {
    while (this.#isRequested) {
      this.#isRequested = false;
      await this.#work();
    }
    this.#running = undefined;
  }
}

// The question before an apply. The terminal stays as it is, so that Ctrl-C is a signal while it waits.
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Screen } from "./screen.ts";

/** Whether the answer is yes; no answer (the input ends, or the run is told to stop) is a no. */
export function approve(stdin: Readable, screen: Screen, question: string, aborted: AbortSignal): Promise<boolean> {
  if (aborted.aborted) return Promise.resolve(false);
  screen.write(`${question} Only 'yes' is taken as one: `);
  return new Promise((resolve) => {
    const reader = createInterface({ input: stdin, terminal: false });
    let isOpen = true;
    const end = (answer: boolean) => {
      isOpen = false;
      aborted.removeEventListener("abort", refuse);
      stdin.off("error", refuse);
      resolve(answer);
      reader.close();
    };
    const refuse = () => {
      if (!isOpen) return;
      screen.write("\n");
      end(false);
    };
    stdin.on("error", refuse);
    reader.on("error", refuse);
    reader.once("line", (line) => end(line.trim() === "yes"));
    reader.once("close", refuse);
    aborted.addEventListener("abort", refuse);
  });
}

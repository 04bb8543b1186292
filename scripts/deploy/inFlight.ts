// Which resources Terraform is at work on, read from what it prints: after a forced end they may exist without the state
// knowing it.
import { stripVTControlCharacters } from "node:util";

const BEGUN = /^(\S.*?): (Creating|Modifying|Destroying)\.\.\./;
const DONE = /^(\S.*?): (?:Creation|Modifications|Destruction) complete/;

export interface InFlight {
  /** Takes output as it comes, in pieces of any length. */
  read(chunk: string): void;
  /** Addresses of what is being created. */
  readonly creating: readonly string[];
}

export function createInFlight(): InFlight {
  const busy = new Map<string, string>();
  let rest = "";
  return {
    read(chunk) {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.map(stripVTControlCharacters)) {
        const [, begun, doing] = BEGUN.exec(line) ?? [];
        if (begun && doing) busy.set(begun, doing);
        const [, done] = DONE.exec(line) ?? [];
        if (done) busy.delete(done);
      }
    },
    get creating() {
      return [...busy].filter(([, doing]) => doing === "Creating").map(([address]) => address);
    },
  };
}

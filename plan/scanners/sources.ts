// The files that scanners looked at: a result names one and a line, and the resource stands there.
import { basename, dirname, resolve } from "node:path";
import { stackOf } from "../read/readPlan.ts";
import { type Blocks, blocksOf } from "./blocks.ts";
import { readNamed } from "./boundedFile.ts";

/** A line of a file, with the stack that the file is of when it says so. */
export interface Place {
  readonly stack: string | undefined;
  /** None where no resource stands; several where the file has them on one line. */
  readonly addresses: readonly string[];
}

export interface Sources {
  /** Undefined when there is no such file, or it is none of Terraform. */
  at(file: string, line: number): Promise<Place | undefined>;
}

const OF_TERRAFORM = /\.(?:tf|tofu|json)$/;

/** @param planFiles paths of the plans; @param sarif path of what the scanner wrote */
export function sourcesOf(planFiles: readonly string[], sarif: string): Sources {
  const read = new Map<string, Promise<Blocks | undefined>>();
  async function open(file: string): Promise<Blocks | undefined> {
    if (!OF_TERRAFORM.test(file)) return undefined;
    // Names of plans differ, and a scanner's path starts where the scanner ran.
    const plans = planFiles.filter((plan) => basename(plan) === basename(file));
    for (const path of [...plans, resolve(file), resolve(dirname(sarif), file)]) {
      const text = await readNamed(path);
      if (text !== undefined) return blocksOf(path, text);
    }
    return undefined;
  }
  return {
    async at(file, line) {
      const blocks = read.get(file) ?? open(file);
      read.set(file, blocks);
      const found = await blocks;
      if (found === undefined) return undefined;
      return { stack: found.isPlan ? stackOf(file) : found.stack, addresses: found.at(line) };
    },
  };
}

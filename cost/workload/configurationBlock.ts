// What a size puts into the configuration of an environment.
import type { BatchWindow } from "../../app/capacity/window.ts";
import type { Architecture } from "../prices/priceTable.ts";
import type { OverflowBlock } from "./overflow.ts";

/** What goes into stacks/config/<environment>.ts, under `api` or `processor`. */
export interface ConfigurationBlock {
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly memoryGibPerVCpu: number;
  readonly maxConcurrency: number;
  /** Of a function that is always there. */
  readonly scalingConfig?: { readonly min: number; readonly max: number };
  /** Of a function that answers requests in these hours only. */
  readonly windows?: readonly BatchWindow[];
  /** Of a function that is there for its work only. */
  readonly baseline?: { readonly min: 0; readonly max: 0 };
  readonly lease?: { readonly min: number; readonly max: number };
  /** Beside what is there for its work only. */
  readonly overflow?: OverflowBlock;
  readonly capacityProvider: {
    readonly architecture: Architecture;
    readonly maxVCpus: number;
    readonly scaling: { readonly mode: "Auto" };
    readonly allowedInstanceTypes?: readonly string[];
  };
}

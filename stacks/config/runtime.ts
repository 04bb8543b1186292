// The Node.js that functions run on, and when Lambda brings a newer version of it.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

const VERSION_ARN = /^arn:aws:lambda:([a-z0-9-]+)::runtime:[0-9a-f]{64}$/;

const name = z.enum(LIMITS.runtimes.value);

const update = z
  .string()
  .refine(
    (text) => text === "auto" || text === "function-update" || VERSION_ARN.test(text),
    "must be auto, function-update, or the ARN of a runtime's version, arn:aws:lambda:<Region>::runtime:<64 hexadecimal digits>",
  );

/** A runtime by its name, or with when it is updated. @default update: auto */
export const runtimeSchema = z
  .union(
    [
      name,
      z.strictObject({
        name,
        /**
         * `auto`: when Lambda has a newer version. `function-update`: with the next change of a function. An ARN: that version, until
         * another one is written here; INIT_START in a function's log names it.
         * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html
         */
        update,
      }),
    ],
    `must be ${LIMITS.runtimes.value.join(", ")}, or one of them as name, with update`,
  )
  .transform((given) => (typeof given === "string" ? { name: given, update: "auto" } : given));

export type RuntimeConfig = z.output<typeof runtimeSchema>;

/** The Region of a version's ARN; undefined where no version is pinned. */
export const regionOfVersion = ({ update }: RuntimeConfig): string | undefined => VERSION_ARN.exec(update)?.[1];

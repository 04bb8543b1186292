// Answers of the user's own: a module that answers requests, or recorded answers in JSON.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { linesOf } from "../../app/shared/issues.ts";
import { ReadyError } from "../readyError.ts";
import type { Answerer } from "./answers.ts";

const recorded = z.array(
  z.strictObject({
    /** `dynamodb`; or the host of what is no service of AWS. */
    service: z.string(),
    /** `GetItem`; or method and path, `GET /rates`. */
    operation: z.string(),
    status: z.int().min(100).max(599).default(200),
    headers: z.record(z.string(), z.string()).optional(),
    answer: z.unknown(),
  }),
);

/** @throws ReadyError for a file that cannot be read, is no module with a default function, or no list of answers */
export async function givenAnswers(path: string): Promise<Answerer> {
  const failed = (why: string, cause?: unknown) => new ReadyError(`--stub ${path}: ${why}`, { cause });
  if (!path.endsWith(".json")) {
    const module = await import(pathToFileURL(resolve(path)).href).catch((error: Error) => {
      throw failed(`cannot be loaded (${error.message.split("\n")[0]})`, error);
    });
    if (typeof module.default !== "function") throw failed("must export a default function of a request");
    return module.default as Answerer;
  }
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw failed(`cannot be read as JSON (${(error as Error).message})`, error);
  }
  const parsed = recorded.safeParse(content);
  if (!parsed.success) throw failed(linesOf(parsed.error, content)[0] ?? "is no list of answers");
  return ({ service, host, operation }) => {
    const found = parsed.data.find((one) => one.service === (service ?? host) && one.operation === operation);
    return found && { status: found.status, body: found.answer, ...(found.headers && { headers: found.headers }) };
  };
}

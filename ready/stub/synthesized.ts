// DynamoDB as this project's local run has it: the synthesised tables of an environment, with keys, indexes, conditions and
// expressions; in memory, and empty but for the items that Terraform writes.
import { AwsError } from "../../local/aws/call.ts";
import { writeRefusal } from "../../local/aws/protocol.ts";
import { readTableItems, readTables } from "../../local/dynamodb/definitions.ts";
import { openTables } from "../../local/dynamodb/tables.ts";
import { LocalError } from "../../local/localError.ts";
import { createResolver } from "../../local/terraform/resolve.ts";
import { loadSynthesized } from "../../local/terraform/synthesized.ts";
import { ReadyError } from "../readyError.ts";
import type { Answerer } from "./answers.ts";

export interface SynthesizedTables {
  readonly answers: Answerer;
  close(): Promise<void>;
}

/**
 * @param folder that stacks were synthesised to
 * @throws ReadyError when they are not there, or cannot be read
 */
export async function synthesizedTables(folder: string, environment: string): Promise<SynthesizedTables> {
  try {
    const synthesized = await loadSynthesized(folder, environment);
    const resolver = createResolver(synthesized);
    const tables = await openTables({
      tables: readTables(synthesized, resolver),
      items: readTableItems(synthesized, resolver),
    });
    const answers: Answerer = async ({ service, operation, method, path, headers, body, input }) => {
      const operate = service === "dynamodb" ? tables.operations.get(operation) : undefined;
      if (!operate) return undefined;
      const url = new URL(path, "http://stub");
      const call = { method, url, headers, body: Buffer.from(body), json: input, accessKeyId: undefined };
      const reply = await operate({ ...call, service: "dynamodb", operation }).catch((error: unknown) => {
        if (error instanceof AwsError) return writeRefusal(error.refusal, "json-1.0", "dynamodb");
        throw error;
      });
      return { status: reply.status, headers: { ...reply.headers }, body: String(reply.body ?? "") };
    };
    return { answers, close: () => tables.close() };
  } catch (error) {
    if (!(error instanceof LocalError)) throw error;
    throw new ReadyError(`--synthesized ${folder}: ${error.message}`, { cause: error });
  }
}

// What the code calls and what its roles allow, both ways: no call without a statement, no allowed action without a call.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { FUNCTIONS, type FunctionId } from "../../../stacks/service/functions.ts";
import { sdkCallsOf } from "../../support/aws/calls.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import { actionsOf, ref, removeTemporaryFolders, resourcesOf, synthesise } from "../../support/stacks/template.ts";

/** Allowed, and called by AWS in the function's role: no code of ours does. */
const CALLED_BY_LAMBDA = [
  "logs:CreateLogStream", // the runtime writes what the function prints
  "logs:PutLogEvents",
];

/** Of the functions that are called asynchronously: Lambda writes what they could not handle to a queue. */
const OF_FAILED_EVENTS: Partial<Record<FunctionId, readonly string[]>> = {
  scaler: ["sqs:SendMessage"],
  dispatcher: ["sqs:SendMessage"],
};

/**
 * In the bundle, but inside members that this function never uses: objects that several functions share are bundled whole.
 * That no source of the function calls the member is checked, too.
 */
const NEVER_CALLED: Partial<Record<FunctionId, Record<string, readonly string[]>>> = {
  // The api starts runs; whether they go on is the dispatcher's question.
  api: { "states:DescribeExecution": ["status"] },
};

const environment = defineEnvironment(
  environmentInput({ name: "both", "functions.processor.overflow": { memoryMib: 4_096, maxConcurrency: 4, upTo: 4 } }),
);
const synthesised = synthesise([environment]);
afterAll(removeTemporaryFolders);

const service = synthesised.stack("both-service");

interface Named {
  readonly name: string;
  readonly role: string;
}

/** Every function that runs the code of `id`: the archive tells. */
function rolesRunning(id: FunctionId): string[] {
  return service
    .resources<{ filename: string; role: string }>("aws_lambda_function")
    .filter(({ filename }) => {
      const archive = join(synthesised.folder, "stacks", service.name, filename);
      return readFileSync(archive, "utf8") === `archive of ${id}`;
    })
    .map(({ role }) => roleName(role));
}

function roleName(arn: string): string {
  const role = service.resources<Named>("aws_iam_role").find((resource) => ref(resource, "arn") === arn);
  return role?.name ?? arn;
}

describe.each(FUNCTIONS)("the code of %s", (id) => {
  const calls = sdkCallsOf(`app/${id}/handler.ts`);
  const never = NEVER_CALLED[id] ?? {};
  const byLambda = [...CALLED_BY_LAMBDA, ...(OF_FAILED_EVENTS[id] ?? [])];
  const called = async () => (await calls).actions.filter((action) => !(action in never));

  it.each(rolesRunning(id))("calls what role %s allows, and all of it", async (role) => {
    const allowed = service.statementsOf(role).flatMap(actionsOf);
    const ours = [...new Set(allowed)].filter((action) => !byLambda.includes(action));
    expect(ours.sort()).toEqual(await called());
    expect(allowed).toEqual(expect.arrayContaining(byLambda));
  });

  it("runs in at least one role", () => {
    expect(rolesRunning(id).length).toBeGreaterThan(0);
  });

  it("uses none of the members that it only carries along", async () => {
    const { actions, sources } = await calls;
    expect(actions).toEqual(expect.arrayContaining(Object.keys(never)));
    const text = sources.join("\n").replaceAll(/\bz\.\w+\(/g, ""); // a schema's z.record() is none of them
    const used = Object.values(never).flat();
    expect(used.filter((member) => text.includes(`.${member}(`))).toEqual([]);
  });
});

describe("state machines", () => {
  const machines = service.resources<{ name: string; role_arn: string; definition: string }>("aws_sfn_state_machine");
  /** What a definition says of the functions that it invokes. */
  const invoked = (definition: string) =>
    new Set([...definition.matchAll(/"FunctionName":"([^"]+)"/g)].map(([, functionName]) => functionName));

  it.each(machines.map(({ name, ...machine }) => [name, machine] as const))(
    "%s invokes the functions that its role allows, and all of them",
    (_name, { role_arn: roleArn, definition }) => {
      const statements = service.statementsOf(roleName(roleArn));
      const invoke = statements.filter((statement) => actionsOf(statement).includes("lambda:InvokeFunction"));
      const unqualified = invoke.flatMap(resourcesOf).filter((arn) => !arn.endsWith(":*"));
      expect(new Set(unqualified)).toEqual(invoked(definition));
    },
  );

  it("there are some", () => {
    expect(machines.length).toBeGreaterThan(0);
  });
});

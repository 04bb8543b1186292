import { expect, it } from "@jest/globals";
import { createInFlight } from "../../../scripts/deploy/inFlight.ts";

it("what is being created is known from terraform's lines, in colour and in pieces", () => {
  const inFlight = createInFlight();
  const text = [
    "\u001b[0m\u001b[1maws_vpc.vpc: Creating...\u001b[0m",
    "aws_sqs_queue.a: Creating...",
    'aws_sqs_queue.b["x"]: Creating...',
    "aws_iam_role.old: Destroying... [id=old]",
    "aws_vpc.vpc: Creation complete after 1s [id=vpc-1]",
    "aws_sqs_queue.a: Still creating... [10s elapsed]",
    "",
  ].join("\n");

  for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) inFlight.read(piece);

  expect(inFlight.creating).toEqual(["aws_sqs_queue.a", 'aws_sqs_queue.b["x"]']);
});

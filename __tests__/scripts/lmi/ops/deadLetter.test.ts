import { describe, expect, it } from "@jest/globals";
import { deadLetterOf } from "../../../../scripts/lmi/ops/deadLetter.ts";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:dev-video-dispatcher";
const message = (body: unknown, attributes = {}) => ({
  id: "1",
  sentAt: "2026-11-28T00:00:00.000Z",
  body: typeof body === "string" ? body : JSON.stringify(body),
  attributes,
});

describe("a dead letter", () => {
  it("of Lambda names the function, its event and its error", () => {
    const body = {
      version: "1.0",
      requestContext: {
        requestId: "r",
        functionArn: `${ARN}:$LATEST`,
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
      },
      requestPayload: { action: "sweep" },
      responsePayload: { errorType: "AggregateError", errorMessage: "slow down" },
    };

    expect(deadLetterOf(message(body))).toEqual({
      target: ARN,
      payload: '{"action":"sweep"}',
      why: "RetriesExhausted: AggregateError: slow down",
      isOfRule: false,
    });
  });

  it("of a schedule or a rule names its target and why it was not delivered", () => {
    const attributes = { TARGET_ARN: ARN, ERROR_CODE: "NO_PERMISSIONS", ERROR_MESSAGE: "not allowed" };
    const letter = { target: ARN, payload: '{"action":"sweep"}', why: "NO_PERMISSIONS: not allowed" };

    expect(deadLetterOf(message({ action: "sweep" }, attributes))).toEqual({ ...letter, isOfRule: false });
    expect(deadLetterOf(message({ action: "sweep" }, { ...attributes, RULE_ARN: "rule" }))).toMatchObject({
      isOfRule: true,
    });
  });

  it("of anything else is as it is", () => {
    expect(deadLetterOf(message("words"))).toEqual({ payload: "words", isOfRule: false });
  });
});

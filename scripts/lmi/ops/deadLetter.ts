// What a dead letter says: which function it was for, with what, and why it came to nothing.
import { z } from "zod";

/** As SQS gives a message. */
export interface Message {
  readonly id: string;
  /** ISO 8601: when it came into the queue. */
  readonly sentAt: string;
  readonly body: string;
  /** Message attributes that are texts. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DeadLetter {
  /** Name or ARN of what it was for; undefined when the message does not say. */
  readonly target?: string;
  /** What the target is called with when it is sent again. */
  readonly payload: string;
  /** Why it came to nothing, as far as the message says. */
  readonly why?: string;
  /** It is a rule's event, which the rule would change for its target. */
  readonly isOfRule: boolean;
}

/** Lambda's record of an event that failed: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const record = z.object({
  requestContext: z.object({ functionArn: z.string(), condition: z.string() }),
  requestPayload: z.unknown(),
  responsePayload: z.object({ errorType: z.string().optional(), errorMessage: z.string().optional() }).nullish(),
});

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function deadLetterOf({ body, attributes }: Message): DeadLetter {
  const parsed = record.safeParse(json(body));
  if (parsed.success) {
    const { requestContext, requestPayload, responsePayload } = parsed.data;
    const { errorType, errorMessage } = responsePayload ?? {};
    return {
      // $LATEST is what an unqualified call names here; on managed instances only the published version runs.
      target: requestContext.functionArn.replace(/:\$LATEST(\.PUBLISHED)?$/, ""),
      payload: JSON.stringify(requestPayload),
      why: [requestContext.condition, errorType, errorMessage].filter(Boolean).join(": "),
      isOfRule: false,
    };
  }
  // Of a rule or a schedule that could not deliver: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
  const { TARGET_ARN: target, ERROR_CODE: code, ERROR_MESSAGE: message, RULE_ARN: rule } = attributes;
  const why = [code, message].filter(Boolean).join(": ");
  return { ...(target && { target }), payload: body, ...(why && { why }), isOfRule: rule !== undefined };
}

// IAM policy documents as plain JSON: readable in the plan, and known before apply.

export interface Statement {
  readonly sid?: string;
  /** Each action by name; none ends with `*`. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export const policyDocument = (statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ sid, actions, resources, conditions }) => ({
      ...(sid && { Sid: sid }),
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(conditions && { Condition: conditions }),
    })),
  });

/** Lets an AWS service take the role, and only on behalf of this account if one is given. */
export const trustPolicy = (service: string, accountId?: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        ...(accountId !== undefined && { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }),
      },
    ],
  });

// What instances reach through the gateway endpoint of S3: with this account's credentials the media bucket, and to read from the
// buckets that sources may come from, so that nothing carries data out. Requests that are not this account's, such as those of Lambda itself, are not its concern.

/**
 * @param bucketArn of the media bucket, by its name: it is created later
 * @param sourceArns of the other buckets that sources may come from
 */
export const storageAccess = (bucketArn: string, sourceArns: readonly string[], accountId: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Media", Effect: "Allow", Principal: "*", Action: "s3:*", Resource: [bucketArn, `${bucketArn}/*`] },
      ...(sourceArns.length > 0 ? [sourcesOf(sourceArns)] : []),
      {
        Sid: "NotOfThisAccount",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:*",
        Resource: "*",
        Condition: { StringNotEquals: { "aws:PrincipalAccount": accountId } },
      },
    ],
  });

const sourcesOf = (arns: readonly string[]) => ({
  Sid: "Sources",
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: arns.map((arn) => `${arn}/*`),
});

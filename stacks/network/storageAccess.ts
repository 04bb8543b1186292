// What instances reach through the gateway endpoint of S3: with this account's credentials the media bucket and no other, so that
// nothing carries data out. Requests that are not this account's, such as those of Lambda itself, are not its concern.

/** @param bucketArn of the media bucket, by its name: it is created later */
export const storageAccess = (bucketArn: string, accountId: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Media", Effect: "Allow", Principal: "*", Action: "s3:*", Resource: [bucketArn, `${bucketArn}/*`] },
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

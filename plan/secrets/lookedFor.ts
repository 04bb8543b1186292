// Which of the values under a mark are looked for where they are not marked. A value is always gone from where its mark
// stands; this is about copies of it elsewhere. To look for `true`, 443 or "lambda" would hide most of every plan.

/** In characters. */
export const MIN_LENGTH = 6;
/** A word or number that is shorter stands in too many places by chance. */
const MIN_PLAIN_LENGTH = 8;
const PLAIN = /^(?:\p{L}+|[\d.]+)$/u;

/**
 * What AWS publishes and policies consist of: that it stands somewhere says nothing about what is under a mark, and a policy
 * without it cannot be judged.
 */
const PUBLIC: readonly RegExp[] = [
  /^[a-z]{2}(?:-[a-z]+){1,2}-\d[a-z]?$/, // Region, Availability Zone
  /^(?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?$/, // service principal
  /^arn:aws[\w-]*:iam::aws:policy\/[\w/-]+$/, // managed policy
  /^20(?:08|12)-10-17$/, // version of the policy language
  /^(?:apigateway|cloudwatch|dynamodb|ec2|ecr|events|execute-api|iam|kms|lambda|logs|s3|scheduler|secretsmanager|sns|sqs|ssm|states|sts|xray):[A-Z][A-Za-z]*\*?$/,
  /^0\.0\.0\.0\/0$/,
  /^\$LATEST(?:\.PUBLISHED)?$/,
  /^(?:disabled|PROVISIONED|PAY_PER_REQUEST)$/i,
];

/** What hidden values are replaced by cannot itself be hidden. */
const REPLACEMENT = "(sensitive";

/**
 * Whether copies of a value are looked for: from 6 characters on, words of only letters and numbers from 8 on, and no public
 * vocabulary of AWS.
 */
export function isLookedFor(text: string): boolean {
  if (text.length < (PLAIN.test(text) ? MIN_PLAIN_LENGTH : MIN_LENGTH) || text.trim() === "") return false;
  return !PUBLIC.some((one) => one.test(text)) && !REPLACEMENT.includes(text);
}

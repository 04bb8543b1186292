// Attributes that change on their own, without a decision of anyone.

const RESTLESS: ReadonlySet<string> = new Set([
  "etag",
  "function_state",
  "last_modified",
  "last_modified_time",
  "last_updated_date",
  "latest_restorable_time",
  "qualified_arn",
  "qualified_invoke_arn",
  "version",
  "version_id",
]);

/** The etag of an object is that of its content, which something else has written. */
const CONTENT: ReadonlySet<string> = new Set(["aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy"]);

export const isRestless = (type: string, attribute: string): boolean =>
  RESTLESS.has(attribute) && !(attribute === "etag" && CONTENT.has(type));

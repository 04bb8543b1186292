// What each function may do besides writing its own logs: all of it on one page, because it is what a reviewer asks first.
import { CAPACITY_KEYS, DECLARATIONS } from "../../app/capacity/capacityKeys.ts";
import { OUTPUTS, SOURCES } from "../../app/media/keys.ts";
import { VIDEO_INDEXES } from "../../app/videos/table.ts";
import type { Statement } from "../shared/policy.ts";

/** ARNs of what the functions reach. */
export interface Reach {
  readonly videosArn: string;
  readonly capacityArn: string;
  readonly mediaArn: string;
  /** Objects of other buckets that clients may name as sources. */
  readonly sourceArns: readonly string[];
  /** Functions whose scaling config the reconciler owns. */
  readonly scaledArns: readonly string[];
  /** The state machine, and the pattern of its executions. */
  readonly workflow: { readonly arn: string; readonly executionsArn: string };
  /** The queue for events that came to nothing. */
  readonly deadLettersArn: string;
}

const onTable = (sid: string, tableArn: string, actions: readonly string[]): Statement => ({
  sid,
  actions: actions.map((action) => `dynamodb:${action}`),
  resources: [tableArn],
});

/** Queries go to the indexes only; nothing scans. */
const onIndexes = (sid: string, tableArn: string, indexes: readonly string[]): Statement => ({
  sid,
  actions: ["dynamodb:Query"],
  resources: indexes.map((index) => `${tableArn}/index/${index}`),
});

/** On the objects under a prefix of the bucket. */
const onObjects = (sid: string, arn: string, prefix: string, actions: readonly string[]): Statement => ({
  sid,
  actions: actions.map((action) => `s3:${action}`),
  resources: [`${arn}/${prefix}*`],
});

/** Objects are listed by prefix; of unfinished uploads S3 lets no condition on it: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const listing = (arn: string): Statement[] => [
  {
    sid: "Objects",
    actions: ["s3:ListBucket"],
    resources: [arn],
    conditions: { StringLike: { "s3:prefix": [`${SOURCES}*`, `${OUTPUTS}*`] } },
  },
  { sid: "UnfinishedUploads", actions: ["s3:ListBucketMultipartUploads"], resources: [arn] },
];

const starts = ({ arn }: Reach["workflow"]): Statement => ({
  sid: "Runs",
  actions: ["states:StartExecution"],
  resources: [arn],
});

/** Lambda writes there in the function's role: failedEvents.ts. */
export const failedEvents = (deadLettersArn: string): Statement => ({
  sid: "FailedEvents",
  actions: ["sqs:SendMessage"],
  resources: [deadLettersArn],
});

export const apiRights = ({
  videosArn,
  capacityArn,
  mediaArn,
  workflow,
}: Omit<Reach, "scaledArns" | "deadLettersArn">): Statement[] => [
  onTable("Videos", videosArn, ["GetItem", "BatchGetItem", "PutItem", "UpdateItem"]),
  onIndexes("VideosIndexes", videosArn, [VIDEO_INDEXES.byCreation, VIDEO_INDEXES.byStatus]),
  onObjects("Uploads", mediaArn, SOURCES, ["PutObject"]), // by URLs that it signs, and parts of one upload
  onObjects("Outputs", mediaArn, OUTPUTS, ["GetObject"]), // by URLs that it signs
  {
    sid: "Windows", // no lease, no hold: only what is declared
    actions: ["dynamodb:GetItem"],
    resources: [capacityArn],
    conditions: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [DECLARATIONS] } },
  },
  starts(workflow),
];

export const processorRights = ({
  videosArn,
  mediaArn,
  sourceArns,
}: Pick<Reach, "videosArn" | "mediaArn" | "sourceArns">): Statement[] => [
  onTable("Videos", videosArn, ["GetItem", "UpdateItem"]),
  onObjects("Sources", mediaArn, SOURCES, ["GetObject", "PutObjectTagging"]),
  onObjects("Outputs", mediaArn, OUTPUTS, ["PutObject"]),
  ...(sourceArns.length > 0 ? [{ sid: "OtherSources", actions: ["s3:GetObject"], resources: sourceArns }] : []),
];

export const scalerRights = ({
  capacityArn,
  scaledArns,
  deadLettersArn,
}: Pick<Reach, "capacityArn" | "scaledArns" | "deadLettersArn">): Statement[] => [
  {
    sid: "Capacity",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"],
    resources: [capacityArn, `${capacityArn}/index/*`],
  },
  {
    sid: "ScalingConfig",
    actions: ["lambda:GetFunction", "lambda:GetFunctionScalingConfig", "lambda:PutFunctionScalingConfig"],
    // Which of the two forms AWS checks is not documented.
    resources: scaledArns.flatMap((arn) => [arn, `${arn}:*`]),
  },
  failedEvents(deadLettersArn),
];

export const dispatcherRights = ({
  videosArn,
  capacityArn,
  mediaArn,
  workflow,
  deadLettersArn,
}: Omit<Reach, "scaledArns">): Statement[] => [
  onTable("Videos", videosArn, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
  onIndexes("VideosIndexes", videosArn, [VIDEO_INDEXES.byStatus, VIDEO_INDEXES.watched]),
  ...listing(mediaArn),
  onObjects("Sources", mediaArn, SOURCES, ["GetObject", "DeleteObject", "AbortMultipartUpload"]),
  onObjects("Outputs", mediaArn, OUTPUTS, ["DeleteObject"]),
  onTable("Capacity", capacityArn, ["GetItem"]),
  onIndexes("CapacityIndexes", capacityArn, [CAPACITY_KEYS.liveIndex]),
  starts(workflow),
  { sid: "Executions", actions: ["states:DescribeExecution"], resources: [workflow.executionsArn] },
  failedEvents(deadLettersArn),
];

/**
 * Of the state machine itself: a Distributed Map runs its items as executions of the machine's own.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
export const mapRights = ({ arn, executionsArn }: Reach["workflow"], childrenArn: string): Statement[] => [
  { sid: "Children", actions: ["states:StartExecution"], resources: [arn] },
  {
    sid: "OwnChildren",
    actions: ["states:DescribeExecution", "states:StopExecution"],
    resources: [executionsArn, childrenArn],
  },
];

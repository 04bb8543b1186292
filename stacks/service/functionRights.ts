// What each function may do besides writing its own logs: all of it on one page, because it is what a reviewer asks first.
import type { Statement } from "../shared/policy.ts";

/** ARNs of what the functions reach. */
export interface Reach {
  readonly videosArn: string;
  readonly capacityArn: string;
  /** Functions whose scaling config the reconciler owns. */
  readonly scaledArns: readonly string[];
  /** State machines, and the pattern of their executions. */
  readonly workflow: { readonly arn: string; readonly executionsArn: string };
  readonly batch: { readonly arn: string; readonly executionsArn: string };
}

const onTable = (sid: string, tableArn: string, actions: readonly string[]): Statement => ({
  sid,
  actions: actions.map((action) => `dynamodb:${action}`),
  resources: [tableArn],
});

/** Queries go to the indexes only; nothing scans. */
const onIndexes = (sid: string, tableArn: string): Statement => ({
  sid,
  actions: ["dynamodb:Query"],
  resources: [`${tableArn}/index/*`],
});

const starts = (sid: string, ...machines: readonly { readonly arn: string }[]): Statement => ({
  sid,
  actions: ["states:StartExecution"],
  resources: machines.map(({ arn }) => arn),
});

export const apiRights = ({ videosArn, workflow }: Pick<Reach, "videosArn" | "workflow">): Statement[] => [
  onTable("Videos", videosArn, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
  onIndexes("VideosIndexes", videosArn),
  starts("Workflow", workflow),
];

export const processorRights = ({ videosArn }: Pick<Reach, "videosArn">): Statement[] => [
  onTable("Videos", videosArn, ["GetItem", "UpdateItem"]),
];

export const scalerRights = ({ capacityArn, scaledArns }: Pick<Reach, "capacityArn" | "scaledArns">): Statement[] => [
  {
    sid: "Capacity",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"],
    resources: [capacityArn, `${capacityArn}/index/*`],
  },
  {
    sid: "ScalingConfig",
    actions: ["lambda:GetFunctionConfiguration", "lambda:GetFunctionScalingConfig", "lambda:PutFunctionScalingConfig"],
    // Which of the two forms AWS checks is not documented.
    resources: scaledArns.flatMap((arn) => [arn, `${arn}:*`]),
  },
];

export const dispatcherRights = ({
  videosArn,
  capacityArn,
  workflow,
  batch,
}: Omit<Reach, "scaledArns">): Statement[] => [
  onTable("Videos", videosArn, ["GetItem", "UpdateItem"]),
  onIndexes("VideosIndexes", videosArn),
  {
    sid: "Declarations",
    actions: ["dynamodb:GetItem", "dynamodb:Query"],
    resources: [capacityArn, `${capacityArn}/index/*`],
  },
  starts("Workflows", workflow, batch),
  {
    sid: "Executions",
    actions: ["states:DescribeExecution"],
    resources: [workflow.executionsArn, batch.executionsArn],
  },
];

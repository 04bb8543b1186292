// What AWS answers to our own functions, where an account with nothing in it would not let them go on: claims are granted, and
// the processor's environments have settled.
const CONFIG = { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 4 };

const claimed = ({ Key }) => ({
  Attributes: {
    ...Key,
    ...{
      status: { S: "processing" },
      attempt: { N: "1" },
      title: { S: "A title" },
      sourceUrl: { S: "s3://dev-media/a.mp4" },
    },
    ...{ createdAt: { S: "2026-01-01T00:00:00.000Z" }, updatedAt: { S: "2026-01-01T00:00:00.000Z" } },
  },
});

export default ({ service, operation, input, path }) => {
  if (
    service === "dynamodb" &&
    operation === "UpdateItem" &&
    input.TableName === "dev-video-videos" &&
    input.Key?.id?.S?.includes("V0000")
  )
    return { body: claimed(input) };
  if (service !== "lambda") return undefined;
  if (operation === "GetFunction")
    return { body: { Configuration: { State: "Active", FunctionName: path.split("/")[3] } } };
  if (operation === "GetFunctionScalingConfig") return { body: { AppliedFunctionScalingConfig: CONFIG } };
  return operation === "PutFunctionScalingConfig" ? { status: 202, body: { FunctionState: "Pending" } } : undefined;
};

// What else could run the workload and is not priced here, with when it fits better.

export interface NotPriced {
  readonly name: string;
  readonly fitsBetterWhen: string;
  readonly documentation: string;
}

export const NOT_PRICED: readonly NotPriced[] = [
  {
    name: "EC2, ECS or SageMaker with GPUs",
    fitsBetterWhen:
      "the work is inference or encoding that a GPU does many times as fast: Lambda has no GPUs, on managed instances neither",
    documentation: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html",
  },
  {
    name: "Lambda Web Functions",
    fitsBetterWhen:
      "it is an HTTP server on Node.js 24 and arm64 that fits 2 vCPUs and 2 GB, mostly waits for others, and may scale to zero: billed by active CPU, up to 128 requests at once in an environment, 15 minutes each",
    documentation: "https://docs.aws.amazon.com/lambda/latest/dg/web-functions.html",
  },
  {
    name: "Fargate",
    fitsBetterWhen:
      "work runs longer than Lambda allows, needs a process that keeps state or listens, or can be interrupted and so use Spot; it brings its own scaling and no management fee",
    documentation: "https://aws.amazon.com/fargate/pricing/",
  },
];

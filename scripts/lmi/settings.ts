// What holds for a whole invocation: the global options together with the environment variables.
import { userInfo } from "node:os";
import { UsageError } from "../cliError.ts";
import { operatorOf } from "./operator.ts";
import { wholeNumber } from "./options.ts";

export interface GlobalOptions {
  readonly env: string;
  readonly json?: boolean;
  readonly local?: boolean;
  readonly debug?: boolean;
  readonly region?: string;
  readonly dryRun?: boolean;
}

export interface Settings {
  readonly environment: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  /** As LMI_OPERATOR says, or locally the user of the machine; @default the caller's identity on AWS */
  readonly operator?: string;
  /** The SDK finds what is left out in its usual places. */
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const LOCAL_PORT = "4566";
const LOCAL_REGION = "us-east-1";

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`; // a container whose user has no name
  }
}

const isLoopback = (url: string): boolean => /^https?:\/\/(127\.|localhost[:/]|localhost$|\[::1\])/.test(url);

const isHttp = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/** @throws UsageError naming the value and what is allowed */
export function readSettings(options: GlobalOptions, variables: NodeJS.ProcessEnv): Settings {
  const { env, json = false, local = false, region, dryRun = false } = options;
  if (!/^[a-z][a-z0-9]{1,11}$/.test(env)) {
    throw new UsageError(`--env: must be 2 to 12 lower-case letters and digits such as dev, got ${env}`);
  }
  const port = wholeNumber("LMI_AWS_PORT", [1, 65_535])(variables.LMI_AWS_PORT || LOCAL_PORT);
  const endpoint = variables.AWS_ENDPOINT_URL || (local ? `http://127.0.0.1:${port}` : undefined);
  if (endpoint !== undefined && !isHttp(endpoint)) {
    throw new UsageError(`AWS_ENDPOINT_URL: must be a URL such as http://127.0.0.1:${LOCAL_PORT}, got ${endpoint}`);
  }
  const isLocal = local || (endpoint !== undefined && isLoopback(endpoint));
  const hasCredentials = Boolean(variables.AWS_ACCESS_KEY_ID || variables.AWS_PROFILE);
  const where =
    region ?? (variables.AWS_REGION || variables.AWS_DEFAULT_REGION || (isLocal ? LOCAL_REGION : undefined));
  if (where !== undefined && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(where)) {
    throw new UsageError(`region: must be a Region such as eu-west-1, got ${where}`);
  }
  const operator = variables.LMI_OPERATOR || (isLocal ? userName() : undefined);
  return {
    environment: env,
    json,
    dryRun,
    ...(operator !== undefined && { operator: operatorOf(operator) }),
    ...(where !== undefined && { region: where }),
    ...(endpoint !== undefined && { endpoint }),
    // The local system takes any.
    ...(isLocal && !hasCredentials && { credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
  };
}

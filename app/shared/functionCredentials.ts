// The credentials of a function, in place of the SDK's chain, which in a bundle is 90 KiB of profiles, SSO and logins that no
// function has: esbuild puts this where an SDK client imports `@aws-sdk/credential-provider-node`.
import { fromEnv } from "@aws-sdk/credential-provider-env";
import { type FromHttpOptions, fromHttp } from "@aws-sdk/credential-provider-http";
import { chain } from "@smithy/core/config";
import type { AwsCredentialIdentity } from "@smithy/types";

/** From environment variables, or from the address that AWS_CONTAINER_CREDENTIALS_… names. */
export const defaultProvider = (init: FromHttpOptions = {}): (() => Promise<AwsCredentialIdentity>) =>
  chain(fromEnv(init), async () => fromHttp(init)());

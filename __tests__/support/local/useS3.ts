// S3 for a test file: signed requests to a server that checks them.
import { afterAll, beforeAll, beforeEach } from "@jest/globals";
import { createS3, type S3 } from "../../../app/media/s3.ts";
import { ManualClock } from "../app/clock.ts";
import { CREDENTIALS, type SignedServer, signedServer } from "../aws/signedRequests.ts";

interface Around {
  readonly expiration?: Date;
  /** @default the server; undefined for AWS, which no test calls */
  readonly endpoint?: string | undefined;
  readonly region?: string;
}

export function useS3() {
  let started: SignedServer | undefined;
  const clock = new ManualClock();
  const server = (): SignedServer => {
    if (!started) throw new Error("S3: used before the tests of this file began");
    return started;
  };
  beforeAll(async () => {
    started = await signedServer();
  });
  beforeEach(() => {
    server().received.length = 0;
    server().answers.length = 0;
  });
  afterAll(() => server().close());
  const s3 = (around: Around = {}): S3 =>
    createS3({
      bucket: "media",
      endpoint: "endpoint" in around ? around.endpoint : server().endpoint,
      region: async () => around.region ?? "eu-west-1",
      credentials: async () => ({ ...CREDENTIALS, ...(around.expiration && { expiration: around.expiration }) }),
      clock,
    });
  return { s3, server, clock };
}

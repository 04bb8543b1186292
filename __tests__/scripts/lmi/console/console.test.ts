// lmi console, in front of the local system as if it were deployed: the page reads, and has no way to do anything.
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { localClient } from "../../../support/http/httpServer.ts";
import { lmi } from "../../../support/lmi/lmiCommand.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../../../support/local/system.ts";

let folder: string;
let run: LocalRun;

beforeAll(async () => {
  folder = temporaryFolder();
  run = await startLocal(folder);
}, 90_000);

afterAll(() => discard(run, folder));

/** The console in this process, and where its page is. */
async function open() {
  const stop = new AbortController();
  let tell = (_: string) => {};
  const url = new Promise<string>((resolve) => {
    tell = (text) => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
      if (found) resolve(found);
    };
  });
  const ended = lmi(
    ["console", "--port", "0"],
    { AWS_ENDPOINT_URL: run.awsUrl },
    { signal: stop.signal, written: (text) => tell(text) },
  );
  return { url: await Promise.race([url, ended.then((ran) => Promise.reject(new Error(ran.stderr)))]), stop, ended };
}

/** What a page gets until all of that is there. */
async function snapshot(url: string, ...until: readonly RegExp[]): Promise<string> {
  const leave = new AbortController();
  const { body } = await fetch(`${url}/events`, { signal: leave.signal });
  let text = "";
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    if (until.every((one) => one.test(text))) break;
  }
  leave.abort();
  return text;
}

it("shows an environment, offers no action, and ends when it is told to", async () => {
  const created = await fetch(`${run.apiUrl}/videos`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title: "seen from afar", contentType: "video/mp4", bytes: 10 }),
  });
  expect(created.status).toBe(201);
  const { url, stop, ended } = await open();

  const told = await snapshot(url, /seen from afar/);
  expect(told).toContain('"kind":"deployed","actions":[]');
  expect(told).toContain('"dev-video-processor"');
  expect(told).toContain('"type":"Ready"');
  const tried = ["act/hold", "act/tick", "act/process", "upload", "stream/output"].map(async (path) => {
    const headers = { "content-type": "application/json" };
    return (await fetch(`${url}/${path}`, { method: "POST", headers, body: "{}" })).status;
  });
  expect(await Promise.all(tried)).toEqual([404, 404, 404, 404, 404]);

  stop.abort("SIGINT");
  expect((await ended).code).toBe(130);
  await eventually("the port to close", 10, () =>
    fetch(url).then(
      () => undefined,
      () => true,
    ),
  );
}, 60_000);

it("asks Lambda's control plane a few times at first, and then not again for a while", async () => {
  await fetch(`${run.awsUrl}/_local/calls`, { method: "DELETE" });
  const { url, stop, ended } = await open();
  await Promise.all([snapshot(url, /"Ready"/), snapshot(url, /"Ready"/), snapshot(url, /"Ready"/)]);
  const { calls } = (await (await fetch(`${run.awsUrl}/_local/calls`)).json()) as {
    calls: { name: string; operations: Record<string, number> }[];
  };
  const asked = Object.values(calls.find(({ name }) => name === "lambda control plane")?.operations ?? {});

  // One for the machine's ARN, two for each declared function; the system's own scaler may have asked, too.
  expect(asked.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(8);
  stop.abort("SIGINT");
  await ended;
}, 60_000);

it("shows throttles, vCPU caps and which provider functions run on, and lists no environments", async () => {
  const env = { AWS_ENDPOINT_URL: run.awsUrl, LMI_AWS_PORT: new URL(run.awsUrl).port };
  const fault = ["local", "fault", "add", "throttle", "--service", "lambda", "--operation", "Invoke", "--for", "5m"];
  expect(await lmi(fault, env)).toMatchObject({ code: 0, stderr: "" });
  const client = new LambdaClient(localClient(run.awsUrl));
  const invoke = new InvokeCommand({ FunctionName: "dev-video-dispatcher" });
  await expect(client.send(invoke)).rejects.toMatchObject({ name: "TooManyRequestsException" });
  await lmi(["local", "fault", "clear"], env);
  const { url, stop, ended } = await open();

  const told = await snapshot(url, /"throttles":\d/, /"maxVCpus":32/);
  expect(told).toMatch(/"dev-video-dispatcher":\{"name":"dev-video-dispatcher","slots":1,"throttles":[1-9]/);
  expect(told).toMatch(/"dev-video-api":\{"name":"dev-video-api","capacityProvider":"dev-video-api-\w{8}","slots":32/);
  expect(told).toMatch(/"dev-video-processor-\w{8}":\{"name":"dev-video-processor-\w{8}","maxVCpus":32/);
  expect(told).not.toContain('"environments":[');
  expect(told).not.toContain('"problems":{"');
  stop.abort("SIGINT");
  await ended;
  client.destroy();
}, 60_000);

it("says in a line what AWS does not answer, and shows the rest", async () => {
  const env = { AWS_ENDPOINT_URL: run.awsUrl, LMI_AWS_PORT: new URL(run.awsUrl).port };
  const fault = ["local", "fault", "add", "throttle", "--service", "cloudwatch", "--rate", "1", "--for", "5m"];
  expect(await lmi(fault, env)).toMatchObject({ code: 0, stderr: "" });
  const { url, stop, ended } = await open();

  const told = await snapshot(url, /"alarms: /, /"metrics: /, /"maxVCpus":32/);
  expect(told).toMatch(/metrics: AWS wants fewer calls \([^)]*\); asked again in 120 s/);
  expect(told).toMatch(/alarms: AWS wants fewer calls \([^)]*\); asked again in 120 s/);
  expect(told).toContain('"dev-video-processor"');
  stop.abort("SIGINT");
  expect((await ended).code).toBe(130);
  await lmi(["local", "fault", "clear"], env);
}, 60_000);

it("says in a line that there is no such environment", async () => {
  const ran = await lmi(["console", "--env", "other", "--port", "0"], { AWS_ENDPOINT_URL: run.awsUrl });

  expect(ran).toEqual({
    code: 1,
    stdout: "",
    stderr: 'table other-video-capacity: not found; is environment "other" deployed there?\n',
  });
});

it("says in a line that its port is taken, and what to do", async () => {
  const port = new URL(run.awsUrl).port;

  const ran = await lmi(["console", "--port", port], { AWS_ENDPOINT_URL: run.awsUrl });

  expect(ran).toEqual({ code: 1, stdout: "", stderr: `port ${port}: in use; give another one with --port\n` });
});

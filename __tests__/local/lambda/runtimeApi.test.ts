import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Invocation, RuntimeApi } from "../../../local/lambda/runtimeApi.ts";
import { settle } from "../../support/lambda/simulation.ts";

const heard: string[] = [];
let api: RuntimeApi;
let base: string;

beforeEach(async () => {
  heard.length = 0;
  api = new RuntimeApi({ ready: () => heard.push("ready"), failed: (payload) => heard.push(payload) });
  base = `http://127.0.0.1:${await api.listen()}/2018-06-01/runtime`;
});
afterEach(() => api.close("test is over"));

const invocation = (requestId: string): Invocation => ({
  requestId,
  payload: `{"for":"${requestId}"}`,
  deadlineMilliseconds: 1_767_600_000_000,
  functionArn: "arn:video",
  traceHeader: "Root=1-00000000-000000000000000000000000",
});
const next = () => fetch(`${base}/invocation/next`);
const post = (path: string, body: string) => fetch(`${base}/${path}`, { method: "POST", body });

describe("the Runtime API", () => {
  it("hands an invocation to whoever asks first, with AWS's headers, and takes the response", async () => {
    const asked = next();
    const outcome = api.submit(invocation("a"));

    const handed = await asked;
    expect(await handed.json()).toEqual({ for: "a" });
    expect(Object.fromEntries(handed.headers)).toMatchObject({
      "lambda-runtime-aws-request-id": "a",
      "lambda-runtime-deadline-ms": "1767600000000",
      "lambda-runtime-invoked-function-arn": "arn:video",
      "lambda-runtime-trace-id": "Root=1-00000000-000000000000000000000000",
    });
    expect(api.inFlight).toBe(1);

    expect((await post("invocation/a/response", '"ä"')).status).toBe(202);
    expect(await outcome).toEqual({ kind: "response", payload: '"ä"' });
    expect(api.inFlight).toBe(0);
    expect(heard).toEqual(["ready"]);
  });

  it("takes an error, and refuses a second answer", async () => {
    const outcome = api.submit(invocation("a"));
    await next();

    await post("invocation/a/error", '{"errorType":"E"}');

    expect(await outcome).toEqual({ kind: "error", payload: '{"errorType":"E"}' });
    expect((await post("invocation/a/response", "{}")).status).toBe(400);
  });

  it("never hands out what was withdrawn, but does not withdraw what was handed out", async () => {
    const withdrawn = api.submit(invocation("a"));
    const kept = api.submit(invocation("b"));

    api.withdraw("a");
    expect(await withdrawn).toMatchObject({ kind: "lost" });
    expect((await next()).headers.get("lambda-runtime-aws-request-id")).toBe("b");

    api.withdraw("b");
    expect(api.inFlight).toBe(1);
    await post("invocation/b/response", "1");
    expect(await kept).toMatchObject({ kind: "response" });
  });

  it("hands nothing to a worker that has gone", async () => {
    const leaving = new AbortController();
    const gone = fetch(`${base}/invocation/next`, { signal: leaving.signal }).catch((error) => error.name);
    while (heard.length === 0) await settle();
    leaving.abort();
    expect(await gone).toBe("AbortError");
    await new Promise((resolve) => setTimeout(resolve, 50));

    void api.submit(invocation("a"));

    expect((await next()).headers.get("lambda-runtime-aws-request-id")).toBe("a");
  });

  it("reports a failed initialisation, and knows no other path", async () => {
    expect((await post("init/error", '{"errorType":"SyntaxError"}')).status).toBe(202);
    expect(heard).toEqual(['{"errorType":"SyntaxError"}']);
    expect((await fetch(`${base}/nothing`)).status).toBe(404);
  });

  it("refuses an invocation's id that is not URL-encoded, and a page of another site", async () => {
    expect((await post("invocation/%zz/response", "{}")).status).toBe(400);
    const foreign = await fetch(`${base}/invocation/next`, { headers: { origin: "https://example.com" } });
    expect(foreign.status).toBe(403);
    expect(heard).toEqual([]);
  });

  it("loses what is unanswered when it closes, and what comes later", async () => {
    const outcome = api.submit(invocation("a"));

    api.close("signal: SIGKILL");

    expect(await outcome).toEqual({ kind: "lost", reason: "signal: SIGKILL" });
    expect(await api.submit(invocation("b"))).toEqual({ kind: "lost", reason: "signal: SIGKILL" });
  });
});

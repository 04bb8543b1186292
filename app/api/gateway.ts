// API Gateway's payload format 2.0 to and from the app. Hono's own adapter makes a Request and reads a Response for each event;
// an event has all of it as text, and so has an Answer.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { Answer } from "./answer.ts";
import type { Bindings } from "./requestLog.ts";

/** What Hono and the routes read of a Request. */
class EventRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  readonly #event: APIGatewayProxyEventV2;

  constructor(event: APIGatewayProxyEventV2) {
    const { headers, rawPath, rawQueryString } = event;
    this.#event = event;
    this.method = event.requestContext.http.method;
    this.url = `https://api${rawPath}${rawQueryString === "" ? "" : `?${rawQueryString}`}`;
    this.headers = { get: (name) => headers[name.toLowerCase()] ?? null };
  }

  async arrayBuffer(): Promise<Uint8Array> {
    const { body, isBase64Encoded } = this.#event;
    return Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  }
}

/** Of Hono's app: HEAD comes as a Response of the Fetch API, everything else as an Answer. */
type Fetch = (request: Request, bindings?: unknown) => Response | Promise<Response>;

export const gateway =
  (fetch: Fetch) =>
  async (
    event: APIGatewayProxyEventV2,
    lambdaContext?: Bindings["lambdaContext"],
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestContext } = event;
    const bindings: Bindings = { requestContext, lambdaContext };
    const request = new EventRequest(event) as unknown as Request;
    const answer: Response | Answer = await fetch(request, bindings);
    return {
      statusCode: answer.status,
      headers: answer instanceof Answer ? answer.plainHeaders : Object.fromEntries(answer.headers),
      body: (answer instanceof Answer ? answer.body : await answer.text()) ?? "",
      isBase64Encoded: false,
    };
  };

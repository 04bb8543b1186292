// DynamoDB's JSON protocol for calls about items. Their input and output have in a command the form that they have on the wire,
// binary values apart, so JSON text is made and read as it is. The SDK's own protocol walks all of it by the service's schema.
import { AwsJson1_0Protocol } from "@aws-sdk/core/protocols";
import { HttpRequest } from "@smithy/core/protocols";
import type {
  EndpointBearer,
  HandlerExecutionContext,
  HttpResponse,
  MetadataBearer,
  OperationSchema,
  SerdeFunctions,
} from "@smithy/types";

type Context = HandlerExecutionContext & SerdeFunctions;

/** Items must not hold binary values: DynamoDB refuses one that was sent in this way. */
export class ItemProtocol extends AwsJson1_0Protocol {
  override async serializeRequest<Input extends object>(
    { name }: OperationSchema,
    input: Input,
    context: Context & EndpointBearer,
  ): Promise<HttpRequest> {
    const request = new HttpRequest({
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `${this.serviceTarget}.${name}`,
      },
      body: JSON.stringify(input),
    });
    this.updateServiceEndpoint(request, await context.endpoint());
    return request;
  }

  /** Errors are read as the SDK reads them. */
  override async deserializeResponse<Output extends MetadataBearer>(
    schema: OperationSchema,
    context: Context,
    response: HttpResponse,
  ): Promise<Output> {
    if (this.isErrorResponse(response.statusCode)) return super.deserializeResponse(schema, context, response);
    const body: Uint8Array =
      response.body instanceof Uint8Array ? response.body : await context.streamCollector(response.body);
    const output = JSON.parse(new TextDecoder().decode(body));
    return { ...output, $metadata: this.deserializeMetadata(response) };
  }
}

// AWS's clients as small as these handlers need them: JSON over https, signed for nobody.
import https from "node:https";

const call = (host, headers, body, method = "POST", path = "/") =>
  new Promise((resolve, reject) => {
    const request = https.request({ host, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve(text));
    });
    request.on("error", reject).end(body);
  });

const json = (target) => ({ "content-type": "application/x-amz-json-1.1", "x-amz-target": target });

class Client {
  send(command) {
    return command.send();
  }
}

export class SSMClient extends Client {}
export class S3Client extends Client {}
export class SQSClient extends Client {}

export class GetParameterCommand {
  constructor(name) {
    this.send = () =>
      call("ssm.us-east-1.amazonaws.com", json("AmazonSSM.GetParameter"), JSON.stringify({ Name: name }));
  }
}
export class PutObjectCommand {
  constructor(bucket, key, body) {
    this.send = () => call(`${bucket}.s3.us-east-1.amazonaws.com`, {}, body, "PUT", `/${key}`);
  }
}
export class GetObjectCommand {
  constructor(bucket, key) {
    this.send = () => call(`${bucket}.s3.us-east-1.amazonaws.com`, {}, undefined, "GET", `/${key}`);
  }
}
export class SendMessageCommand {
  constructor(message) {
    this.send = () =>
      call(
        "sqs.us-east-1.amazonaws.com",
        json("AmazonSQS.SendMessage"),
        JSON.stringify({ MessageBody: JSON.stringify(message) }),
      );
  }
}

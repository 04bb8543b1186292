// Tokens as API Gateway's JWT authorizers see them: what is claimed, until when, for whom. Signatures are not checked, because
// the issuer's keys are not on this machine, and only this machine can call.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html

export interface JwtAuthorizer {
  readonly issuer: string;
  readonly audience: readonly string[];
}

export interface Token {
  /** As functions get them: texts. */
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
}

const FORM = /^(?:Bearer +)?[\w-]+\.([\w-]+)\.[\w-]*$/i;

function claimsIn(header: string | undefined): Record<string, unknown> | undefined {
  const payload = FORM.exec(header ?? "")?.[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const textOf = (claim: unknown): string =>
  Array.isArray(claim) ? `[${claim.join(" ")}]` : typeof claim === "object" ? JSON.stringify(claim) : String(claim);

/** What the header's token claims, if the authorizer would take it at `now`, in seconds since the epoch. */
export function tokenIn(
  header: string | undefined,
  { issuer, audience }: JwtAuthorizer,
  now: number,
): Token | undefined {
  const claims = claimsIn(header);
  if (!claims || claims.iss !== issuer) return undefined;
  const { aud = claims.client_id, exp, nbf = 0, iat = 0, scope, scp } = claims;
  if (![aud].flat().some((one) => audience.includes(String(one)))) return undefined;
  if (!(Number(exp) > now) || !(Number(nbf) <= now) || !(Number(iat) <= now)) return undefined;
  const scopes = [scope ?? scp ?? []].flat().flatMap((text) =>
    String(text)
      .split(" ")
      .filter((one) => one !== ""),
  );
  return {
    claims: Object.fromEntries(Object.entries(claims).map(([name, claim]) => [name, textOf(claim)])),
    scopes,
  };
}

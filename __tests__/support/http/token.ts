// Tokens as clients send them; their signature is none.

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The value of an Authorization header. */
export const bearer = (claims: object): string => `Bearer ${part({ alg: "none" })}.${part(claims)}.`;

// asl-validator 4.0.0 comes without types; this is what the tests use of it.
declare module "asl-validator" {
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  };
}

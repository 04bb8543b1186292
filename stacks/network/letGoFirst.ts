// The order in which a network changes: what uses a thing lets go of it before it goes, and the new way is there before the old.

/**
 * Create before destroy, which Terraform also keeps when a resource leaves the configuration: its destruction waits for what
 * used it to be changed. Without it the destruction comes first.
 * https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy
 */
export const LET_GO_FIRST = { createBeforeDestroy: true } as const;

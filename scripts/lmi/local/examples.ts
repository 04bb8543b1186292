// A fault of each kind as one would type it, for the help of its command and for docs/local-faults.md.
import type { FaultKind } from "../../../local/faults/kinds.ts";

export const EXAMPLES: Readonly<Record<FaultKind, string>> = {
  silent: "lmi local fault add silent --service dynamodb --operation UpdateItem --for 60s",
  error: "lmi local fault add error --service states --code InternalServerError --rate 0.3",
  throttle: "lmi local fault add throttle --service lambda --rate 0.5 --for 5m",
  "kill-environment": "lmi local fault add kill-environment --function processor --count 2",
  "stop-environment": "lmi local fault add stop-environment --function processor",
  "publish-failed": "lmi local fault add publish-failed --function processor --code InsufficientCapacity",
  "vcpu-cap": "lmi local fault add vcpu-cap --capacity-provider processor --max-vcpus 4",
  "disk-full": "lmi local fault add disk-full --for 30s",
  "clock-skew": "lmi local fault add clock-skew --function processor --seconds 90",
  unavailable: "lmi local fault add unavailable --function processor --rate 0.2",
};
